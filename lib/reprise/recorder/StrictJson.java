package reprise.recorder;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * One object of a JSON file, read key by key. What is wrong is gathered, not thrown, so that all of it is told at once:
 * a wrong value is told and a stand-in returned, keys that nobody asked for are told by {@link #done}, and
 * {@link #orThrow} ends the reading.
 */
public final class StrictJson {
    /** All that is wrong with a file, a line each: {@code scenarios/x.json: path is VALUE; it must be …, for example …}. */
    public static final class Invalid extends RuntimeException {
        private final transient List<String> problems;

        public Invalid(List<String> problems, Throwable cause) {
            super(String.join("\n", problems), cause);
            this.problems = List.copyOf(problems);
        }

        public List<String> problems() {
            return problems;
        }
    }

    static final JsonMapper MAPPER = JsonMapper.builder()
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .disable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

    private static final Pattern DURATION = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)(ms|s|m|h)");

    private final String file;
    private final String path;
    private final JsonNode node;
    private final List<String> problems;
    private final Set<String> asked = new LinkedHashSet<>();

    private StrictJson(String file, String path, JsonNode node, List<String> problems) {
        this.file = file;
        this.path = path;
        this.node = node;
        this.problems = problems;
    }

    /** @param file the name that errors give */
    public static StrictJson parse(String file, byte[] json) {
        try {
            var root = MAPPER.readTree(json);
            if (root.isObject()) return new StrictJson(file, "", root, new ArrayList<>());
            throw new Invalid(List.of(file + ": the file is " + shown(root) + "; it must be one JSON object, for example {}"), null);
        } catch (JsonProcessingException e) {
            var at = e.getLocation();
            throw new Invalid(List.of(file + (at == null ? "" : ": line " + at.getLineNr() + ", column " + at.getColumnNr())
                + ": " + wrong(e) + "; it must be JSON"), e);
        } catch (java.io.IOException e) {
            throw new Invalid(List.of(file + ": cannot be read: " + e.getMessage()), e);
        }
    }

    /** In our own words: the library's would show how its source is made. */
    private static String wrong(JsonProcessingException e) {
        return switch (e) {
            case JsonEOFException _ -> "the file ends within a value";
            case StreamConstraintsException _ -> "it is nested too deeply, or has a name or a number that is too long";
            default -> "no JSON here, or a name that its object has already";
        };
    }

    public boolean has(String key) {
        asked.add(key);
        return node.has(key);
    }

    public boolean isNull(String key) {
        return has(key) && node.get(key).isNull();
    }

    public String text(String key, String example) {
        return value(key, "a text", quoted(example), found -> found.isTextual() && !found.textValue().isBlank()
            ? Optional.of(found.textValue()) : Optional.empty()).orElse(example);
    }

    public boolean flag(String key) {
        return value(key, "true or false", "false", found -> found.isBoolean() ? Optional.of(found.booleanValue()) : Optional.empty())
            .orElse(false);
    }

    public long whole(String key, long min, long max, long example) {
        return value(key, "a whole number from " + min + " to " + max, "" + example,
            found -> found.isIntegralNumber() && found.canConvertToLong() && found.longValue() >= min && found.longValue() <= max
                ? Optional.of(found.longValue()) : Optional.empty()).orElse(example);
    }

    public double number(String key, double min, double max, double example) {
        return value(key, "a number from " + plain(min) + " to " + plain(max), plain(example),
            found -> found.isNumber() && found.doubleValue() >= min && found.doubleValue() <= max
                ? Optional.of(found.doubleValue()) : Optional.empty()).orElse(example);
    }

    public OptionalDouble optionalNumber(String key, double example) {
        return has(key) ? OptionalDouble.of(number(key, -1e15, 1e15, example)) : OptionalDouble.empty();
    }

    /** A text such as 500ms, 1.5s, 2m or 1h. */
    public Duration duration(String key, String example) {
        return value(key, "a time above 0 with its unit ms, s, m or h", quoted(example),
            found -> found.isTextual() ? duration(found.textValue()) : Optional.empty()).or(() -> duration(example)).orElseThrow();
    }

    private static Optional<Duration> duration(String text) {
        var parts = DURATION.matcher(text);
        if (!parts.matches()) return Optional.empty();
        double unitNs = switch (parts.group(2)) {
            case "ms" -> 1e6;
            case "s" -> 1e9;
            case "m" -> 60e9;
            default -> 3600e9;
        };
        var duration = Duration.ofNanos(Math.round(Double.parseDouble(parts.group(1)) * unitNs));
        return duration.isPositive() ? Optional.of(duration) : Optional.empty();
    }

    public StrictJson object(String key) {
        return value(key, "an object", "{}", found -> found.isObject() ? Optional.of(found) : Optional.empty())
            .map(found -> below("." + key, found)).orElseGet(() -> nothing("." + key));
    }

    public List<StrictJson> objects(String key) {
        return list(key, "objects", "[{}]", JsonNode::isObject, (found, i) -> below("." + key + "[" + i + "]", found));
    }

    /** Rows of a fixed width; null where the file has null. */
    public List<Double[]> rows(String key, int width, String example) {
        return list(key, "rows of " + width + " numbers or null", example, row -> row.isArray() && row.size() == width
            && java.util.stream.StreamSupport.stream(row.spliterator(), false).allMatch(cell -> cell.isNumber() || cell.isNull()),
            (row, i) -> {
                var cells = new Double[width];
                for (int cell = 0; cell < width; cell++) cells[cell] = row.get(cell).isNull() ? null : row.get(cell).doubleValue();
                return cells;
            });
    }

    public List<Integer> wholes(String key, String example) {
        return list(key, "whole numbers", example, JsonNode::isInt, (found, i) -> found.intValue());
    }

    /** Every key of this object as a number, in the file's order. */
    public Map<String, Double> numbers() {
        return all(key -> number(key, -1e18, 1e18, 1));
    }

    /** Those of this object and of the objects in it, whose numbers are named by their path: {@code python.p95Ms}. */
    public Map<String, Double> nestedNumbers() {
        var numbers = new LinkedHashMap<String, Double>();
        node.fieldNames().forEachRemaining(key -> {
            if (node.get(key).isObject()) object(key).nestedNumbers().forEach((inner, value) -> numbers.put(key + "." + inner, value));
            else numbers.put(key, number(key, -1e18, 1e18, 1));
        });
        return numbers;
    }

    public Map<String, String> texts() {
        return all(key -> text(key, "text"));
    }

    /** Every key of this object as an object. */
    public Map<String, StrictJson> objects() {
        return all(this::object);
    }

    public List<String> textList(String key, String example) {
        return list(key, "texts", "[\"" + example + "\"]", JsonNode::isTextual, (found, i) -> found.textValue());
    }

    /** Every key of this object as plain values: texts, numbers, booleans, lists and maps of them. */
    @SuppressWarnings("unchecked")
    public Map<String, Object> plain() {
        node.fieldNames().forEachRemaining(asked::add);
        return MAPPER.convertValue(node, LinkedHashMap.class);
    }

    /** Adds a finding of the reader's own about a key's value. */
    public void wrong(String key, String mustBe, String example) {
        problems.add(file + ": " + at(key) + " is " + shown(node.get(key)) + "; it must be " + mustBe + ", for example " + example);
    }

    /** Tells the keys that nobody asked for. */
    public void done() {
        node.fieldNames().forEachRemaining(key -> {
            if (!asked.contains(key)) problems.add(file + ": " + at(key) + " is not known; it must be one of " + String.join(", ", asked));
        });
    }

    public void orThrow() {
        if (!problems.isEmpty()) throw new Invalid(problems, null);
    }

    private <T> Map<String, T> all(Function<String, T> read) {
        var values = new LinkedHashMap<String, T>();
        node.fieldNames().forEachRemaining(key -> values.put(key, read.apply(key)));
        return values;
    }

    private <T> List<T> list(String key, String of, String example, java.util.function.Predicate<JsonNode> fits,
                             java.util.function.BiFunction<JsonNode, Integer, T> read) {
        var found = value(key, "a list of " + of, example, list -> list.isArray() ? Optional.of(list) : Optional.empty());
        var items = new ArrayList<T>();
        for (int i = 0; found.isPresent() && i < found.get().size(); i++) {
            var item = found.get().get(i);
            if (fits.test(item)) items.add(read.apply(item, i));
            else
                problems.add(file + ": " + at(key) + "[" + i + "] is " + shown(item) + "; it must be one of " + of + ", for example "
                    + example);
        }
        return items;
    }

    private <T> Optional<T> value(String key, String mustBe, String example, Function<JsonNode, Optional<T>> read) {
        asked.add(key);
        var found = node.get(key);
        Optional<T> value = found == null ? Optional.empty() : read.apply(found);
        if (value.isEmpty()) {
            problems.add(file + ": " + at(key) + (found == null ? " is missing" : " is " + shown(found)) + "; it must be " + mustBe
                + ", for example " + example);
        }
        return value;
    }

    private StrictJson below(String step, JsonNode found) {
        return new StrictJson(file, path + step, found, problems);
    }

    /** Stands in for an object that is missing; what is asked of it is not told again. */
    private StrictJson nothing(String step) {
        return new StrictJson(file, path + step, MAPPER.createObjectNode(), new ArrayList<>());
    }

    private String at(String key) {
        return (path + "." + key).substring(1);
    }

    private static String shown(JsonNode value) {
        var text = String.valueOf(value);
        return text.length() <= 60 ? text : text.substring(0, 57) + "...";
    }

    private static String quoted(String text) {
        return '"' + text + '"';
    }

    private static String plain(double number) {
        return number == Math.rint(number) && Math.abs(number) < 1e15 ? Long.toString((long) number) : Double.toString(number);
    }
}
