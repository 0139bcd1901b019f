package reprise.transport.websocket;

import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import java.io.IOException;
import reprise.transport.SocketTrouble;
import reprise.transport.tls.TlsFailure;

/**
 * Why a connection could not be opened, or broke: the kind, the HTTP status if the handshake was answered (otherwise 0), and a
 * sentence with place, reason and remedy.
 */
public record ClientFailure(Kind kind, int status, String message) {
    public enum Kind {
        /** Nothing listens there. */ REFUSED,
        /** The peer reset the connection. */ RESET,
        /** The peer closed the socket without an answer or a close frame. */ CLOSED,
        /** The server answered with a status other than 101. */ HANDSHAKE_REFUSED,
        /** The peer speaks neither HTTP nor RFC 6455, or broke its rules. */ PROTOCOL,
        /** A message exceeded our limit. */ TOO_LONG,
        /** No 101 arrived in time. */ TIMED_OUT,
        /** The host has no route there. */ UNREACHABLE,
        /** This host has no port, address or file descriptor left. */ OUT_OF_SOCKETS,
        /** TLS could not be spoken, or broke. */ TLS,
        /** We gave up before it was open. */ CANCELLED
    }

    static ClientFailure of(WebSocketUrl url, Throwable cause) {
        return switch (SocketTrouble.of(cause)) {
            case TIMED_OUT -> timedOut(url, "connect");
            case REFUSED -> new ClientFailure(Kind.REFUSED, 0, url + ": connection refused; is a server running there?");
            case RESET -> new ClientFailure(Kind.RESET, 0, url + ": the peer reset the connection");
            case CLOSED -> new ClientFailure(Kind.CLOSED, 0, url + ": written to after it was closed");
            case IN_USE, NOT_HERE, OPEN_FILES, NO_MEMORY -> new ClientFailure(Kind.OUT_OF_SOCKETS, 0, url + ": " + SocketTrouble.why(cause)
                + "; dial from more source addresses (127.0.0.2, 127.0.0.3 …) or raise ulimit -n");
            case NO_SUCH_HOST, NO_WAY, NO_FAMILY, FORBIDDEN -> new ClientFailure(Kind.UNREACHABLE, 0, url + ": " + SocketTrouble.why(cause)
                + "; look at the host and the network");
            case TLS -> new ClientFailure(Kind.TLS, 0, url + ": " + SocketTrouble.why(cause));
            case OTHER -> other(url, cause);
        };
    }

    private static ClientFailure other(WebSocketUrl url, Throwable cause) {
        return switch (cause) {
            case CorruptedWebSocketFrameException _ ->
                new ClientFailure(Kind.PROTOCOL, 0, url + ": sent a frame against RFC 6455 (" + cause.getMessage() + ")");
            case IOException _ -> new ClientFailure(Kind.UNREACHABLE, 0, url + ": " + SocketTrouble.why(cause));
            default -> new ClientFailure(Kind.PROTOCOL, 0, url + ": " + SocketTrouble.why(cause));
        };
    }

    static ClientFailure tooLong(WebSocketUrl url, int mostBytes) {
        return new ClientFailure(Kind.TOO_LONG, 0, url + ": sent a message of more than " + mostBytes
            + " bytes, the most that is taken; allow more, or look at what the server sends");
    }

    static ClientFailure cancelled(WebSocketUrl url) {
        return new ClientFailure(Kind.CANCELLED, 0, url + ": given up before it was open");
    }

    static ClientFailure timedOut(WebSocketUrl url, String step) {
        return new ClientFailure(Kind.TIMED_OUT, 0,
            url + ": no answer to the " + step + " in time; is the server overloaded or the port filtered?");
    }

    static ClientFailure refused(WebSocketUrl url, int status, String reason) {
        return new ClientFailure(Kind.HANDSHAKE_REFUSED, status, url + ": answered " + status + " " + reason
            + " instead of 101; " + (status == 400 ? ifTls(url) : "") + "look at the path and at what the server accepts");
    }

    /** A server may close without a word, too, if it expected TLS. */
    static ClientFailure unanswered(WebSocketUrl url) {
        return new ClientFailure(Kind.CLOSED, 0, url + ": the peer closed the socket without an answer to the handshake; " + ifTls(url)
            + "the server's log may say why");
    }

    private static String ifTls(WebSocketUrl url) {
        return url.tls().isPresent() ? "" : TlsFailure.perhapsWanted("wss") + "; if not, ";
    }
}
