package reprise.recorder;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Replaces each value of a valid JSON file in turn by one of another type, or misspells each key; the reader must report each. */
public final class SpoiledFile {
    private static final JsonMapper MAPPER = new JsonMapper();

    private final ObjectNode root;
    private final Consumer<byte[]> read;
    private final List<String> untold = new ArrayList<>();

    private SpoiledFile(ObjectNode root, Consumer<byte[]> read) {
        this.root = root;
        this.read = read;
    }

    /** The paths without an error that has line and path. In a list the first and the last item are checked. */
    public static List<String> untold(byte[] json, Consumer<byte[]> read) throws Exception {
        var file = new SpoiledFile((ObjectNode) MAPPER.readTree(json), read);
        file.spoil("", file.root);
        return file.untold;
    }

    /** The paths of the keys that can have another letter without an error that has line and path. */
    public static List<String> misspelt(byte[] json, Consumer<byte[]> read) throws Exception {
        var file = new SpoiledFile((ObjectNode) MAPPER.readTree(json), read);
        file.misspell("", file.root);
        return file.untold;
    }

    private void misspell(String path, JsonNode node) {
        if (node instanceof ObjectNode object) {
            for (var key : object.properties().stream().map(Map.Entry::getKey).toList()) {
                var at = path.isEmpty() ? key : path + "." + key;
                var value = object.remove(key);
                object.set(key + "x", value);
                check(at + "x");
                object.remove(key + "x");
                object.set(key, value);
                misspell(at, value);
            }
        }
        if (node instanceof ArrayNode list)
            for (int i = 0; i < list.size(); i += Math.max(1, list.size() - 1)) misspell(path + "[" + i + "]", list.get(i));
    }

    private void spoil(String path, JsonNode node) {
        switch (node) {
            case ObjectNode object -> {
                for (var key : object.properties().stream().map(Map.Entry::getKey).toList()) {
                    var at = path.isEmpty() ? key : path + "." + key;
                    var value = object.replace(key, other(object.get(key)));
                    check(at);
                    object.set(key, value);
                    spoil(at, value);
                }
            }
            case ArrayNode list -> {
                for (int i = 0; i < list.size(); i += Math.max(1, list.size() - 1)) {
                    var at = path + "[" + i + "]";
                    var item = list.set(i, other(list.get(i)));
                    check(at);
                    list.set(i, item);
                    spoil(at, item);
                }
            }
            default -> {}
        }
    }

    /** No value in our files may be of both types. */
    private static JsonNode other(JsonNode of) {
        return of.isBoolean() ? MAPPER.getNodeFactory().textNode("x") : MAPPER.getNodeFactory().booleanNode(true);
    }

    private void check(String path) {
        try {
            read.accept(root.toString().getBytes(StandardCharsets.UTF_8));
            untold.add(path + " is read");
        } catch (InvalidFile e) {
            if (e.problems().stream().noneMatch(told -> told.contains(": line 1: " + path + " is ")))
                untold.add(path + ": " + e.getMessage());
        } catch (RuntimeException e) {
            untold.add(path + ": " + e);
        }
    }
}
