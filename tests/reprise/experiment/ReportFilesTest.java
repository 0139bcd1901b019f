package reprise.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import failover.SyntheticRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reprise.recorder.Run;
import reprise.recorder.RunFile;
import reprise.recorder.Unjudged;
import reprise.report.ReportReaders;
import reprise.report.text.ConsoleReport;

final class ReportFilesTest {
    private static final List<String> FILES =
        List.of("report.html", "report.rst", "rpc_cast_message_flow.svg", "rpc_cast_sent_messages.svg",
        "rpc_cast_received_messages.svg", "series.csv");
    @TempDir
    private Path folder;
    @TempDir
    private Path again;

    @Test
    void reports_ofARunReadFromItsFile_areTheSameAsOfTheRunItself() throws IOException {
        var made = new SyntheticRun(20, 6, 2.0);
        for (var each : List.of(folder, again)) RunFile.write(each.resolve("run.json"), made.run);
        ReportFiles.write(folder, made.run, made.report);
        ReportFiles.write(again, RunFile.read(folder.resolve("run.json")), made.report);
        for (var file : FILES) assertEquals(Files.readString(folder.resolve(file)), Files.readString(again.resolve(file)), file);
    }

    @Test
    void reports_withAPasswordInTheParameters_doNotShowIt() throws IOException {
        var made = new SyntheticRun(20, 6, 2.0);
        ReportFiles.write(folder, made.run, made.report);
        for (var file : FILES) assertFalse(Files.readString(folder.resolve(file)).contains("hunter2"), file);
        assertTrue(Files.readString(folder.resolve("report.html")).contains("amqp://guest:***@127.0.0.1:5672,127.0.0.1:5673/"));
    }

    /** One attempt more than the sum of its outcomes: in console, page and RST, and again from the file. */
    @Test
    void reports_ofCountsThatDoNotAddUp_sayItInRed() throws IOException {
        var made = new SyntheticRun(20, 6, 2.0);
        var summary = new LinkedHashMap<>(made.run.summary());
        double sent = summary.get("sentMessages");
        summary.putAll(Map.of("attemptedMessages", sent + 1, "confirmedMessages", sent, "interruptedMessages", 0.0));
        RunFile.write(folder.resolve("run.json"),
            made.run.change().interrupted(false).summary(summary).claims(List.of()).build());
        var run = RunFile.read(folder.resolve("run.json"), made.report.details());
        ReportFiles.write(folder, run, made.report);
        for (var text : List.of(ConsoleReport.text(run, made.report, false, 80), Files.readString(folder.resolve("report.html")),
            Files.readString(folder.resolve("report.rst")))) {
            assertTrue(text.replaceAll("\\s+", " ").contains("Our own count is wrong: the messages of the client do not add up: "), text);
        }
    }

    @Test
    void reports_withMarkupInAnEvent_escapeIt() throws IOException {
        var made = new SyntheticRun(20, 6, 2.0);
        ReportFiles.write(folder, made.run, made.report);
        var page = Files.readString(folder.resolve("report.html"));
        assertTrue(page.contains("client disconnected &lt;b&gt;&amp;&lt;/script&gt;"));
        assertFalse(page.contains("<b>&"));
    }

    @Test
    void reports_ofARunWithoutASecond_areWrittenAllTheSame() throws Exception {
        var report = new SyntheticRun(2, 1, 0.5).report;
        var run = Run.of("rpc-cast-failover", 1, Instant.EPOCH).interrupted(true)
            .measures(Map.of(), Map.of("outageSec", new Unjudged.ByRun("nothing was killed"))).notes(List.of("the run was interrupted"))
            .build();
        ReportFiles.write(folder, run, report);
        for (var file : FILES) if (file.endsWith(".svg")) parse(folder.resolve(file));
        assertTrue(ConsoleReport.text(run, report, false, 80)
            .endsWith(
            "Note: the run was interrupted\n\nInterrupted. No claim could be judged; 6 could not be judged because of the run\n"));
    }

    @Test
    void charts_asFiles_areWellFormedXml() throws Exception {
        var made = new SyntheticRun(20, 6, 2.0);
        ReportFiles.write(folder, made.run, made.report);
        for (var file : FILES) if (file.endsWith(".svg")) parse(folder.resolve(file));
    }

    private static void parse(Path file) throws Exception {
        assertEquals("svg", DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile()).getDocumentElement()
            .getTagName());
    }

    @Test
    void consoleReport_onATerminal_isColouredAndOtherwiseTheSame() throws IOException {
        var made = new SyntheticRun(20, 6, 3.2);
        var coloured = ConsoleReport.text(made.run, made.report, true, 80);
        assertTrue(coloured.contains("\u001b[31mnot reproduced"));
        var plain = coloured.replaceAll("\u001b\\[[0-9;]*m", "").replaceAll(" +\n", "\n");
        assertEquals(ConsoleReport.text(made.run, made.report, false, 80), plain);
    }

    @Test
    void rst_readByDocutils_isValid() throws Exception {
        var made = new SyntheticRun(20, 6, 2.0);
        ReportFiles.write(folder, made.run, made.report);
        assertEquals(5, ReportReaders.byDocutils(folder).split("<table").length, "summary, claims, sent, received");
    }

    /** A pointer over a chart runs the page's script; an error in any script is written into the page. */
    @Test
    void page_inABrowser_hasItsPartsAndNoScriptError() throws Exception {
        var made = new SyntheticRun(20, 6, 2.0);
        ReportFiles.write(folder, made.run, made.report);
        var dom = ReportReaders.byBrowser(folder, """
            const chart = document.querySelector('figure[data-read] svg.narrow'), area = chart.getBoundingClientRect();
            chart.dispatchEvent(new PointerEvent('pointermove', {clientX: area.left + area.width * .5, clientY: area.top + 50}));""");
        for (var part : List.of("id=\"outcome\"", "id=\"claims\"", "id=\"summary\"", "id=\"seconds\"", "Latency by percentile",
            "CPU and memory")) {
            assertTrue(dom.contains(part), part);
        }
        // the plot of 20 s is 45 to 338 of 352 wide, its middle 176 is at 8.9 s; the document sent 791 in second 8
        assertTrue(dom.contains("<b>second 8</b><span class=\"at\">published sent <b>791</b></span>"), "read-out under the pointer");
    }
}
