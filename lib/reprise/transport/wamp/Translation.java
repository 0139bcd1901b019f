package reprise.transport.wamp;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Base64;

/**
 * Converts a value from one serializer to the other. Binary is {@code bin} in MessagePack, and a string of U+0000 and Base64 in
 * JSON (WAMP v2, "Binary conversion of JSON strings"). It rejects what the other serializer cannot express: whole numbers of more
 * than 64 bits in MessagePack; extensions, infinities and NaN in JSON.
 */
final class Translation {
    /** The other serializer cannot express a value; the message is our own wording. */
    private static final class NoForm extends IOException {
        private static final long serialVersionUID = 1;

        NoForm(String what) {
            super(what);
        }
    }

    private Translation() {}

    static byte[] of(byte[] value, Serializer from, Serializer to) {
        var out = new ByteArrayOutputStream(value.length + 16);
        try (var parser = from.factory().createParser(value); var generator = to.factory().createGenerator(out)) {
            int depth = 0;
            do {
                var token = parser.nextToken();
                copy(token, parser, generator, to);
                if (token.isStructStart()) depth++;
                if (token.isStructEnd()) depth--;
            } while (depth > 0);
        } catch (IOException | RuntimeException e) { // the MessagePack side throws both
            throw new WampException(WampException.INVALID_PAYLOAD, "a payload in " + from + " that cannot be written as " + to
                + (e instanceof NoForm ? ": " + e.getMessage() : ""), e);
        }
        return out.toByteArray();
    }

    private static void copy(JsonToken token, JsonParser in, JsonGenerator out, Serializer to) throws IOException {
        switch (token) {
            case START_ARRAY -> out.writeStartArray();
            case END_ARRAY -> out.writeEndArray();
            case START_OBJECT -> out.writeStartObject();
            case END_OBJECT -> out.writeEndObject();
            case FIELD_NAME -> out.writeFieldName(in.currentName());
            case VALUE_STRING -> text(in.getText(), out, to);
            case VALUE_NUMBER_INT -> whole(in, out);
            case VALUE_NUMBER_FLOAT -> real(in.getDoubleValue(), out);
            case VALUE_TRUE, VALUE_FALSE -> out.writeBoolean(token == JsonToken.VALUE_TRUE);
            case VALUE_NULL -> out.writeNull();
            case VALUE_EMBEDDED_OBJECT -> binary(in.getEmbeddedObject(), out);
            default -> throw new NoForm("unexpected " + token);
        }
    }

    private static void text(String text, JsonGenerator out, Serializer to) throws IOException {
        if (to == Serializer.MSGPACK && !text.isEmpty() && text.charAt(0) == 0) {
            out.writeBinary(Base64.getDecoder().decode(text.substring(1)));
        } else {
            out.writeString(text);
        }
    }

    private static void whole(JsonParser in, JsonGenerator out) throws IOException {
        switch (in.getNumberType()) {
            case INT, LONG -> out.writeNumber(in.getLongValue());
            default -> out.writeNumber(in.getBigIntegerValue());
        }
    }

    private static void real(double value, JsonGenerator out) throws IOException {
        if (!Double.isFinite(value)) throw new NoForm(value + " is no finite 64-bit number");
        out.writeNumber(value);
    }

    private static void binary(Object value, JsonGenerator out) throws IOException {
        if (!(value instanceof byte[] bytes)) throw new NoForm("an extension type");
        out.writeString("\0" + Base64.getEncoder().encodeToString(bytes));
    }
}
