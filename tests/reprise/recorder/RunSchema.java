package reprise.recorder;

import com.fasterxml.classmate.ResolvedType;
import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.victools.jsonschema.generator.CustomDefinition;
import com.github.victools.jsonschema.generator.FieldScope;
import com.github.victools.jsonschema.generator.MemberScope;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaBuilder;
import com.github.victools.jsonschema.generator.SchemaGenerationContext;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;

/**
 * The JSON Schema of run.json, generated from the records that it is bound to: keys, types, limits, and optional keys. Null is allowed
 * where the record writes it; the reader accepts it for every optional key.
 */
public final class RunSchema {
    private static final String RUN = "run";
    private static final String DEFINITIONS = "$defs";
    /** Optional number types, and the type of a present value. */
    private static final Map<Class<?>, Class<?>> OPTIONAL =
        Map.of(OptionalDouble.class, double.class, OptionalLong.class, long.class, OptionalInt.class, int.class);

    /** The definitions of whole files and of their parts with keys in the same object, by record. */
    private final Map<Class<?>, String> parts = new LinkedHashMap<>();

    private RunSchema(Map<String, Class<? extends Record>> documents, Map<String, Class<? extends Record>> earlier) {
        parts.put(RunKeys.class, RUN);
        documents.forEach((scenario, keys) -> parts.putIfAbsent(keys, scenario));
        earlier.forEach((scenario, keys) -> parts.putIfAbsent(keys, scenario + "-earlier"));
    }

    /**
     * The common keys, and in the same object those of the document that the key scenario names. A user's own scenario has the keys of one
     * of the documents.
     *
     * @param documents the record of each, by the scenario's id; {@code earlier} that of earlier versions, if it was another
     */
    static String of(Map<String, Class<? extends Record>> documents, Map<String, Class<? extends Record>> earlier)
        throws JsonProcessingException {
        var schema = new RunSchema(documents, earlier);
        return schema.text(schema.generator().buildMultipleSchemaDefinitions(), documents, earlier);
    }

    /** That of a file that one record is, such as repeats.json. */
    public static String of(Class<? extends Record> file, String title, String description) throws JsonProcessingException {
        var made = new RunSchema(Map.of(), Map.of()).generator().buildMultipleSchemaDefinitions();
        var root = made.createSchemaReference(file);
        var schema = JsonMapping.MAPPER.createObjectNode().put("$schema", SchemaVersion.DRAFT_2020_12.getIdentifier()).put("title", title)
            .put("description", description);
        var definitions = made.collectDefinitions(DEFINITIONS); // only now the reference is filled
        schema.setAll((ObjectNode) root);
        schema.set(DEFINITIONS, definitions);
        schema.get(DEFINITIONS).forEach(RunSchema::limitNumbers);
        return JsonMapping.MAPPER.writerWithDefaultPrettyPrinter().with(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .writeValueAsString(schema) + "\n";
    }

    private String text(SchemaBuilder of, Map<String, Class<? extends Record>> documents, Map<String, Class<? extends Record>> earlier)
        throws JsonProcessingException {
        var common = of.createSchemaReference(RunKeys.class);
        var references = new LinkedHashMap<String, List<JsonNode>>();
        documents.forEach((scenario, keys) -> references.computeIfAbsent(scenario, _ -> new ArrayList<>())
            .add(of.createSchemaReference(keys)));
        earlier.forEach((scenario, keys) -> references.get(scenario).add(of.createSchemaReference(keys)));
        var definitions = of.collectDefinitions(DEFINITIONS);
        ((ObjectNode) definitions.at("/" + RUN + "/properties/seconds/items")).putArray("required").add(RunColumn.SECOND.key());
        definitions.forEach(RunSchema::limitNumbers);
        parts.values().stream().filter(part -> !part.equals(RUN))
            .forEach(part -> definitions.withObject("/" + part).put("unevaluatedProperties", false).setAll(common));

        var schema = JsonMapping.MAPPER.createObjectNode().put("$schema", SchemaVersion.DRAFT_2020_12.getIdentifier())
            .put("title", "run.json of Reprise")
            .put("description", "One run: how it came about, what was measured, what became of the claims. Units are in the keys' names.");
        var rules = schema.putArray("allOf");
        references.forEach((scenario, reference) -> {
            var rule = rules.addObject();
            rule.withObject("/if/properties/scenario").put("const", scenario);
            if (reference.size() == 1) rule.set("then", reference.getFirst());
            else rule.withObject("/then").putArray("anyOf").addAll(reference);
        });
        var own = rules.addObject();
        own.withObject("/if/properties/scenario/not").set("enum", JsonMapping.MAPPER.valueToTree(references.keySet()));
        own.withObject("/then").putArray("anyOf").addAll(references.values().stream().flatMap(List::stream).distinct().toList());
        schema.set(DEFINITIONS, definitions);
        return JsonMapping.MAPPER.writerWithDefaultPrettyPrinter().with(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .writeValueAsString(schema) + "\n";
    }

    private SchemaGenerator generator() {
        var builder = new SchemaGeneratorConfigBuilder(JsonMapping.MAPPER, SchemaVersion.DRAFT_2020_12, OptionPreset.PLAIN_JSON)
            .with(Option.DEFINITIONS_FOR_ALL_OBJECTS).without(Option.FLATTENED_OPTIONALS);
        builder.forTypesInGeneral().withCustomDefinitionProvider(this::special)
            .withDefinitionNamingStrategy((key, _) -> name(key.getType().getErasedType()))
            .withPropertySorter((one, other) -> Integer.compare(place(one), place(other)))
            .withTypeAttributeOverride((definition, of, context) -> complete(definition, of.getType().getErasedType(), context));
        builder.forFields().withPropertyNameOverrideResolver(field -> Optional.ofNullable(field.getAnnotation(JsonProperty.class))
                .map(JsonProperty::value).orElse(null))
            .withTargetTypeOverridesResolver(RunSchema::present)
            .withNullableCheck(RunSchema::isWrittenAsNull)
            .withRequiredCheck(field -> !isOptional(field) && !mayBeLeftOut(field))
            .withNumberInclusiveMinimumResolver(field -> limit(field, Limits::least))
            .withNumberInclusiveMaximumResolver(field -> limit(field, Limits::most));
        return new SchemaGenerator(builder.build());
    }

    /** Types whose JSON form differs from their fields. */
    private CustomDefinition special(ResolvedType type, SchemaGenerationContext context) {
        var of = type.getErasedType();
        var written = Arrays.stream(of.getDeclaredMethods()).filter(method -> method.isAnnotationPresent(JsonValue.class)).findFirst();
        if (of == RunKeys.Nested.class) return new CustomDefinition(nested());
        if (written.isPresent())
            return new CustomDefinition(context.createDefinition(context.getTypeContext().resolve(written.get().getGenericReturnType())));
        var definition = JsonMapping.MAPPER.createObjectNode();
        if (of == Histogram.class) definition.put("type", "string").put("contentEncoding", "base64");
        else if (of == Instant.class) definition.put("type", "string").put("format", "date-time");
        else if (of.isEnum()) definition.set("enum", JsonMapping.MAPPER.valueToTree(of.getEnumConstants()));
        else if (of == Map.class) definition.put("type", "object")
            .set("additionalProperties", context.createDefinitionReference(type.getTypeParameters().getLast()));
        else return null;
        return new CustomDefinition(definition, CustomDefinition.INLINE_DEFINITION, CustomDefinition.INCLUDING_ATTRIBUTES);
    }

    private ObjectNode nested() {
        var definition = JsonMapping.MAPPER.createObjectNode().put("type", "object");
        var value = definition.withObject("/additionalProperties").putArray("anyOf");
        value.addObject().put("type", "number");
        value.addObject().put("$ref", "#/" + DEFINITIONS + "/" + name(RunKeys.Nested.class));
        return definition;
    }

    /** The name of a nested record includes its class. */
    private String name(Class<?> of) {
        return parts.getOrDefault(of, of.getCanonicalName().substring(of.getPackageName().length() + 1));
    }

    private static int place(MemberScope<?, ?> member) {
        var components = member.getDeclaringType().getErasedType().getRecordComponents();
        return Arrays.stream(components).map(component -> component.getName()).toList().indexOf(member.getDeclaredName());
    }

    private static boolean isOptional(FieldScope field) {
        var type = field.getDeclaredType().getErasedType();
        return type == Optional.class || OPTIONAL.containsKey(type) || field.getAnnotation(JsonSetter.class) != null;
    }

    /** The type of a present optional value; null for other types. */
    private static List<ResolvedType> present(FieldScope field) {
        var type = field.getType();
        if (type.getErasedType() == Optional.class) return type.getTypeParameters();
        var number = OPTIONAL.get(type.getErasedType());
        return number == null ? null : List.of(field.getContext().resolve(number));
    }

    /** Other optional keys are left out if they are absent. */
    private static boolean isWrittenAsNull(FieldScope field) {
        var written = field.getAnnotation(JsonInclude.class);
        return written != null && written.value() == JsonInclude.Include.ALWAYS;
    }

    /** Whether the record's creator takes an Optional for a component that the record always has. */
    private static boolean mayBeLeftOut(FieldScope field) {
        return Arrays.stream(field.getDeclaringType().getErasedType().getDeclaredMethods())
            .filter(method -> method.isAnnotationPresent(JsonCreator.class)).flatMap(method -> Arrays.stream(method.getParameters()))
            .anyMatch(parameter -> parameter.getType() == Optional.class
                && parameter.getAnnotation(JsonProperty.class).value().equals(field.getDeclaredName()));
    }

    /** The limit of the number itself, or that of its record; null if there is none. */
    private static BigDecimal limit(FieldScope field, ToDoubleFunction<Limits> end) {
        var own = field.getAnnotation(Limits.class);
        var type = field.getType().getErasedType();
        if (own == null && !type.isPrimitive() && type != Map.class || type == boolean.class) return null;
        var limits = own == null ? field.getDeclaringType().getErasedType().getAnnotation(Limits.class) : own;
        return limits == null || Double.isInfinite(end.applyAsDouble(limits)) ? null
            : BigDecimal.valueOf(end.applyAsDouble(limits)).stripTrailingZeros();
    }

    /** A limit of a list or a map is one of each number in it. */
    private static void limitNumbers(JsonNode node) {
        if (node instanceof ObjectNode of && List.of("array", "object").contains(of.path("type").asText()))
            for (var limit : List.of("minimum", "maximum")) {
                if (!of.has(limit) || !of.get(limit).isNumber()) continue;
                var value = of.remove(limit);
                for (var inner : List.of("items", "additionalProperties"))
                    if (of.get(inner) instanceof ObjectNode each && each.has("type")) each.set(limit, value);
            }
        node.forEach(RunSchema::limitNumbers);
    }

    /** Adds the keys that are allowed in the same object, and refuses all others. */
    private void complete(ObjectNode definition, Class<?> of, SchemaGenerationContext context) {
        if (!of.isRecord() || !definition.has("properties")) return;
        if (!parts.containsKey(of)) definition.put("additionalProperties", false);
        var properties = definition.withObject("/properties");
        if (of.isAnnotationPresent(WrittenBeside.class)) {
            for (var beside : of.getAnnotation(WrittenBeside.class).value()) {
                var more = context.createStandardDefinition(context.getTypeContext().resolve(beside), null).withObject("/properties");
                more.properties().forEach(each -> properties.putIfAbsent(each.getKey(), each.getValue()));
            }
        }
        for (var component : of.getRecordComponents()) {
            var earlier = component.getAccessor().getAnnotation(JsonAlias.class);
            if (earlier != null) addNames(definition, component.getName(), earlier.value());
        }
    }

    /** One of a key's names is required. */
    private static void addNames(ObjectNode definition, String key, String[] earlier) {
        var required = definition.withArray("/required");
        for (int i = required.size() - 1; i >= 0; i--) if (required.get(i).asText().equals(key)) required.remove(i);
        var oneOf = definition.withArray("/allOf").addObject().putArray("oneOf");
        oneOf.addObject().putArray("required").add(key);
        for (var name : earlier) {
            definition.withObject("/properties").set(name, definition.at("/properties/" + key));
            oneOf.addObject().putArray("required").add(name);
        }
    }
}
