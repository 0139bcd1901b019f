package reprise.transport.websocket;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import reprise.transport.Addresses;
import reprise.transport.tls.ClientTls;

/**
 * The address of a WebSocket server: {@code ws://host:port/path} or {@code wss://…}.
 *
 * @param tls how TLS is spoken; empty for ws
 */
public record WebSocketUrl(String host, int port, String path, Optional<ClientTls> tls) {
    public WebSocketUrl {
        if (host.isEmpty() || port < 1 || port > 65535 || !path.startsWith("/")) {
            throw new IllegalArgumentException("ws url: host '" + host + "', port " + port + ", path '" + path
                + "'; give ws://host:port/path, for example ws://127.0.0.1:8000/ws");
        }
    }

    /** Of a server that speaks no TLS. */
    public WebSocketUrl(String host, int port, String path) {
        this(host, port, path, Optional.empty());
    }

    /**
     * The port is 80, of wss 443, and the path {@code /} by default; with wss TLS is {@link ClientTls#USUAL}.
     *
     * @throws IllegalArgumentException with the required form
     */
    public static WebSocketUrl parse(String text) {
        try {
            var uri = new URI(text);
            boolean secure = "wss".equalsIgnoreCase(uri.getScheme());
            if (!secure && !"ws".equalsIgnoreCase(uri.getScheme()) || uri.getHost() == null || uri.getFragment() != null
                || uri.getUserInfo() != null) {
                throw malformed(text);
            }
            var host = uri.getHost().startsWith("[") ? uri.getHost().substring(1, uri.getHost().length() - 1) : uri.getHost();
            var path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
            int port = uri.getPort() >= 0 ? uri.getPort() : secure ? 443 : 80;
            return new WebSocketUrl(host, port, uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery(),
                secure ? Optional.of(ClientTls.USUAL) : Optional.empty());
        } catch (URISyntaxException _) { // its message would quote positions in a text
            throw malformed(text);
        }
    }

    private static IllegalArgumentException malformed(String text) {
        return new IllegalArgumentException("ws url: " + text + "; it must be ws://host:port/path or wss://…, for example "
            + "ws://127.0.0.1:8000/ws"
            + Addresses.remedy(text));
    }

    /** With wss the same, spoken to in this way; with ws as it is. */
    public WebSocketUrl over(ClientTls other) {
        return new WebSocketUrl(host, port, path, tls.map(_ -> other));
    }

    URI uri() {
        return URI.create(toString());
    }

    @Override
    public String toString() {
        return (tls.isPresent() ? "wss://" : "ws://") + (host.contains(":") ? "[" + host + "]" : host) + ":" + port + path;
    }
}
