package reprise.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Command;
import reprise.judge.Bound;
import reprise.judge.Claim;
import reprise.judge.Measure;
import reprise.judge.PhaseReadings;
import reprise.judge.Reading;
import reprise.judge.Scenario;
import reprise.recorder.Run;
import reprise.recorder.Unit;
import reprise.report.Report;
import reprise.report.Section;

/** Faults of a script that show on real figures alone, or in its constants: a sentence each, and nothing that was recorded is lost. */
@Tag("alone")
final class ScriptFaultTest {
    private static final Path THIS = Path.of("tests/reprise/experiment/ScriptFaultTest.java");
    private static final Measure<Run> SENT = new Measure<>("sent", "the number sent", Unit.COUNT, 0, ScriptFaultTest::sent);
    private static final Measure<Run> NONE = new Measure<>("none", "nothing", Unit.MS, 0, run -> sent(run).map(sent -> 0 / (sent - sent)));

    @TempDir
    Path temp;

    private static Reading sent(Run run) {
        return PhaseReadings.count(run, "one", CountingLoad.SENT);
    }

    @Command(name = "probe")
    private static class Probe extends Script {
        static final Measure<Run> LATE = new Measure<>("late", "the delay", Unit.MS, 0, run -> sent(run).map(sent -> {
            throw new IllegalStateException("late oops"); // late measure
        }));

        @Override
        protected Scenario document() {
            return Scenario.of("probe", "A probe", "ours", "It was sent.");
        }

        @Override
        protected Report report(Scenario document) {
            return Report.of(document.claiming(List.of(new Claim.Finding("some", "Something is sent", SENT.quantity(), new Bound.Above(0)),
                new Claim.Finding("delay", "It is late", LATE.quantity(), new Bound.Above(0)))), List.of(SENT, LATE, NONE));
        }

        @Override
        protected Duration documentedLength() {
            return Duration.ofMillis(100);
        }

        @Override
        protected Duration expected(Duration length) {
            return length;
        }

        @Override
        protected void perform(Experiment x) throws Exception {
            x.measure("one", new CountingLoad(1_000_000), length());
        }
    }

    private JsonNode kept() throws IOException {
        return new ObjectMapper().readTree(temp.resolve("run/run.json").toFile());
    }

    /** The sentence of a fault in the line with this mark. */
    private static String at(String mark, String sentence) throws IOException {
        int line = 1 + Files.readAllLines(THIS).stream().map(text -> text.endsWith("// " + mark)).toList().indexOf(true);
        return "ScriptFaultTest.java:" + line + ": " + sentence;
    }

    /** The sent ones are judged all the same; 0 / 0 is no figure. */
    @Test
    void measure_thatThrowsOnRealFigures_isNotMeasured_andAllElseIsKept() throws IOException {
        var ended = CapturedRun.of(new Probe(), "--out", temp.resolve("run").toString());
        var fault = at("late measure", "the report ended with java.lang.IllegalStateException: late oops");
        assertEquals(3, ended.exitCode(), ended.err());
        assertEquals("probe: " + fault + "\n", ended.err());
        assertEquals(fault, kept().path("unmeasured").path("late").textValue());
        assertEquals("its measure gave NaN, which is no figure", kept().path("unmeasured").path("none").textValue());
        assertTrue(kept().path("measures").path("sent").doubleValue() > 0);
        assertEquals(List.of("held", "not-judged"), kept().path("claims").findValuesAsText("verdict"));
        assertTrue(ended.out().contains("Something is sent"), ended.out());
        for (var file : List.of("report.html", "report.rst", "series.csv"))
            assertTrue(Files.exists(temp.resolve("run").resolve(file)), file);
    }

    @Command(name = "probe")
    private static final class LateSection extends Probe {
        @Override
        protected Report report(Scenario document) {
            return Report.of(document.claiming(List.of()), List.of(SENT)).section(run -> {
                if (sent(run) instanceof Reading.Value) throw new IllegalStateException("no table"); // late section
                return new Section.Sentences("First", List.of());
            }).section(run -> new Section.Sentences("Second", List.of("It is shown.")));
        }
    }

    /** Also when the run is reported again. */
    @Test
    void section_thatThrowsOnRealFigures_isLeftOut_andTheOthersAreShown() throws IOException {
        var fault = at("late section", "the report ended with java.lang.IllegalStateException: no table");
        var folder = temp.resolve("run").toString();
        for (var ended : List.of(CapturedRun.of(new LateSection(), "--out", folder), CapturedRun.of(new LateSection(), "report", folder))) {
            assertEquals(3, ended.exitCode(), ended.err());
            assertEquals("probe: " + fault + "\n", ended.err());
            assertTrue(ended.out().contains("It is shown."), ended.out());
            assertTrue(Files.readString(temp.resolve("run/report.html")).contains("It is shown."));
        }
        assertTrue(kept().path("measures").path("sent").doubleValue() > 0);
    }

    @Test
    void lengths_thatAreNotAboveZero_areToldBeforeTheRun() {
        var ended = CapturedRun.of(new Probe() {
            @Override
            protected Duration documentedLength() {
                return Duration.ZERO;
            }

            @Override
            protected Duration quickLength() {
                return Duration.ofSeconds(-1);
            }
        }, "--out", temp.resolve("run").toString());
        assertEquals(2, ended.exitCode(), ended.err());
        assertTrue(ended.err().contains("documentedLength() is 0s; it must be above 0, for example Duration.ofSeconds(20)\n"), ended.err());
        assertTrue(ended.err().contains("quickLength() is -1s; it must be above 0"), ended.err());
        var expected = CapturedRun.of(new Probe() {
            @Override
            protected Duration expected(Duration length) {
                return length.minus(length);
            }
        }, "--out", temp.resolve("run").toString());
        assertEquals(2, expected.exitCode(), expected.err());
        assertTrue(expected.err().contains("expected(100ms) is 0s; it must be above 0"), expected.err());
        assertFalse(Files.exists(temp.resolve("run")));
    }

    @Test
    void row_ofAnotherLength_isBadInput_inASentence() {
        var ended = CapturedRun.of(new Probe() {
            @Override
            protected Scenario document() {
                return super.document().with("rates", Scenario.Table.of("bytes", "rate").row(10_000, 15_000, 3));
            }
        }, "--out", temp.resolve("run").toString());
        assertEquals(2, ended.exitCode(), ended.err());
        assertEquals("probe: scenario probe: table rates: the row [10000, 15000, 3] has 3 figures for the columns [bytes, rate]; give one "
            + "for each, NaN for none\n", ended.err());
    }
}
