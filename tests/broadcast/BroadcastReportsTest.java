package broadcast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import broadcast.ServerFigures.Deliveries;
import broadcast.ServerFigures.Sessions;
import broadcast.ServerFigures.Style;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reprise.experiment.ReportFiles;
import reprise.peer.k6.K6Figures;
import reprise.peer.k6.K6Figures.Metric;
import reprise.peer.k6.K6Figures.Thresholds;
import reprise.peer.k6.K6Figures.Trend;
import reprise.recorder.Run;
import reprise.recorder.RunFile;
import reprise.report.ReportReaders;
import reprise.report.html.HtmlReport;
import reprise.report.rst.RstReport;
import reprise.report.text.ConsoleReport;

@Order(2)
final class BroadcastReportsTest {
    private static final List<String> CHARTS = List.of("ws_broadcast_latency.svg", "ws_broadcast_dashboard.svg", "ws_broadcast_heat.svg");
    @TempDir
    private Path folder;
    @TempDir
    private Path again;

    /** A run with a third server without figures, thresholds met and crossed, another load than the published one, and no error. */
    private static SyntheticBroadcast odd() throws IOException {
        var made = new SyntheticBroadcast();
        made.timeScale = 0.25;
        made.usersScale = 2;
        made.asDescribed = true;
        made.errors = false;
        made.failed = 2;
        made.change = run -> {
            var metrics = new ArrayList<>(run.k6().metrics());
            metrics.removeIf(metric -> metric.name().equals("ws_connecting"));
            metrics.add(new Metric("ws_connecting", new Trend(1.0625, 0.25, 0.875, 42.5, 2.125, 3.5), Thresholds.MET));
            metrics.add(new Metric("ws_connecting{server:queueing}", new Trend(1.25, 0.25, 0.875, 42.5, 2.125, 3.5), Thresholds.CROSSED));
            var servers = new ArrayList<>(run.servers());
            servers.add(bare());
            return new BroadcastRun(new K6Figures(run.k6().checks(), metrics, run.k6().status(), run.k6().bars()), run.scenarios(), servers,
                run.timeScale(),
                run.usersScale(), run.asDescribed(), run.inStages(), run.health());
        };
        return made;
    }

    private static ServerFigures bare() {
        var nothing = new Histogram(1, 86_400_000_000_000L, 3);
        return new ServerFigures("third", Style.OTHER, OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty(),
            OptionalDouble.empty(), Optional.empty(),
            Optional.empty(), Optional.empty(), new Deliveries(nothing, nothing, 0, 0, 0, 0, 0, 0, 0, 0, 0), 0, new Sessions(0, 0, 0, 0),
            OptionalDouble.empty(),
            OptionalDouble.empty(), Optional.empty(), Optional.empty(), new ServerFigures.Received(0, 0, 0, 0, 0, 0), "");
    }

    private static SyntheticBroadcast spoiled() throws IOException {
        var made = new SyntheticBroadcast();
        made.health = new LoadHealth("1", 0.913, 1.5);
        return made;
    }

    private Run written(SyntheticBroadcast made) throws IOException {
        RunFile.write(folder.resolve("run.json"), made.judged());
        ReportFiles.write(folder, made.judged(), made.report);
        return made.judged();
    }

    @Test
    void reports_ofARunReadFromItsFile_areTheSameAsOfTheRunItself() throws IOException {
        for (var made : List.of(new SyntheticBroadcast(), odd(), spoiled())) {
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

    /** The figures that run.json must have, as the issue requires. */
    @Test
    void runFile_ofARun_hasTheFiguresThatOthersRead() throws IOException {
        written(new SyntheticBroadcast());
        var text = Files.readString(folder.resolve("run.json"));
        for (var part : List.of("\"iterations\" : {\n    \"count\" : 121000,", "\"p(95)\" : 1410.5", "\"passes\" : 121000",
            "\"worstLoopBusyShare\" : 0.42")) assertTrue(text.contains(part), part);
        assertTrue(text.contains("{\"name\":\"rampUp50With100Messages\",\"complete\":176,\"interrupted\":124,\"passed\":true,\"done\":1,"
            + "\"users\":124,\"maxUsers\":200,\"spentSec\":210,\"planSec\":210}"));
        var server = text.lines().filter(each -> each.contains("\"name\":\"queueing\",\"style\":\"queueing\"")).findFirst().orElseThrow();
        // all in the first bucket: 0.95 of 100 us
        for (var key : List.of("\"connectionsMax\":231,\"connectionsTotal\":60500,\"closedErrors\":4120,\"slowReadersClosed\":0,",
            "\"broadcastP95Sec\":9.5E-5,\"broadcastWrittenP95Sec\":",
            "\"handlingP95Sec\":", "\"deliveryP50Ms\":", "\"deliveryP90Ms\":", "\"deliveryP99Ms\":", "\"deliveryMaxMs\":",
            "\"lastListenerP50Ms\":", "\"lastListenerMaxMs\":",
            "\"deliveriesLost\":120", "\"deliveriesExpected\":8878123,\"deliveriesMade\":8878003,\"lost\":{\"inFlight\":100,\"cut\":12,"
            + "\"late\":5,\"skipped\":3}",
            "\"sessions\":{\"attempts\":60500,\"complete\":60440,\"interrupted\":60,\"failed\":0}",
            "\"cpuMeanPercent\":21.5,\"memoryMeanMiB\":181.5,\"firstErrorAtSec\":640.25,\"firstErrorAtUsers\":187,",
            "\"busiest\":{\"second\":839,\"connections\":231,\"messages\":250}")) assertTrue(server.contains(key), key + " in " + server);
    }

    /** In console, page and RST, and again from the file: each fault stays visible. */
    @Test
    void reports_ofAccountsAndMetricsThatFail_sayItBesideTheVerdict() throws IOException {
        var made = new SyntheticBroadcast();
        made.change = run ->
            new BroadcastRun(run.k6(), run.scenarios(), run.servers().stream().map(server -> faulty(server)).toList(), run.timeScale(),
            run.usersScale(), run.asDescribed(), run.inStages(), run.health());
        written(made);
        var run = RunFile.read(folder.resolve("run.json"), made.report.details());
        for (var text : List.of(ConsoleReport.text(run, made.report, false, 80), RstReport.text(run, made.report),
            HtmlReport.text(run, made.report))) {
            var flat = text.replaceAll("\\s+", " ").replace("&#39;", "'");
            assertTrue(flat.contains("the deliveries of queueing do not add up: "), flat);
            assertTrue(flat.contains("3 binary"), flat);
            assertTrue(flat.contains("queueing delivered 2 times what its listener had already"), flat);
            assertTrue(flat.contains("The metrics of queueing could not be read 3 times of 60 (status 404)."), flat);
        }
    }

    private static ServerFigures faulty(ServerFigures of) {
        if (of.style() != Style.QUEUEING) return of;
        var was = of.deliveries();
        var deliveries =
            new Deliveries(was.each(), was.last(), was.expected() + 1, was.made(), was.inFlight(), was.cut(), was.late(), was.skipped(),
            was.early(), 2, 0);
        return new ServerFigures(of.name(), of.style(), of.connectionsMax(), of.connectionsTotal(), of.closedErrors(),
            of.slowReadersClosed(), of.broadcast(), of.written(),
            of.handling(), deliveries, of.messages(), of.sessions(), of.cpuMeanPercent(), of.memoryMeanMiB(), of.firstError(), of.busiest(),
            new ServerFigures.Received(of.received().messages() + 5, 0, 0, 0, of.received().unstamped(), 3),
            "could not be read 3 times of 60 (status 404)");
    }

    @Test
    void reports_ofALoadThatWasTheBottleneck_haveCountsButNoTimesOfAServer() throws IOException {
        var made = spoiled();
        var run = written(made);
        var console = ConsoleReport.text(run, made.report, true, 80);
        assertTrue(console.contains("\u001b[1;31m!! The load was the bottleneck: the load's event loop 1 was busy 91.3 % of 5 s,"),
            console);
        assertTrue(console.contains("what was counted is."), console);
        assertTrue(console.contains("could not be judged because of the run\u001b[0m\n"), console);
        var page = Files.readString(folder.resolve("report.html"));
        assertTrue(page.contains("<p class=\"alarm bad\">"));
        var table = page.substring(page.indexOf("<section id=\"servers\">"));
        table = table.substring(0, table.indexOf("</table>"));
        int rows = 0;
        for (var row : table.split("<tr>")) {
            boolean timed =
                Stream.of(">Broadcast p95, ms<", ">Last write p95, ms<", ">Handling p95, ms<", "&nbsp;%<", ">longest<",
                ">CPU mean, % of a core<", ">Memory mean, MiB<").anyMatch(row::contains);
            if (!row.contains("class=\"ours\"")) continue;
            assertEquals(timed, !row.replace("<td class=\"ours\">–</td>", "").contains("class=\"ours\"") && !row.contains("First error"),
                row);
            rows += timed ? 1 : 0;
        }
        assertEquals(17, rows, "three by the servers' timers, two times six percentiles, CPU and memory");
        var charts = page.substring(page.indexOf("second by second"), page.indexOf("id=\"seconds\""));
        assertEquals(List.of(true, true), List.of(charts.contains("first error at"), charts.contains("not the servers&#39; figures")));
    }

    @Test
    void reports_ofARunThatNeverBegan_areWrittenAllTheSame() throws Exception {
        var made = new SyntheticBroadcast();
        made.seconds = 0;
        made.change =
            run -> new BroadcastRun(new K6Figures(List.of(), List.of(), new K6Figures.Status(0, 870, 0, 750, 0, 0), List.of()), List.of(),
            List.of(), 1, 1, false,
            new BroadcastRun.InStages(0, 0), LoadHealth.of(java.util.Map.of(), 0));
        var run = made.report.scenario().judged(made.finished(true));
        RunFile.write(folder.resolve("run.json"), run);
        ReportFiles.write(folder, RunFile.read(folder.resolve("run.json"), made.report.details()), made.report);
        for (var file : CHARTS) DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(folder.resolve(file).toFile());
        var text = ConsoleReport.text(run, made.report, false, 80);
        assertTrue(text.replaceAll("\\s+", " ").contains("no server of the style awaiting was loaded"), text);
        assertTrue(text.endsWith("Interrupted. No claim could be judged; 4 could not be judged because of the run; 6 not asked for\n"),
            text);
    }

    @Test
    void page_ofARun_isComplete() throws IOException {
        written(new SyntheticBroadcast());
        var page = Files.readString(folder.resolve("report.html"));
        for (var part : List.of("id=\"outcome\"", "id=\"claims\"", "id=\"servers\"", "id=\"summary\"", "id=\"scenarios\"", "id=\"seconds\"",
            "What the servers time, and what users feel",
            "By their own timers (p95) the awaiting server takes 879 times", "open connections; published at most 220",
            "closed-connection errors per s; published in all 0 and 19,701",
            "connections in all; published 60,306 and 60,797", "memory, MiB; published mean 3.2 and 45.5",
            "CPU, % of one core; published mean 2.9 and 13.2",
            "broadcast, queueing, ms", "message handling, awaiting, ms", "queueing: first error at 640.3 s, 187 open",
            "a &lt;b&gt;listener&lt;/b&gt; left",
            "120979 complete and 124 interrupted iterations")) assertTrue(page.contains(part), part);
        assertFalse(page.contains("hunter2"));
        assertTrue(page.contains("<th>broadcast P95 queueing, ms</th>") && page.contains("<th>delivery queueing P99, ms</th>"),
            "the seconds' columns have their units last");
        assertFalse(page.contains("broadcast Le0.0001") || page.contains("broadcastLe0.0001"), "buckets are for the heat map");
        assertTrue(Files.readString(folder.resolve("series.csv")).lines().findFirst().orElseThrow().contains("broadcastLe0.0001 queueing"));
    }

    @Test
    void console_ofAnotherLoad_saysWhatItWas() throws IOException {
        var made = odd();
        var text = ConsoleReport.text(written(made), made.report, false, 80);
        for (var part : List.of("did what the document describes", "Time scale of this run: 0.25.", "Users of this run: 2 times",
            "✗   { server:queueing }", "third",
            "the load was the one described, not the one run", "in its busiest second, 839, it had")) assertTrue(
            text.replaceAll("\\s+", " ").contains(part.replaceAll("\\s+", " ")), part);
    }

    @Test
    void charts_asFiles_areWellFormedXml() throws Exception {
        for (var made : List.of(odd(), spoiled())) {
            written(made);
            for (var file : CHARTS) {
                assertEquals("svg", DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(folder.resolve(file).toFile())
                    .getDocumentElement().getTagName());
            }
        }
    }

    @Test
    void rst_readByDocutils_isValid() throws Exception {
        for (var made : List.of(spoiled(), odd())) {
            written(made);
            assertEquals(3, ReportReaders.byDocutils(folder).split("<pre").length, "two summaries of k6");
        }
    }

    @Test
    void page_inABrowserOfAPhonesWidth_doesNotScrollSideways() throws Exception {
        written(odd());
        var dom = ReportReaders.byBrowser(folder, "document.querySelectorAll('details').forEach(each => each.open = true);");
        assertTrue(dom.contains("id=\"claims\""), "the claims");
    }
}
