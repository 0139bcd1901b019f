package reprise.transport.amqp;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import reprise.transport.tls.TlsFailure;

/**
 * The client's side of the opening handshake (specification 2.2.4), on the connection's event loop:
 * <pre>
 *   state     the broker says                    we answer                               then
 *   START     connection.start                   start-ok: PLAIN, our capabilities       TUNE
 *   TUNE      connection.tune                    tune-ok: the smaller of both; open      OPEN
 *   OPEN      connection.open-ok                 –                                       DONE
 *   any       connection.close                   close-ok                                failed: its code says why
 *   TUNE      closes the socket                  –                                       failed: a wrong password, to old brokers
 *   START     a protocol header                  –                                       failed: it speaks another version
 * </pre>
 */
final class Handshake {
    enum State { START, TUNE, OPEN, DONE }

    private static final int OUR_FRAME_MAX_BYTES = 128 << 10;
    private static final int OUR_CHANNEL_MAX = 2047;

    private final AmqpUrl url;
    private final AmqpUrl.Host host;
    private final AmqpSettings settings;
    private State state = State.START;
    private int frameMaxBytes = OUR_FRAME_MAX_BYTES;
    private int channelMax = OUR_CHANNEL_MAX;
    private int heartbeatSec;
    private Map<String, Object> broker = Map.of();

    Handshake(AmqpUrl url, AmqpUrl.Host host, AmqpSettings settings) {
        this.url = url;
        this.host = host;
        this.settings = settings;
    }

    State state() {
        return state;
    }

    int frameMaxBytes() {
        return frameMaxBytes;
    }

    int channelMax() {
        return channelMax;
    }

    int heartbeatSec() {
        return heartbeatSec;
    }

    /** What the broker said of itself. */
    Map<String, Object> broker() {
        return broker;
    }

    /** Handles one method on channel 0 and writes the reply. Throws the handshake's failure. */
    void onMethod(Method method, ByteBuf out) {
        switch (method) {
            case ConnectionMethod.Start start when state == State.START -> {
                broker = start.serverProperties();
                if (!List.of(start.mechanisms().split(" ")).contains("PLAIN")) {
                    throw new AmqpFailure(AmqpFailure.Kind.NOT_AMQP, host + ": the broker takes only " + start.mechanisms()
                        + " to log in; allow PLAIN there");
                }
                Frame.writeMethod(out, 0, new ConnectionMethod.StartOk(properties(), "PLAIN", plain(), "en_US"));
                state = State.TUNE;
            }
            case ConnectionMethod.Tune tune when state == State.TUNE -> {
                frameMaxBytes = frameMax(tune.frameMaxBytes());
                channelMax = smaller(tune.channelMax(), smaller(url.options().channelMax(), OUR_CHANNEL_MAX));
                heartbeatSec = settings.heartbeatSec() == 0 ? 0 : smaller(tune.heartbeatSec(), settings.heartbeatSec());
                Frame.writeMethod(out, 0, new ConnectionMethod.TuneOk(channelMax, frameMaxBytes, heartbeatSec));
                Frame.writeMethod(out, 0, new ConnectionMethod.Open(url.virtualHost()));
                state = State.OPEN;
            }
            case ConnectionMethod.OpenOk _ when state == State.OPEN -> state = State.DONE;
            default -> throw new AmqpException(ReplyCode.COMMAND_INVALID, method.id(), "not in the order of a handshake");
        }
    }

    /** The socket closed before the handshake was complete, or TLS failed at any time. */
    AmqpFailure lost(Throwable cause) {
        var tls = TlsFailure.of(cause);
        if (tls.isPresent()) return AmqpFailure.tls(host, tls.get(), cause);
        return switch (state) {
            case START -> new AmqpFailure(AmqpFailure.Kind.LOST, 0, host
                + ": closed before it said anything; is that port a broker's" + (url.tls().isEmpty() ? ", and without TLS?" : "?"), cause);
            // Old brokers refuse a login this way; a node that dies just then looks the same, and another host may accept.
            case TUNE -> new AmqpFailure(AmqpFailure.Kind.LOST, 0,
                host + ": closed when it had got the login; look at user " + url.login(host).user()
                    + " and its password, or at its right to log in from here", cause);
            case OPEN, DONE -> new AmqpFailure(AmqpFailure.Kind.LOST, 0, host
                + ": closed in the handshake; the broker's log says why", cause);
        };
    }

    AmqpFailure timedOut() {
        return new AmqpFailure(AmqpFailure.Kind.TIMED_OUT, host + ": no end to the handshake within " + settings.timeoutMs()
            + " ms (at "
            + state + "); is that port a broker's, and is it alive?");
    }

    AmqpFailure otherProtocol(long header) {
        return new AmqpFailure(AmqpFailure.Kind.NOT_AMQP, host + ": it answered with the protocol header "
            + Long.toHexString(header)
            + "; AMQP 0-9-1 is spoken here: look at the port");
    }

    /** It is unsigned, and none may be below 4096 (specification 1.4.2.6): no method could be sure to fit. */
    private int frameMax(int theirs) {
        if (theirs > 0 && theirs < Frame.MIN_MAX_BYTES) {
            throw new AmqpFailure(AmqpFailure.Kind.NOT_AMQP, host + ": the broker takes frames of " + theirs + " octets at most; let it "
                + "take " + Frame.MIN_MAX_BYTES + " or more (frame_max)");
        }
        return theirs < 0 ? OUR_FRAME_MAX_BYTES : smaller(theirs, OUR_FRAME_MAX_BYTES);
    }

    /** 0 means "no limit" on both sides. */
    private static int smaller(int theirs, int ours) {
        return theirs == 0 ? ours : Math.min(theirs, ours);
    }

    private Map<String, Object> properties() {
        return Map.of("product", "Reprise", "platform", "Java", "connection_name", settings.name(), "capabilities",
            Map.of("publisher_confirms", true, "basic.nack", true, "consumer_cancel_notify", true, "connection.blocked", true,
                "authentication_failure_close", true));
    }

    private byte[] plain() {
        var login = url.login(host);
        return ("\0" + login.user() + "\0" + login.password()).getBytes(StandardCharsets.UTF_8);
    }
}
