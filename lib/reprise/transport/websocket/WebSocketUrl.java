package reprise.transport.websocket;

import java.net.URI;
import java.net.URISyntaxException;
import reprise.transport.Addresses;

/** The address of a WebSocket server: {@code ws://host:port/path}. */
public record WebSocketUrl(String host, int port, String path) {
    public WebSocketUrl {
        if (host.isEmpty() || port < 1 || port > 65535 || !path.startsWith("/")) {
            throw new IllegalArgumentException("ws url: host '" + host + "', port " + port + ", path '" + path
                + "'; give ws://host:port/path, for example ws://127.0.0.1:8000/ws");
        }
    }

    /** The port is 80 and the path {@code /} by default. @throws IllegalArgumentException with the required form */
    public static WebSocketUrl parse(String text) {
        try {
            var uri = new URI(text);
            if (!"ws".equalsIgnoreCase(uri.getScheme()) || uri.getHost() == null || uri.getFragment() != null
                || uri.getUserInfo() != null) {
                throw malformed(text);
            }
            var host = uri.getHost().startsWith("[") ? uri.getHost().substring(1, uri.getHost().length() - 1) : uri.getHost();
            var path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
            return new WebSocketUrl(host, uri.getPort() < 0 ? 80 : uri.getPort(), uri.getRawQuery() == null ? path
                : path + "?" + uri.getRawQuery());
        } catch (URISyntaxException _) { // its message would quote positions in a text
            throw malformed(text);
        }
    }

    private static IllegalArgumentException malformed(String text) {
        return new IllegalArgumentException("ws url: " + text + "; it must be ws://host:port/path, for example ws://127.0.0.1:8000/ws"
            + Addresses.remedy(text));
    }

    URI uri() {
        return URI.create(toString());
    }

    @Override
    public String toString() {
        return "ws://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port + path;
    }
}
