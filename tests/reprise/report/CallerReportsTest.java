package reprise.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reprise.experiment.Reports;
import reprise.judge.CallerRun;
import reprise.judge.CallerRuns;
import reprise.peer.wrk.WrkFigures;
import reprise.peer.wrk.WrkFigures.Errors;
import reprise.peer.wrk.WrkFigures.Percentiles;
import reprise.peer.wrk.WrkFigures.Spread;
import reprise.recorder.HttpOutcomes;
import reprise.recorder.Run;
import reprise.recorder.RunFile;
import reprise.recorder.StrictJson;
import reprise.recorder.Unjudged;
import reprise.report.html.HtmlReport;
import reprise.report.rst.RstReport;
import reprise.report.text.ConsoleReport;

final class CallerReportsTest {
    private static final List<String> CHARTS =
        List.of("rest_caller_throughput.svg", "rest_caller_attachment_cost.svg", "rest_caller_latency.svg", "rest_caller_cpu.svg");
    @TempDir
    private Path folder;

    /** With all that a run can have: an open loop, a reply that was not expected, errors, one without any reply, a group left out. */
    private static SyntheticCaller odd() throws IOException {
        var made = new SyntheticCaller(Duration.ofSeconds(2));
        made.replace(made.run("local-sequential-mul2", Errors.NONE, 12));
        var open = made.run("local-concurrent-mul2", new Errors(0, 3, 0, 7, 2), 0);
        made.replace(new CallerRun(open.planned(), open.link(), open.url(), open.duration(), open.wrk(), open.raw(),
            Optional.of(open.raw().copy()),
            OptionalDouble.of(10_000), 0, Optional.empty(), open.usage(), 0, false, Optional.empty()));
        var none = made.run("local-sequential-div2", Errors.NONE, 0);
        var nothing = new Spread(0, 0, 0, Double.NaN);
        var empty = none.raw().copy();
        empty.reset();
        made.replace(new CallerRun(none.planned(), none.link(), none.url(), none.duration(),
            new WrkFigures(1, 1, nothing, new Percentiles(0, 0, 0, 0), nothing,
            0, 2_000_000, 0, 0, 0, new Errors(0, 24, 0, 0, 0)), empty, Optional.empty(), OptionalDouble.empty(), 0, Optional.empty(),
            java.util.Map.of(), 0, true, Optional.empty()));
        made.leaveOut("shared", new Unjudged.ByRequest("left out by --only"));
        return made;
    }

    private Run written(SyntheticCaller made) throws IOException {
        RunFile.write(folder.resolve("run.json"), made.judged());
        Reports.write(folder, made.judged(), made.report);
        return made.judged();
    }

    @Test
    void reports_ofARunReadFromItsFile_areTheSameAsOfTheRunItself() throws IOException {
        for (var made : List.of(new SyntheticCaller(Duration.ofSeconds(30)), odd())) {
            var run = written(made);
            var again = Files.createDirectories(folder.resolve("again"));
            var read = RunFile.read(folder.resolve("run.json"), made.report.details());
            Reports.write(again, made.document.scenario().judged(read), made.report);
            RunFile.write(again.resolve("run.json"), read);
            for (var file : List.of("run.json", "report.html", "report.rst"))
                assertEquals(Files.readString(folder.resolve(file)), Files.readString(again.resolve(file)), file);
            for (var file : CHARTS) assertEquals(Files.readString(folder.resolve(file)), Files.readString(again.resolve(file)), file);
            assertEquals(ConsoleReport.text(run, made.report, false, 120), ConsoleReport.text(read, made.report, false, 120));
        }
    }

    /** What the issue says that each of the runs has. */
    @Test
    void runFile_ofARun_hasTheFiguresThatOthersRead() throws IOException {
        var made = odd();
        written(made);
        var lines = Files.readAllLines(folder.resolve("run.json"));
        var line = lines.stream().filter(each -> each.contains("\"id\":\"network-sequential-add2\",\"link\"")).findFirst().orElseThrow();
        // 80 us a request: 25,000 of 241 bytes in 2 s, and the end 104,271 us later
        assertTrue(
            line.contains(
            "\"link\":\"emulated\",\"url\":\"http://127.0.0.1:8080\",\"plannedSec\":2,\"requests\":25000,\"durationSec\":2.104271,"
            + "\"requestsPerSec\":11880.599"), line);
        for (var key : List.of("\"readBytes\":6025000,", "\"p50Us\":", "\"p75Us\":", "\"p90Us\":", "\"p99Us\":", "\"p999Us\":",
            "\"maxUs\":", "\"correctedMeanUs\":100,",
            "\"errors\":{\"connect\":0,\"read\":0,\"write\":0,\"timeout\":0,\"status\":0}", "\"unexpectedReplies\":0",
            "\"addedLinkDelayUs\":{\"mean\":41.25,\"median\":40.5,\"asked\":40}",
            "\"published\":{\"latencyUs\":{\"mean\":773.63,")) assertTrue(line.contains(key), key + " in " + line);
        assertTrue(lines.stream().anyMatch(each -> each.contains("\"withinPercent\":null")), "wrk's nan is null");
    }

    @Test
    void runFile_withSeveralFaultsInARun_tellsAllAtOnce() throws IOException {
        var made = new SyntheticCaller(Duration.ofSeconds(2));
        written(made);
        var file = folder.resolve("run.json");
        Files.writeString(file, Files.readString(file)
            .replaceFirst("\"id\":\"local-sequential-add2\",\"link\":\"loopback\"", "\"id\":\"mine\",\"link\":\"air\"")
            .replaceFirst("\"unexpectedReplies\":0", "\"unexpectedReplies\":-1").replaceFirst("\"warmUpSec\":3.5", "\"warmUpSecs\":3.5"));
        var told = assertThrows(StrictJson.Invalid.class, () -> RunFile.read(file, made.report.details())).problems();
        assertEquals(List.of(
            file + ": runs[0].id is \"mine\"; it must be a run of the scenario, for example \"local-sequential-add2\"",
            file + ": runs[0].id is \"mine\"; it must be the name of one of the histograms, for example \"local-sequential-add2\"",
            file + ": runs[0].link is \"air\"; it must be loopback, emulated or network, for example \"loopback\"",
            file + ": runs[0].unexpectedReplies is -1; it must be a whole number from 0 to 9223372036854775807, for example 0",
            file + ": runs[0].warmUpSec is missing; it must be a number from 0 to 1000000, for example 3"), told.subList(0, 5));
        assertTrue(told.get(5).startsWith(file + ": runs[0].warmUpSecs is not known; it must be one of id, "), told.get(5));
        assertEquals(6, told.size());
    }

    @Test
    void runFile_ofAnotherDocument_isToldByItsKeys() throws IOException {
        written(new SyntheticCaller(Duration.ofSeconds(2)));
        var told = assertThrows(StrictJson.Invalid.class, () -> RunFile.read(folder.resolve("run.json"))).problems();
        assertTrue(told.getFirst().contains(": runs is not known; it must be one of scenario, "), told.getFirst());
    }

    /** In console, page and RST alike, and again from the file: one attempt more than what became of them. */
    @Test
    void reports_ofRequestsThatDoNotAddUp_sayItInRed() throws IOException {
        var made = new SyntheticCaller(Duration.ofSeconds(2));
        var was = made.run("local-sequential-mul2", Errors.NONE, 0);
        var counted = was.outcomes().orElseThrow();
        made.replace(new CallerRun(was.planned(), was.link(), was.url(), was.duration(), was.wrk(), was.raw(), was.intended(),
            was.ratePerSec(), 0, was.addedDelay(), was.usage(),
            was.warmUpSec(), false,
            Optional.of(new HttpOutcomes(counted.attempts() + 1, counted.good(), 0, 0, 0, 0, 0, 0, 0, counted.timed()))));
        written(made);
        var read = RunFile.read(folder.resolve("run.json"), made.report.details());
        var run = made.document.scenario().judged(read);
        for (var text : List.of(ConsoleReport.text(run, made.report, false, 80), RstReport.text(run, made.report),
            HtmlReport.text(run, made.report))) {
            var flat = text.replaceAll("\\s+", " ");
            assertTrue(flat.contains("Our own count is wrong: the requests of the run local-sequential-mul2 do not add up: "), flat);
        }
        // what rests on that run, and no more: mulToDiv, inRouterToUnixMsgpack
        assertEquals(2, run.claims().stream().filter(claim -> claim.why().contains("do not add up")).count());
    }

    /** As a version before this one wrote it. */
    @Test
    void runFile_withoutOutcomes_isRead() throws IOException {
        var made = new SyntheticCaller(Duration.ofSeconds(2));
        written(made);
        var file = folder.resolve("run.json");
        Files.writeString(file, Files.readString(file).replaceAll("\"outcomes\":\\{[^}]*},", ""));
        var read = RunFile.read(file, made.report.details()).details(CallerRuns.class);
        assertTrue(read.runs().stream().allMatch(run -> run.outcomes().isEmpty() && run.spoiledBy().isEmpty()));
    }

    @Test
    void reports_ofAnEmulatedNetwork_sayItAtEveryFigure() throws IOException {
        var made = new SyntheticCaller(Duration.ofSeconds(30));
        var text = ConsoleReport.text(written(made), made.report, false, 80);
        // ten network runs of four procedures and the two as meant, and two shared: each block, each group of the three tables, and two
        // claims
        assertEquals(12, text.lines().filter(line -> line.startsWith("this run, emulated network")).count());
        assertEquals(9, text.lines().filter(line -> line.endsWith("(this run: emulated)")).count());
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
        var run = made.document.scenario().judged(made.finished(true));
        Reports.write(folder, run, made.report);
        for (var file : CHARTS) parse(folder.resolve(file));
        var text = ConsoleReport.text(run, made.report, false, 80);
        assertTrue(text.contains("Without a figure of this run: interrupted before it."), text);
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
        var dom = ReportReaders.byBrowser(folder, "document.querySelectorAll('details').forEach(each => each.open = true);");
        for (var part : List.of("id=\"outcome\"", "id=\"claims\"", "id=\"runs\"", "id=\"latency\"", "id=\"usage\"", "id=\"summary\"",
            "class=\"pair\"")) assertTrue(dom.contains(part), part);
    }
}
