package reprise.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reprise.judge.Bound;
import reprise.judge.Claim;
import reprise.judge.Measure;
import reprise.judge.PhaseReadings;
import reprise.judge.Readings;
import reprise.judge.Scenario;
import reprise.recorder.InvalidFile;
import reprise.recorder.Run;
import reprise.recorder.RunFile;
import reprise.recorder.SpoiledFile;
import reprise.recorder.Unit;
import reprise.report.Report;
import reprise.sut.Interruption;

/** The run file of an experiment, in which somebody has changed a name or a figure. */
final class MisspeltRunTest {
    private static final Measure<Run> SENT = new Measure<>("sent", "the number sent", Unit.COUNT, 0,
        run -> PhaseReadings.count(run, "one", CountingLoad.SENT));
    private static final Measure<Run> LOST = new Measure<>("lost", "the number lost", Unit.COUNT, 0,
        run -> PhaseReadings.count(run, "three", CountingLoad.SENT));
    private static final Report REPORT = Report.of(Scenario.of("probe", "A probe", "ours", "It was sent.").claiming(List.of(
        new Claim.Finding("some", "Something is sent", SENT.quantity(), new Bound.Above(0)))), List.of(SENT, LOST));

    @TempDir
    Path folder;

    @BeforeEach
    void perform() throws IOException {
        try (var x = new Experiment(folder, 1, LiveConsole.silent(), new Interruption())) {
            x.measure("one", new CountingLoad(1_000_000), Duration.ofMillis(100));
            x.measure("two", new CountingLoad(1_000_000), Duration.ofMillis(100));
            x.leaveOut("three", "it is not needed");
            x.end();
            var run = x.run("probe", Map.of());
            var readings = Readings.of(REPORT.measures(), run);
            RunFile.write(file(), REPORT.scenario().judged(run.withMeasures(readings.values(), readings.unmeasured())));
        }
    }

    private Path file() {
        return folder.resolve("run.json");
    }

    private Run read(byte[] json) {
        try {
            return RunFile.read(Files.write(file(), json), REPORT.details());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> told(String from, String to) throws IOException {
        var changed = Files.readString(file()).replaceFirst(from, to);
        return assertThrows(InvalidFile.class, () -> read(changed.getBytes())).problems();
    }

    /**
     * The names in parameters, environment, a phase's processes, and of the phases that were left out are the script's own. If a phase has
     * a single second, that second's counter and the phase's differ, and either may be the misspelt one: the phase's is told.
     */
    @Test
    void keys_misspelt_areTold() throws Exception {
        var untold = SpoiledFile.misspelt(Files.readAllBytes(file()), this::read);
        assertEquals(List.of(), untold.stream().filter(path -> !path.matches("(parameters|environment|phases\\[.]\\.usage|leftOut)\\.\\w+ "
            + "is read|seconds\\[.]\\.(phase|sent)x: .*: line 1: (phases|histograms).* is not known; it must be one of .*")).toList());
    }

    @Test
    void count_misspelt_isToldWithItsLineAndTheNamesThatThereAre() throws Exception {
        int line = line("\"counts\":{\"sent\"");
        assertEquals(List.of(file() + ": line " + line + ": phases[0].counts.sentt is not known; it must be one of sent"), told(
            "\"counts\":\\{\"sent\"", "\"counts\":{\"sentt\""));
    }

    @Test
    void measure_thatTheDocumentDoesNotHave_isTold() throws Exception {
        assertEquals(List.of(file() + ": line " + line("\"sent\" :") + ": measures.send is not known; it must be one of lost, sent"),
            told("\"sent\" :", "\"send\" :"));
    }

    @Test
    void counts_below0_areTold() throws Exception {
        int line = line("\"counts\":{\"sent\"");
        assertEquals(List.of(file() + ": line " + line + ": phases[0].counts.sent is -1; it must be a whole number of at least 0, for "
            + "example 1"), told("\"counts\":\\{\"sent\":\\d+", "\"counts\":{\"sent\":-1"));
    }

    @Test
    void phases_withTheSameId_areTold() throws Exception {
        assertEquals("phases[1].id is \"one\" a second time; it must be different from every other one's",
            told("\"id\":\"two\"", "\"id\":\"one\"").getFirst().replaceFirst(".*: line \\d+: ", ""));
    }

    /** Counted from 1. */
    private int line(String text) throws IOException {
        var lines = Files.readAllLines(file());
        for (int i = 0; i < lines.size(); i++) if (lines.get(i).contains(text)) return i + 1;
        throw new AssertionError(text + " is in no line");
    }
}
