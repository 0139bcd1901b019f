package reprise.recorder;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads and writes run.json and series.csv, UTF-8. In run.json a second is one line, whole numbers have no fraction, and histograms are
 * base64 of HdrHistogram's compressed form (V2). {@code lib/run.schema.json} describes it for other programs.
 */
public final class RunFile {
    private RunFile() {}

    public static void write(Path file, Run run) throws IOException {
        WholeFile.write(file, json(run));
    }

    static String json(Run run) throws JsonProcessingException {
        var origin = run.origin();
        ObjectNode keys = JsonMapping.MAPPER.valueToTree(new RunKeys(Optional.of(RunKeys.SCHEMA), origin.tool(),
            Optional.of(origin.command()), Optional.of(origin.tags()), run.scenario(), run.seed(), Optional.of(run.outcome()),
            run.interrupted(), run.endedEarly(), run.startedAt(), run.length(),
            Optional.of(origin.failIf()).filter(conditions -> !conditions.isEmpty()), origin.share(), origin.clock(),
            run.parameters(), run.environment(),
            nested(run.summary()), run.measures(), Unjudged.whys(run.unmeasured()), Optional.of(Unjudged.bys(run.unmeasured())),
            run.claims(), run.notes(), run.events(), run.seconds(), run.histograms()));
        var histograms = keys.remove("histograms"); // they are long, so they come last in the file
        keys.setAll((ObjectNode) JsonMapping.MAPPER.valueToTree(run.details().filed()));
        Secrets.hideAll(keys);
        keys.set("histograms", histograms);
        return JsonMapping.text(keys);
    }

    /** Turns the key {@code python.p95Ms} into p95Ms of the object python. */
    @SuppressWarnings("unchecked")
    private static RunKeys.Nested nested(Map<String, Double> numbers) {
        var root = new LinkedHashMap<String, Object>();
        numbers.forEach((key, value) -> {
            var map = root;
            int from = 0;
            for (int dot = key.indexOf('.'); dot >= 0; dot = key.indexOf('.', from)) {
                map = (LinkedHashMap<String, Object>) map.computeIfAbsent(key.substring(from, dot), _ -> new LinkedHashMap<>());
                from = dot + 1;
            }
            map.put(key.substring(from), value);
        });
        return new RunKeys.Nested(root);
    }

    /** The inverse of nesting. A value that is not a number is reported by its path. */
    private static void flatten(JsonFile file, String path, String prefix, Map<?, ?> nested, Map<String, Double> numbers) {
        nested.forEach((key, value) -> {
            switch (value) {
                case Map<?, ?> inner -> flatten(file, path + "." + key, prefix + key + ".", inner, numbers);
                case Number number when Double.isFinite(number.doubleValue()) -> numbers.put(prefix + key, number.doubleValue());
                case null, default -> file.problem(path + "." + key, "is " + value + "; it must be a number, for example 1.5");
            }
        });
    }

    /** The scenario's id; the rest of the file is not checked. */
    public static Optional<String> scenario(Path file) throws IOException {
        return open(file).text("scenario");
    }

    /** The run's parameters; the rest of the file is not checked. */
    public static Map<String, Object> parameters(Path file) throws IOException {
        record Parameters(Map<String, Object> parameters) {}
        return only(file, Parameters.class).parameters();
    }

    private static <T extends Record> T only(Path file, Class<T> type) throws IOException {
        var json = open(file);
        var taken = json.take(type);
        json.orThrow();
        return taken;
    }

    /** Refuses a newer schema, in which known keys may have another meaning. */
    private static JsonFile open(Path file) throws IOException {
        var json = JsonFile.read(file);
        if (json.number("schema").compareTo(BigInteger.valueOf(RunKeys.SCHEMA)) > 0) {
            json.problem("schema", "is " + json.number("schema") + "; this version of Reprise reads up to " + RunKeys.SCHEMA
                + ": use the one that wrote the run, or a newer one");
            json.orThrow();
        }
        return json;
    }

    /** Reads a run with the common parts only. */
    public static Run read(Path file) throws IOException {
        return read(file, RunDetails.NO_READER);
    }

    /** @throws InvalidFile with all problems of the file */
    public static Run read(Path file, RunDetails.Reader<?> reader) throws IOException {
        var json = open(file);
        var keys = json.take(RunKeys.class);
        var summary = new LinkedHashMap<String, Double>();
        if (keys != null && keys.summary() != null) flatten(json, "summary", "", keys.summary().byKey(), summary);
        var details = reader.read(json, new RunDetails.Shared(summary, keys == null ? Map.of() : keys.histograms(),
            keys == null ? List.of() : keys.seconds()));
        json.done();
        if (keys == null) json.orThrow();
        keys.check(json, reader.measures());
        json.orThrow();
        return details.current(Run.of(keys.scenario(), keys.seed(), keys.startedAt()).interrupted(keys.interrupted())
            .endedEarly(keys.endedEarly()).parameters(keys.parameters()).environment(keys.environment()).summary(summary)
            .measures(keys.measures(), Unjudged.of(keys.unmeasured(), keys.unmeasuredBy().orElse(Map.of())))
            .seconds(keys.seconds()).events(keys.events()).histograms(keys.histograms()).claims(keys.claims()).notes(keys.notes())
            .details(details)
            .origin(new Origin(keys.tool(), keys.command().orElse(List.of()), keys.tags().orElse(Map.of()), keys.length(),
                keys.failIf().orElse(List.of()), keys.share(), keys.clock())).build());
    }

    /** Writes series.csv: one row per second, the run file's keys as columns, an empty cell for a missing figure. */
    public static void writeSeries(Path file, Run run) throws IOException {
        var columns = new LinkedHashSet<String>();
        run.seconds().forEach(row -> columns.addAll(row.keySet()));
        var text = new StringBuilder(String.join(",", columns)).append('\n');
        for (var row : run.seconds()) {
            var cells = columns.stream().map(column -> cell(row.get(column))).toList();
            text.append(String.join(",", cells)).append('\n');
        }
        WholeFile.write(file, text.toString());
    }

    private static String cell(Double value) {
        if (value == null) return "";
        return JsonMapping.isWhole(value) ? Long.toString(value.longValue()) : new BigDecimal(value.toString()).toPlainString();
    }
}
