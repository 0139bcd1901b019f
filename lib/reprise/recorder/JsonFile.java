package reprise.recorder;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.deser.DeserializationProblemHandler;
import com.fasterxml.jackson.databind.deser.ValueInstantiator;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A JSON file that is bound strictly to records. An unknown key, a missing one, a value of another type and a value that a record's
 * constructor refuses are problems. They are collected with line and path, and {@link #orThrow} reports them together.
 */
public final class JsonFile {
    private record Problem(int line, String path, String sentence) {}

    private static final int SHOWN_CHARACTERS = 60;
    private static final String A_LIST = "a list, for example []";
    private static final String AN_OBJECT = "an object, for example {}";

    private final String file;
    private final ObjectNode root;
    private final JsonLines lines;
    private final Set<String> known = new TreeSet<>();
    private final List<Problem> problems = new ArrayList<>();

    private JsonFile(String file, ObjectNode root, byte[] json) throws IOException {
        this.file = file;
        this.root = root;
        lines = JsonLines.of(json);
        lines.duplicates().forEach((path, second) -> {
            if (isSound(path)) problem(path, "is there twice, here and in line " + second + "; it must be there once");
        });
    }

    /**
     * Parses a file's content.
     *
     * @param file the name in problems
     * @throws InvalidFile if it is not JSON, or not a single object
     */
    public static JsonFile parse(String file, byte[] json) {
        try {
            if (JsonMapping.MAPPER.readTree(json) instanceof ObjectNode root) return new JsonFile(file, root, json);
            throw new InvalidFile(List.of(file + ": line 1: " + (isBlank(json) ? "the file is empty; it must be whole, and JSON"
                : "the file is not one JSON object; it must be, for example {}")), null, isBlank(json));
        } catch (JsonProcessingException e) {
            var at = e.getLocation();
            throw new InvalidFile(List.of(file + (at == null ? "" : ": line " + at.getLineNr() + ", column " + at.getColumnNr())
                + ": " + wrong(e, json.length) + "; the file must be whole, and JSON"), e, isCut(e, json.length));
        } catch (IOException e) {
            throw new InvalidFile(List.of(file + ": cannot be read: " + e.getMessage()), e);
        }
    }

    private static boolean isBlank(byte[] json) {
        return new String(json, StandardCharsets.UTF_8).isBlank();
    }

    private static boolean isCut(JsonProcessingException e, int lengthBytes) {
        return e.getLocation() != null && e.getLocation().getByteOffset() >= lengthBytes;
    }

    /** In our own words, because the library's message shows source code locations. */
    private static String wrong(JsonProcessingException e, int lengthBytes) {
        return switch (e) {
            case JsonProcessingException _ when isCut(e, lengthBytes) -> "the file ends within a value";
            case StreamConstraintsException _ -> "it is nested too deeply, or has a name or a number that is too long";
            default -> "no JSON here";
        };
    }

    /** @throws InvalidFile if it is not readable, or as for {@link #parse} */
    public static JsonFile read(Path file) throws IOException {
        if (Files.isDirectory(file)) throw new InvalidFile(List.of(file + ": it is a folder; it must be a file of JSON"), null);
        return parse(file.toString(), Files.readAllBytes(file));
    }

    /** Whether a key is at the file's top level and not taken yet. */
    boolean has(String key) {
        return root.has(key);
    }

    /** A text at the file's top level; absent if the key is missing, or its value is no text. */
    Optional<String> text(String key) {
        return Optional.ofNullable(root.path(key).textValue());
    }

    /** A whole number of any size at the file's top level; 0 if the key is missing. */
    BigInteger number(String key) {
        return root.path(key).isIntegralNumber() ? root.path(key).bigIntegerValue() : BigInteger.ZERO;
    }

    /** Binds the whole file; null, and a problem, if that fails. */
    public <T extends Record> T bind(Class<T> type) {
        var bound = take(type);
        done();
        return bound;
    }

    /** Takes this record's keys. The remaining ones are another record's, or {@link #done} reports them. */
    public <T extends Record> T take(Class<T> type) {
        var taken = JsonMapping.MAPPER.createObjectNode();
        for (var component : type.getRecordComponents()) {
            known.add(component.getName());
            var value = root.remove(component.getName());
            if (value != null) taken.set(component.getName(), value);
        }
        return bind(taken, type);
    }

    /** Reports the keys that no record has taken. */
    public void done() {
        root.fieldNames().forEachRemaining(key -> problem(key, unknown(known)));
    }

    private <T> T bind(JsonNode node, Class<T> type) {
        try {
            return JsonMapping.MAPPER.readerFor(type).withAttribute(JsonFile.class, this).withHandler(new Reporting()).readValue(node);
        } catch (JsonMappingException e) {
            var path =
                e.getPath().stream().map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : "." + step.getFieldName())
                .collect(Collectors.joining()).replaceFirst("^\\.", "");
            if (problems.stream().noneMatch(told -> told.path.startsWith(path)))
                problem(path, "cannot be read; it must be as Reprise writes it");
            return null;
        } catch (IOException e) {
            throw new IllegalStateException(file + ": a tree in memory cannot be read", e);
        }
    }

    /** Adds a problem of the value at a path, such as {@code claims[0].verdict}. @param told the value, the condition and an example */
    public void problem(String path, String told) {
        int at = lines.of(path);
        if (problems.stream().anyMatch(other -> other.path.equals(path))) return; // a consequence of the problem there
        problems.add(new Problem(at, path, file + ": line " + at + ": " + (path.isEmpty() ? "the file" : path) + " " + told));
    }

    /** Whether neither the value at a path nor any value in it has a problem, so that it is bound and can be checked as a whole. */
    public boolean isSound(String path) {
        return problems.stream().noneMatch(told -> isIn(told.path, path) || isIn(path, told.path));
    }

    private static boolean isIn(String path, String above) {
        return path.startsWith(above)
            && (above.isEmpty() || path.length() == above.length() || ".[".indexOf(path.charAt(above.length())) >= 0);
    }

    /** Reports each key of the object at a path that is not a known one. */
    public void checkKnown(String path, Collection<String> keys, Collection<String> known) {
        for (var key : keys) if (!known.contains(key)) problem(path + "." + key, unknown(known));
    }

    private static String unknown(Collection<String> known) {
        return "is not known; it must be " + (known.isEmpty() ? "left out" : "one of " + String.join(", ", new TreeSet<>(known)));
    }

    /** Reports each item of a list that has the same name as an earlier one. */
    public <T> void checkDistinct(String list, String key, List<T> items, Function<T, String> name) {
        var names = new HashSet<String>();
        for (int i = 0; i < items.size(); i++) {
            var its = items.get(i) == null ? null : name.apply(items.get(i));
            if (its != null && !names.add(its))
                problem(list + "[" + i + "]." + key, "is \"" + its + "\" a second time; it must be different from every other one's");
        }
    }

    /** @throws InvalidFile with all problems, in the file's order */
    public void orThrow() {
        if (problems.isEmpty()) return;
        throw new InvalidFile(problems.stream().sorted(Comparator.comparingInt(Problem::line)).map(Problem::sentence).toList(), null);
    }

    /** Reports a value that is missing or of another type; reading continues. @param mustBe null if {@code found} says it */
    static void report(DeserializationContext context, String property, String found, String mustBe) {
        var here = (JsonFile) context.getAttribute(JsonFile.class);
        var path = JsonLines.path(context.getParser().getParsingContext());
        if (property != null && !path.equals(property) && !path.endsWith("." + property))
            path = path.isEmpty() ? property : path + "." + property;
        here.problem(path, mustBe == null ? found : found + "; it must be " + mustBe);
    }

    /** The same, unless a problem within the value may be the cause. */
    static void reportIfSound(DeserializationContext context, String found, String mustBe) {
        var here = (JsonFile) context.getAttribute(JsonFile.class);
        if (here.isSound(JsonLines.path(context.getParser().getParsingContext()))) report(context, null, found, mustBe);
    }

    static String words(Class<?> of) {
        return Stream.of(of.getEnumConstants()).map(each -> JsonMapping.MAPPER.valueToTree(each).toString())
            .collect(Collectors.joining(", ", "one of ", ""));
    }

    static String shown(DeserializationContext context, JsonParser parser) throws IOException {
        var value = context.readTree(parser);
        var text = value != null && value.isNumber() ? value.asText() : String.valueOf(value);
        return "is " + (text.length() <= SHOWN_CHARACTERS ? text : text.substring(0, SHOWN_CHARACTERS - 3) + "...");
    }

    /** Collects the errors that Jackson would throw at once. */
    private final class Reporting extends DeserializationProblemHandler {
        @Override
        public boolean handleUnknownProperty(DeserializationContext context, JsonParser parser, JsonDeserializer<?> by, Object of,
            String name)
            throws IOException {
            if (!isBeside(by.handledType(), name)) reportUnknown(context, by, name);
            parser.skipChildren();
            return true;
        }

        private boolean isBeside(Class<?> record, String name) {
            var beside = record.getAnnotation(WrittenBeside.class);
            return beside != null && Arrays.stream(beside.value()).flatMap(each -> Arrays.stream(each.getRecordComponents()))
                .anyMatch(component -> component.getName().equals(name));
        }

        private void reportUnknown(DeserializationContext context, JsonDeserializer<?> by, String name) {
            var known = by.getKnownPropertyNames();
            report(context, name, unknown(known.stream().map(String::valueOf).toList()), null);
        }

        @Override
        public Object handleUnexpectedToken(DeserializationContext context, com.fasterxml.jackson.databind.JavaType wanted, JsonToken token,
                                            JsonParser parser, String why) throws IOException {
            report(context, null, shown(context, parser), wanted.isCollectionLikeType() ? A_LIST : AN_OBJECT);
            // Jackson accepts only the classes that it would have created
            return wanted.isCollectionLikeType() ? new ArrayList<>() : wanted.isMapLikeType() ? new LinkedHashMap<>() : null;
        }

        /** A text, a number or true in place of a record, or a text in place of a list. */
        @Override
        public Object handleMissingInstantiator(DeserializationContext context, Class<?> of, ValueInstantiator by, JsonParser parser,
                                                String why) throws IOException {
            boolean isList = Collection.class.isAssignableFrom(of);
            report(context, null, shown(context, parser), isList ? A_LIST : AN_OBJECT);
            return isList ? new ArrayList<>() : null;
        }

        @Override
        public Object handleWeirdStringValue(DeserializationContext context, Class<?> wanted, String value, String why) {
            report(context, null, "is \"" + value + '"', wanted.isEnum() ? words(wanted) : why);
            return null;
        }

        /** A number in a word's place, which Jackson would take for the word's position. */
        @Override
        public Object handleWeirdNumberValue(DeserializationContext context, Class<?> wanted, Number value, String why) {
            report(context, null, "is " + value, words(wanted));
            return null;
        }

        @Override
        public Object handleInstantiationProblem(DeserializationContext context, Class<?> of, Object argument, Throwable thrown) {
            var cause = thrown;
            while (cause.getCause() != null) cause = cause.getCause();
            // the value's problem is reported already
            boolean follows = cause instanceof NullPointerException || cause instanceof JsonMappingException;
            if (!follows || problems.isEmpty()) reportIfSound(context, "cannot be: "
                + Objects.toString(cause.getMessage(), cause.toString()).replace("\n", "; "), null);
            return null;
        }
    }
}
