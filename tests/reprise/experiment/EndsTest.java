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
import java.util.Map;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import picocli.CommandLine.Command;
import reprise.judge.Bound;
import reprise.judge.Claim;
import reprise.judge.Measure;
import reprise.judge.PhaseReadings;
import reprise.judge.Scenario;
import reprise.recorder.Metrics;
import reprise.recorder.Run;
import reprise.recorder.Unit;
import reprise.report.Report;
import reprise.sut.Failure;

/** How a run ends for those that are no people: its exit code, and what it tells programs. */
@Tag("alone")
final class EndsTest {
    private static final Measure<Run> SENT = new Measure<>("sent", "the number sent", Unit.COUNT, 0,
        run -> PhaseReadings.count(run, "one", CountingLoad.SENT));

    @TempDir
    Path temp;

    @Command(name = "ended")
    private static class Ended extends Script {
        @Override
        protected Scenario document() {
            return Scenario.of("ended", "A load that counts", "ours", "It counted.");
        }

        @Override
        protected Report report(Scenario document) {
            return Report.of(document.claiming(List.of(new Claim.Finding("some", "Something is sent", SENT.quantity(),
                new Bound.Above(0)))), List.of(SENT));
        }

        @Override
        protected Metrics metrics() {
            return new CountingLoad(1).metrics();
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
        protected void perform(Experiment x) {
            x.measure("one", new CountingLoad(1_000_000), length());
        }
    }

    private String out() {
        return temp.resolve("run").toString();
    }

    private JsonNode kept() throws IOException {
        return new ObjectMapper().readTree(temp.resolve("run/run.json").toFile());
    }

    @Test
    void threshold_thatIsCrossed_endsWithOne_andStandsBesideTheClaims_thenAndAgain() throws IOException {
        var ended = CapturedRun.of(new Ended(), "--out", out(), "--fail-if", "max(first byte) > 0.9ms", "--fail-if", "sent < 1");
        assertEquals(1, ended.exitCode(), ended.out() + ended.err());
        assertTrue(ended.out().contains("\nThresholds\n  not held        max(first byte) is at most 0.9 ms\n"), ended.out());
        assertTrue(ended.out().contains("  held            sent is at least 1\n"), ended.out());
        assertEquals("max(first byte) > 0.9ms", kept().path("failIf").path(0).textValue());
        assertEquals("not-reproduced", kept().path("outcome").textValue());
        for (var file : List.of("report.html", "report.rst"))
            assertTrue(Files.readString(Path.of(out(), file)).contains("max(first byte) is at most 0.9"), file);
        var again = CapturedRun.of(new Ended(), "report", out());
        assertEquals(1, again.exitCode(), again.err());
        assertTrue(ended.out().endsWith(again.out()), again.out());
    }

    @Test
    void threshold_thatHolds_changesNothing() {
        var ended = CapturedRun.of(new Ended(), "--out", out(), "--fail-if", "max(first byte, one) > 60s");
        assertEquals(0, ended.exitCode(), ended.out() + ended.err());
    }

    @Test
    void threshold_onWhatThereIsNot_isToldBeforeTheRun_allAtOnce() {
        var ended = CapturedRun.of(new Ended(), "--out", out(), "--fail-if", "p99(frist byte) > 1ms", "--fail-if", "rate(sen) < 1");
        assertEquals(2, ended.exitCode());
        assertTrue(ended.err().contains("--fail-if is 'p99(frist byte) > 1ms'; nothing here is called frist byte; "
            + "there are the timings first byte; the counters sent\n"), ended.err());
        assertTrue(ended.err().contains("--fail-if is 'rate(sen) < 1'"), ended.err());
        assertFalse(Files.exists(temp.resolve("run")));
        var form = CapturedRun.of(new Ended(), "--fail-if", "fast");
        assertEquals(2, form.exitCode());
        assertTrue(form.err().contains("'fast' is not FUNCTION(METRIC)"), form.err());
    }

    /** A scenario's file may have thresholds too; a wrong one is told as all that is wrong there. */
    @Test
    void threshold_ofTheScenario_isThatOfEachRun() throws IOException {
        var text = """
            {"id": "ended", "title": "A load", "source": "ours", "performed": "It counted.", "published": {"summary": []},
             "claims": [], "failIf": ["%s"]}""";
        var scenario = Files.writeString(temp.resolve("mine.json"), text.formatted("count(sent) < 1000000"));
        var ended = CapturedRun.of(new Ended(), "--out", out(), "--scenario", scenario.toString());
        assertEquals(1, ended.exitCode(), ended.err());
        Files.writeString(scenario, text.formatted("count(sent)"));
        var wrong = CapturedRun.of(new Ended(), "--scenario", scenario.toString());
        assertEquals(2, wrong.exitCode());
        assertTrue(wrong.err().contains("failIf[0]") && wrong.err().contains("'count(sent)' is not FUNCTION"), wrong.err());
    }

    @Test
    void explain_hasTheThresholds() {
        var ended = CapturedRun.of(new Ended(), "--explain", "--fail-if", "p99(first byte) > 1ms");
        assertTrue(ended.out().contains("\nThresholds\n  p99(first byte) is at most 1 ms\n"), ended.out() + ended.err());
    }

    // ---- programs
    private static JsonNode json(String text) throws IOException {
        return new ObjectMapper().readTree(text);
    }

    private static Element suite(Path file) throws Exception {
        return (Element) DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile()).getElementsByTagName("testsuite")
            .item(0);
    }

    @Test
    void json_isAllThatStandardOutputHas_andTheRestIsOnStandardError() throws IOException {
        var ended = CapturedRun.of(new Ended(), "--out", out(), "--json", "--tag", "host=a", "--fail-if", "count(sent) < 1000000");
        assertEquals(1, ended.exitCode());
        var end = json(ended.out());
        assertEquals("not-reproduced", end.path("outcome").textValue());
        assertEquals("count(sent) is at least 1000000", end.path("thresholds").path(0).path("statement").textValue());
        assertEquals("not-held", end.path("thresholds").path(0).path("verdict").textValue());
        assertEquals("held", end.path("claims").path(0).path("verdict").textValue());
        assertEquals(1, end.path("claims").size());
        assertEquals("a", end.path("tags").path("host").textValue());
        assertEquals(kept().path("measures"), end.path("measures"));
        assertTrue(Files.exists(Path.of(end.path("report").textValue())));
        assertTrue(ended.err().contains("Something is sent"), ended.err());
        var again = CapturedRun.of(new Ended(), "report", out(), "--json", "--quiet");
        assertEquals(end, json(again.out()));
        assertEquals("", again.err());
    }

    @Test
    void quiet_printsTheOutcomeInALine() {
        var ended = CapturedRun.of(new Ended(), "--out", out(), "--quiet");
        assertEquals(0, ended.exitCode());
        assertEquals("Held: Something is sent; " + out() + "/report.html\n", ended.out());
        assertEquals("", ended.err());
    }

    @Test
    void junit_hasACaseForEachClaimAndThreshold_skippedWithItsReasonIfNotJudged() throws Exception {
        var file = temp.resolve("made/junit.xml");
        var ended = CapturedRun.of(new Ended(), "--out", out(), "--junit", file.toString(), "--fail-if", "count(sent) < 1000000",
            "--fail-if", "max(first byte, <two>) > 1s");
        assertEquals(1, ended.exitCode(), ended.err());
        var suite = suite(file);
        assertEquals("3 1 0 1", suite.getAttribute("tests") + " " + suite.getAttribute("failures") + " " + suite.getAttribute("errors")
            + " " + suite.getAttribute("skipped"));
        var cases = suite.getElementsByTagName("testcase");
        assertEquals("Something is sent", ((Element) cases.item(0)).getAttribute("name"));
        assertEquals("not held: the run fails if count(sent) < 1000000",
            ((Element) suite.getElementsByTagName("failure").item(0)).getAttribute("message"));
        assertEquals("not judged: there is no phase <two>; there are one",
            ((Element) suite.getElementsByTagName("skipped").item(0)).getAttribute("message"));
    }

    @Test
    void junitFile_thatCannotBeWritten_isToldBeforeTheRun() throws IOException {
        var file = Files.writeString(temp.resolve("file"), "");
        for (var wrong : List.of(file.resolve("junit.xml"), temp)) {
            var ended = CapturedRun.of(new Ended(), "--out", out(), "--junit", wrong.toString());
            assertEquals(2, ended.exitCode(), ended.err());
            assertTrue(ended.err().startsWith("ended: --junit: " + wrong), ended.err());
            assertFalse(Files.exists(temp.resolve("run")));
        }
    }

    @Command(name = "ended")
    private static final class Broken extends Ended {
        @Override
        protected void perform(Experiment x) {
            super.perform(x);
            throw new Failure.Environment("the peer has gone");
        }
    }

    @Test
    void run_thatEndedEarly_isToldToProgramsToo() throws Exception {
        var file = temp.resolve("junit.xml");
        var ended = CapturedRun.of(new Broken(), "--out", out(), "--junit", file.toString(), "--json");
        assertEquals(3, ended.exitCode(), ended.err());
        assertEquals("the peer has gone", json(ended.out()).path("endedEarly").textValue().replaceFirst(".*: ", ""));
        assertTrue(((Element) suite(file).getElementsByTagName("error").item(0)).getAttribute("message").endsWith("the peer has gone"));
    }

    @Test
    void summary_isMarkdown_inTheFolderAndAppendedToTheJobs() throws IOException {
        var job = Files.writeString(temp.resolve("job.md"), "before\n");
        var script = new Ended();
        var options = new EndOptions();
        options.stepSummary = Optional.of(job);
        assertEquals(1, CapturedRun.of(script, "--out", out(), "--fail-if", "count(sent) < 1000000").exitCode());
        var text = Files.readString(Path.of(out(), "summary.md"));
        assertTrue(text.contains("| Something is sent | "), text);
        assertTrue(text.contains(" | ❌ not held: the run fails if count(sent) \\< 1000000 |"), text);
        assertEquals(1, CheckedReport.of(script, script.document(), options).again(Path.of(out())));
        assertEquals("before\n" + text + "\n", Files.readString(job));
    }

    /** Each run is told in its folder, all of them together on standard output. */
    @Test
    void repeats_areOneObject_andNoSuite() throws IOException {
        var ended = CapturedRun.of(new Ended(), "--out", out(), "--repeat", "2", "--json", "--quiet", "--fail-if", "count(sent) < 1");
        assertEquals(0, ended.exitCode(), ended.err());
        assertEquals(new ObjectMapper().readTree(Path.of(out(), "repeats.json").toFile()), json(ended.out()));
        var refused = CapturedRun.of(new Ended(), "--repeat", "2", "--junit", temp.resolve("junit.xml").toString());
        assertEquals(2, refused.exitCode());
        assertTrue(refused.err().contains("--junit is for one run"), refused.err());
    }

    @Test
    void explain_withJson_isRefused() {
        var ended = CapturedRun.of(new Ended(), "--explain", "--json");
        assertEquals(2, ended.exitCode());
        assertTrue(ended.err().contains("--explain runs nothing"), ended.err());
    }
}
