package reprise.recorder;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.EnumNamingStrategies;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.HdrHistogram.Histogram;

/**
 * Maps records to JSON and back. A number without a fraction is written without one, a moment in UTC, a duration with its unit ({@code
 * 1.5s}), a histogram as base64 of HdrHistogram's compressed form (V2); empty values are left out. Types are not converted: a text is not
 * accepted as a number, nor a number as a text.
 */
public final class JsonMapping {
    static final JsonMapper MAPPER = JsonMapper.builder()
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
        .disable(MapperFeature.AUTO_DETECT_IS_GETTERS) // only components, no derived values
        .defaultPropertyInclusion(JsonInclude.Value.construct(JsonInclude.Include.NON_ABSENT, JsonInclude.Include.ALWAYS))
        .enumNamingStrategy(EnumNamingStrategies.KEBAB_CASE)
        .addModule(new Jdk8Module())
        .addModule(values()).build();

    private static final double WHOLE_BELOW = 1e15;

    private JsonMapping() {}

    /** A file with one object: one line per key and per item of a list. */
    public static String text(Object value) throws JsonProcessingException {
        return text((ObjectNode) MAPPER.valueToTree(value));
    }

    /** The same without passwords, whatever text they stand in. */
    public static String textWithoutSecrets(Object value) throws JsonProcessingException {
        ObjectNode root = MAPPER.valueToTree(value);
        Secrets.hideAll(root);
        return text(root);
    }

    static String text(ObjectNode root) throws JsonProcessingException {
        var keys = new ArrayList<String>();
        for (var field : root.properties()) {
            var text = field.getValue() instanceof ArrayNode list && !list.isEmpty()
                ? StreamSupport.stream(list.spliterator(), false).map(item -> "\n  " + item).collect(Collectors.joining(",", "[", "\n]"))
                : MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(field.getValue());
            keys.add("\n" + MAPPER.writeValueAsString(field.getKey()) + ": " + text);
        }
        return "{" + String.join(",", keys) + "\n}\n";
    }

    /** Whether a number is written without a fraction. */
    static boolean isWhole(double value) {
        return value == Math.rint(value) && Math.abs(value) < WHOLE_BELOW;
    }

    private static SimpleModule values() {
        return JsonScalars.readers().setDeserializerModifier(new JsonRequired())
            .addSerializer(double.class, new Number()).addSerializer(Double.class, new Number())
            .addSerializer(OptionalDouble.class, new OptionalWritten())
            .addSerializer(Instant.class, new Text<>(Instant::toString)).addSerializer(Duration.class, new Text<>(JsonTexts::of))
            .addSerializer(Histogram.class, new Text<>(JsonTexts::of));
    }

    /** For values that are written unchanged, such as parameters: 121.0 stays 121.0. */
    static final class AsItIs extends JsonSerializer<Object> {
        @Override
        public void serialize(Object value, JsonGenerator to, SerializerProvider by) throws IOException {
            if (value instanceof Double number) to.writeNumber(number);
            else by.defaultSerializeValue(value, to);
        }
    }

    private static final class Number extends JsonSerializer<Double> {
        @Override
        public void serialize(Double value, JsonGenerator to, SerializerProvider by) throws IOException {
            write(value, to);
        }

        static void write(double value, JsonGenerator to) throws IOException {
            if (isWhole(value)) to.writeNumber((long) value);
            else to.writeNumber(value);
        }
    }

    private static final class OptionalWritten extends JsonSerializer<OptionalDouble> {
        @Override
        public void serialize(OptionalDouble value, JsonGenerator to, SerializerProvider by) throws IOException {
            if (value.isPresent()) Number.write(value.getAsDouble(), to);
            else to.writeNull();
        }

        @Override
        public boolean isEmpty(SerializerProvider by, OptionalDouble value) {
            return value.isEmpty();
        }
    }

    private static final class Text<T> extends JsonSerializer<T> {
        private final Function<T, String> as;

        Text(Function<T, String> as) {
            this.as = as;
        }

        @Override
        public void serialize(T value, JsonGenerator to, SerializerProvider by) throws IOException {
            to.writeString(as.apply(value));
        }
    }
}
