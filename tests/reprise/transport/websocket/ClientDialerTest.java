package reprise.transport.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reprise.transport.websocket.ClientFailure.Kind;

/** Connections that cannot be opened, each with its cause. */
final class ClientDialerTest extends AgainstPlayedServer {
    private ClientFailure failure() throws InterruptedException {
        return heard.next(Heard.Failed.class).why();
    }

    @Test
    void dial_nobodyListens_isRefused() throws IOException, InterruptedException {
        int port;
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = taken.getLocalPort();
        }
        dial(new WebSocketUrl("127.0.0.1", port, "/ws"), ClientSettings.DEFAULT);
        var why = failure();
        assertEquals(Kind.REFUSED, why.kind());
        assertTrue(why.message().contains("ws://127.0.0.1:" + port + "/ws"), why.message());
    }

    @Test
    void upgrade_resetMidway_isReset() throws InterruptedException {
        try (var server = new PlayedServer(PlayedServer.resetting())) {
            dial(server);
            assertEquals(Kind.RESET, failure().kind());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 404, 503, 200})
    void upgrade_otherStatus_isRefusedWithIt(int status) throws InterruptedException {
        try (var server = new PlayedServer(PlayedServer.answering("HTTP/1.1 " + status + " So\r\nContent-Length: 0\r\n\r\n"))) {
            dial(server);
            var why = failure();
            assertEquals(Kind.HANDSHAKE_REFUSED, why.kind());
            assertEquals(status, why.status());
        }
    }

    @Test
    void upgrade_wrongAcceptKeyOrNoHttp_isAgainstTheProtocol() throws InterruptedException {
        for (var answer : new String[] {"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n", "SSH-2.0-OpenSSH_9.2\r\n\r\n"}) {
            try (var server = new PlayedServer(PlayedServer.answering(answer))) {
                dial(server);
                assertEquals(Kind.PROTOCOL, failure().kind(), answer);
            }
        }
    }

    /**
     * RFC 6455 section 4.1, the answer's items 5 and 6: an unrequested extension or subprotocol fails the connection; so does a repeated
     * field Sec-WebSocket-Protocol (11.3.4). None at all is allowed, whatever was offered. A dot stands for the line end.
     */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "         |                                                  | ",
        "         | Sec-WebSocket-Extensions: permessage-deflate.    | it uses the extension permessage-deflate, which was not asked for",
        "a;b      | Sec-WebSocket-Extensions: x-odd.                 | it uses the extension x-odd, which was not asked for",
        "         | Sec-WebSocket-Protocol: chat.                    | it speaks the subprotocol 'chat', which was not asked for",
        "a;b      | Sec-WebSocket-Protocol: b.                       | ",
        "a;b      | Sec-WebSocket-Protocol: B.                       | it speaks the subprotocol 'B', which was not asked for (asked "
        + "for: a, b)",
        "a;b      | Sec-WebSocket-Protocol: a, b.                    | it speaks the subprotocol 'a, b', which was not asked for (asked "
        + "for: a, b)",
        "a;b      |                                                  | ",
        "a;b      | Sec-WebSocket-Protocol: a.Sec-WebSocket-Protocol: b. | it names a subprotocol 2 times",
    })
    void upgrade_withWhatWasNotAskedFor_failsAsTheRfcSays(String offered, String lines, String wrong) throws InterruptedException {
        var offer = new Offer(List.of(), offered == null ? List.of() : List.of(offered.split(";")));
        try (var server = new PlayedServer(PlayedServer.upgradingWith(lines == null ? "" : lines.replace(".", "\r\n")))) {
            new ClientDialer(server.url(), offer, ClientSettings.DEFAULT, System::nanoTime).dial(loops.next(), null, heard);
            if (wrong == null) {
                heard.next(Heard.Opened.class);
                return;
            }
            var why = failure();
            assertEquals(Kind.PROTOCOL, why.kind());
            assertEquals(server.url() + ": the answer to the handshake: " + wrong, why.message());
            assertEquals("closed", server.ended.poll(60, TimeUnit.SECONDS));
        }
    }

    @Test
    void offer_headersAndSubprotocols_standInTheRequestAsUtf8() throws InterruptedException {
        var heads = new LinkedBlockingQueue<String>();
        var offer =
            new Offer(List.of(Offer.Header.parse("Authorization: Bearer a:b"), Offer.Header.parse("X-Name:Jürgen"),
            Offer.Header.parse("Host: other.example")),
            List.of("chat.v2", "chat"));
        try (var server = new PlayedServer((channel, head) -> {
            heads.add(head);
            PlayedServer.upgradingWith("Sec-WebSocket-Protocol: chat\r\n").play(channel, head);
        })) {
            new ClientDialer(server.url(), offer, ClientSettings.DEFAULT, System::nanoTime).dial(loops.next(), null, heard);
            heard.next(Heard.Opened.class);
            var lines = heads.take().lines().map(line -> line.toLowerCase(Locale.ROOT)).toList();
            assertTrue(lines.contains("authorization: bearer a:b"), lines.toString());
            assertTrue(lines.contains("sec-websocket-protocol: chat.v2, chat"), lines.toString());
            // ü is the octets c3 bc; the played server reads each as a character
            assertTrue(lines.contains("x-name: j\u00e3\u00bcrgen"), lines.toString());
            assertEquals(List.of("host: other.example"), lines.stream().filter(line -> line.startsWith("host:")).toList());
        }
    }

    @ParameterizedTest
    @ValueSource(strings =
        {"Upgrade: h2c", "Sec-WebSocket-Protocol: chat", "sec-websocket-extensions: permessage-deflate", "No colon", "Bad name: x",
        "X: a\nb", "X: J\ufffdrgen", ": x", "Transfer-Encoding: chunked"})
    void offer_headerThatCannotBe_isRefused(String header) {
        assertThrows(IllegalArgumentException.class, () -> Offer.Header.parse(header));
    }

    @Test
    void upgrade_peerClosesWithoutAnswer_isClosed() throws InterruptedException {
        try (var server = new PlayedServer((channel, _) -> channel.close())) {
            dial(server);
            assertEquals(Kind.CLOSED, failure().kind());
        }
    }

    @Test
    void upgrade_neverAnswered_timesOut() throws InterruptedException {
        try (var server = new PlayedServer((_, _) -> { })) {
            dial(server.url(), new ClientSettings(100, 0, 1000, 1000));
            assertEquals(Kind.TIMED_OUT, failure().kind());
            assertEquals("closed", server.ended.poll(60, TimeUnit.SECONDS));
        }
    }

    @Test
    void abort_whileDialing_isCancelledAndToldOnce() throws InterruptedException {
        try (var server = new PlayedServer((_, _) -> { })) {
            dial(server).abort(1001);
            assertEquals(Kind.CANCELLED, failure().kind());
            onLoop(() -> null);
            assertTrue(heard.events.isEmpty());
        }
    }

    @Test
    void dial_fromAnotherLoopbackAddress_isSeenByTheServer() throws Exception {
        try (var server = new PlayedServer(PlayedServer.upgrading())) {
            new ClientDialer(server.url(), Offer.NONE, ClientSettings.DEFAULT, System::nanoTime)
                .dial(loops.next(), InetAddress.getByName("127.0.0.7"), heard);
            heard.next(Heard.Opened.class);
            assertEquals("127.0.0.7", ((InetSocketAddress) server.accepted.take().remoteAddress()).getAddress().getHostAddress());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1/", "wss:/127.0.0.1/", "ws://", "127.0.0.1:8000", "ws://h:99999/", "ws://h/#x"})
    void url_thatIsNone_isRefusedWithAnExample(String url) {
        var told = assertThrows(IllegalArgumentException.class, () -> WebSocketUrl.parse(url)).getMessage();
        assertTrue(told.contains("for example ws://"), told);
    }

    @Test
    void url_parts_areKept() {
        assertEquals(new WebSocketUrl("127.0.0.1", 8000, "/ws?a=b"), WebSocketUrl.parse("ws://127.0.0.1:8000/ws?a=b"));
        assertEquals(new WebSocketUrl("::1", 80, "/"), WebSocketUrl.parse("ws://[::1]"));
        assertEquals("wss://h:443/a", WebSocketUrl.parse("WSS://h/a").toString());
        assertEquals("ws://[::1]:80/", WebSocketUrl.parse("ws://[::1]").toString());
    }
}
