package reprise.testee.router;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import reprise.transport.wamp.Payload;
import reprise.transport.wamp.Serializer;
import reprise.transport.wamp.WampException;

/** The text of a call's outcome. */
final class CallerReplyTest {
    private static String text(CallerReply reply) {
        var out = Unpooled.buffer();
        out.writeBytes("before".getBytes(StandardCharsets.US_ASCII));
        reply.write(out);
        assertEquals(6 + reply.lengthBytes(), out.readableBytes());
        return out.toString(6, reply.lengthBytes(), StandardCharsets.UTF_8);
    }

    private static String result(String args, String kwargs) {
        return text(CallerReply.result(Payload.json(args, kwargs)));
    }

    private static String error(String uri, String args, String kwargs) {
        return text(CallerReply.error(uri, Payload.json(args, kwargs)));
    }

    @Test
    void result_ofEachShape_hasWhatTheCalleeGave() {
        assertEquals("{\"args\":[5]}", result("[5]", null));
        assertEquals("{\"args\":[5]}", result("[5]", "{}"));
        assertEquals("{\"args\":[5]}", result("[5]", "{ \n}"));
        assertEquals("{\"args\":[5,\"é\"],\"kwargs\":{\"x\":1}}", result("[5,\"é\"]", "{\"x\":1}"));
        assertEquals("{\"kwargs\":{\"x\":1}}", result(null, "{\"x\":1}"));
        assertEquals("{\"args\":[]}", result("[]", "{}"));
        assertEquals("{\"args\":[]}", result(null, null));
        assertEquals("{\"args\":[]}", result(null, "{}"));
    }

    /** 12 and 105 octets: documents.md, section 2. */
    @Test
    void error_ofAProcedureThatNobodyRegistered_isWhatWasTimedAsSub2() {
        String published =
            "{\"error\":\"wamp.error.no_such_procedure\",\"args\":[\"no callee registered for procedure 'com.example.sub2'\"]}";
        assertEquals(105, published.length());
        assertEquals(published, error("wamp.error.no_such_procedure", "[\"no callee registered for procedure 'com.example.sub2'\"]", "{}"));
        assertEquals(12, result("[5]", null).length());
    }

    @Test
    void error_ofEachShape_alwaysHasArgs() {
        assertEquals("{\"error\":\"a.b\",\"args\":[]}", error("a.b", null, null));
        assertEquals("{\"error\":\"a.b\",\"args\":[],\"kwargs\":{\"x\":1}}", error("a.b", null, "{\"x\":1}"));
        assertEquals("{\"error\":\"a\\\"b\\\\\\n\",\"args\":[1]}", error("a\"b\\\n", "[1]", null));
    }

    /** MessagePack by its specification: fixarray of 2 (92), 5 (05), fixstr "é" (a2 c3a9); fixmap of 1 (81), fixstr "x", false (c2). */
    @Test
    void result_inMessagePack_isWrittenAsJson() {
        var payload = Payload.of(Serializer.MSGPACK, new byte[] {(byte) 0x92, 5, (byte) 0xA2, (byte) 0xC3, (byte) 0xA9},
            new byte[] {(byte) 0x81, (byte) 0xA1, 'x', (byte) 0xC2});
        assertEquals("{\"args\":[5,\"é\"],\"kwargs\":{\"x\":false}}", text(CallerReply.result(payload)));
        var broken = Payload.of(Serializer.MSGPACK, new byte[] {(byte) 0x92, 5}, null);
        assertThrows(WampException.class, () -> CallerReply.result(broken));
    }
}
