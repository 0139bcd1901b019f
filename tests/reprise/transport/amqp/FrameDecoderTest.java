package reprise.transport.amqp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FrameDecoderTest {
    private static final String HEARTBEAT = "08000000000000ce";
    private static final String RECOVER_OK = "01000100000004003c006fce";

    private final List<String> seen = new ArrayList<>();
    private final FrameListener listener = new FrameListener() {
        @Override
        public void onProtocolHeader(long header) {
            seen.add(Long.toHexString(header));
        }

        @Override
        public void onFrame(int type, int channel, ByteBuf payload, int moreBytes) {
            seen.add(type + "/" + channel + "/" + ByteBufUtil.hexDump(payload) + (moreBytes > 0 ? "+" + moreBytes : ""));
        }
    };

    private static ByteBuf bytes(String hex) {
        return Unpooled.copiedBuffer(ByteBufUtil.decodeHexDump(hex));
    }

    @Test
    void frames_inOneBuffer_areAllShownAndTheBufferReleased() {
        ByteBuf received = bytes("414d515000000901" + RECOVER_OK + HEARTBEAT);
        FrameDecoder.ofServer(listener, 4096).feed(received);
        assertEquals(List.of("414d515000000901", "1/1/003c006f", "8/0/"), seen);
        assertEquals(0, received.refCnt());
    }

    @Test
    void frames_octetByOctet_areShownWhole() {
        var decoder = FrameDecoder.ofServer(listener, 4096);
        for (byte octet : ByteBufUtil.decodeHexDump("414d515000000901" + RECOVER_OK + RECOVER_OK)) {
            decoder.feed(Unpooled.copiedBuffer(new byte[] {octet}));
        }
        assertEquals(List.of("414d515000000901", "1/1/003c006f", "1/1/003c006f"), seen);
    }

    @Test
    void header_fromAServer_isShownToTheClientThatIsRefused() {
        FrameDecoder.ofClient(listener, 4096).feed(bytes("414d515000000901"));
        FrameDecoder.ofClient(listener, 4096).feed(bytes(HEARTBEAT));
        assertEquals(List.of("414d515000000901", "8/0/"), seen);
    }

    /** As of a port for amqps: a fatal alert, in whatever pieces it comes. */
    @Test
    void alertOfTls_toAClient_isToldInPiecesToo() {
        var alert = ByteBufUtil.decodeHexDump("15030300020246");
        for (int piece = 1; piece <= alert.length; piece++) {
            var decoder = FrameDecoder.ofClient(listener, 4096);
            var pieces = Unpooled.copiedBuffer(alert);
            int each = piece;
            var e = assertThrows(AmqpException.class, () -> {
                while (pieces.isReadable()) decoder.feed(pieces.readBytes(Math.min(each, pieces.readableBytes())));
            }, "pieces of " + piece);
            assertEquals("FRAME_ERROR - that port speaks TLS; write amqps://", e.getMessage());
        }
    }

    @Test
    void frame_withWrongEnd_isFrameErrorAfterTheOnesBefore() {
        var decoder = FrameDecoder.ofClient(listener, 4096);
        ByteBuf received = bytes(HEARTBEAT + "08000000000000cf" + HEARTBEAT);
        var refusal = assertThrows(AmqpException.class, () -> decoder.feed(received));
        assertEquals("FRAME_ERROR - the frame ends with octet 207 instead of 206", refusal.getMessage());
        assertEquals(List.of("8/0/"), seen);
        assertEquals(0, received.refCnt());
    }

    @Test
    void frame_tooLong_isFrameErrorBeforeItIsThere() {
        var decoder = FrameDecoder.ofClient(listener, 4096);
        // 4096 less 8 is the longest payload: 0x0ff8 may come, 0x0ff9 may not; neither may "minus one".
        decoder.feed(bytes("03000100000ff8"));
        assertThrows(AmqpException.class, () -> FrameDecoder.ofClient(listener, 4096).feed(bytes("03000100000ff9")));
        assertThrows(AmqpException.class, () -> FrameDecoder.ofClient(listener, 4096).feed(bytes("030001ffffffff")));
        assertEquals(List.of(), seen);
    }

    /** A body of 10,000 octets in reads of any size, between two methods: its parts are the body, and its last octet comes with its end. */
    @ParameterizedTest
    @ValueSource(ints = {1, 7, 999, 10_007, 10_014, 20_000})
    void bodyFrame_longAndInPieces_isShownInPartsAsItComes(int pieceBytes) {
        var body = new byte[10_000];
        for (int i = 0; i < body.length; i++) body[i] = (byte) (i % 251);
        var stream = Unpooled.buffer().writeBytes(bytes(RECOVER_OK));
        BasicCodec.writeBody(stream, 1, body, 0, body.length, 0);
        stream.writeBytes(bytes(RECOVER_OK));
        var parts = Unpooled.buffer();
        var decoder = FrameDecoder.ofClient(new FrameListener() {
            @Override
            public void onProtocolHeader(long header) {}

            @Override
            public void onFrame(int type, int channel, ByteBuf payload, int moreBytes) {
                if (type == Frame.BODY) parts.writeBytes(payload);
                else seen.add(type + "/" + channel + "/" + parts.readableBytes());
            }
        }, 20_000);
        while (stream.readableBytes() > 13) { // all but the last frame and the body's end
            int bytes = Math.min(pieceBytes, stream.readableBytes() - 13);
            decoder.feed(Unpooled.copiedBuffer(stream.readSlice(bytes)));
            assertTrue(parts.readableBytes() < body.length, "the body is there before its end");
        }
        decoder.feed(stream);
        assertEquals(List.of("1/1/0", "1/1/10000"), seen);
        assertArrayEquals(body, ByteBufUtil.getBytes(parts));
        assertEquals(0, stream.refCnt());
    }

    @Test
    void bodyFrame_longInPartsWithWrongEnd_isFrameErrorBeforeItsLastPart() {
        var decoder = FrameDecoder.ofClient(listener, 20_000);
        decoder.feed(bytes("03000100002000" + "00".repeat(100)));
        assertEquals(List.of("3/1/+8192", "3/1/" + "00".repeat(100) + "+8092"), seen);
        var refusal = assertThrows(AmqpException.class, () -> decoder.feed(bytes("00".repeat(8192 - 100) + "cf")));
        assertEquals("FRAME_ERROR - the frame ends with octet 207 instead of 206", refusal.getMessage());
        assertEquals(2, seen.size());
    }

    @Test
    void decoder_closedByItsListener_showsNothingMore() {
        var holder = new FrameDecoder[1];
        holder[0] = FrameDecoder.ofClient(new FrameListener() {
            @Override
            public void onProtocolHeader(long header) {}

            @Override
            public void onFrame(int type, int channel, ByteBuf payload, int moreBytes) {
                seen.add("frame");
                holder[0].close();
            }
        }, 4096);
        holder[0].feed(bytes(HEARTBEAT + HEARTBEAT));
        holder[0].feed(bytes(HEARTBEAT));
        assertEquals(List.of("frame"), seen);
    }
}
