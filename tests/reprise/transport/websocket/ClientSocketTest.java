package reprise.transport.websocket;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reprise.transport.websocket.ClientFailure.Kind;

/** An open connection's behaviour, frame by frame, and how it ends. */
final class ClientSocketTest extends AgainstPlayedServer {
    @Test
    void upgrade_answeredWithTextInTheSameSegment_opensAndTellsIt() throws InterruptedException {
        // RFC 6455 section 5.7: a single-frame unmasked text message, "Hello".
        try (var server = new PlayedServer(PlayedServer.upgrading(0x81, 0x05, 0x48, 0x65, 0x6c, 0x6c, 0x6f))) {
            var socket = dial(server);
            assertTrue(heard.next(Heard.Opened.class).tookNs() > 0);
            assertEquals("Hello", heard.next(Heard.Text.class).text());
            // A 101 of 129 bytes (see PlayedServer.answer: 34 + 20 + 21 + 22 + 28 + 2 + 2) and a frame of 7; the request as it came.
            assertEquals(34 + 20 + 21 + 22 + 28 + 2 + 2 + 7, onLoop(socket::receivedBytes));
            assertEquals(server.requestBytes, onLoop(socket::sentBytes));
        }
    }

    @Test
    void text_sent_isMaskedWithANewKeyEachTime() throws InterruptedException {
        try (var server = new PlayedServer(PlayedServer.upgrading())) {
            var socket = dial(server);
            heard.next(Heard.Opened.class);
            long before = onLoop(socket::sentBytes);
            send(socket, "Hello");
            send(socket, "Hello");
            var masks = new String[2];
            for (int i = 0; i < 2; i++) {
                var raw = new byte[11]; // 2 octets, 4 of the mask, 5 of payload
                for (int at = 0; at < raw.length; at++) raw[at] = server.sent.poll(60, TimeUnit.SECONDS);
                assertEquals((byte) 0x81, raw[0]);
                assertEquals((byte) 0x85, raw[1]);
                for (int at = 0; at < 5; at++) assertEquals("Hello".charAt(at), raw[6 + at] ^ raw[2 + at % 4]);
                masks[i] = new String(raw, 2, 4, StandardCharsets.ISO_8859_1);
            }
            assertNotEquals(masks[0], masks[1]);
            assertEquals(22, onLoop(socket::sentBytes) - before);
        }
    }

    @Test
    void fragments_withAPingBetween_areOneMessageAndThePingIsAnswered() throws InterruptedException {
        // RFC 6455 section 5.7: "Hel" and "lo"; between them a ping "Hello", which is answered with the same body.
        try (var server = new PlayedServer(PlayedServer.upgrading(0x01, 0x03, 0x48, 0x65, 0x6c,
            0x89, 0x05, 0x48, 0x65, 0x6c, 0x6c, 0x6f, 0x80, 0x02, 0x6c, 0x6f))) {
            dial(server);
            heard.next(Heard.Opened.class);
            assertEquals("Hello", heard.next(Heard.Text.class).text());
            assertArrayEquals(PlayedServer.frames(0x8a, 0x85, 0x48, 0x65, 0x6c, 0x6c, 0x6f), server.nextFrame());
        }
    }

    @Test
    void flood_ofTenThousandFrames_isToldInOrderWithClockReadingsThatNeverGoBack() throws InterruptedException {
        try (var server = new PlayedServer((channel, head) -> {
            channel.writeAndFlush(Unpooled.wrappedBuffer(PlayedServer.answer(head)));
            for (int i = 0; i < 10_000; i++) {
                channel.write(Unpooled.wrappedBuffer(PlayedServer.frames(0x81, 0x05), "%05d".formatted(i)
                    .getBytes(StandardCharsets.US_ASCII)));
            }
            channel.flush();
        })) {
            dial(server);
            heard.next(Heard.Opened.class);
            long last = 0;
            for (int i = 0; i < 10_000; i++) {
                var text = heard.next(Heard.Text.class);
                assertEquals("%05d".formatted(i), text.text());
                assertTrue(text.atNs() >= last);
                last = text.atNs();
            }
        }
    }

    // ---- ends

    @Test
    void close_byUs_waitsForThePeersCloseFrame() throws InterruptedException {
        try (var server = new PlayedServer(PlayedServer.upgrading())) {
            var socket = dial(server.url(), new ClientSettings(60_000, 60_000, 1000, 1000));
            heard.next(Heard.Opened.class);
            socket.close(1000);
            assertArrayEquals(PlayedServer.frames(0x88, 0x82, 0x03, 0xe8), server.nextFrame());
            server.accepted.take().writeAndFlush(Unpooled.wrappedBuffer(PlayedServer.frames(0x88, 0x02, 0x03, 0xe8)));
            assertEquals(new ClientEnd.ByUs(1000, true), heard.next(Heard.Closed.class).end());
            assertEquals("closed", server.ended.poll(60, TimeUnit.SECONDS));
        }
    }

    @Test
    void close_asK6_endsTheSocketWithoutWaiting() throws InterruptedException {
        try (var server = new PlayedServer(PlayedServer.upgrading())) {
            var socket = dial(server.url(), ClientSettings.K6);
            heard.next(Heard.Opened.class);
            socket.close(1000);
            assertEquals(new ClientEnd.ByUs(1000, false), heard.next(Heard.Closed.class).end());
            assertArrayEquals(PlayedServer.frames(0x88, 0x82, 0x03, 0xe8), server.nextFrame());
            assertEquals("closed", server.ended.poll(60, TimeUnit.SECONDS));
        }
    }

    @Test
    void close_peerThatNeverAnswers_endsAfterTheWait() throws InterruptedException {
        try (var server = new PlayedServer(PlayedServer.upgrading())) {
            var socket = dial(server.url(), new ClientSettings(5_000, 50, 1000, 1000));
            heard.next(Heard.Opened.class);
            socket.close(1000);
            assertEquals(new ClientEnd.ByUs(1000, false), heard.next(Heard.Closed.class).end());
        }
    }

    @Test
    void abort_whileOpen_saysGoingAwayAndEndsAtOnce() throws InterruptedException {
        try (var server = new PlayedServer(PlayedServer.upgrading())) {
            var socket = dial(server);
            heard.next(Heard.Opened.class);
            socket.abort(1001);
            assertEquals(new ClientEnd.ByUs(1001, false), heard.next(Heard.Closed.class).end());
            assertArrayEquals(PlayedServer.frames(0x88, 0x82, 0x03, 0xe9), server.nextFrame());
        }
    }

    @Test
    void close_byPeerWithCode_isAnsweredAndToldWithTheReason() throws InterruptedException {
        // 1008 (0x03f0) and "no"
        try (var server = new PlayedServer(PlayedServer.upgrading(0x88, 0x04, 0x03, 0xf0, 'n', 'o'))) {
            dial(server);
            heard.next(Heard.Opened.class);
            assertEquals(new ClientEnd.ByPeer(1008, "no"), heard.next(Heard.Closed.class).end());
            assertArrayEquals(PlayedServer.frames(0x88, 0x84, 0x03, 0xf0, 'n', 'o'), server.nextFrame());
        }
    }

    @Test
    void close_byPeerWithoutCode_is1005() throws InterruptedException {
        try (var server = new PlayedServer(PlayedServer.upgrading(0x88, 0x00))) {
            dial(server);
            heard.next(Heard.Opened.class);
            assertEquals(new ClientEnd.ByPeer(1005, ""), heard.next(Heard.Closed.class).end());
        }
    }

    @Test
    void open_peerClosesOrResetsWithoutAFrame_isBroken() throws InterruptedException {
        try (var server = new PlayedServer(PlayedServer.upgrading())) {
            dial(server);
            heard.next(Heard.Opened.class);
            server.accepted.take().close();
            assertEquals(Kind.CLOSED, broken().kind());
            dial(server);
            heard.next(Heard.Opened.class);
            PlayedServer.resetting().play(server.accepted.take(), "");
            assertEquals(Kind.RESET, broken().kind());
        }
    }

    private ClientFailure broken() throws InterruptedException {
        return assertInstanceOf(ClientEnd.Broken.class, heard.next(Heard.Closed.class).end()).why();
    }

    @ParameterizedTest
    @CsvSource({
        "masked by a server,       81 85 37 fa 21 3d 7f 9f 4d 51 58, 03 ea",
        "reserved bit,             c1 00,                            03 ea",
        "unknown opcode,           83 00,                            03 ea",
        "continuation of nothing,  80 00,                            03 ea",
        "long ping,                89 7e 00 7e,                      03 ea",
        "longer than the bound,    81 7e 03 e9,                      03 f1",
    })
    void frame_againstTheRules_isAnsweredWithTheCodeAndBroken(String what, String bytes, String code) throws InterruptedException {
        try (var server = new PlayedServer(PlayedServer.upgrading(octets(bytes)))) {
            dial(server.url(), new ClientSettings(5_000, 1_000, 1_000, 1_000));
            heard.next(Heard.Opened.class);
            assertEquals(code.endsWith("f1") ? Kind.TOO_LONG : Kind.PROTOCOL, broken().kind(), what);
            var frame = server.nextFrame();
            assertEquals((byte) 0x88, frame[0], what);
            assertArrayEquals(PlayedServer.frames(octets(code)), java.util.Arrays.copyOfRange(frame, 2, 4), what);
        }
    }

    @Test
    void fragments_togetherLongerThanTheBound_are1009() throws InterruptedException {
        var bytes = new int[2 * (2 + 100)];
        bytes[0] = 0x01;
        bytes[1] = bytes[103] = 100;
        bytes[102] = 0x00;
        try (var server = new PlayedServer(PlayedServer.upgrading(bytes))) {
            dial(server.url(), new ClientSettings(5_000, 1_000, 150, 1_000));
            heard.next(Heard.Opened.class);
            assertEquals(Kind.TOO_LONG, broken().kind());
            assertArrayEquals(PlayedServer.frames(0x88, 0x82, 0x03, 0xf1), server.nextFrame());
        }
    }

    /** A header of 81 7f and eight octets of length; 2^24 bytes are accepted, one more is answered with 1009 (0x03f1). */
    @Test
    void message_ofSixteenMiB_isTakenAndOneByteMoreIs1009ThoughThePeerStillSends() throws InterruptedException {
        int most = 1 << 24;
        for (int length : new int[] {most, most + 1}) {
            try (var server = new PlayedServer((channel, head) -> channel.writeAndFlush(Unpooled.wrappedBuffer(PlayedServer.answer(head),
                PlayedServer.frames(0x81, 0x7f, 0, 0, 0, 0, length >> 24, length >> 16 & 0xff, length >> 8 & 0xff, length & 0xff),
                new byte[length])))) {
                dial(server.url(), new ClientSettings(60_000, 5_000, 1 << 24, 1 << 16)); // the rest may take a busy host a second
                heard.next(Heard.Opened.class);
                if (length == most) {
                    assertEquals(most, heard.next(Heard.Text.class).text().length());
                    server.accepted.take().close();
                    heard.next(Heard.Closed.class);
                    continue;
                }
                var why = broken();
                assertEquals(Kind.TOO_LONG, why.kind());
                assertTrue(why.message().contains(" 16777216 bytes"), why.message());
                // The peer has yet to send most of it: closing the socket now would reset it and lose the code.
                assertArrayEquals(PlayedServer.frames(0x88, 0x82, 0x03, 0xf1), server.nextFrame());
                assertEquals("closed", server.ended.poll(60, TimeUnit.SECONDS));
            }
        }
    }

    private static int[] octets(String hex) {
        return java.util.Arrays.stream(hex.strip().split(" ")).mapToInt(octet -> Integer.parseInt(octet, 16)).toArray();
    }

    @Test
    void writable_peerThatDoesNotRead_turnsFalseAtTheBoundAndBackWhenItReads() throws Exception {
        try (var server = new PlayedServer((channel, head) -> {
            channel.config().setAutoRead(false);
            channel.writeAndFlush(Unpooled.wrappedBuffer(PlayedServer.answer(head)));
        })) {
            var again = new java.util.concurrent.CompletableFuture<Boolean>();
            var socket = new ClientDialer(server.url(), Offer.NONE, ClientSettings.DEFAULT, System::nanoTime)
                .dial(loops.next(), null, new ClientListener() {
                @Override public void onOpen(ClientSocket from, long atNs) { heard.onOpen(from, atNs); }
                @Override public void onText(ClientSocket from, io.netty.buffer.ByteBuf utf8, long atNs) { }
                @Override public void onFailed(ClientSocket from, ClientFailure why, long atNs) { heard.onFailed(from, why, atNs); }
                @Override public void onClosed(ClientSocket from, ClientEnd end, long atNs) { heard.onClosed(from, end, atNs); }
                @Override public void onWritable(ClientSocket from) { if (from.isWritable()) again.complete(true); }
            });
            heard.next(Heard.Opened.class);
            var text = "x".repeat(10_000);
            int sends = 0;
            while (onLoop(socket::isWritable)) {
                send(socket, text);
                assertTrue(++sends < 10_000, "it stayed writable");
            }
            server.accepted.take().config().setAutoRead(true);
            assertTrue(again.get(60, TimeUnit.SECONDS));
        }
    }
}
