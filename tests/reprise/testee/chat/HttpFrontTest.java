package reprise.testee.chat;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The HTTP side; it is the same in both styles. */
final class HttpFrontTest {
    private ChatServer server;
    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeEach
    void start() throws IOException {
        server = ChatServer.start(ChatPlan.local(Style.AWAITING));
    }

    @AfterEach
    void end() {
        http.shutdownNow();
        server.close();
    }

    private HttpResponse<String> ask(int port, String method, String path, byte[] body) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .method(method, HttpRequest.BodyPublishers.ofByteArray(body)).build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> get(int port, String path) throws Exception {
        return ask(port, "GET", path, new byte[0]);
    }

    /** The head of the response to the RFC's request with a change. */
    private String upgrade(String replace, String with) throws IOException {
        try (var user = new RawUser(server.port())) {
            var request = new String(RawUser.upgrade()).replace("\r", "");
            assertTrue(request.contains(replace));
            user.write(RawUser.octets(request.replace(replace, with)));
            return user.head().toLowerCase(Locale.ROOT);
        }
    }

    private static void assertHead(String status, String header, String head) {
        assertTrue(head.startsWith("http/1.1 " + status + " "), head);
        assertTrue(head.contains("\r\n" + header), head);
    }

    @Test
    void pages_onBothPorts_sayWhatIsHere() throws Exception {
        for (int port : new int[] {server.port(), server.metricsPort()}) {
            assertEquals("ok\n", get(port, "/healthcheck?x").body());
            var root = get(port, "/");
            assertEquals(200, root.statusCode());
            assertTrue(root.body().contains("style awaiting") && root.body().contains("/metrics"), root.body());
            assertEquals(404, get(port, "/elsewhere").statusCode());
        }
        assertEquals(404, get(server.metricsPort(), "/ws").statusCode());
    }

    @Test
    void requests_thatAreNoGet_areRefused() throws Exception {
        var post = ask(server.port(), "POST", "/ws", new byte[10]);
        assertEquals(405, post.statusCode());
        assertEquals("GET, HEAD", post.headers().firstValue("allow").orElseThrow());
        assertEquals(413, ask(server.port(), "POST", "/ws", new byte[1_000_000]).statusCode());
        assertEquals("", ask(server.port(), "HEAD", "/healthcheck", new byte[0]).body());
    }

    @Test
    void webSocketPath_withoutUpgrade_is426() throws Exception {
        var plain = get(server.port(), "/ws");
        assertEquals(426, plain.statusCode());
        assertEquals("websocket", plain.headers().firstValue("upgrade").orElseThrow());
        assertHead("426", "upgrade: websocket", upgrade("Connection: Upgrade\n", ""));
        assertHead("426", "upgrade: websocket", upgrade("Upgrade: websocket\n", "Upgrade: h2c\n"));
    }

    @Test
    void webSocketPath_withAnotherVersion_is426AndSaysWhich() throws Exception {
        assertHead("426", "sec-websocket-version: 13", upgrade("Version: 13", "Version: 12"));
        assertHead("426", "sec-websocket-version: 13", upgrade("Sec-WebSocket-Version: 13\n", ""));
    }

    @Test
    void webSocketPath_withoutAKeyOf16Bytes_is400() throws Exception {
        assertHead("400", "content-length", upgrade("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\n", ""));
        assertHead("400", "content-length", upgrade("dGhlIHNhbXBsZSBub25jZQ==", "dGhl"));
        assertHead("400", "content-length", upgrade("dGhlIHNhbXBsZSBub25jZQ==", "*"));
    }

    @Test
    void request_thatIsNoHttp_is400AndTheEnd() throws Exception {
        try (var user = new RawUser(server.port())) {
            user.write(RawUser.octets("nonsense\n\n"));
            assertHead("400", "connection: close", user.head().toLowerCase(Locale.ROOT));
        }
    }

    @Test
    void upgrade_withQueryAndListsInItsHeaders_isTaken() throws Exception {
        assertHead("101", "upgrade: websocket", upgrade("Connection: Upgrade", "Connection: keep-alive, upgrade"));
        assertHead("101", "upgrade: websocket", upgrade("GET /ws ", "GET /ws?name=x "));
    }

    /**
     * Endless requests whose answers are not read: the server holds a bounded number, so it stops reading, and after some MB the kernel
     * accepts no more. Once they are read, everything is answered.
     */
    @Test
    void asker_thatReadsNoAnswer_isReadNoFurtherUntilItDoes() throws Exception {
        byte[] question = RawUser.octets("GET /healthcheck HTTP/1.1\n\n");
        var answer = ByteBuffer.allocate(1024);
        try (var asker = SocketChannel.open(new InetSocketAddress("127.0.0.1", server.port())); var selector = Selector.open()) {
            asker.write(ByteBuffer.wrap(question));
            while (!new String(answer.array(), 0, answer.position()).endsWith("ok\n")) asker.read(answer);
            asker.configureBlocking(false);
            var room = asker.register(selector, SelectionKey.OP_WRITE);
            var left = ByteBuffer.wrap(question);
            long asked = 0;
            while (selector.select(1000) > 0) { // a second without room: the server does not read
                selector.selectedKeys().clear();
                while (asker.write(left) > 0 && !left.hasRemaining()) {
                    left.clear();
                    assertTrue(++asked * question.length < 64_000_000, "it is read on and on");
                }
            }
            room.cancel();
            selector.selectNow();
            asker.configureBlocking(true);
            byte[] whole = Arrays.copyOf(answer.array(), answer.position());
            var in = new BufferedInputStream(asker.socket().getInputStream());
            for (long i = 0; i < asked; i++) assertArrayEquals(whole, in.readNBytes(whole.length));
        }
    }
}
