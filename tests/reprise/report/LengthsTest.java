package reprise.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caller.SyntheticCaller;
import failover.SyntheticRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reprise.experiment.ReportFiles;
import reprise.recorder.Origin;
import reprise.recorder.Run;
import reprise.recorder.RunFile;
import reprise.recorder.RunLength;
import reprise.report.text.ConsoleReport;

/** A run with another length than the document's says so beside its outcome, and at each figure that depends on the length. */
class LengthsTest {
    private static final RunLength QUICK = new RunLength(true, 2, 30, "a run");
    @TempDir
    private Path folder;

    @Test
    void length_inWords_saysWhatItIsInsteadOfWhat() {
        assertEquals(Optional.of("quick: 2 s a run instead of 30 s"), QUICK.words());
        assertEquals(Optional.of("quick: 20 s instead of 121 s"), new RunLength(true, 20, 121, "").words());
        assertEquals(Optional.of("shortened: 1.5 s instead of 121 s"), new RunLength(false, 1.5, 121, "").words());
        assertEquals(Optional.of("lengthened: 242 s instead of 121 s"), new RunLength(false, 242, 121, "").words());
        assertEquals(Optional.empty(), new RunLength(false, 121, 121, "").words());
    }

    private void isTold(Run run, DocumentReport report, String banner) throws Exception {
        var console = ConsoleReport.text(run, report, false, 120);
        assertTrue(console.lines().findFirst().orElseThrow().endsWith(banner), console);
        assertTrue(console.stripTrailing().endsWith(banner), console);
        assertTrue(console.contains("~ not comparable, for it depends on the length"), console);
        ReportFiles.write(folder, run, report);
        var page = Files.readString(folder.resolve("report.html")).replace("&nbsp;", " ");
        for (var place : List.of(banner + "</title>", banner + "</h1>")) assertTrue(page.contains(place), place);
        var outcome = page.substring(page.indexOf("id=\"outcome\""));
        assertTrue(outcome.substring(0, outcome.indexOf("</p>")).endsWith(banner), outcome.substring(0, 600));
        assertTrue(page.contains("<p class=\"apart\">~ not comparable"));
        var rst = Files.readString(folder.resolve("report.rst"));
        assertTrue(rst.lines().findFirst().orElseThrow().endsWith(banner) && rst.contains(banner + ".**"), rst.substring(0, 800));
        assertTrue(rst.contains("~ not comparable, for it depends on the length"));
    }

    @Test
    void reports_ofAQuickRun_sayItInTitleBannerAndLastLine() throws Exception {
        var caller = new SyntheticCaller(java.time.Duration.ofSeconds(2));
        isTold(caller.judged().withOrigin(Origin.UNKNOWN.withLength(QUICK)), caller.report, " (quick: 2 s a run instead of 30 s)");
        var failover = new SyntheticRun(20, 6, 2.0);
        isTold(failover.run.withOrigin(Origin.UNKNOWN.withLength(new RunLength(true, 20, 121, ""))), failover.report,
            " (quick: 20 s instead of 121 s)");
    }

    /** Sent is a total, a median describes each message, and the largest latency belongs to one message. */
    @Test
    void figures_thatDependOnTheLength_areMarkedRowByRow() throws Exception {
        var made = new SyntheticRun(20, 6, 2.0);
        var lines =
            ConsoleReport.text(made.run.withOrigin(Origin.UNKNOWN.withLength(new RunLength(true, 20, 121, ""))), made.report, false, 80)
            .lines().toList();
        for (var label : List.of("Client sent, msg", "Server received, msg", "Duration, sec", "Throughput, msg/sec", "Transfer, Mb",
            "Bandwidth, Mb/sec", "Avg. latency, ms")) {
            assertTrue(row(lines, label).endsWith("~"), row(lines, label));
        }
        for (var label : List.of("Loss, msg", "Errors, msg", "Max latency, ms", "Median latency, ms", "99 % latency, ms"))
            assertFalse(row(lines, label).endsWith("~"), row(lines, label));
    }

    private static String row(List<String> lines, String label) {
        return lines.stream().filter(line -> line.startsWith(label)).findFirst().orElseThrow();
    }

    @Test
    void reports_ofARunOfFullLength_markNothing() throws Exception {
        var made = new SyntheticCaller(java.time.Duration.ofSeconds(2));
        var text =
            ConsoleReport.text(made.judged().withOrigin(Origin.UNKNOWN.withLength(new RunLength(false, 30, 30, "a run"))), made.report,
            false, 120);
        assertFalse(text.contains("~"), text);
        assertFalse(text.contains("instead of"), text);
    }

    @Test
    void length_inTheRunFile_isReadAgain() throws Exception {
        var made = new SyntheticCaller(java.time.Duration.ofSeconds(2));
        for (var length : List.of(QUICK, new RunLength(false, 8, 121, ""))) {
            RunFile.write(folder.resolve("run.json"), made.judged().withOrigin(Origin.UNKNOWN.withLength(length)));
            assertEquals(Optional.of(length), RunFile.read(folder.resolve("run.json"), made.report.details()).length());
        }
    }
}
