package reprise.transport.wamp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The options or details of a message: a small dict, nearly always empty, and then {@link #NONE}. Immutable. Its accessors
 * refuse a value of the wrong type with a {@link WampException}, and take an absent one for the default.
 */
public final class Dict {
    public static final Dict NONE = new Dict(new ObjectNode(com.fasterxml.jackson.databind.node.JsonNodeFactory.instance));

    private final ObjectNode node;

    private Dict(ObjectNode node) {
        this.node = node;
    }

    /** From JSON text: {@code json("{\"invoke\":\"roundrobin\"}")}. */
    public static Dict json(String text) {
        byte[] bytes = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        return read(Serializer.JSON, bytes, 0, bytes.length);
    }

    static Dict read(Serializer form, byte[] bytes, int from, int to) {
        try {
            if (form.mapper().readTree(bytes, from, to - from) instanceof ObjectNode read) return read.isEmpty() ? NONE : new Dict(read);
        } catch (IOException | RuntimeException e) { // the MessagePack parser throws both
            throw new WampException(WampException.VIOLATION, "a dict that cannot be read: " + e.getMessage(), e);
        }
        throw WampException.violation("a dict is expected");
    }

    byte[] bytes(Serializer form) {
        try {
            return form.mapper().writeValueAsBytes(node);
        } catch (IOException e) {
            throw new IllegalStateException("a dict that cannot be written as " + form + ": " + node, e);
        }
    }

    public boolean isEmpty() {
        return node.isEmpty();
    }

    /** This with one entry more, or another value for it. */
    public Dict with(String name, String value) {
        return new Dict(node.deepCopy().put(name, value));
    }

    /** These options of a PUBLISH, with an acknowledgement asked for. */
    static Dict acknowledged(Dict options) {
        return new Dict(options.node.deepCopy().put("acknowledge", true));
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

    /** A whole number from 0 to 2^53. */
    public long whole(String name, long absent) {
        JsonNode value = node.get(name);
        return value == null ? absent : whole(name, value);
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
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0 || value.longValue() > Message.MAX_ID) {
            throw wrong(name, value, "a whole number from 0 to 2^53");
        }
        return value.longValue();
    }

    private static WampException wrong(String name, JsonNode value, String expected) {
        return WampException.violation("'" + name + "' is " + value + "; it must be " + expected);
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
