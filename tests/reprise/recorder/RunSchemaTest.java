package reprise.recorder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import broadcast.SyntheticBroadcast;
import caller.SyntheticCaller;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import failover.FamilyReport;
import failover.FamilyRuns;
import failover.ScriptMeasures;
import failover.SyntheticLedger;
import failover.SyntheticRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reprise.judge.Scenario;
import reprise.report.DocumentReport;
import reprise.report.Report;

/**
 * {@code lib/run.schema.json} is generated from the records that run.json is bound to; {@code REPRISE_GOLDEN=write} rewrites it. An
 * external validator checks real files of this version and of earlier ones against it.
 */
final class RunSchemaTest {
    private static final Path SCHEMA = Path.of("lib/run.schema.json");

    /** A run of this version, its document, and its file. */
    private record Made(DocumentReport report, Run run, ObjectNode file) {
        Made(DocumentReport report, Run run) throws IOException {
            this(report, run, (ObjectNode) JsonMapping.MAPPER.readTree(RunFile.json(run)));
        }

        ObjectNode json() {
            return file.deepCopy();
        }
    }

    /** Makes a valid file invalid. */
    private interface Spoiling extends Consumer<ObjectNode> {}

    private static List<Made> made;
    private static String generated;
    private static JsonSchema schema;
    @TempDir
    private Path folder;

    @BeforeAll
    static void make() throws IOException {
        var cast = new SyntheticRun(3, 1, 1);
        var caller = new SyntheticCaller(Duration.ofSeconds(1));
        var broadcast = new SyntheticBroadcast();
        made = List.of(new Made(cast.report, cast.run), new Made(cast.report, run(cast.run.scenario(), SyntheticLedger.lossy())),
            family(cast.run), new Made(caller.report, caller.judged()), new Made(broadcast.report, broadcast.judged()), phases());
        var documents = new LinkedHashMap<String, Class<? extends Record>>();
        var earlier = new LinkedHashMap<String, Class<? extends Record>>();
        for (var each : made) {
            documents.put(each.report.scenario().id(), each.report.details().keys());
            each.report.details().earlier().ifPresent(reader -> earlier.put(each.report.scenario().id(), reader.keys()));
        }
        generated = RunSchema.of(documents, earlier);
        if ("write".equals(System.getenv("REPRISE_GOLDEN"))) Files.writeString(SCHEMA, generated);
        schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(Files.readString(SCHEMA));
    }

    /** With a member's run, and a left-out member. */
    private static Made family(Run of) throws IOException {
        var family = ScriptMeasures.family(Path.of("scenarios/rpc-failover-family.json"));
        var performed = FamilyRuns.performed(family.members().getFirst(), "embedded", "cast", of);
        return new Made(new FamilyReport(family, List.of("embedded")),
            run(family.id(), new FamilyRuns(List.of(performed), Map.of("call cmsm-km on rabbitmq", "it was interrupted"))));
    }

    /** The form of each script that declares its phases. */
    private static Made phases() throws IOException {
        var file = Path.of("scenarios/rpc-throughput.json");
        var report = Report.of(Scenario.parse(file.toString(), Files.readAllBytes(file), List.of()), List.of());
        var phase = new Phase("cmsm.call.50", 1.5, 2, 2, Map.of("sent", 7L), Map.of("script", new Usage(12.5, 118)),
            Optional.of(Facts.NONE.with(Phase.WARM_UP_SEC, 1.5).with("url", "http://h/")));
        return new Made(report, run(report.scenario().id(),
            new Phases(List.of(phase), Map.of("cmsm.call.100", new Phases.LeftOut(Unjudged.By.REQUEST, "--only")))));
    }

    private static Run run(String scenario, RunDetails details) {
        var origin = new Origin(Optional.of(new Origin.Tool("2", Optional.of("abc1234"))), List.of("rpc-throughput"), Map.of("host", "a"),
            Optional.of(new RunLength(true, 2, 30, "a phase"))).withShare(new Share(2, 4)).withClock(Optional.of(new ShareClock(
            "share 1/4 at 192.0.2.1:7000", List.of(new ShareClock.Offset(Instant.parse("2026-11-25T10:00:00Z"), -90_000.25, 0.04)),
            List.of(new ShareClock.Start("cmsm.call.50", 4, 0.31, 0.08), new ShareClock.Start("", 4, 0, 0.08)))));
        return Run.of(scenario, 1, Instant.parse("2026-11-25T10:00:00.123Z")).parameters(Map.of("url", "amqp://h/"))
            .environment(Map.of("cores", 2)).measures(Map.of(), Map.of("outageSec", new Unjudged.ByRun("nothing was killed")))
            .details(details).origin(origin).build();
    }

    private static List<String> problems(JsonNode file) {
        return schema.validate(file).stream().map(String::valueOf).toList();
    }

    @Test
    void schema_isThatOfTheRecords() throws IOException {
        assertEquals(Files.readString(SCHEMA), generated, "REPRISE_GOLDEN=write ./jbang test RunSchemaTest writes it");
    }

    @Test
    void files_ofEarlierVersions_fit() throws IOException {
        try (var found = Files.walk(Path.of("tests/golden/runs"))) {
            var files = found.filter(file -> file.endsWith("run.json")).toList();
            assertTrue(files.size() >= 9, files.toString());
            for (var file : files) assertEquals(List.of(), problems(JsonMapping.MAPPER.readTree(file.toFile())), file.toString());
        }
    }

    @Test
    void files_ofThisVersion_fit() throws IOException {
        for (var each : made) {
            assertEquals(List.of(), problems(each.json()), each.run.scenario());
            var read = read(each, each.json());
            assertEquals(each.run.change().parameters(read.parameters()).build(), read, "and are read again");
            assertFalse(read.parameters().toString().contains("hunter2"), "but for a password");
        }
    }

    /** A user's own {@code --scenario} file has any name. */
    @Test
    void files_ofOwnScenarios_haveTheKeysOfOneDocument() throws IOException {
        for (var each : made) assertEquals(List.of(), problems(each.json().put("scenario", "mine")), each.run.scenario());
        var mixed = of("rpc-throughput").json().put("scenario", "mine");
        mixed.set("runs", of("rpc-failover-family").json().get("runs"));
        assertNotEquals(List.of(), problems(mixed));
    }

    @Test
    void files_thatTheReaderRefuses_doNotFit() throws IOException {
        refused("rpc-cast-failover", json -> json.put("seed", "x"), json -> json.put("schema", 3), json -> json.put("schema", 0),
            json -> json.put("outcome", "well"), json -> rename(json, "", "interrupted", "interupted"),
            json -> rename(json, "/events/0", "atSec", "at"), json -> put(json, "/claims/0", "verdict", "perhaps"),
            json -> put(json, "/seconds/0", "second", null), json -> object(json, "/seconds/0").remove("second"),
            json -> put(json, "/summary", "sentMessages", "many"), json -> put(json, "/histograms", "latency", 5),
            json -> json.setAll(earlier().retain("runs", "leftOut")),
            json -> json.setAll(part("rpc-throughput", "phases", "leftOut")));
        refused("rest-caller", json -> put(json, "/phases/0/facts/figures", "attempts", "many"), json -> json.remove("phases"),
            json -> json.setAll(earlier().retain("runs")), json -> json.setAll(part("rpc-failover-family", "runs", "leftOut")));
        refused(of("rest-caller"), earlier(), json -> rename(json, "/runs/0/wrk/latencyUs", "stdev", "deviation"),
            json -> json.remove("runs"), json -> put(json, "/runs/0/errors", "read", -1), json -> put(json, "/runs/0", "link", "wireless"),
            json -> json.setAll(part("rpc-failover-family", "runs", "leftOut")));
        refused("rpc-failover-family", json -> json.setAll(earlier().retain("runs", "leftOut", "leftOutBy")),
            json -> put(json, "/runs/0/figures", "outageSec", "2 s"));
        refused("ws-broadcast", json -> object(json, "/servers/0/unexpected").remove("duplicates"),
            json -> put(json, "/servers/0/broadcastBuckets", "Inf", "all"), json -> put(json, "/k6/checks/0", "passes", 1.5));
        refused("rpc-throughput", json -> rename(json, "/phases/0/usage/script", "rssMiB", "rssMB"),
            json -> put(json, "/phases/0/facts/figures", "warmUpSec", "1.5"), json -> put(json, "/phases/0/facts/words", "url", 8),
            json -> put(json, "/leftOut/cmsm.call.100", "by", "nobody"), json -> put(json, "/clock/offsets/0", "uncertaintyMs", -1),
            json -> put(json, "/clock/starts/0", "shares", 0));
    }

    /** One item per list is enough. Values in parameters and environment are free. */
    @Test
    void files_withAnyValueOfAnotherKind_doNotFit() throws Exception {
        for (var each : made) {
            var json = each.json();
            for (var value : json) if (value instanceof ArrayNode list) while (list.size() > 1) list.remove(1);
            var untold = SpoiledFile.untold(JsonMapping.MAPPER.writeValueAsBytes(json), RunSchemaTest::check);
            assertEquals(List.of(), untold.stream().filter(told -> !told.matches("(parameters|environment)\\..*is read")).toList());
        }
    }

    /** @throws InvalidFile with the paths of the invalid values, as the reader names them */
    private static void check(byte[] json) {
        try {
            var told = schema.validate(JsonMapping.MAPPER.readTree(json)).stream()
                .map(problem -> ": line 1: " + problem.getInstanceLocation().toString().replaceFirst("^\\$\\.?", "") + " is wrong")
                .toList();
            if (!told.isEmpty()) throw new InvalidFile(told, null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void refused(String document, Spoiling... spoilings) throws IOException {
        refused(of(document), of(document).json(), spoilings);
    }

    private void refused(Made document, ObjectNode file, Spoiling... spoilings) throws IOException {
        for (int i = 0; i < spoilings.length; i++) {
            var json = file.deepCopy();
            spoilings[i].accept(json);
            var which = document.run.scenario() + " " + i;
            assertNotEquals(file, json, which);
            assertNotEquals(List.of(), problems(json), which);
            assertThrows(InvalidFile.class, () -> read(document, json), which);
        }
    }

    /** A run of rest-caller in the form of the version before phases. */
    private static ObjectNode earlier() {
        try {
            return (ObjectNode) JsonMapping.MAPPER.readTree(Path.of("tests/golden/runs/rest-caller--document/run/run.json").toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Made of(String document) {
        return made.stream().filter(each -> each.run.scenario().equals(document)).findFirst().orElseThrow();
    }

    private static ObjectNode part(String document, String... keys) {
        return of(document).json().retain(keys);
    }

    private static ObjectNode object(ObjectNode json, String at) {
        return (ObjectNode) json.at(at);
    }

    private static void put(ObjectNode json, String at, String key, Object value) {
        object(json, at).set(key, JsonMapping.MAPPER.valueToTree(value));
    }

    private static void rename(ObjectNode json, String at, String key, String other) {
        object(json, at).set(other, object(json, at).remove(key));
    }

    private Run read(Made of, JsonNode json) throws IOException {
        return RunFile.read(Files.writeString(folder.resolve("run.json"), json.toString()), of.report.details());
    }
}
