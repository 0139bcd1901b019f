package reprise.simulator.oslo;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static reprise.fuzz.Decoding.require;
import static reprise.fuzz.Decoding.same;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import reprise.fuzz.Decoding;

/** The bodies of oslo.messaging's messages. Its readers never throw; what they scan is what Jackson reads. */
public final class OsloDecodings {
    private static final long STAMP_NS = 1_700_000_000_123_456_789L;
    private static final byte[] CARGO = "cargo".getBytes(US_ASCII);
    private static final ObjectMapper STRICT = new ObjectMapper();

    public static final List<Decoding> ALL = List.of(
        new Decoding("oslo-request", List.of(written(new CastWriter("info")), written(new CallWriter("info", "reply_1", 5, 6)),
            "{\"method\": \"info\", \"args\": {\"message\": [7, \"c\\u00e9\", 1.5e9, 0]}, \"_msg_id\": \"m\", \"_reply_q\": \"r\"}"
                .getBytes(UTF_8)), OsloDecodings::request),
        new Decoding("oslo-notification", List.of(written(new NotificationWriter("publisher", 5, 6))), OsloDecodings::notification),
        new Decoding("oslo-reply", List.of(reply(), ("{\"result\": null, \"failure\": \"{\\\"class\\\": \\\"E\\\"}\", \"ending\": true, "
            + "\"_msg_id\": \"00000000000000010000000000000002\"}").getBytes(UTF_8)), OsloDecodings::reply));

    private OsloDecodings() {}

    private static byte[] written(MessageWriter writer) {
        return taken(Unpooled.buffer(), out -> writer.write(out, 42, CARGO, STAMP_NS, 1, 2));
    }

    private static byte[] reply() {
        var call = new RequestReader("info");
        call.read(Unpooled.wrappedBuffer(written(new CallWriter("info", "reply_1", 5, 6))));
        return taken(Unpooled.buffer(), out -> ReplyWriter.result(out, call, STAMP_NS, 3, 4));
    }

    private static byte[] taken(ByteBuf out, java.util.function.Consumer<ByteBuf> writing) {
        try {
            writing.accept(out);
            return ByteBufUtil.getBytes(out);
        } finally {
            out.release();
        }
    }

    /** The reply to any call that was read is one that a client reads. */
    private static void request(byte[] input) throws JsonProcessingException {
        var reader = new RequestReader("info");
        var body = Unpooled.wrappedBuffer(input);
        boolean read = reader.read(body);
        if (read) asScanned(input, reader, new RequestReader("info"), reader::isCall);
        if (!reader.isCall() || !read && !reader.isForeign()) return;
        var answer = taken(Unpooled.buffer(), out -> {
            if (read) ReplyWriter.result(out, reader, STAMP_NS, 3, 4);
            else ReplyWriter.noSuchMethod(out, reader, 3, 4);
        });
        var text = new String(answer, UTF_8);
        if (isJson(new String(input, UTF_8)) && isUtf8(input)) require(isJson(text), "a reply that is no JSON: " + text);
        new ReplyReader().read(Unpooled.wrappedBuffer(answer));
    }

    private static void notification(byte[] input) throws JsonProcessingException {
        var reader = new NotificationReader();
        if (reader.read(Unpooled.wrappedBuffer(input))) asScanned(input, reader, new NotificationReader(), () -> false);
    }

    /** What is scanned, if it is JSON at all, is what is parsed of the same with other blanks. */
    private static void asScanned(byte[] input, MessageReader scanned, MessageReader parsing, BooleanSupplier isCall) {
        if (!isUtf8(input) || !isJson(new String(input, UTF_8)) || !isJson(inner(input))) return;
        var spaced = (" " + new String(input, UTF_8)).getBytes(UTF_8);
        require(parsing.read(Unpooled.wrappedBuffer(spaced)), "scanned, but not parsed: " + parsing.why());
        Supplier<String> call = () -> isCall.getAsBoolean() ? " call" : "";
        same(told(scanned) + call.get(), told(parsing) + (parsing instanceof RequestReader r && r.isCall() ? " call" : ""), "parsed");
    }

    private static String inner(byte[] input) {
        try {
            var outer = STRICT.readTree(input);
            return outer.has("oslo.message") ? outer.get("oslo.message").asText() : "{}";
        } catch (java.io.IOException e) {
            return "";
        }
    }

    private static String told(MessageReader reader) {
        return String.format(Locale.ROOT, "%d %d %d %s %x %x", reader.seq(), reader.cargoBytes(), reader.clientNs(), reader.hasId(),
            reader.idHigh(), reader.idLow());
    }

    private static void reply(byte[] input) {
        var reader = new ReplyReader();
        if (!reader.read(Unpooled.wrappedBuffer(input))) require(!reader.why().isEmpty(), "refused without a reason");
    }

    private static boolean isUtf8(byte[] input) {
        return java.util.Arrays.equals(input, new String(input, UTF_8).getBytes(UTF_8));
    }

    private static boolean isJson(String text) {
        try {
            var parser = STRICT.createParser(text);
            int values = 0;
            for (int depth = 0; parser.nextToken() != null; ) {
                if (depth == 0) values++;
                if (parser.currentToken().isStructStart()) depth++;
                if (parser.currentToken().isStructEnd()) depth--;
            }
            return values == 1;
        } catch (java.io.IOException e) {
            return false;
        }
    }
}
