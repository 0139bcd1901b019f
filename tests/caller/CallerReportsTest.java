package caller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reprise.experiment.ReportFiles;
import reprise.peer.wrk.WrkFigures;
import reprise.peer.wrk.WrkFigures.Errors;
import reprise.peer.wrk.WrkFigures.Percentiles;
import reprise.peer.wrk.WrkFigures.Spread;
import reprise.recorder.InvalidFile;
import reprise.recorder.LoopRecorder;
import reprise.recorder.Run;
import reprise.recorder.RunFile;
import reprise.recorder.Unjudged;
import reprise.report.ReportReaders;
import reprise.report.html.HtmlReport;
import reprise.report.rst.RstReport;
import reprise.report.text.ConsoleReport;
import reprise.simulator.http.HttpMetrics;

@Order(2)
final class CallerReportsTest {
    private static final List<String> CHARTS =
        List.of("rest_caller_throughput.svg", "rest_caller_attachment_cost.svg", "rest_caller_latency.svg", "rest_caller_cpu.svg");
    @TempDir
    private Path folder;
    @TempDir
    private Path again;

    /** A run with every special case: an unexpected reply, errors, one phase without any reply that was cut, a group left out. */
    private static SyntheticCaller odd() throws IOException {
        var made = new SyntheticCaller(Duration.ofSeconds(2));
        made.add("local-sequential-mul2", Errors.NONE, 12);
        made.add("local-concurrent-mul2", new Errors(0, 3, 0, 7, 2), 0);
        var nothing = new Spread(0, 0, 0, OptionalDouble.empty());
        made.add("local-sequential-div2", new WrkFigures(1, 1, nothing, new Percentiles(0, 0, 0, 0), nothing, 0, 2_000_000, 0, 0, 0,
            new Errors(0, 24, 0, 0, 0)), 0, LoopRecorder.histogram());
        made.cut("local-sequential-div2");
        made.leaveOut("shared", new Unjudged.ByRequest("left out by --only"));
        return made;
    }

    private Run written(SyntheticCaller made) throws IOException {
        RunFile.write(folder.resolve("run.json"), made.judged());
        ReportFiles.write(folder, made.judged(), made.report);
        return made.judged();
    }

    @Test
    void reports_ofARunReadFromItsFile_areTheSameAsOfTheRunItself() throws IOException {
        for (var made : List.of(new SyntheticCaller(Duration.ofSeconds(30)), odd())) {
            var run = written(made);
            var read = RunFile.read(folder.resolve("run.json"), made.report.details());
            RunFile.write(again.resolve("run.json"), read);
            ReportFiles.write(again, made.report.scenario().judged(read), made.report);
            for (var file : List.of("run.json", "report.html", "report.rst"))
                assertEquals(Files.readString(folder.resolve(file)), Files.readString(again.resolve(file)), file);
            for (var file : CHARTS) assertEquals(Files.readString(folder.resolve(file)), Files.readString(again.resolve(file)), file);
            assertEquals(ConsoleReport.text(run, made.report, false, 120), ConsoleReport.text(read, made.report, false, 120));
        }
    }

    @Test
    void runFile_ofAnotherDocument_isToldByItsKeys() throws IOException {
        written(new SyntheticCaller(Duration.ofSeconds(2)));
        var told = assertThrows(InvalidFile.class, () -> RunFile.read(folder.resolve("run.json"))).problems();
        assertTrue(told.getFirst().contains(": phases is not known; it must be one of claims, "), told.getFirst());
    }

    /** In console, page and RST, and again from the file: one attempt more than the sum of its outcomes. */
    @Test
    void reports_ofRequestsThatDoNotAddUp_sayItInRed() throws IOException {
        var made = new SyntheticCaller(Duration.ofSeconds(2));
        made.tell("local-sequential-mul2", facts -> facts.with(HttpMetrics.ATTEMPTS, facts.figure(HttpMetrics.ATTEMPTS).orElseThrow() + 1));
        written(made);
        var read = RunFile.read(folder.resolve("run.json"), made.report.details());
        var run = made.report.scenario().judged(read);
        for (var text : List.of(ConsoleReport.text(run, made.report, false, 80), RstReport.text(run, made.report),
            HtmlReport.text(run, made.report))) {
            var flat = text.replaceAll("\\s+", " ");
            assertTrue(flat.contains("Our own count is wrong: the requests of the phase local-sequential-mul2 do not add up: "), flat);
        }
        // only measures that depend on that run: mulToDiv, inRouterToUnixMsgpack
        assertEquals(2, run.claims().stream().filter(claim -> claim.why().contains("do not add up")).count());
    }

    @Test
    void reports_ofAnEmulatedNetwork_sayItAtEveryFigure() throws IOException {
        var made = new SyntheticCaller(Duration.ofSeconds(30));
        var text = ConsoleReport.text(written(made), made.report, false, 80);
        // ten network runs of four procedures and the two as meant, and two shared: each block, each group of the four tables, and two
        // claims
        assertEquals(12, text.lines().filter(line -> line.startsWith("this run, emulated network")).count());
        assertEquals(12, text.lines().filter(line -> line.endsWith("(this run: emulated)")).count());
        assertEquals(2, text.lines().filter(line -> line.endsWith("times (emulated)")).count());
        assertEquals(4, text.lines().filter(line -> line.startsWith("this run") && line.endsWith(", error reply")).count());
    }

    @Test
    void reports_withMarkupAndAPassword_escapeAndHideThem() throws IOException {
        var made = new SyntheticCaller(Duration.ofSeconds(2));
        written(made);
        var page = Files.readString(folder.resolve("report.html"));
        assertTrue(page.contains("sub2 &lt;b&gt;registered"));
        assertFalse(page.contains("hunter2"));
    }

    @Test
    void reports_ofNoRunAtAll_areWrittenAllTheSame() throws Exception {
        var made = new SyntheticCaller(Duration.ofSeconds(2));
        for (var group : List.of("local-sequential", "local-concurrent", "network-sequential", "network-concurrent", "shared"))
            made.leaveOut(group, new Unjudged.ByRun("interrupted before it"));
        var run = made.report.scenario().judged(made.finished(true));
        ReportFiles.write(folder, run, made.report);
        for (var file : CHARTS) parse(folder.resolve(file));
        var text = ConsoleReport.text(run, made.report, false, 80);
        assertTrue(text.replaceAll("\\s+", " ").contains("Without a figure of this run: the phase local-sequential-add2 was left out: "
            + "interrupted before it (the first of 22 reasons)."), text);
        assertTrue(text.endsWith("Interrupted. No claim could be judged; 6 could not be judged because of the run; 22 runs left out\n"),
            text);
    }

    @Test
    void charts_asFiles_areWellFormedXml() throws Exception {
        written(odd());
        for (var file : CHARTS) parse(folder.resolve(file));
    }

    private static void parse(Path file) throws Exception {
        assertEquals("svg", DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile()).getDocumentElement()
            .getTagName());
    }

    @Test
    void rst_readByDocutils_isValid() throws Exception {
        written(odd());
        var html = ReportReaders.byDocutils(folder);
        assertEquals(6, html.split("<table").length, "summary, claims, runs, latency, resources");
        assertEquals(41, html.split("<pre").length, "two of each of the 20 runs that were performed");
    }

    @Test
    void page_inABrowserOfAPhonesWidth_doesNotScrollSideways() throws Exception {
        written(odd());
        var dom = ReportReaders.byBrowser(folder, """
            document.querySelectorAll('details').forEach(each => each.open = true);
            const plots = [...document.querySelectorAll('svg[data-plots]')].find(each => each.clientWidth > 0);
            const area = plots.getBoundingClientRect(), scale = area.width / plots.viewBox.baseVal.width;
            const [plotLeft, plotTop] = plots.dataset.plots.split(';')[0].split(' ').map(Number);
            plots.dispatchEvent(new PointerEvent('pointermove', {clientX: area.left + (plotLeft + 1) * scale,
              clientY: area.top + (plotTop + 9) * scale}));""");
        assertTrue(dom.matches("(?s).*<output[^>]*><b>percentile [0-9.]+ %</b><span class=\"at\">[^<]+<b>[0-9.,]+</b>.*"),
            "read-out of a small plot");
        for (var part : List.of("id=\"outcome\"", "id=\"claims\"", "id=\"runs\"", "id=\"latency-of-this-run\"",
            "id=\"resources-of-this-run\"", "id=\"summary\"",
            "class=\"pair\"")) assertTrue(dom.contains(part), part);
    }
}
