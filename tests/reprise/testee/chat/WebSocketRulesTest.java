package reprise.testee.chat;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.HexFormat;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** How RFC 6455's violations are handled, and the exact bytes of valid exchanges. */
@Tag("waits")
final class WebSocketRulesTest {
    /** The accept of RFC 6455, 1.3, for the key of 1.2; the requested extension is not granted. */
    @ParameterizedTest
    @EnumSource(Style.class)
    void upgrade_withTheRfcsKey_getsTheRfcsAcceptAndNoExtension(Style style) throws Exception {
        try (var server = ChatServer.start(RawUser.plan(style)); var user = new RawUser(server.port())) {
            user.write(RawUser.octets(new String(RawUser.upgrade()).replace("\r", "").replace("Upgrade: websocket\n",
                "Upgrade: websocket\nSec-WebSocket-Extensions: permessage-deflate\n")));
            var head = user.head();
            assertTrue(head.startsWith("HTTP/1.1 101 Switching Protocols\r\n"), head);
            assertTrue(head.toLowerCase().contains("\r\nsec-websocket-accept: s3pplmbitxaq9kygzzhzrbk+xoo=\r\n"), head);
            assertTrue(!head.toLowerCase().contains("extensions"), head);
        }
    }

    /** A frame's bytes by hand: 81 is FIN and text; 10 is the length; then the sixteen letters. */
    @ParameterizedTest
    @EnumSource(value = Style.class, names = "QUEUEING")
    void greeting_onTheWire_isOneUnmaskedTextFrame(Style style) throws Exception {
        try (var server = ChatServer.start(RawUser.plan(style)); var user = RawUser.join(server.port())) {
            assertArrayEquals(HexFormat.of().parseHex("81107b22616363657074223a20747275657d"), user.readOctets(18));
        }
    }

    @ParameterizedTest
    @EnumSource(Style.class)
    void frames_inOnePacketWithTheRequest_areHeard(Style style) throws Exception {
        try (var server = ChatServer.start(RawUser.plan(style)); var user = new RawUser(server.port())) {
            user.write(RawUser.upgrade(), RawUser.frame(RawUser.TEXT, RawUser.broadcast("early")));
            user.head();
            if (style == Style.QUEUEING) assertEquals("{\"accept\": true}", user.readText());
            assertTrue(user.readText().contains("early"));
        }
    }

    @ParameterizedTest
    @EnumSource(Style.class)
    void ping_betweenTheFramesOfAMessage_isAnsweredWithItsPayload(Style style) throws Exception {
        try (var server = ChatServer.start(RawUser.plan(style)); var user = RawUser.join(server, style)) {
            byte[] message = RawUser.direct("é").getBytes(java.nio.charset.StandardCharsets.UTF_8);
            int middle = message.length - 3; // inside the two bytes of é
            user.write(RawUser.frame(RawUser.TEXT, true, middle, java.util.Arrays.copyOf(message, middle)),
                RawUser.frame(RawUser.PING, "hello"),
                RawUser.frame(0, java.util.Arrays.copyOfRange(message, middle, message.length)));
            var pong = user.read();
            assertEquals(RawUser.PONG, pong.opcode());
            assertEquals("hello", pong.text());
            assertTrue(user.readText().contains("é"));
        }
    }

    private static Arguments wrong(String what, int code, byte[]... frames) {
        return Arguments.of(what, code, frames);
    }

    static Stream<Arguments> brokenRules() {
        byte[] text = RawUser.direct("1").getBytes();
        byte[] long_ = new byte[40_000];
        java.util.Arrays.fill(long_, (byte) ' ');
        byte[] badUtf8 = {'"', (byte) 0xC3, (byte) 0x28, '"'};
        return Stream.of(
            wrong("unmasked", 1002, RawUser.frame(0x81, false, text.length, text)),
            wrong("reserved bit", 1002, RawUser.frame(0xC1, true, text.length, text)),
            wrong("reserved data opcode", 1002, RawUser.frame(0x83, true, 0, new byte[0])),
            wrong("reserved control opcode", 1002, RawUser.frame(0x8B, true, 0, new byte[0])),
            wrong("fragmented ping", 1002, RawUser.frame(0x09, true, 0, new byte[0])),
            wrong("long ping", 1002, RawUser.frame(0x89, true, 126, new byte[126])),
            wrong("continuation of nothing", 1002, RawUser.frame(0, text)),
            wrong("text in a text", 1002, RawUser.frame(0x01, true, text.length, text), RawUser.frame(RawUser.TEXT, text)),
            wrong("close of one byte", 1002, RawUser.frame(RawUser.CLOSE, new byte[1])),
            wrong("close with code 1005", 1002, RawUser.close(1005)),
            wrong("binary", 1003, RawUser.frame(RawUser.BINARY, text)),
            wrong("bad UTF-8", 1007, RawUser.frame(RawUser.TEXT, badUtf8)),
            wrong("half a letter at the end", 1007, RawUser.frame(RawUser.TEXT, new byte[] {'"', (byte) 0xC3})),
            wrong("a length beyond the limit", 1009, RawUser.frame(0x81, true, 65_537, new byte[0])),
            wrong("a length beyond all", 1009, RawUser.frame(0x81, true, Long.MAX_VALUE, new byte[0])),
            wrong("a message of 1 MB", 1009, RawUser.frame(RawUser.TEXT, new byte[1_000_000])),
            wrong("80,000 bytes in two frames", 1009, RawUser.frame(0x01, true, long_.length, long_), RawUser.frame(0, long_)));
    }

    /** Each violation in both styles; the room continues for a user that was there before. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("brokenRules")
    void rule_broken_endsWithItsCodeAndTheRoomGoesOn(String what, int code, byte[][] frames) throws Exception {
        for (var style : Style.values()) {
            try (var server = ChatServer.start(RawUser.plan(style)); var witness = RawUser.join(server, style);
                 var user = RawUser.join(server, style)) {
                user.write(frames);
                assertEquals(code, user.readClose(), what + ", " + style);
                user.close();
                Scrape.until(server, scrape -> scrape.connections() == 1);
                witness.say(RawUser.broadcast("on"));
                assertTrue(witness.readText().contains("\"on\""));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Style.class)
    void close_fromTheUser_isAnsweredAndTheConnectionEnds(Style style) throws Exception {
        try (var server = ChatServer.start(RawUser.plan(style)); var user = RawUser.join(server, style);
             var wordless = RawUser.join(server, style)) {
            user.write(RawUser.close(4321));
            assertEquals(4321, user.readClose());
            wordless.write(RawUser.frame(RawUser.CLOSE, ""));
            assertEquals(1005, wordless.readClose());
        }
    }

    /** A user that does not end after a close: its socket is closed all the same. */
    @ParameterizedTest
    @EnumSource(Style.class)
    void user_thatStaysAfterTheServersClose_isCutOff(Style style) throws Exception {
        try (var server = ChatServer.start(RawUser.plan(style)); var user = RawUser.join(server, style)) {
            user.write(RawUser.frame(RawUser.BINARY, "x"));
            assertEquals(1003, user.readClose());
            assertNull(user.read());
            awaitReset(user);
        }
    }

    // Writes fail with a reset once the server has closed.
    private static void awaitReset(RawUser user) {
        try {
            while (true) {
                user.say("x");
                LockSupport.parkNanos(1_000_000);
            }
        } catch (IOException _) {
            // the awaited reset; otherwise JUnit's time-out ends the loop
        }
    }
}
