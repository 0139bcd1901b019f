package reprise.testee.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Messages as text, and written ones as bytes. */
final class MessageReaderTest {
    private static Message read(String text) {
        return new MessageReader(5_000).read(Unpooled.copiedBuffer("skipped" + text, StandardCharsets.UTF_8).skipBytes(7));
    }

    @Test
    void messages_thatAreValid_areRead() {
        assertEquals(new Message.Direct("1"), read("{\"action_type\": \"direct\", \"body\": \"1\"}"));
        assertEquals(new Message.Broadcast(""),
            read(" {\"body\":\"\",\"user_id\":7,\"data\":{\"body\":[]},\"action_type\":\"broadcast\"} "));
        assertEquals(new Message.Probe(""), read("{\"action_type\":\"ping\"}"));
        assertEquals(new Message.Probe("x"), read("{\"action_type\":\"pong\",\"body\":\"x\"}"));
        assertEquals(new Message.Direct("2"), read("{\"action_type\":\"direct\",\"body\":\"1\",\"body\":\"2\"}"));
        assertEquals(new Message.Direct("\ud83d\ude00"), read("{\"action_type\":\"direct\",\"body\":\"\\ud83d\\ude00\"}"));
    }

    @Test
    void messages_thatAreNot_sayWhy() {
        assertEquals(new Message.Invalid("not a JSON object"), read(""));
        assertEquals(new Message.Invalid("not a JSON object"), read("[1]"));
        assertEquals(new Message.Invalid("action_type is missing"), read("{\"body\":\"1\"}"));
        assertEquals(new Message.Invalid("action_type is not a string"), read("{\"action_type\":{},\"body\":\"1\"}"));
        assertEquals(new Message.Invalid("action_type is none of direct, broadcast, ping, pong"), read("{\"action_type\":\"Direct\"}"));
        assertEquals(new Message.Invalid("body is missing"), read("{\"action_type\":\"broadcast\"}"));
        assertEquals(new Message.Invalid("body is not a string"), read("{\"action_type\":\"ping\",\"body\":[]}"));
        assertEquals(new Message.Invalid("more than one JSON value"), read("{\"action_type\":\"ping\"}1"));
        for (var half : List.of("\\ud83d", "\\ude00\\ud83d", "a\\ud83db")) {
            assertEquals(new Message.Invalid("body has half of a surrogate pair"),
                read("{\"action_type\":\"direct\",\"body\":\"" + half + "\"}"));
        }
    }

    /** Positions in bytes count from 0: each list is reported with the position of the error, and without the library's own text. */
    @Test
    void read_noJson_saysWhereInOurOwnWords() {
        assertEquals(new Message.Invalid("not JSON: it ends within a value"), read("{\"action_type\":\"direct\",\"body\":\"1\""));
        assertEquals(new Message.Invalid("not JSON: it ends within a value"), read("{\"action_type\":\"dire"));
        assertEquals(new Message.Invalid("not JSON: wrong near byte 0"), read("nonsense"));
        assertEquals(new Message.Invalid("not JSON: wrong near byte 0"), read("\0\0\0{"), "no UTF-32");
        assertEquals(new Message.Invalid("not JSON: wrong near byte 1"), read("{\0}\0"), "no UTF-16");
        assertEquals(new Message.Invalid("not JSON: wrong near byte 5"), read("{\"a\" 1}"));
        assertEquals(new Message.Invalid("not JSON: wrong near byte 7"), read("{\"a\":[1}"));
        assertEquals(new Message.Invalid("not JSON: it is nested too deeply, or has a name or a number that is too long"),
            read("{\"a\":" + "[".repeat(2_000)));
    }

    private static String header(String body) {
        var frame = MessageWriter.message(UnpooledByteBufAllocator.DEFAULT, "direct", body, 7, "9");
        try {
            // {"action_type":"direct","body":"BODY","user_id":7,"data":"9"} is 57 bytes around the body
            return ByteBufUtil.hexDump(frame, frame.readerIndex(), frame.readableBytes() - 57 - body.length());
        } finally {
            frame.release();
        }
    }

    /** RFC 6455, 5.2, at the edges of its three forms of a length: 57 + 68 = 125, 126 = 7e, 65,535 = ffff, 65,536 = 10000. */
    @Test
    void header_ofAFrame_hasTheShortestFormOfItsLength() {
        assertEquals("817d", header("x".repeat(68)));
        assertEquals("817e007e", header("x".repeat(69)));
        assertEquals("817effff", header("x".repeat(65_478)));
        assertEquals("817f0000000000010000", header("x".repeat(65_479)));
    }

    @Test
    void frame_ofAMessage_isItsHeaderAndItsJson() {
        var frame = MessageWriter.message(UnpooledByteBufAllocator.DEFAULT, "broadcast", "a\"é", 12, "x");
        var json = "{\"action_type\":\"broadcast\",\"body\":\"a\\\"é\",\"user_id\":12,\"data\":\"x\"}";
        assertEquals("8142" + ByteBufUtil.hexDump(json.getBytes(StandardCharsets.UTF_8)), ByteBufUtil.hexDump(frame));
        frame.release();
    }
}
