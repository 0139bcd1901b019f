package reprise.testee.router;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reprise.testee.Changed;
import reprise.transport.wamp.WampLimits;

/** A rawsocket peer's violations, octet by octet; no other session notices. */
final class RawSocketAbuseTest {
    private Router router;

    @BeforeEach
    void start() throws IOException {
        router = Router.start(Changed.of(RouterPlan.local(), "joinTimeoutMs", 60_000));
        router.register("com.example.add2", Arithmetic.ADD).join();
    }

    @AfterEach
    void stop() throws IOException {
        try (var peer = RawPeer.joined(router)) { // it still works
            assertEquals("[50,1,{},[5]]", peer.say("[48,1,{},\"com.example.add2\",[2,3]]").hear());
        }
        router.close();
    }

    private String answer(String handshake) throws IOException {
        try (var peer = new RawPeer(router.rawSocketPort())) {
            return java.util.HexFormat.of().formatHex(peer.octets(handshake).rest().getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
        }
    }

    @Test
    void handshake_thatIsWrong_isRefusedWithItsErrorOctet() throws IOException {
        assertEquals("7f100000", answer("7ff00000")); // serializer 0
        assertEquals("7f100000", answer("7ff30000")); // serializer 3
        assertEquals("7f300000", answer("7ff10001")); // reserved
        assertEquals("7f300000", answer("7ff10100"));
        assertEquals("", answer("47455420")); // "GET "
        assertEquals("", answer("00000000"));
    }

    @Test
    void handshake_thatIsRight_isAnsweredWithTheRoutersOwnLength() throws IOException {
        // 1 MiB is 2^(9+11): B; a client that only accepts 2^(9+0)
        try (var json = new RawPeer(router.rawSocketPort()); var msgpack = new RawPeer(router.rawSocketPort())) {
            assertEquals("7fb10000", json.octets("7f010000").readHex(4));
            assertEquals("7fb20000", msgpack.octets("7f 0200").octets("00").readHex(4));
        }
    }

    @Test
    void connections_aboveTheMost_areRefused() throws Exception {
        try (var small = Router.start(Changed.of(RouterPlan.local(), "maxSessions", 1)); var first = RawPeer.joined(small);
            var second = new RawPeer(small.rawSocketPort())) {
            assertEquals("7f400000", second.octets("7ff10000").readHex(4));
            assertEquals(-1, second.in.read());
            assertEquals("[35,7]", first.say("[32,6,{},\"a.b\"]").hear().replace("[33,6,1]", "[35,7]"));
        }
    }

    /** All in one packet, as a peer may send it: what was right is answered, though what follows ends the connection. */
    @Test
    void frame_againstTheRules_endsAfterTheAnswersToWhatCameBefore() throws IOException {
        var hello = "[1,\"realm1\"," + RawPeer.ROLES + "]";
        for (var wrong : new String[] {"03000000", "00ffffff", "00000002 ffff"}) {
            try (var peer = new RawPeer(router.rawSocketPort())) {
                peer.octets("7fb10000 " + String.format("%08x", hello.length())
                    + java.util.HexFormat.of().formatHex(hello.getBytes()) + wrong);
                assertEquals("7fb10000", peer.readHex(4));
                assertTrue(peer.hear().startsWith("[2,"), wrong);
                var rest = peer.rest();
                assertTrue(wrong.startsWith("00000002") == rest.contains("wamp.error.protocol_violation"), rest);
            }
        }
    }

    @Test
    void frame_longerThanTaken_closesTheConnection() throws IOException {
        try (var peer = RawPeer.joined(router)) {
            assertEquals("", peer.octets("00100001").rest()); // 2^20 + 1
        }
        try (var peer = RawPeer.joined(router)) {
            assertEquals("", peer.octets("03000000").rest()); // type 3
        }
        try (var peer = RawPeer.joined(router)) {
            assertEquals("", peer.octets("80000000").rest()); // a reserved bit
        }
    }

    @Test
    void ping_withABody_isAnsweredInOrder() throws IOException {
        try (var peer = RawPeer.joined(router)) {
            peer.octets("01000003 616263").octets("02000001 00"); // an unsolicited pong is ignored
            assertEquals("02000003616263", peer.readHex(7));
            assertEquals("[50,1,{},[5]]", peer.say("[48,1,{},\"com.example.add2\",[2,3]]").hear());
        }
    }

    private void aborted(String message, String reason) throws IOException {
        try (var peer = RawPeer.joined(router)) {
            String abort = peer.say(message).hear();
            assertTrue(abort.startsWith("[3,{\"message\":") && abort.endsWith("\"" + reason + "\"]"), abort);
            assertEquals("", peer.rest());
        }
    }

    @Test
    void message_outOfOrder_isAborted() throws IOException {
        for (String message : new String[] {"[1,\"realm1\"," + RawPeer.ROLES + "]", "[2,1,{}]", "[50,1,{}]", "[68,1,1,{}]", "[36,1,1,{}]",
            "[65,1,1]", "[8,48,1,{},\"a.b\"]", "[69,1,{}]", "[70,1,{}]", "[8,68,1,{},\"a.b\"]", "[70,0,{}]", "[99]", "[]", "{", "",
            "[48,1,{},7]", "[48,1,{\"timeout\":\"soon\"},\"com.example.add2\"]", "[16,1,{\"exclude\":7},\"a.b\"]"}) {
            aborted(message, "wamp.error.protocol_violation");
        }
    }

    @Test
    void beforeHello_anythingElse_isAborted() throws IOException {
        for (String message : new String[] {"[48,1,{},\"com.example.add2\",[2,3]]", "[6,{},\"wamp.close.normal\"]", "[1,\"realm1\",{}]",
            "x",
            "[1,\"realm1\",{\"roles\":[]}]", "[64,1,{},\"a b\"]"}) {
            try (var peer = new RawPeer(router.rawSocketPort())) {
                peer.octets("7ff10000").readHex(4);
                String rest = peer.say(message).rest();
                assertTrue(rest.contains("wamp.error.protocol_violation"), rest);
            }
        }
    }

    @Test
    void invalidUri_inARequest_isAnErrorAndTheSessionGoesOn() throws IOException {
        try (var peer = RawPeer.joined(router)) {
            for (int type : new int[] {48, 64, 16, 32}) {
                String error = peer.say("[" + type + ",9,{},\"no uri\"]").hear();
                assertTrue(error.startsWith("[8," + type + ",9,{},\"wamp.error.invalid_uri\",["), error);
            }
        }
    }

    @Test
    void silence_beforeHandshakeOrHello_endsByTime() throws IOException {
        try (var hasty = Router.start(Changed.of(RouterPlan.local(), "joinTimeoutMs", 500));
             var silent = new RawPeer(hasty.rawSocketPort()); var half = new RawPeer(hasty.rawSocketPort())) {
            silent.octets("7ff10000").readHex(4);
            half.octets("7ff10000").readHex(4);
            half.octets("0000ffff 5b"); // a frame that never ends
            assertTrue(silent.rest().contains("no HELLO within 500 ms"));
            assertTrue(half.rest().contains("no HELLO within 500 ms"));
        }
    }

    @Test
    void message_octetByOctet_isRead() throws IOException {
        try (var peer = RawPeer.joined(router)) {
            byte[] call = "[48,1,{},\"com.example.add2\",[2,3]]".getBytes();
            peer.octets("00").octets("00").octets("00").octets(String.format("%02x", call.length));
            for (byte octet : call) peer.octets(String.format("%02x", octet));
            assertEquals("[50,1,{},[5]]", peer.hear());
        }
    }

    @Test
    void connectionsThatAreReset_aThousand_leaveNothing() throws Exception {
        for (int i = 0; i < 1000; i++) {
            var peer = new RawPeer(router.rawSocketPort());
            if (i % 4 > 0) peer.octets("7ff10000");
            if (i % 4 > 1) peer.say("[1,\"realm1\"," + RawPeer.ROLES + "]").say("[64,1,{\"invoke\":\"random\"},\"com.example.gone\"]");
            if (i % 4 > 2) peer.octets("0000ffff 5b");
            peer.reset();
        }
        try (var peer = RawPeer.joined(router)) {
            // resets are read in the order of the connections, and before later input of this one
            String error = peer.say("[48,1,{},\"com.example.gone\"]").hear();
            while (!error.contains("no_such_procedure")) error = peer.say("[48,1,{},\"com.example.gone\"]").hear();
            int open = router.counts().get().connections();
            while (open > 1) open = router.counts().get().connections();
            assertEquals(1, open);
        }
    }

    @Test
    void slowReader_aboveTheLimit_isClosedAndCounted() throws Exception {
        try (var small = Router.start(Changed.of(RouterPlan.local(), "limits", new WampLimits(1 << 20, 1 << 20)));
            var slow = RawPeer.joined(small, 4096, "7fb10000"); var publisher = RawPeer.joined(small)) {
            assertEquals("[33,1,1]", slow.say("[32,1,{},\"a.topic\"]").hear());
            String event = "[16,1,{},\"a.topic\",[\"" + "x".repeat(100_000) + "\"]]";
            long slowReaders = 0;
            for (int i = 0; i < 1000 && slowReaders == 0; i++) {
                publisher.say(event);
                slowReaders = small.counts().get().slowReaders();
            }
            assertEquals(1, slowReaders);
            assertEquals("[17,2," , publisher.say("[16,2,{\"acknowledge\":true},\"a.topic\"]").hear().substring(0, 6));
        }
    }

    @Test
    void peerThatTakesLittle_getsNoLongerMessage() throws Exception {
        try (var callee = RawPeer.joined(router, 0, "7f010000"); var caller = RawPeer.joined(router, 0, "7f010000")) { // 512 octets
            assertEquals("[65,1,2]", callee.say("[64,1,{},\"com.example.little\"]").hear()); // 1 is add2
            String error = caller.say("[48,7,{},\"com.example.little\",[\"" + "x".repeat(600) + "\"]]").hear();
            assertTrue(error.startsWith("[8,48,7,{},\"wamp.error.payload_size_exceeded\","), error);
            caller.say("[48,8,{},\"com.example.little\"]");
            assertEquals("[68,2,2,{}]", callee.hear());
            callee.say("[70,2,{},[\"" + "x".repeat(600) + "\"]]");
            error = caller.hear();
            assertTrue(error.startsWith("[8,48,8,{},\"wamp.error.payload_size_exceeded\","), error);
        }
    }
}
