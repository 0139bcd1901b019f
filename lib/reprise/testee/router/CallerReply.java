package reprise.testee.router;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import reprise.transport.wamp.Payload;
import reprise.transport.wamp.Serializer;

/**
 * The JSON text with a call's outcome: {@code {"args":[5]}}, and for an error {@code {"error":"wamp.error.no_such_procedure","args":["no
 * callee registered for procedure 'com.example.sub2'"]}}, 105 octets as in the document's "MB read". Args and kwargs are the callee's text;
 * empty kwargs are omitted. A result always has args or kwargs, an error always has args.
 *
 * @param error in quotes; null for a result
 */
record CallerReply(byte[] error, byte[] args, byte[] kwargs) {
    private static final byte[] NO_ARGS = ascii("[]");
    private static final byte[] ARGS = ascii("{\"args\":");
    private static final byte[] KWARGS = ascii("{\"kwargs\":");
    private static final byte[] ERROR = ascii("{\"error\":\"");

    /** HOT: every call. Throws if JSON cannot express the callee's result. */
    static CallerReply result(Payload payload) {
        byte[] kwargs = unlessEmpty(payload.kwargs(Serializer.JSON));
        byte[] args = payload.args(Serializer.JSON);
        return new CallerReply(null, args == null && kwargs == null ? NO_ARGS : args, kwargs);
    }

    static CallerReply error(String uri, Payload payload) {
        byte[] args = payload.args(Serializer.JSON);
        return new CallerReply(JsonStringEncoder.getInstance().quoteAsUTF8(uri), args == null ? NO_ARGS : args,
            unlessEmpty(payload.kwargs(Serializer.JSON)));
    }

    // Null for a dict without members: only white space between its braces.
    private static byte[] unlessEmpty(byte[] kwargs) {
        if (kwargs == null) return null;
        for (int i = 1; i < kwargs.length - 1; i++) {
            if (kwargs[i] > ' ') return kwargs;
        }
        return null;
    }

    // Each member's prefix begins with a brace or, after the first, with a comma in its place; one brace closes.
    int lengthBytes() {
        int length = 1;
        if (error != null) length += ERROR.length + error.length + 1;
        if (args != null) length += ARGS.length + args.length;
        if (kwargs != null) length += KWARGS.length + kwargs.length;
        return length;
    }

    void write(ByteBuf out) {
        int start = out.writerIndex();
        if (error != null) out.writeBytes(ERROR).writeBytes(error).writeByte('"');
        if (args != null) member(out, start, ARGS, args);
        if (kwargs != null) member(out, start, KWARGS, kwargs);
        out.writeByte('}');
    }

    private static void member(ByteBuf out, int start, byte[] prefix, byte[] value) {
        int at = out.writerIndex();
        out.writeBytes(prefix);
        if (at > start) out.setByte(at, ',');
        out.writeBytes(value);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
