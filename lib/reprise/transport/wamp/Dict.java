package reprise.transport.wamp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The options or details of a message: a small dict, nearly always {@link #NONE}. Immutable. Its accessors reject a value of the
 * wrong type with a {@link WampException} and use the default for an absent one.
 */
public final class Dict {
    public static final Dict NONE = new Dict(new ObjectNode(com.fasterxml.jackson.databind.node.JsonNodeFactory.instance));

    private static final int SHOWN_CHARS = 100;

    private final ObjectNode node;

    private Dict(ObjectNode node) {
        this.node = node;
    }

    /** Parses JSON text: {@code json("{\"invoke\":\"roundrobin\"}")}. */
    public static Dict json(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return read(Serializer.JSON, bytes, 0, bytes.length);
    }

    static Dict read(Serializer form, byte[] bytes, int from, int to) {
        try {
            if (form.mapper().readTree(bytes, from, to - from) instanceof ObjectNode read) {
                if (form == Serializer.MSGPACK) Extension.replaceIn(read);
                return read.isEmpty() ? NONE : new Dict(read);
            }
        } catch (IOException | RuntimeException e) { // the MessagePack parser throws both
            throw new WampException(WampException.VIOLATION, "a dict that cannot be read; its names must be strings, its numbers of at"
                + " most 1,000 digits", e);
        }
        throw WampException.violation("a dict is expected");
    }

    /** Throws {@link WampException#INVALID_PAYLOAD} if it cannot be expressed: MessagePack has no whole numbers of more than 64 bits. */
    byte[] bytes(Serializer form) {
        try {
            return form.mapper().writeValueAsBytes(node);
        } catch (IOException | RuntimeException e) { // the MessagePack generator throws both
            throw new WampException(WampException.INVALID_PAYLOAD, "a dict that cannot be written as " + form + ": " + shown(node), e);
        }
    }

    public boolean isEmpty() {
        return node.isEmpty();
    }

    public boolean has(String name) {
        return node.has(name);
    }

    /** A copy with this entry added or replaced. An unpaired surrogate, which no serializer can write, becomes '?'. */
    public Dict with(String name, String value) {
        return new Dict(node.deepCopy().put(name, new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8)));
    }

    public Dict with(String name, boolean value) {
        return new Dict(node.deepCopy().put(name, value));
    }

    public String text(String name, String absent) {
        JsonNode value = node.get(name);
        if (value == null) return absent;
        if (!value.isTextual()) throw wrong(name, value, "a string");
        return value.textValue();
    }

    public boolean flag(String name, boolean absent) {
        JsonNode value = node.get(name);
        if (value == null) return absent;
        if (!value.isBoolean()) throw wrong(name, value, "true or false");
        return value.booleanValue();
    }

    /** A whole number from 0 to 2^53; JavaScript may have written it as a float. */
    public long whole(String name, long absent) {
        JsonNode value = node.get(name);
        return value == null ? absent : whole(name, value);
    }

    /** Checks that a value is a list of strings; whether it is present. */
    public boolean texts(String name) {
        JsonNode value = node.get(name);
        if (value == null) return false;
        if (!value.isArray()) throw wrong(name, value, "a list of strings");
        for (JsonNode text : value) {
            if (!text.isTextual()) throw wrong(name, value, "a list of strings");
        }
        return true;
    }

    /** A list of ids; null if absent. */
    public List<Long> ids(String name) {
        JsonNode value = node.get(name);
        if (value == null) return null;
        if (!value.isArray()) throw wrong(name, value, "a list of session ids");
        var ids = new ArrayList<Long>(value.size());
        for (JsonNode id : value) ids.add(whole(name, id));
        return ids;
    }

    /** The dict of that name, {@link #NONE} if absent. */
    public Dict dict(String name) {
        JsonNode value = node.get(name);
        if (value == null) return NONE;
        if (!(value instanceof ObjectNode inner)) throw wrong(name, value, "a dict");
        return new Dict(inner);
    }

    private static long whole(String name, JsonNode value) {
        boolean whole = value.isIntegralNumber() ? value.canConvertToLong()
            : value.isNumber() && value.doubleValue() == Math.rint(value.doubleValue());
        if (!whole || value.doubleValue() < 0 || value.doubleValue() > Message.MAX_ID || value.longValue() > Message.MAX_ID) {
            throw wrong(name, value, "a whole number from 0 to 2^53");
        }
        return value.longValue();
    }

    private static WampException wrong(String name, JsonNode value, String expected) {
        return WampException.violation("'" + name + "' is " + shown(value) + "; it must be " + expected);
    }

    private static String shown(JsonNode value) {
        String shown = value.toString();
        return shown.length() <= SHOWN_CHARS ? shown : shown.substring(0, SHOWN_CHARS) + "…";
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Dict dict && node.equals(dict.node);
    }

    @Override
    public int hashCode() {
        return node.hashCode();
    }

    @Override
    public String toString() {
        return node.toString();
    }
}
