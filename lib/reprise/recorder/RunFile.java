package reprise.recorder;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/**
 * run.json and series.csv, UTF-8. In run.json a second is one line, whole numbers have no fraction, and histograms are
 * base64 of HdrHistogram's compressed form (V2).
 */
public final class RunFile {
    private static final ObjectWriter PRETTY = StrictJson.MAPPER.writerWithDefaultPrettyPrinter();

    private RunFile() {}

    public static void write(Path file, Run run) throws IOException {
        WholeFile.write(file, json(run));
    }

    static String json(Run run) throws JsonProcessingException {
        var parts = new LinkedHashMap<String, String>();
        parts.put("scenario", line(run.scenario()));
        parts.put("seed", line(run.seed()));
        parts.put("interrupted", line(run.interrupted()));
        parts.put("startedAt", line(run.startedAt().toString()));
        if (run.length().isPresent()) parts.put("length", line(run.length().get().plain()));
        parts.put("parameters", PRETTY.writeValueAsString(run.parameters()));
        parts.put("environment", PRETTY.writeValueAsString(run.environment()));
        parts.put("summary", PRETTY.writeValueAsString(nested(run.summary())));
        parts.put("measures", PRETTY.writeValueAsString(node(run.measures())));
        parts.put("unmeasured", PRETTY.writeValueAsString(Unjudged.whys(run.unmeasured())));
        parts.put("unmeasuredBy", PRETTY.writeValueAsString(Unjudged.bys(run.unmeasured())));
        for (var part : run.details().parts().entrySet()) parts.put(part.getKey(), part(part.getValue()));
        parts.put("claims", lines(run.claims().stream().map(RunFile::node).toList()));
        parts.put("notes", lines(run.notes()));
        parts.put("events", lines(run.events()));
        parts.put("seconds", lines(run.seconds().stream().map(RunFile::node).toList()));
        var histograms = new LinkedHashMap<String, String>();
        run.histograms().forEach((name, histogram) -> histograms.put(name, encoded(histogram)));
        parts.put("histograms", PRETTY.writeValueAsString(histograms));
        var text = new StringBuilder("{");
        parts.forEach((key, value) -> text.append(text.length() > 1 ? "," : "").append("\n\"").append(key).append("\": ").append(value));
        return text.append("\n}\n").toString();
    }

    private static String part(Object value) throws JsonProcessingException {
        return value instanceof List<?> items ? lines(items.stream().map(RunFile::whole).toList())
            : PRETTY.writeValueAsString(whole(value));
    }

    /** Numbers without a fraction where they have none, however deep they stand. */
    private static Object whole(Object value) {
        return switch (value) {
            case Map<?, ?> map -> {
                var inner = new LinkedHashMap<Object, Object>();
                map.forEach((key, each) -> inner.put(key, whole(each)));
                yield inner;
            }
            case List<?> list -> list.stream().map(RunFile::whole).toList();
            case Double number when isWhole(number) -> number.longValue();
            case null, default -> value;
        };
    }

    private static String lines(List<?> items) throws JsonProcessingException {
        var lines = new ArrayList<String>();
        for (var item : items) lines.add("\n  " + line(item));
        return "[" + String.join(",", lines) + (lines.isEmpty() ? "]" : "\n]");
    }

    private static String line(Object value) throws JsonProcessingException {
        return StrictJson.MAPPER.writeValueAsString(value);
    }

    private static ObjectNode node(Map<String, Double> numbers) {
        var node = StrictJson.MAPPER.createObjectNode();
        numbers.forEach((key, value) -> put(node, key, value));
        return node;
    }

    /** A key {@code python.p95Ms} is p95Ms of the object python. */
    private static ObjectNode nested(Map<String, Double> numbers) {
        var root = StrictJson.MAPPER.createObjectNode();
        numbers.forEach((key, value) -> {
            var node = root;
            int from = 0;
            for (int dot = key.indexOf('.'); dot >= 0; dot = key.indexOf('.', from)) {
                node = node.withObjectProperty(key.substring(from, dot));
                from = dot + 1;
            }
            put(node, key.substring(from), value);
        });
        return root;
    }

    private static ObjectNode node(Run.Judgement claim) {
        var node = StrictJson.MAPPER.createObjectNode().put("id", claim.id()).put("statement", claim.statement());
        put(node, "published", claim.published());
        put(node, "measured", claim.measured());
        node.put("verdict", claim.verdict().word());
        if (!claim.verdict().by().isEmpty()) node.put("by", claim.verdict().by());
        return node.put("why", claim.why());
    }

    private static void put(ObjectNode node, String key, Double value) {
        if (value == null) node.putNull(key);
        else if (isWhole(value)) node.put(key, value.longValue());
        else node.put(key, value);
    }

    private static boolean isWhole(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15;
    }

    static String encoded(Histogram histogram) {
        var buffer = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
        int length = histogram.encodeIntoCompressedByteBuffer(buffer);
        return Base64.getEncoder().encodeToString(java.util.Arrays.copyOf(buffer.array(), length));
    }

    /** Which document's run it is; nothing else is looked at. */
    public static String scenario(Path file) throws IOException {
        var root = StrictJson.parse(file.toString(), Files.readAllBytes(file));
        var scenario = root.text("scenario", "rpc-cast-failover");
        root.orThrow();
        return scenario;
    }

    /** How the run was performed; nothing else is looked at. */
    public static Map<String, Object> parameters(Path file) throws IOException {
        var root = StrictJson.parse(file.toString(), Files.readAllBytes(file));
        var parameters = root.object("parameters").plain();
        root.orThrow();
        return parameters;
    }

    /** A run that has the common parts alone. */
    public static Run read(Path file) throws IOException {
        return read(file, RunDetails.NO_READER);
    }

    /** @throws StrictJson.Invalid with all that is wrong in the file */
    public static Run read(Path file, RunDetails.Reader reader) throws IOException {
        var root = StrictJson.parse(file.toString(), Files.readAllBytes(file));
        var scenario = root.text("scenario", "rpc-cast-failover");
        long seed = root.whole("seed", Long.MIN_VALUE, Long.MAX_VALUE, 1);
        boolean interrupted = root.flag("interrupted");
        var startedAt = startedAt(root);
        var length = RunLength.read(root);
        var parameters = root.object("parameters").plain();
        var environment = root.object("environment").plain();
        var summary = root.object("summary").nestedNumbers();
        var measures = root.object("measures").numbers();
        var unmeasured = Unjudged.read(root, "unmeasured");
        var seconds = root.objects("seconds").stream().map(row -> {
            row.whole("second", 0, Integer.MAX_VALUE, 0);
            return row.numbers();
        }).toList();
        var events = root.objects("events").stream().map(RunFile::event).toList();
        var histograms = histograms(root.object("histograms"));
        var claims = root.objects("claims").stream().map(RunFile::judgement).toList();
        var notes = root.textList("notes", "the run was interrupted");
        var details = reader.read(root, histograms);
        root.done();
        root.orThrow();
        return new Run(scenario, seed, interrupted, startedAt, parameters, environment, summary, measures, unmeasured, seconds,
            events, histograms, claims, notes, details, length);
    }

    private static Instant startedAt(StrictJson root) {
        var example = "2026-01-01T00:00:00Z";
        try {
            return Instant.parse(root.text("startedAt", example));
        } catch (DateTimeParseException e) {
            root.wrong("startedAt", "a moment in UTC", '"' + example + '"');
            return Instant.EPOCH;
        }
    }

    private static Event event(StrictJson object) {
        var event = new Event(object.number("atSec", -1e9, 1e9, 12), object.text("what", "killed node 1"));
        object.done();
        return event;
    }

    /** One claim as it was judged: of a run, or of a run within a family's. */
    public static Run.Judgement judgement(StrictJson object) {
        var judgement = new Run.Judgement(object.text("id", "no-loss"), object.text("statement", "No message is lost"),
            numberOrNull(object, "published"), numberOrNull(object, "measured"), ending(object), object.text("why", "measured 0"));
        object.done();
        return judgement;
    }

    private static Run.Ending ending(StrictJson object) {
        var by = object.has("by") ? object.text("by", "run") : "";
        return Run.Ending.of(object.text("verdict", "not-judged"), by).orElseGet(() -> {
            object.wrong("verdict",
                "reproduced, reproduced-in-direction or not-reproduced, held or not-held, or not-judged by document, request or run",
                "\"reproduced\"");
            return Run.Ending.BY_DOCUMENT;
        });
    }

    private static Double numberOrNull(StrictJson object, String key) {
        return object.isNull(key) ? null : (Double) object.number(key, -1e15, 1e15, 0);
    }

    private static Map<String, Histogram> histograms(StrictJson object) {
        var histograms = new LinkedHashMap<String, Histogram>();
        object.texts().forEach((name, text) -> {
            try {
                histograms.put(name, Histogram.decodeFromCompressedByteBuffer(ByteBuffer.wrap(Base64.getDecoder().decode(text)), 1));
            } catch (IllegalArgumentException | DataFormatException | IndexOutOfBoundsException | java.nio.BufferUnderflowException e) {
                object.wrong(name, "base64 of a compressed HdrHistogram", "one written by Reprise (" + e.getMessage() + ")");
            }
        });
        return histograms;
    }

    /** series.csv: one row a second, the run file's keys as columns, an empty cell where there is no figure. */
    public static void writeSeries(Path file, Run run) throws IOException {
        var columns = new java.util.LinkedHashSet<String>();
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
        return isWhole(value) ? Long.toString(value.longValue()) : new java.math.BigDecimal(value.toString()).toPlainString();
    }
}
