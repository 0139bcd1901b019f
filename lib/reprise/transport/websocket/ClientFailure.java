package reprise.transport.websocket;

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.nio.channels.ClosedChannelException;

/**
 * Why a connection did not come about, or broke: the kind, the HTTP status if a handshake was answered (else 0), and a
 * sentence that says where, what and the remedy.
 */
public record ClientFailure(Kind kind, int status, String message) {
    public enum Kind {
        /** Nobody listens there. */ REFUSED,
        /** The peer reset the connection. */ RESET,
        /** The peer closed the socket without a word (no answer, or no close frame). */ CLOSED,
        /** Answered with another status than 101. */ HANDSHAKE_REFUSED,
        /** Not HTTP, not RFC 6455, or a frame against its rules. */ PROTOCOL,
        /** A message above the bound that we set. */ TOO_LONG,
        /** No 101 in time. */ TIMED_OUT,
        /** The host has no path there. */ UNREACHABLE,
        /** This host has no port, address or file descriptor left. */ OUT_OF_SOCKETS,
        /** We gave up before it was open. */ CANCELLED
    }

    static ClientFailure of(WebSocketUrl url, Throwable cause) {
        var said = String.valueOf(cause.getMessage());
        return switch (cause) {
            case ConnectTimeoutException _ -> timedOut(url, "connect");
            case BindException _ -> outOfSockets(url, said);
            case ConnectException _ when said.contains("timed out") -> timedOut(url, "connect");
            case ConnectException _ when said.contains("refused") -> new ClientFailure(Kind.REFUSED, 0,
                url + ": connection refused; is a server running there?");
            case NoRouteToHostException _ -> new ClientFailure(Kind.UNREACHABLE, 0, url + ": " + said + "; look at the host and the network");
            case ClosedChannelException _ -> new ClientFailure(Kind.CLOSED, 0, url + ": written to after it was closed");
            case IOException _ when said.contains("reset") || said.contains("Broken pipe") -> new ClientFailure(Kind.RESET, 0,
                url + ": the peer reset the connection");
            case IOException _ when said.contains("assign requested address") || said.contains("in use")
                || said.contains("Too many open files") || said.contains("newSocket") || said.contains("not available") -> outOfSockets(url, said);
            case IOException _ -> new ClientFailure(Kind.UNREACHABLE, 0, url + ": " + said);
            case CorruptedWebSocketFrameException _ -> new ClientFailure(Kind.PROTOCOL, 0, url + ": sent a frame against RFC 6455 (" + said + ")");
            default -> new ClientFailure(Kind.PROTOCOL, 0, url + ": " + said);
        };
    }

    static ClientFailure tooLong(WebSocketUrl url, int mostBytes) {
        return new ClientFailure(Kind.TOO_LONG, 0, url + ": sent a message of more than " + mostBytes
            + " bytes, the most that is taken; allow more, or look at what the server sends");
    }

    static ClientFailure timedOut(WebSocketUrl url, String step) {
        return new ClientFailure(Kind.TIMED_OUT, 0, url + ": no answer to the " + step + " in time; is the server overloaded or the port filtered?");
    }

    static ClientFailure refused(WebSocketUrl url, int status, String reason) {
        return new ClientFailure(Kind.HANDSHAKE_REFUSED, status, url + ": answered " + status + " " + reason
            + " instead of 101; look at the path and at what the server accepts");
    }

    private static ClientFailure outOfSockets(WebSocketUrl url, String said) {
        return new ClientFailure(Kind.OUT_OF_SOCKETS, 0, url + ": " + said
            + "; dial from more source addresses (127.0.0.2, 127.0.0.3 …) or raise ulimit -n");
    }
}
