package reprise.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reprise.recorder.RunSchema;
import reprise.report.ComparisonFile;
import reprise.report.RepeatsFile;
import reprise.report.json.RunSummary;

/**
 * The JSON Schemas of repeats.json, compare.json and what {@code --json} prints are generated from their records; {@code
 * REPRISE_GOLDEN=write} rewrites them. An external validator checks files against them that a script wrote of recorded runs.
 */
@Tag("alone")
final class FileSchemasTest {
    private static final String SCRIPT = "rpc-cast-failover";
    private static final Path RUNS = Path.of("tests/golden/runs");
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path temp;

    private static CapturedRun run(String... args) {
        return CapturedRun.of(CompiledScript.script(SCRIPT), args);
    }

    private Path copy(String run, String to) throws IOException {
        Files.createDirectories(temp.resolve(to));
        return Files.copy(RUNS.resolve(run).resolve("run/run.json"), temp.resolve(to).resolve("run.json")).getParent();
    }

    /** The generated schema is the one in lib; the file has its form, and no longer with a key less or of another kind. */
    private static void fits(String name, Class<? extends Record> record, String title, String description, String file, String key)
        throws IOException {
        var path = Path.of("lib/" + name + ".schema.json");
        var generated = RunSchema.of(record, title, description);
        if ("write".equals(System.getenv("REPRISE_GOLDEN"))) Files.writeString(path, generated);
        assertEquals(Files.readString(path), generated, "REPRISE_GOLDEN=write ./jbang test FileSchemasTest writes it");
        var schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(generated);
        var json = (ObjectNode) JSON.readTree(file);
        assertEquals(List.of(), schema.validate(json).stream().map(String::valueOf).toList(), name);
        assertNotEquals(0, schema.validate(json.deepCopy().without(key)).size(), name + " without " + key);
        assertNotEquals(0, schema.validate(json.deepCopy().put("scenario", 5)).size(), name);
        assertNotEquals(0, schema.validate(json.deepCopy().put("other", 5)).size(), name);
    }

    @Test
    void endOfARun_hasItsForm() throws IOException {
        var ended = run("report", copy("rpc-cast-failover--cast", "run").toString(),
            "--json", "--quiet", "--fail-if", "p99(latency) > 1ns");
        fits("end", RunSummary.class, "What --json prints of a run of Reprise",
            "The end of one run: what run.json has, without what was recorded each second. Repeats print their repeats.json.", ended.out(),
            "outcome");
    }

    @Test
    void repeats_haveTheirForm_alsoAsJsonPrintsThem() throws IOException {
        copy("rpc-cast-failover--cast", "all/1");
        copy("rpc-cast-failover--cast", "all/2");
        var ended = run("report", temp.resolve("all").toString(), "--json", "--quiet");
        var file = Files.readString(temp.resolve("all/repeats.json"));
        fits("repeats", RepeatsFile.class, "repeats.json of Reprise", "Several runs of one experiment, told together.", file, "runs");
        assertEquals(JSON.readTree(file), JSON.readTree(ended.out()), ended.err());
    }

    @Test
    void comparison_hasItsForm() throws IOException {
        var one = copy("rpc-cast-failover--cast", "one").toString();
        var other = copy("rpc-cast-failover--cast", "other").toString();
        var ended = run("compare", one, other, "--worse-than", "5%", "--out", temp.resolve("both").toString());
        fits("compare", ComparisonFile.class, "compare.json of Reprise", "Runs, or groups of repeats, compared with the first of them.",
            Files.readString(temp.resolve("both/compare.json")), "differences");
        assertNotEquals(2, ended.exitCode(), ended.err());
    }
}
