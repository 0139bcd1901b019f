package reprise.transport.wamp;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializable;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.jsontype.TypeSerializer;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.POJONode;
import java.io.IOException;
import org.msgpack.jackson.dataformat.MessagePackExtensionType;

/**
 * A MessagePack extension among options or details, in a form that can be printed and compared: Jackson's own can only be written
 * as MessagePack. No WAMP option may be one. Source: MessagePack, "Extension types".
 */
record Extension(int type, int bytes) implements JsonSerializable {
    /** JavaScript's packers write {@code undefined} as type 0 with one octet 0. JSON omits such an entry. */
    private static final int UNDEFINED = 0;

    /** Removes undefined entries and replaces every other extension with an {@link Extension}. */
    static void replaceIn(ObjectNode dict) {
        dict.properties().removeIf(entry -> isUndefined(entry.getValue()));
        dict.properties().forEach(entry -> entry.setValue(replaced(entry.getValue())));
    }

    private static JsonNode replaced(JsonNode value) {
        if (value instanceof ObjectNode dict) replaceIn(dict);
        if (value instanceof ArrayNode list) {
            for (int i = 0; i < list.size(); i++) list.set(i, replaced(list.get(i)));
        }
        return value instanceof POJONode other ? new POJONode(of(other)) : value;
    }

    private static Object of(POJONode node) {
        return node.getPojo() instanceof MessagePackExtensionType read ? new Extension(read.getType(), read.getData().length)
            : node.getPojo();
    }

    private static boolean isUndefined(JsonNode value) {
        return value instanceof POJONode node && node.getPojo() instanceof MessagePackExtensionType read && read.getType() == UNDEFINED
            && read.getData().length == 1 && read.getData()[0] == 0;
    }

    @Override
    public void serialize(JsonGenerator out, SerializerProvider provider) throws IOException {
        out.writeString(toString());
    }

    @Override
    public void serializeWithType(JsonGenerator out, SerializerProvider provider, TypeSerializer typed) throws IOException {
        serialize(out, provider);
    }

    @Override
    public String toString() {
        return "extension " + type + " of " + bytes + " octets";
    }
}
