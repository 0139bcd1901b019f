package reprise.transport.wamp;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Optional;
import reprise.transport.Addresses;
import reprise.transport.tls.ClientTls;

/**
 * Where a router listens: {@code ws://host:port/path} or {@code wss://…}, {@code rs://host:port}, {@code rs+unix:///path/of/socket}.
 *
 * @param host empty for a Unix-domain socket, whose file is {@code path}
 * @param path of a WebSocket, or the file; empty for rawsocket on TCP
 * @param tls how TLS is spoken, of wss
 */
public record WampUrl(Transport transport, String host, int port, String path, Optional<ClientTls> tls) {
    /** The transport under the session. */
    public enum Transport { WEBSOCKET, RAWSOCKET, UNIX }

    /** Of a router that speaks no TLS. */
    public WampUrl(Transport transport, String host, int port, String path) {
        this(transport, host, port, path, Optional.empty());
    }

    /** With wss TLS is {@link ClientTls#ofFlags}. @throws IllegalArgumentException with the accepted forms */
    public static WampUrl parse(String text) {
        try {
            var uri = new URI(text);
            String scheme = uri.getScheme() == null ? "" : uri.getScheme();
            String path = uri.getPath() == null ? "" : uri.getPath();
            boolean address = uri.getHost() != null && uri.getPort() > 0 && uri.getPort() <= 65_535;
            if ((scheme.equals("ws") || scheme.equals("wss")) && address) {
                return new WampUrl(Transport.WEBSOCKET, uri.getHost(), uri.getPort(), path.isEmpty() ? "/" : path,
                    scheme.equals("wss") ? Optional.of(ClientTls.ofFlags()) : Optional.empty());
            }
            if (scheme.equals("rs") && address && path.isEmpty()) return new WampUrl(Transport.RAWSOCKET, uri.getHost(), uri.getPort(), "");
            if (scheme.equals("rs+unix") && uri.getAuthority() == null && path.length() > 1) return unix(Path.of(path));
        } catch (URISyntaxException _) {
            // reported below, with other malformed URLs
        }
        throw new IllegalArgumentException("router URL: '" + text
            + "'; it must be like ws://127.0.0.1:8080/ws, rs://127.0.0.1:8081 or rs+unix:///tmp/router.sock" + Addresses.remedy(text));
    }

    public static WampUrl unix(Path file) {
        return new WampUrl(Transport.UNIX, "", 0, file.toString());
    }

    @Override
    public String toString() {
        return switch (transport) {
            case WEBSOCKET -> (tls.isPresent() ? "wss://" : "ws://") + host + ":" + port + path;
            case RAWSOCKET -> "rs://" + host + ":" + port;
            case UNIX -> "rs+unix://" + path;
        };
    }
}
