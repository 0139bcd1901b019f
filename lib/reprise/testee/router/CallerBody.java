package reprise.testee.router;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import reprise.transport.JsonFault;
import reprise.transport.wamp.Payload;
import reprise.transport.wamp.Serializer;

/**
 * Parses a call from a request's body: {@code {"procedure": "com.example.add2", "args": [2, 3], "kwargs": {…}}}. It scans the text
 * once and copies args and kwargs unparsed; null counts as absent, and unknown members are ignored. Reusable, for one body at a
 * time. Owned by the event loop.
 */
final class CallerBody {
    private static final int KEPT_BYTES = 64 * 1024;

    private final JsonFactory factory = JsonFactory.builder().disable(JsonFactory.Feature.INTERN_FIELD_NAMES).build();
    private final CallerNames names = new CallerNames();
    private byte[] kept = new byte[1024];
    private byte[] text;
    private String procedure;
    private byte[] args;
    private byte[] kwargs;

    String procedure() {
        return procedure;
    }

    Payload arguments() {
        return Payload.of(Serializer.JSON, args, kwargs);
    }

    /** HOT: every call. Returns what is wrong with the body, or null. */
    String read(ByteBuf body) {
        int length = body.readableBytes();
        text = room(length);
        body.getBytes(body.readerIndex(), text, 0, length);
        procedure = null;
        args = null;
        kwargs = null;
        String wrong = isUtf8(text, length) ? parse(length) : "the body is not UTF-8 without a byte order mark";
        text = null;
        return wrong;
    }

    // Bodies are usually short; the memory for a long one is not kept.
    private byte[] room(int length) {
        if (length > KEPT_BYTES) return new byte[length];
        if (length > kept.length) kept = new byte[Math.min(KEPT_BYTES, 2 * length)];
        return kept;
    }

    private String parse(int length) {
        try (var parser = factory.createParser(text, 0, length)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) return "the body is no JSON object";
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                String wrong = member(parser, name, parser.nextToken());
                if (wrong != null) return wrong;
            }
            if (parser.nextToken() != null) return "something follows the JSON object in the body";
            return procedure == null ? "there is no procedure; give one, for example {\"procedure\": \"com.example.add2\"}" : null;
        } catch (JsonProcessingException e) {
            return "the body is not JSON: " + JsonFault.of(e);
        } catch (IOException e) {
            throw new IllegalStateException("caller: reading from memory failed: " + e.getMessage(), e);
        }
    }

    private String member(JsonParser parser, String name, JsonToken value) throws IOException {
        switch (name) {
            case "procedure" -> {
                if (procedure != null) return duplicate(name);
                if (value != JsonToken.VALUE_STRING) return "procedure is no string";
                char[] chars = parser.getTextCharacters();
                procedure = names.name(chars, parser.getTextOffset(), parser.getTextLength());
                if (procedure.isEmpty()) return "procedure is an empty string";
            }
            case "args" -> {
                if (args != null) return duplicate(name);
                if (value != JsonToken.START_ARRAY && value != JsonToken.VALUE_NULL) return "args is no list";
                if (value == JsonToken.START_ARRAY) args = cut(parser);
            }
            case "kwargs" -> {
                if (kwargs != null) return duplicate(name);
                if (value != JsonToken.START_OBJECT && value != JsonToken.VALUE_NULL) return "kwargs is no dict";
                if (value == JsonToken.START_OBJECT) kwargs = cut(parser);
            }
            default -> parser.skipChildren();
        }
        return null;
    }

    private static String duplicate(String name) {
        return name + " is given twice";
    }

    private byte[] cut(JsonParser parser) throws IOException {
        int from = (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        return Arrays.copyOfRange(text, from, (int) parser.currentLocation().getByteOffset());
    }

    /**
     * Jackson accepts overlong forms and surrogates, and detects UTF-16 and UTF-32. It detects those by a byte order mark or a zero
     * octet, which are not allowed in JSON text (RFC 8259, 8.1).
     */
    private static boolean isUtf8(byte[] text, int length) {
        boolean ascii = true;
        for (int i = 0; i < length; i++) ascii &= text[i] > 0;
        if (ascii) return true;
        for (int i = 0; i < length; i++) {
            if (text[i] == 0) return false;
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text, 0, length)).get(0) != '\ufeff';
        } catch (CharacterCodingException _) {
            return false;
        }
    }
}
