package reprise.transport.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The short way for whole texts beside Netty's decoder alone, which is the judge: the same frames, and the same that is wrong. */
final class ServerFrameDecoderTest {
    private static final int MOST_BYTES = 300;

    /** First octets: texts most of all; continuations, a binary, the control frames, reserved opcodes and bits. */
    private static final int[] FIRST = {0x81, 0x81, 0x81, 0x01, 0x80, 0x00, 0x82, 0x02, 0x89, 0x8A, 0x88, 0x09, 0x83, 0x8B, 0xC1, 0x91};

    @Test
    void decode_anyFramesInAnyPieces_isAsNettysAlone() {
        var random = new Random(6455);
        int short_ = 0;
        for (int i = 0; i < 30_000; i++) {
            var bytes = frames(random);
            var pieces = pieces(bytes, random);
            var expected = seen(new ArrayList<>(), nettys(), pieces);
            assertEquals(expected, seen(MOST_BYTES, pieces), "frames " + i + ": " + ByteBufUtil.hexDump(bytes));
            if (expected.size() > 2) short_++;
        }
        assertTrue(short_ > 5_000, short_ + " had more than two frames before what was wrong");
    }

    @Test
    void decode_textBesideATextOfSeveralFrames_isAsRfc6455HasIt() {
        assertEquals(List.of("TextWebSocketFrame true 0 6162", "TextWebSocketFrame false 0 63", "PingWebSocketFrame true 0 ",
            "ContinuationWebSocketFrame true 0 64", "TextWebSocketFrame true 0 65"),
            seen(MOST_BYTES, List.of(bytes(0x81, 2, 'a', 'b', 0x01, 1, 'c', 0x89, 0, 0x80, 1, 'd', 0x81, 1, 'e'))));
        var within = seen(MOST_BYTES, List.of(bytes(0x01, 1, 'c', 0x81, 1, 'e')));
        assertEquals("TextWebSocketFrame false 0 63", within.getFirst());
        assertTrue(within.get(1).contains("received non-continuation data frame while inside fragmented message"), within.toString());
    }

    /** RFC 6455, 5.2 and 5.5.1: a mask is no server's, a length is as short as can be, and nothing follows a close frame. */
    @Test
    void decode_textThatIsWrong_isNoText() {
        assertTrue(seen(MOST_BYTES, List.of(bytes(0x81, 0x81, 0, 0, 0, 0, 'a'))).getFirst().contains("masked"));
        assertTrue(seen(MOST_BYTES, List.of(bytes(0x81, 126, 0, 1, 'a'))).getFirst().contains("minimal"));
        assertTrue(seen(1, List.of(bytes(0x81, 2, 'a', 'b'))).getFirst().contains("exceeded"));
        assertEquals(List.of("CloseWebSocketFrame true 0 03e8"),
            seen(MOST_BYTES, List.of(bytes(0x88, 2, 3, 0xE8, 0x81, 2, 'a', 'b'))));
    }

    private static ChannelHandler nettys() {
        return new WebSocket13FrameDecoder(WebSocketDecoderConfig.newBuilder().expectMaskedFrames(false).allowExtensions(false)
            .maxFramePayloadLength(MOST_BYTES).closeOnProtocolViolation(false).build());
    }

    private static List<String> seen(int mostBytes, List<byte[]> pieces) {
        var seen = new ArrayList<String>();
        return seen(seen, new ServerFrameDecoder(ServerFrameDecoder.config(mostBytes),
            text -> seen.add("TextWebSocketFrame true 0 " + ByteBufUtil.hexDump(text))), pieces);
    }

    /** Each frame in words, and the first that is thrown; every buffer has been released. @param seen texts come here by the short way */
    private static List<String> seen(List<String> seen, ChannelHandler decoder, List<byte[]> pieces) {
        var channel = new EmbeddedChannel(decoder);
        var reads = new ArrayList<ByteBuf>();
        String thrown = "";
        for (var piece : pieces) {
            var read = Unpooled.directBuffer().writeBytes(piece);
            reads.add(read);
            try {
                channel.writeInbound(read);
            } catch (RuntimeException e) {
                if (thrown.isEmpty()) thrown = e.toString();
            }
            for (WebSocketFrame frame = channel.readInbound(); frame != null; frame = channel.readInbound()) {
                seen.add(frame.getClass().getSimpleName() + " " + frame.isFinalFragment() + " " + frame.rsv() + " "
                    + ByteBufUtil.hexDump(frame.content()));
                frame.release();
            }
        }
        try {
            channel.finishAndReleaseAll();
        } catch (RuntimeException e) {
            if (thrown.isEmpty()) thrown = e.toString();
        }
        if (!thrown.isEmpty()) seen.add(thrown);
        assertTrue(reads.stream().allMatch(read -> read.refCnt() == 0), seen.toString());
        return seen;
    }

    private static byte[] frames(Random random) {
        ByteBuf out = Unpooled.buffer();
        for (int frames = 1 + random.nextInt(6); frames > 0; frames--) {
            int length = random.nextInt(8) == 0 ? 120 + random.nextInt(200) : random.nextInt(12);
            out.writeByte(random.nextInt(3) > 0 ? FIRST[0] : FIRST[random.nextInt(FIRST.length)]);
            boolean asTwo = length > 125 || random.nextInt(40) == 0;
            int mask = random.nextInt(60) == 0 ? 0x80 : 0;
            if (asTwo) out.writeByte(mask | 126).writeShort(length);
            else out.writeByte(mask | length);
            for (int i = 0; i < length; i++) out.writeByte('a' + i % 26);
        }
        return ByteBufUtil.getBytes(out);
    }

    private static List<byte[]> pieces(byte[] bytes, Random random) {
        var pieces = new ArrayList<byte[]>();
        int most = random.nextBoolean() ? bytes.length : 1 + random.nextInt(20);
        for (int at = 0; at < bytes.length; ) {
            int to = Math.min(bytes.length, at + 1 + random.nextInt(most));
            pieces.add(Arrays.copyOfRange(bytes, at, to));
            at = to;
        }
        return pieces;
    }

    private static byte[] bytes(int... octets) {
        var bytes = new byte[octets.length];
        for (int i = 0; i < bytes.length; i++) bytes[i] = (byte) octets[i];
        return bytes;
    }
}
