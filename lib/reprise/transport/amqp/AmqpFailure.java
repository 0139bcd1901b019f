package reprise.transport.amqp;

import java.io.IOException;
import java.util.concurrent.CompletionException;
import reprise.transport.SocketTrouble;
import reprise.transport.tls.TlsFailure;

/**
 * Why a connection or channel ended or could not be opened: kind, place, reason and remedy. It concerns a peer rather than our
 * code, so it carries no stack trace.
 */
public final class AmqpFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    public enum Kind {
        UNKNOWN_HOST, REFUSED, UNREACHABLE, TIMED_OUT, WRONG_PASSWORD, WRONG_VIRTUAL_HOST, NOT_AMQP, CLOSED_BY_BROKER,
        CHANNEL_CLOSED, CANCELLED, LOST, SILENT, CLOSED, TLS, MISTAKE;

        /* MISTAKE: our own code threw, possibly for lack of memory; the cause tells. */

        /** Whether another attempt with the same settings may succeed. */
        public boolean mayPass() {
            return switch (this) {
                case WRONG_PASSWORD, WRONG_VIRTUAL_HOST, NOT_AMQP, TLS, MISTAKE -> false;
                case UNKNOWN_HOST, REFUSED, UNREACHABLE, TIMED_OUT, CLOSED_BY_BROKER, CHANNEL_CLOSED, CANCELLED, LOST, SILENT,
                    CLOSED -> true;
            };
        }
    }

    private final Kind kind;
    private final int replyCode;

    AmqpFailure(Kind kind, int replyCode, String message, Throwable cause) {
        super(message, cause, false, false);
        this.kind = kind;
        this.replyCode = replyCode;
    }

    AmqpFailure(Kind kind, String message) {
        this(kind, 0, message, null);
    }

    /** The same failure with more to say, such as a remedy or what it cost. */
    public AmqpFailure with(String more) {
        return new AmqpFailure(kind, replyCode, getMessage() + "; " + more, getCause());
    }

    public Kind kind() {
        return kind;
    }

    /** The broker's reply code (403, 404, 530 …); 0 if it gave none. */
    public int replyCode() {
        return replyCode;
    }

    /** Whether the broker refused a request; otherwise it went away, or is about to. */
    public boolean isRefusal() {
        return kind == Kind.CHANNEL_CLOSED || kind == Kind.CLOSED_BY_BROKER && replyCode != ReplyCode.CONNECTION_FORCED.code();
    }

    /** The failure of a connection's or channel's future. */
    public static AmqpFailure of(Throwable thrown) {
        return switch (thrown) {
            case AmqpFailure failure -> failure;
            case CompletionException wrapped when wrapped.getCause() != null -> of(wrapped.getCause());
            case IOException broken -> new AmqpFailure(Kind.LOST, 0, "closed because of " + broken, broken);
            default -> new AmqpFailure(Kind.MISTAKE, 0, "closed because of " + thrown, thrown);
        };
    }

    /** The broker cancelled a consumer; this makes it a reason to reconnect. */
    public static AmqpFailure consumerCancelled(AmqpUrl.Host host, String consumerTag) {
        return new AmqpFailure(Kind.CANCELLED, host + ": consumer " + consumerTag + " was cancelled by the broker");
    }

    public static AmqpFailure closedByUs(AmqpUrl.Host host) {
        return new AmqpFailure(Kind.CLOSED, host + ": closed by us");
    }

    /** A socket that could not be opened. */
    static AmqpFailure dialing(AmqpUrl.Host host, Throwable cause) {
        return switch (SocketTrouble.of(cause)) {
            case NO_SUCH_HOST ->
                new AmqpFailure(Kind.UNKNOWN_HOST, 0, host + ": no such host; look at the name, or give an address", cause);
            case TIMED_OUT ->
                new AmqpFailure(Kind.TIMED_OUT, 0, host + ": no answer to the connect; is the host up and the port open?", cause);
            case REFUSED -> new AmqpFailure(Kind.REFUSED, 0, host + ": connection refused; is a broker running there?", cause);
            case NO_WAY, NO_FAMILY, IN_USE, NOT_HERE, FORBIDDEN, OPEN_FILES, NO_MEMORY, RESET, CLOSED, TLS, OTHER ->
                new AmqpFailure(Kind.UNREACHABLE, 0, host + ": " + SocketTrouble.why(cause), cause);
        };
    }

    /** TLS could not be spoken, or broke; one that may pass is a lost connection like any other. */
    static AmqpFailure tls(AmqpUrl.Host host, TlsFailure why, Throwable cause) {
        return new AmqpFailure(why.kind().mayPass() ? Kind.LOST : Kind.TLS, 0, host + ": " + why.words(), cause);
    }

    /** The broker sent connection.close. During the handshake, its code says whether the user or the virtual host was wrong. */
    static AmqpFailure closedByBroker(AmqpUrl.Host host, AmqpUrl url, boolean opening, int code, String text) {
        var message = host + ": the broker closed the connection: " + code + " " + text;
        if (opening && code == ReplyCode.ACCESS_REFUSED.code()) {
            return new AmqpFailure(Kind.WRONG_PASSWORD, code, message + "; look at user " + url.login(host).user()
                + " and its password, or at its right to log in from here", null);
        }
        if (opening && (code == ReplyCode.NOT_ALLOWED.code() || code == ReplyCode.INVALID_PATH.code())) {
            return new AmqpFailure(Kind.WRONG_VIRTUAL_HOST, code, message + "; look at virtual host " + url.virtualHost()
                + " and at the rights of user " + url.login(host).user(), null);
        }
        return new AmqpFailure(Kind.CLOSED_BY_BROKER, code, message, null);
    }
}
