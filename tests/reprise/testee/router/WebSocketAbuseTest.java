package reprise.testee.router;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A WebSocket peer's violations by octets: handshake failures, and the close codes of RFC 6455, section 7.4.1. */
final class WebSocketAbuseTest {
    private Router router;
    private int port;

    @BeforeEach
    void start() throws IOException {
        router = Router.start(RouterPlan.local());
        router.register("com.example.add2", Arithmetic.ADD).join();
        port = Sessions.listen(router, HttpPlan.local());
    }

    @AfterEach
    void stop() {
        router.close();
    }

    private static String upgrade(String subprotocol) {
        return "GET /ws HTTP/1.1\r\nHost: x\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            + (subprotocol.isEmpty() ? "" : "Sec-WebSocket-Protocol: " + subprotocol + "\r\n") + "\r\n";
    }

    private RawPeer upgraded(String subprotocol) throws IOException {
        var peer = new RawPeer(port);
        assertUpgraded(peer.text(upgrade(subprotocol)));
        return peer;
    }

    private static void assertUpgraded(RawPeer peer) throws IOException {
        var head = new StringBuilder();
        for (int octet = 0; head.indexOf("\r\n\r\n") < 0 && octet >= 0; head.append((char) octet)) octet = peer.in.read();
        assertTrue(head.toString().startsWith("HTTP/1.1 101 "), head.toString());
        // RFC 6455, section 1.3: the answer to this key
        assertTrue(head.toString().contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="), head.toString());
        assertTrue(head.toString().toLowerCase().contains("sec-websocket-protocol: wamp.2."), head.toString());
    }

    /** RFC 9110, 7.8: the header is a list, in one line or several. */
    @Test
    void handshake_thatOffersOtherProtocolsToo_isTaken() throws IOException {
        for (var offers : new String[] {"h2c, WebSocket", ", websocket", "websocket, foo/2", "h2c\r\nUpgrade: websocket"}) {
            try (var peer = new RawPeer(port)) {
                assertUpgraded(peer.text(upgrade("wamp.2.json").replace("Upgrade: websocket", "Upgrade: " + offers)));
            }
        }
    }

    @Test
    void handshake_withoutOurSubprotocol_isRefused() throws IOException {
        for (String subprotocol : new String[] {"", "wamp.2.cbor", "chat, wamp.2.json.batched"}) {
            try (var peer = new RawPeer(port)) {
                String answer = peer.text(upgrade(subprotocol)).rest();
                assertTrue(answer.startsWith("HTTP/1.1 400 ") && answer.contains("wamp.2.msgpack"), answer);
            }
        }
    }

    @Test
    void handshake_ofAnotherVersionOrNone_isRefused() throws IOException {
        try (var old = new RawPeer(port); var plain = new HttpSocket(port); var keyless = new RawPeer(port)) {
            String answer = old.text(upgrade("wamp.2.json").replace("Version: 13", "Version: 8")).rest();
            assertTrue(answer.startsWith("HTTP/1.1 426 ") && answer.toLowerCase().contains("sec-websocket-version: 13"), answer);
            var told = plain.ask("GET /ws HTTP/1.1\r\nHost: x\r\n\r\n"); // it may request something else afterwards
            assertEquals(426, told.status());
            assertEquals("websocket", told.headers().get("upgrade"));
            plain.assertServed();
            assertTrue(keyless.text(upgrade("wamp.2.json").replace("dGhl", "")).rest().startsWith("HTTP/1.1 400 "));
        }
    }

    @Test
    void frames_fragmentedAndMasked_makeASession() throws IOException {
        try (var peer = upgraded("chat, wamp.2.json")) {
            say(peer, 0x81, "[1,\"realm1\"," + RawPeer.ROLES + "]");
            assertTrue(hear(peer).startsWith("[2,"));
            say(peer, 0x01, "[48,1,{},\"com.exam");
            say(peer, 0x89, "hi"); // a ping may come between fragments
            say(peer, 0x80, "ple.add2\",[2,3]]");
            assertEquals("8a026869", peer.readHex(4)); // pong
            assertEquals("[50,1,{},[5]]", hear(peer));
            say(peer, 0x81, "[6,{},\"wamp.close.normal\"]");
            assertEquals("[6,{},\"wamp.close.goodbye_and_out\"]", hear(peer));
            peer.octets("88 82 00000000 03e8");
            assertEquals("880503e8427965", peer.readHex(7)); // 1000 "Bye"
            assertEquals(-1, peer.in.read());
        }
    }

    /** A client has to wait for the 101; one that does not is no reason to lose what it says. */
    @Test
    void frames_inOnePacketWithTheRequest_areReadOnceThereIsASession() throws IOException {
        var hello = "[1,\"realm1\"," + RawPeer.ROLES + "]";
        try (var peer = new RawPeer(port)) {
            var packet = new java.io.ByteArrayOutputStream();
            packet.writeBytes(upgrade("wamp.2.json").getBytes());
            packet.writeBytes(new byte[] {(byte) 0x81, (byte) (0x80 | hello.length()), 0, 0, 0, 0});
            packet.writeBytes(hello.getBytes());
            packet.writeBytes(java.util.HexFormat.of().parseHex("838000000000")); // opcode 3 is reserved
            packet.writeTo(peer.socket.getOutputStream());
            var head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) head.append((char) peer.in.read());
            assertTrue(head.toString().startsWith("HTTP/1.1 101 "), head.toString());
            assertTrue(hear(peer).startsWith("[2,"), "the answer to what came before the wrong frame");
            assertEquals("88", peer.readHex(1));
            peer.in.read();
            assertEquals("03ea", peer.readHex(2)); // 1002, protocol error
        }
    }

    @Test
    void frames_longerThan125And65535_haveTheRightHead() throws IOException {
        router.register("com.example.echo", (arguments, answer) -> answer.result(arguments)).join();
        try (var peer = upgraded("wamp.2.json")) {
            say(peer, 0x81, "[1,\"realm1\"," + RawPeer.ROLES + "]");
            hear(peer);
            // "[50,1,{},[""]]" has 14 octets: 125 and 126 straddle the first bound, 65535 and 65536 the second
            for (int octets : new int[] {125, 126, 65_535, 65_536, 300_000}) {
                String text = "y".repeat(octets - 14);
                say(peer, 0x81, "[48,1,{},\"com.example.echo\",[\"" + text + "\"]]");
                assertEquals("[50,1,{},[\"" + text + "\"]]", hear(peer));
            }
        }
    }

    private void closed(String subprotocol, String octets, int code) throws IOException {
        try (var peer = upgraded(subprotocol)) {
            peer.octets(octets);
            assertEquals(0x88, peer.in.read());
            int bytes = peer.in.read();
            assertEquals(code, peer.in.readUnsignedShort());
            peer.in.skipNBytes(bytes - 2);
            assertEquals("", peer.rest());
        }
    }

    @Test
    void frame_againstTheRfc_isClosedWithItsCode() throws IOException {
        closed("wamp.2.json", "82 81 00000000 5b", 1003); // binary in JSON
        closed("wamp.2.msgpack", "81 81 00000000 5b", 1003); // text in MessagePack
        closed("wamp.2.json", "81 01 5b", 1002); // not masked
        closed("wamp.2.json", "83 81 00000000 5b", 1002); // a reserved opcode
        closed("wamp.2.json", "c1 81 00000000 5b", 1002); // a reserved bit
        closed("wamp.2.json", "80 81 00000000 5b", 1002); // continues nothing
        closed("wamp.2.json", "81 81 00000000 ff", 1007); // not UTF-8
        closed("wamp.2.json", "81 ff 0000000000100001 00000000", 1009); // 2^20 + 1
    }

    @Test
    void fragments_togetherTooLong_areClosedWith1009() throws IOException {
        try (var peer = upgraded("wamp.2.json")) {
            say(peer, 0x01, "x".repeat(1 << 20));
            say(peer, 0x80, "x");
            assertEquals("880203f1", peer.readHex(4).replaceFirst("88..", "8802"));
        }
    }

    @Test
    void message_thatIsNone_isAbortedAndClosed() throws IOException {
        try (var peer = upgraded("wamp.2.json")) {
            say(peer, 0x81, "[48,1]");
            assertTrue(hear(peer).endsWith(",\"wamp.error.protocol_violation\"]"));
            assertEquals(0x88, peer.in.read());
        }
    }

    // Masked with zeros.
    private static void say(RawPeer peer, int first, String text) throws IOException {
        int n = text.length();
        var frame = new StringBuilder(String.format("%02x", first));
        if (n < 126) frame.append(String.format("%02x", 0x80 | n));
        else if (n < 65_536) frame.append(String.format("fe%04x", n));
        else frame.append(String.format("ff%016x", n));
        peer.octets(frame + "00000000").text(text);
    }

    private static String hear(RawPeer peer) throws IOException {
        assertEquals(0x81, peer.in.read());
        long bytes = peer.in.read();
        if (bytes == 126) bytes = peer.in.readUnsignedShort();
        else if (bytes == 127) bytes = peer.in.readLong();
        return new String(peer.in.readNBytes((int) bytes));
    }
}
