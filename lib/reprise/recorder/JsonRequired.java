package reprise.recorder;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.deser.BeanDeserializerModifier;
import com.fasterxml.jackson.databind.deser.std.DelegatingDeserializer;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.type.CollectionType;
import com.fasterxml.jackson.databind.type.MapType;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Reports a missing list, map, record or word, and continues reading. */
final class JsonRequired extends BeanDeserializerModifier {
    @Override
    public JsonDeserializer<?> modifyCollectionDeserializer(DeserializationConfig config, CollectionType type, BeanDescription of,
                                                            JsonDeserializer<?> by) {
        return new Reporting(by, null, "a list, for example []", List.of());
    }

    @Override
    public JsonDeserializer<?> modifyMapDeserializer(DeserializationConfig config, MapType type, BeanDescription of,
                                                     JsonDeserializer<?> by) {
        return new Reporting(by, null, "an object, for example {}", Map.of());
    }

    @Override
    public JsonDeserializer<?> modifyDeserializer(DeserializationConfig config, BeanDescription of, JsonDeserializer<?> by) {
        return of.getBeanClass().isRecord() ? new Reporting(by, null, "an object, for example {}", null) : by;
    }

    @Override
    public JsonDeserializer<?> modifyEnumDeserializer(DeserializationConfig config, JavaType type, BeanDescription of,
                                                      JsonDeserializer<?> by) {
        return new Reporting(by, null, JsonFile.words(type.getRawClass()), null);
    }

    private static final class Reporting extends DelegatingDeserializer {
        private final String property;
        private final String mustBe;
        private final transient Object standIn;

        Reporting(JsonDeserializer<?> by, String property, String mustBe, Object standIn) {
            super(by);
            this.property = property;
            this.mustBe = mustBe;
            this.standIn = standIn;
        }

        @Override
        protected JsonDeserializer<?> newDelegatingInstance(JsonDeserializer<?> by) {
            return new Reporting(by, property, mustBe, standIn);
        }

        @Override
        public JsonDeserializer<?> createContextual(DeserializationContext context, BeanProperty of) throws JsonMappingException {
            var by = (Reporting) super.createContextual(context, of);
            return of == null ? by : new Reporting(by.getDelegatee(), of.getName(), mustBe, standIn);
        }

        /** Jackson throws at once if a record with a single value refuses it. */
        @Override
        public Object deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            try {
                return super.deserialize(parser, context);
            } catch (ValueInstantiationException e) {
                JsonFile.reportIfSound(context, "cannot be: " + e.getCause().getMessage(), null);
                return standIn;
            }
        }

        @Override
        public Object getEmptyValue(DeserializationContext context) {
            return standIn;
        }

        @Override
        public Object getNullValue(DeserializationContext context) {
            JsonFile.reportIfSound(context, "is null", mustBe);
            return standIn;
        }

        @Override
        public Object getAbsentValue(DeserializationContext context) {
            JsonFile.report(context, property, "is missing", mustBe);
            return standIn;
        }
    }
}
