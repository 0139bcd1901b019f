package reprise.recorder;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What is known of a phase beyond its counters and timings, such as another tool's statistics of it, or the URL that was loaded.
 *
 * @param figures by the names of their {@link Fact}s, and of groups with the path: {@code wrk.latencyUs.mean}
 * @param words by their names
 */
public record Facts(Map<String, Double> figures, Map<String, String> words) {
    public static final Facts NONE = new Facts(Map.of(), Map.of());

    public Facts {
        figures.forEach((name, value) -> {
            if (value == null || !Double.isFinite(value))
                throw new IllegalArgumentException("fact " + name + " is " + value + "; it must be a number, or be left out");
        });
        figures = Collections.unmodifiableMap(new LinkedHashMap<>(figures));
        words = Collections.unmodifiableMap(new LinkedHashMap<>(words));
    }

    /** The same with one more figure. */
    public Facts with(Fact fact, double value) {
        var more = new LinkedHashMap<>(figures);
        more.put(fact.name(), value);
        return new Facts(more, words);
    }

    /** The same with a group of figures. */
    public <T extends Record> Facts with(Fact.Group<T> group, T values) {
        var more = new LinkedHashMap<>(figures);
        flatten(group.name(), JsonMapping.MAPPER.valueToTree(values), more);
        return new Facts(more, words);
    }

    /** The same with one more text. */
    public Facts with(String name, String text) {
        var more = new LinkedHashMap<>(words);
        more.put(name, text);
        return new Facts(figures, more);
    }

    private static void flatten(String path, JsonNode value, Map<String, Double> into) {
        if (value.isNumber()) into.put(path, value.doubleValue());
        value.properties().forEach(field -> flatten(path + "." + field.getKey(), field.getValue(), into));
    }

    public OptionalDouble figure(Fact fact) {
        var value = figures.get(fact.name());
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    /** @throws InvalidFile if some of the group's figures are missing, or have values that it refuses */
    public <T extends Record> Optional<T> group(Fact.Group<T> group) {
        var root = JsonMapping.MAPPER.createObjectNode();
        figures.forEach((name, value) -> {
            if (name.startsWith(group.name() + ".")) put(root, name.substring(group.name().length() + 1), value);
        });
        if (root.isEmpty()) return Optional.empty();
        try {
            return Optional.of(JsonMapping.MAPPER.treeToValue(root, group.type()));
        } catch (JsonProcessingException | RuntimeException wrong) {
            return Optional.of(checked(group, root));
        }
    }

    /** Slower, and tells all that is wrong. */
    private static <T extends Record> T checked(Fact.Group<T> group, ObjectNode root) {
        var file = JsonFile.parse("the facts of " + group.name(), root.toString().getBytes(StandardCharsets.UTF_8));
        var values = file.bind(group.type());
        file.orThrow();
        return values;
    }

    private static void put(ObjectNode into, String path, double value) {
        int dot = path.indexOf('.');
        if (dot >= 0) put(into.withObjectProperty(path.substring(0, dot)), path.substring(dot + 1), value);
        else if (!JsonMapping.isWhole(value)) into.put(path, value);
        else if (value == (int) value) into.put(path, (int) value); // as a parser reads it
        else into.put(path, (long) value);
    }

    public Optional<String> words(String name) {
        return Optional.ofNullable(words.get(name));
    }
}
