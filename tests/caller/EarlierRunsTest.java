package caller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reprise.experiment.CompiledScript;
import reprise.experiment.HttpReadings;
import reprise.recorder.InvalidFile;
import reprise.recorder.Phase;
import reprise.recorder.Phases;
import reprise.recorder.Run;
import reprise.recorder.RunFile;
import reprise.recorder.Usage;
import reprise.report.Report;
import reprise.simulator.http.HttpMetrics;

/** A recorded run of the version before phases: a file in tests/golden/runs, whose reports GoldenRunsTest compares. */
final class EarlierRunsTest {
    private static final Path GOLDEN = Path.of("tests/golden/runs/rest-caller--document/run/run.json");
    private final Report report = CompiledScript.of("rest-caller").report();
    @TempDir
    private Path folder;

    EarlierRunsTest() throws IOException {}

    private Run read(String text) throws IOException {
        return RunFile.read(Files.writeString(folder.resolve("run.json"), text), report.details());
    }

    /** The figures are those of the file's first run. */
    @Test
    void run_ofTheEarlierForm_isOneOfPhases() throws IOException {
        var text = Files.readString(GOLDEN);
        var run = read(text);
        assertEquals(SyntheticCaller.IDS, Phases.of(run).phases().stream().map(Phase::id).toList());
        var phase = Phases.of(run).phase("network-sequential-add2").orElseThrow();
        var line = text.lines().filter(each -> each.contains("\"id\":\"network-sequential-add2\"")).findFirst().orElseThrow();
        assertTrue(line.contains("\"requests\":" + HttpReadings.requests(phase) + ","), line);
        assertTrue(line.contains("\"warmUpSec\":" + phase.fact(Phase.WARM_UP_SEC).orElseThrow()), line);
        assertEquals(40, phase.fact(HttpMetrics.LINK_ASKED_US).orElseThrow());
        assertTrue(phase.usage(Usage.SCRIPT).isPresent() && phase.usage("load").isEmpty(), phase.usage().toString());
        assertEquals("", HttpReadings.spoiledBy(run, phase.id()));
        assertEquals(HttpReadings.requests(phase), Phases.histogram(run, phase.id(), HttpMetrics.SERVICE).getTotalCount());
        RunFile.write(folder.resolve("run.json"), run.change().seconds(List.of()).build());
        assertTrue(Files.readString(folder.resolve("run.json")).contains("\"phases\""), "and is written as one");
    }

    /** The first versions counted no outcomes and did not name the owner of what was left out. */
    @Test
    void run_ofTheFirstForm_isReadWithoutThem() throws IOException {
        var run = read(Files.readString(GOLDEN).replaceAll("\"outcomes\":\\{[^}]*},", "").replaceFirst("\"leftOut\": \\{ ?\\}",
            "\"leftOut\": {\"shared-sequential\": \"it was interrupted\"}").replaceFirst("(?s),\n\"leftOutBy\": \\{ ?\\}", ""));
        assertEquals(1, Phases.of(run).runsLeftOut());
        assertEquals(List.of(), HttpReadings.accounts(run));
        assertEquals("", HttpReadings.spoiledBy(run, "local-sequential-add2"));
    }

    @Test
    void run_withSeveralFaults_tellsAllAtOnce_withLineAndPath() throws IOException {
        var text = Files.readString(GOLDEN).replaceFirst("\"id\":\"local-sequential-add2\",\"link\":\"loopback\"",
            "\"id\":\"mine\",\"link\":\"air\"").replaceFirst("\"unexpectedReplies\":0", "\"unexpectedReplies\":-1")
            .replaceFirst("\"warmUpSec\":", "\"warmUpSecs\":").replaceFirst("\"id\":\"local-sequential-mul2\"",
                "\"id\":\"local-sequential-div2\"");
        var told = assertThrows(InvalidFile.class, () -> read(text)).problems().stream()
            .map(each -> each.replaceFirst("^.*?: line \\d+: ", "")).toList();
        assertTrue(told.contains("runs[0].link is \"air\"; it must be one of \"loopback\", \"emulated\", \"network\""), told.toString());
        assertTrue(told.contains("runs[0].unexpectedReplies is -1; it must be a whole number of at least 0, for example 1"),
            told.toString());
        assertTrue(told.contains("runs[0].warmUpSec is missing; it must be a number of at least 0, for example 1"), told.toString());
        assertTrue(told.contains("runs[0].id is \"mine\"; it must be a case of the script, for example \"local-sequential-add2\""),
            told.toString());
        assertTrue(told.contains("runs[4].id is \"local-sequential-div2\" a second time; it must be different from every other one's"),
            told.toString());
    }
}
