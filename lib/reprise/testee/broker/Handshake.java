package reprise.testee.broker;

import io.netty.buffer.ByteBuf;
import java.util.Map;
import reprise.transport.amqp.AmqpException;
import reprise.transport.amqp.ConnectionMethod;
import reprise.transport.amqp.Frame;
import reprise.transport.amqp.Method;
import reprise.transport.amqp.ReplyCode;

/**
 * A connection's opening handshake (specification 2.2.4) and its result:
 * <pre>
 * HEADER    protocol header  → start        (any other header → ours, and the end)
 * START_OK  start-ok         → tune         (wrong password → close 403, or just the end for clients that do not know that)
 * TUNE_OK   tune-ok          → -            (more than was offered → close 530)
 * OPEN      open             → open-ok      (unknown virtual host → close 530)
 * DONE
 * </pre>
 * Owned by the event loop.
 */
final class Handshake {
    private enum Stage { HEADER, START_OK, TUNE_OK, OPEN, DONE }

    private static final int CHANNEL_MAX = 2047;
    private static final int FRAME_MAX_BYTES = 131_072;
    private static final int HEARTBEAT_SEC = 60;
    /** The RabbitMQ version that this follows; clients derive features from it. */
    private static final String VERSION = "3.10.8";

    private final ClientConnection connection;
    private Stage stage = Stage.HEADER;
    private Map<?, ?> capabilities = Map.of();
    private String user;
    private int channelMax;
    private int frameMaxBytes;

    Handshake(ClientConnection connection) {
        this.connection = connection;
    }

    boolean done() {
        return stage == Stage.DONE;
    }

    /** Whether the client announced this capability. */
    boolean capable(String capability) {
        return Boolean.TRUE.equals(capabilities.get(capability));
    }

    String user() {
        return user;
    }

    int channelMax() {
        return channelMax;
    }

    int frameMaxBytes() {
        return frameMaxBytes;
    }

    void onProtocolHeader(long header) {
        if (header != Frame.PROTOCOL_HEADER) {
            connection.outbox.frames().writeLong(Frame.PROTOCOL_HEADER);
            connection.finish();
            return;
        }
        stage = Stage.START_OK;
        connection.outbox.send(0, new ConnectionMethod.Start(0, 9, serverProperties(), Login.MECHANISMS, "en_US"));
    }

    private static Map<String, Object> serverProperties() {
        return Map.of("product", "Reprise", "version", VERSION, "platform", "Java",
            "information", "An embedded cluster for experiments; version: the RabbitMQ it follows",
            "capabilities", Map.of("publisher_confirms", true, "exchange_exchange_bindings", true, "basic.nack", true,
                "consumer_cancel_notify", true, "connection.blocked", true, "authentication_failure_close", true,
                "per_consumer_qos", true, "consumer_priorities", true, "direct_reply_to", true));
    }

    void onFrame(int type, ByteBuf payload) {
        if (type == Frame.HEARTBEAT) return;
        if (type != Frame.METHOD) throw new AmqpException(ReplyCode.UNEXPECTED_FRAME, "a frame of type " + type + " before open");
        switch (Method.read(payload)) {
            case ConnectionMethod.StartOk startOk when stage == Stage.START_OK -> startOk(startOk);
            case ConnectionMethod.TuneOk tuneOk when stage == Stage.TUNE_OK -> tuneOk(tuneOk);
            case ConnectionMethod.Open open when stage == Stage.OPEN -> open(open);
            case ConnectionMethod.Close _ -> connection.closedByClient();
            case Method other -> throw new AmqpException(ReplyCode.CHANNEL_ERROR, other.id(), "unexpected method before "
                + stage.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'));
        }
    }

    private void startOk(ConnectionMethod.StartOk startOk) {
        if (startOk.clientProperties().get("capabilities") instanceof Map<?, ?> known) capabilities = known;
        if (!allowed(startOk)) {
            if (capable("authentication_failure_close")) throw Login.refused(startOk.mechanism());
            connection.finish();
            return;
        }
        stage = Stage.TUNE_OK;
        connection.outbox.send(0, new ConnectionMethod.Tune(CHANNEL_MAX, FRAME_MAX_BYTES, HEARTBEAT_SEC));
    }

    private boolean allowed(ConnectionMethod.StartOk startOk) {
        try {
            var login = Login.of(startOk.mechanism(), startOk.response());
            user = login.user();
            return login.allowed(connection.broker.users, connection.from());
        } catch (IndexOutOfBoundsException _) { // a malformed AMQPLAIN table
            return false;
        }
    }

    private void tuneOk(ConnectionMethod.TuneOk tuneOk) {
        check("channel_max", tuneOk.channelMax(), 1, CHANNEL_MAX);
        check("frame_max", tuneOk.frameMaxBytes(), Frame.MIN_MAX_BYTES, FRAME_MAX_BYTES);
        channelMax = tuneOk.channelMax();
        frameMaxBytes = tuneOk.frameMaxBytes();
        stage = Stage.OPEN;
        connection.tuned(frameMaxBytes, tuneOk.heartbeatSec());
    }

    // 0 means no limit, which exceeds the offer.
    private static void check(String what, int value, int least, int most) {
        if (value != 0 && Integer.compareUnsigned(value, least) < 0) {
            throw new AmqpException(ReplyCode.NOT_ALLOWED, "negotiated " + what + " = " + Integer.toUnsignedString(value)
                + " is lower than the minimum allowed value (" + least + ")");
        }
        if (value == 0 || Integer.compareUnsigned(value, most) > 0) {
            throw new AmqpException(ReplyCode.NOT_ALLOWED, "negotiated " + what + " = " + Integer.toUnsignedString(value)
                + " is higher than the maximum allowed value (" + most + ")");
        }
    }

    private void open(ConnectionMethod.Open open) {
        if (!open.virtualHost().equals(VirtualHost.NAME)) {
            throw new AmqpException(ReplyCode.NOT_ALLOWED, "vhost " + open.virtualHost() + " not found");
        }
        connection.broker.memory.hold(0, "a connection");
        stage = Stage.DONE;
        connection.outbox.send(0, new ConnectionMethod.OpenOk());
        connection.opened();
    }
}
