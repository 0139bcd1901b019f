package reprise.report.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caller.SyntheticCaller;
import failover.SyntheticRun;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reprise.recorder.FailIf;
import reprise.recorder.Run;
import reprise.report.DocumentReport;

/** The end of a run on a terminal: few lines, none wider than it, and the outcome last. */
final class BriefTest {
    private static List<String> brief(Run run, DocumentReport report, int columns) {
        var lines = ConsoleReport.brief(run, report, false, columns, "run/report.html", "run/report.txt").lines().toList();
        assertTrue(lines.size() <= ConsoleReport.BRIEF, lines.size() + " lines:\n" + String.join("\n", lines));
        for (var line : lines) assertTrue(line.length() <= columns, line);
        return lines;
    }

    @ParameterizedTest
    @ValueSource(ints = {60, 80, 120})
    void end_ofARun_fitsOnAScreen(int columns) throws IOException {
        var cast = new SyntheticRun(20, 6, 2);
        var lines = brief(cast.report.scenario().judged(cast.run), cast.report, columns);
        assertTrue(lines.stream().anyMatch(line -> line.startsWith("  reproduced ")), lines.toString());
        assertTrue(lines.contains("All of it: run/report.txt"), lines.toString());
        assertTrue(lines.stream().anyMatch(line -> line.startsWith("Reproduced: all 6 judged claims")), lines.toString());
        var caller = new SyntheticCaller(Duration.ofSeconds(1));
        assertTrue(ConsoleReport.text(caller.judged(), caller.report, false, columns).lines().count() > 200);
        brief(caller.judged(), caller.report, columns);
    }

    /** Too many are told by those that do not hold. */
    @ParameterizedTest
    @ValueSource(ints = 80)
    void end_ofTooMuch_hasWhatDoesNotHold(int columns) throws IOException {
        var cast = new SyntheticRun(20, 6, 2);
        var many = Stream.iterate(1, i -> i < 60, i -> i + 1).map(i -> FailIf.of("count(sent) < " + i)).toList();
        var run = cast.run.change().notes(Collections.nCopies(20, "A note.")).origin(cast.run.origin().withThresholds(
            Stream.concat(many.stream(), Stream.of(FailIf.of("count(sent) >= 1"))).toList())).build();
        var lines = brief(run, cast.report, columns);
        assertEquals(1, lines.stream().filter(line -> line.startsWith("  not held ")).count(), String.join("\n", lines));
        assertTrue(lines.stream().anyMatch(line -> line.matches("  and [0-9]+ more")), String.join("\n", lines));
        assertTrue(lines.stream().anyMatch(line -> line.endsWith("with 16 more notes")), String.join("\n", lines));
    }
}
