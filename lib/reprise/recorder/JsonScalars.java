package reprise.recorder;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.deser.ContextualDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;
import org.HdrHistogram.Histogram;

/** Reads single values without conversion. A value that is missing, null or of another type is reported and replaced by a stand-in. */
final class JsonScalars {
    private static final Kind<Long> WHOLE = new Kind<>("a whole number", "", "1", 0L, JsonScalars::whole);
    private static final Kind<Integer> INTEGER =
        new Kind<>("a whole number", " from -2147483648 to 2147483647", "1", 0, JsonScalars::integer);
    private static final Kind<Double> NUMBER = new Kind<>("a number", "", "1.5", 0.0, JsonScalars::number);
    private static final Kind<Boolean> FLAG =
        new Kind<>("true or false", "", "", false, parser -> parser.currentToken().isBoolean() ? parser.getBooleanValue() : null);
    private static final Kind<String> TEXT = new Kind<>("a text", "", "\"text\"", "", JsonScalars::text);
    private static final Kind<Instant> MOMENT = new Kind<>("a moment in UTC", "", "\"2026-01-01T00:00:00Z\"", Instant.EPOCH,
        parser -> JsonTexts.instant(text(parser)));
    private static final Kind<Duration> TIME = new Kind<>("a time above 0 with its unit ms, s, m or h", "", "\"500ms\"",
        Duration.ofSeconds(1), parser -> JsonTexts.duration(text(parser)));

    private JsonScalars() {}

    static SimpleModule readers() {
        var histogram = new Kind<>("base64 of a compressed HdrHistogram, as Reprise writes it", "", "", LoopRecorder.histogram(),
            parser -> JsonTexts.histogram(text(parser)));
        return new SimpleModule()
            .addDeserializer(long.class, new Scalar<>(WHOLE)).addDeserializer(Long.class, new Scalar<>(WHOLE))
            .addDeserializer(int.class, new Scalar<>(INTEGER)).addDeserializer(Integer.class, new Scalar<>(INTEGER))
            .addDeserializer(double.class, new Scalar<>(NUMBER)).addDeserializer(Double.class, new Scalar<>(NUMBER))
            .addDeserializer(boolean.class, new Scalar<>(FLAG)).addDeserializer(Boolean.class, new Scalar<>(FLAG))
            .addDeserializer(OptionalDouble.class, new OptionalScalar<>(NUMBER, OptionalDouble::of, OptionalDouble.empty()))
            .addDeserializer(OptionalLong.class, new OptionalScalar<>(WHOLE, OptionalLong::of, OptionalLong.empty()))
            .addDeserializer(OptionalInt.class, new OptionalScalar<>(INTEGER, OptionalInt::of, OptionalInt.empty()))
            .addDeserializer(Optional.class, new OptionalValue(null))
            .addDeserializer(String.class, new Scalar<>(TEXT)).addDeserializer(Instant.class, new Scalar<>(MOMENT))
            .addDeserializer(Duration.class, new Scalar<>(TIME)).addDeserializer(Histogram.class, new Scalar<>(histogram));
    }

    private static Long whole(JsonParser parser) throws IOException {
        return parser.currentToken() == JsonToken.VALUE_NUMBER_INT && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER
            ? (Long) parser.getLongValue() : null;
    }

    private static Integer integer(JsonParser parser) throws IOException {
        return parser.currentToken() == JsonToken.VALUE_NUMBER_INT && parser.getNumberType() == JsonParser.NumberType.INT
            ? (Integer) parser.getIntValue() : null;
    }

    private static Double number(JsonParser parser) throws IOException {
        return parser.currentToken().isNumeric() && Double.isFinite(parser.getDoubleValue()) ? (Double) parser.getDoubleValue() : null;
    }

    private static String text(JsonParser parser) throws IOException {
        return parser.currentToken() == JsonToken.VALUE_STRING && !parser.getText().isBlank() ? parser.getText() : null;
    }

    /** Null if the value is of another type. */
    @FunctionalInterface
    private interface Reading<T> {
        T of(JsonParser parser) throws IOException;
    }

    /** The expected value in words, how it is read, and the stand-in for a reported one. */
    private record Kind<T>(String words, String range, String example, T standIn, Reading<T> reading) {
        String mustBe() {
            return words + range + (example.isEmpty() ? "" : ", for example " + example);
        }

        /** The same within the limits of a record's component or of its record; the component may be null. */
        Kind<T> within(BeanProperty of) {
            var limits = of == null ? null : limits(of);
            if (limits == null) return this;
            Reading<T> inside = parser -> within(limits, reading.of(parser));
            if (limits.least() == limits.most())
                return new Kind<>(plain(limits.most()), ", no other is supported", "", standIn, inside);
            var range = Double.isInfinite(limits.most()) ? " of at least " + plain(limits.least())
                : " from " + plain(limits.least()) + " to " + plain(limits.most());
            return new Kind<>(words, range, plain(limits.example()), standIn, inside);
        }

        private static <T> T within(Limits limits, T value) {
            return value instanceof Number number && limits.least() <= number.doubleValue() && number.doubleValue() <= limits.most()
                ? value : null;
        }

        private Limits limits(BeanProperty of) {
            var own = of.getAnnotation(Limits.class);
            return own == null && standIn instanceof Number ? of.getContextAnnotation(Limits.class) : own;
        }

        private static String plain(double number) {
            return JsonMapping.isWhole(number) ? Long.toString((long) number) : Double.toString(number);
        }
    }

    /** A missing value is reported by the property's name and replaced by the stand-in. */
    private static final class Scalar<T> extends JsonDeserializer<T> implements ContextualDeserializer {
        private final transient Kind<T> kind;
        private final String property;

        Scalar(Kind<T> kind) {
            this(kind, null);
        }

        private Scalar(Kind<T> kind, String property) {
            this.kind = kind;
            this.property = property;
        }

        @Override
        public JsonDeserializer<?> createContextual(DeserializationContext context, BeanProperty of) {
            return of == null ? this : new Scalar<>(kind.within(of), of.getName());
        }

        @Override
        public T deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            var value = parser.currentToken() == JsonToken.VALUE_NULL ? null : kind.reading.of(parser);
            if (value == null) JsonFile.report(context, null, JsonFile.shown(context, parser), kind.mustBe());
            return value == null ? kind.standIn : value;
        }

        /** For a component that may be missing and is then empty ({@code @JsonSetter(nulls = AS_EMPTY)}). */
        @Override
        public T getEmptyValue(DeserializationContext context) {
            return kind.standIn;
        }

        @Override
        public T getNullValue(DeserializationContext context) {
            JsonFile.report(context, null, "is null", kind.mustBe());
            return kind.standIn;
        }

        @Override
        public Object getAbsentValue(DeserializationContext context) {
            JsonFile.report(context, property, "is missing", kind.mustBe());
            return kind.standIn;
        }
    }

    /** An optional number; missing and null are both empty. */
    private static final class OptionalScalar<T, O> extends JsonDeserializer<O> implements ContextualDeserializer {
        private final transient Kind<T> kind;
        private final Function<T, O> present;
        private final O empty;

        OptionalScalar(Kind<T> kind, Function<T, O> present, O empty) {
            this.kind = kind;
            this.present = present;
            this.empty = empty;
        }

        @Override
        public JsonDeserializer<?> createContextual(DeserializationContext context, BeanProperty of) {
            return new OptionalScalar<>(kind.within(of), present, empty);
        }

        @Override
        public O deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            var value = kind.reading.of(parser);
            if (value == null)
                JsonFile.report(context, null, JsonFile.shown(context, parser), kind.mustBe() + ", or null where there is none");
            return value == null ? empty : present.apply(value);
        }

        @Override
        public O getNullValue(DeserializationContext context) {
            return empty;
        }
    }

    /** Jackson's own deserializer asks the value's reader for null, which would report it as missing. */
    private static final class OptionalValue extends JsonDeserializer<Optional<?>> implements ContextualDeserializer {
        private final JsonDeserializer<?> value;

        OptionalValue(JsonDeserializer<?> value) {
            this.value = value;
        }

        @Override
        public JsonDeserializer<?> createContextual(DeserializationContext context, BeanProperty of) throws JsonMappingException {
            return new OptionalValue(context.findContextualValueDeserializer(context.getContextualType().containedType(0), of));
        }

        @Override
        public Optional<?> deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            return Optional.ofNullable(value.deserialize(parser, context));
        }

        @Override
        public Optional<?> getNullValue(DeserializationContext context) {
            return Optional.empty();
        }

        @Override
        public Object getAbsentValue(DeserializationContext context) {
            return Optional.empty();
        }
    }
}
