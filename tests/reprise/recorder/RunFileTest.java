package reprise.recorder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("alone")
final class RunFileTest {
    private static final long MS = 1_000_000L;
    private static final Counter SENT = new Counter("sent", Unit.COUNT, 0);
    private static final Timing LATENCY = new Timing("latency", 0, 1000 * MS);
    @TempDir
    private Path folder;

    /** Two seconds and a half: 10 + 20 casts of 1 and 3 ms, then one of 2 s in the partial second. */
    private static Recording recording() {
        var recorder = new Recorder(new Metrics(List.of(SENT), List.of(LATENCY, new Timing("confirm", 1))), 0);
        var loop = recorder.loop();
        for (int i = 0; i < 30; i++) {
            loop.count(SENT, i * 50 * MS, 1);
            loop.time(LATENCY, i * 50 * MS, i < 20 ? MS : 3 * MS);
        }
        loop.count(SENT, 2_100 * MS, 1);
        loop.time(LATENCY, 2_100 * MS, 2000 * MS);
        return recorder.finish(2_500 * MS);
    }

    private static Run run() {
        var recording = recording();
        var rows = RunRows.seconds(recording, Map.of("broker", Map.of(0, new Usage(12.34567, 100), 2, new Usage(1, 101.5))));
        return Run.of("rpc-cast-failover", 42, Instant.parse("2026-11-21T10:00:00.123Z")).interrupted(true)
            .parameters(Map.of("ratePerSec", 1056, "url", "amqp://guest:***@h/é\"<")).environment(Map.of("cores", 2))
            .summary(Map.of("sentMessages", 31.0, "durationSec", 2.5))
            .measures(Map.of("outageSec", 2.01), Map.of("offeredRateRatio", new Unjudged.ByRequest("no rate was asked for"), "outageSec",
                new Unjudged.ByRun("nothing was killed")))
            .seconds(rows)
            .events(List.of(new Event(1.25, Event.Severity.ALARM, "killed node 1"), new Event(2, Event.Severity.NORMAL, "all fail")))
            .histograms(RunRows.histograms(recording))
            .claims(List.of(new Run.Judgement("a", "b", null, 1.5, Run.Ending.REPRODUCED, "c"),
                new Run.Judgement("d", "e", 1.0, null, Run.Ending.BY_RUN, "f")))
            .notes(recording.anomalies().notes()).build();
    }

    @Test
    void runFile_writtenAndRead_isTheSameRun() throws IOException {
        var file = folder.resolve("run.json");
        RunFile.write(file, run());
        var read = RunFile.read(file);
        assertEquals(run(), read);
        assertEquals(31, read.histograms().get("latency").getTotalCount());
        // 2000 ms with one send expected every 1000 ms: one more of 1000 ms
        assertEquals(32, read.histograms().get("latencyCorrected").getTotalCount());
        assertTrue(Files.readString(file).contains("\n  {\"second\":0,\"sent\":20,\"latencyMeanMs\":1."), "one second is one line");
    }

    @Test
    void series_ofARun_hasARowASecondAndEmptyCells() throws IOException {
        var file = folder.resolve("series.csv");
        inLocale("ar-EG", () -> RunFile.writeSeries(file, run()));
        var lines = Files.readAllLines(file);
        assertEquals("second,sent,latencyMeanMs,latencyMaxMs,latencyP50Ms,latencyP99Ms,brokerCpuPercent,brokerRssMiB", lines.getFirst());
        assertEquals(4, lines.size());
        assertTrue(lines.get(1).startsWith("0,20,1.") && lines.get(1).endsWith(",12.3457,100"), lines.get(1));
        // around 3 ms a bucket of the histogram is 2,048 ns wide: 2,998,272 to 3,000,319, its middle 2,999,296
        assertEquals("1,10,2.9993,3.0003,3.0003,3.0003,,", lines.get(2));
    }

    @Test
    void histogramLog_readByTheLibrary_hasEveryIntervalOfEveryTag() throws IOException {
        var file = folder.resolve("latency.hlog");
        inLocale("hi-IN-u-nu-deva", () -> HistogramLog.write(file, HistogramLog.intervals(recording()), 1_795_000_000_123_000_000L));
        assertTrue(Files.readString(file).startsWith("#[Histogram log format version 1.3]"));
        var total = new Histogram(3);
        int intervals = 0;
        try (var in = Files.newInputStream(file)) {
            var reader = new HistogramLogReader(in);
            for (var next = (Histogram) reader.nextIntervalHistogram(); next != null; next = (Histogram) reader.nextIntervalHistogram()) {
                assertEquals(intervals % 2 == 0 ? "latency" : "confirm", next.getTag());
                assertEquals(1_795_000_000_123L + intervals / 2 * 1000, next.getStartTimeStamp());
                if (next.getTag().equals("latency")) total.add(next);
                intervals++;
            }
            assertEquals(1_795_000_000.123, reader.getStartTimeSec(), 1e-6);
        }
        assertEquals(6, intervals);
        assertEquals(recording().whole(LATENCY), total);
    }

    @Test
    void runFile_withSeveralFaults_tellsAllAtOnce() throws IOException {
        var file = folder.resolve("run.json");
        RunFile.write(file, run());
        var text = Files.readString(file).replace("\"seed\": 42", "\"seed\": \"x\"").replace("\"interrupted\":", "\"interupted\":")
            .replace("\"reproduced\"", "\"perhaps\"").replace("\"atSec\":1.25", "\"atSec\":null").replace("\"normal\"", "\"calm\"");
        Files.writeString(file, text);
        var told = assertThrows(InvalidFile.class, () -> RunFile.read(file)).problems();
        var lines = text.lines().toList();
        assertEquals(List.of(
            file + ": line 1: interrupted is missing; it must be true or false",
            file + ": line " + line(lines, "\"seed\"") + ": seed is \"x\"; it must be a whole number, for example 1",
            file + ": line " + line(lines, "\"interupted\"") + ": interupted is not known; it must be one of claims, clock, command, "
                + "endedEarly, environment, events, failIf, histograms, interrupted, length, measures, notes, outcome, parameters, "
                + "scenario, schema, seconds, seed, share, startedAt, summary, tags, tool, unmeasured, unmeasuredBy",
            file + ": line " + line(lines, "\"perhaps\"") + ": claims[0].verdict is \"perhaps\"; it must be one of \"reproduced\", "
                + "\"reproduced-in-direction\", \"not-reproduced\", \"held\", \"not-held\", \"not-judged\"",
            file + ": line " + line(lines, "\"atSec\"") + ": events[0].atSec is null; it must be a number, for example 1.5",
            file + ": line " + line(lines, "\"calm\"") + ": events[1].severity is \"calm\"; it must be one of \"normal\", \"planned\", "
                + "\"lost\", \"warning\", \"alarm\""), told);
    }

    /** Without its scenario a file tells this among all else that is wrong. */
    @Test
    void runFile_withAMisspeltScenario_andSecondsThatCannotBe_tellsEach() throws IOException {
        var file = folder.resolve("run.json");
        RunFile.write(file, run());
        var text = Files.readString(file).replace("\"scenario\":", "\"scenariox\":").replace("\"second\":0", "\"second\":-1")
            .replace("\"second\":1", "\"second\":1.5");
        Files.writeString(file, text);
        assertEquals(Optional.empty(), RunFile.scenario(file));
        var told = assertThrows(InvalidFile.class, () -> RunFile.read(file)).problems();
        assertEquals(4, told.size(), told.toString());
        assertTrue(told.get(0).endsWith(": scenario is missing; it must be a text, for example \"text\""), told.get(0));
        assertTrue(told.get(1).contains(": scenariox is not known; it must be one of claims, "), told.get(1));
        assertTrue(told.get(2).endsWith(": seconds[0].second is -1; it must be a number of at least 0, for example 1"), told.get(2));
        assertTrue(told.get(3).endsWith(": seconds[1].second is 1.5; it must be a whole number from 0, for example 1"), told.get(3));
    }

    /** Counted from 1. */
    private static int line(List<String> lines, String text) {
        for (int i = 0; i < lines.size(); i++) if (lines.get(i).contains(text)) return i + 1;
        throw new AssertionError(text + " is in no line");
    }

    @Test
    void runFile_ofANewerSchema_isToldAlone() throws IOException {
        var file = folder.resolve("run.json");
        RunFile.write(file, run());
        Files.writeString(file, Files.readString(file).replace("\"schema\": 2", "\"schema\": 3").replace("\"seed\"", "\"sead\""));
        var told = assertThrows(InvalidFile.class, () -> RunFile.read(file)).problems();
        assertEquals(
            List.of(file + ": line 2: schema is 3; this version of Reprise reads up to 2: use the one that wrote the run, or a newer "
            + "one"), told);
    }

    /** Schema 1 had no schema, tool, command, tags and outcome, and did not say whether the run or the user caused an unmeasured figure. */
    @Test
    void runFile_ofASchemaThatThereIsNot_isToldWithItsNumber() throws IOException {
        var file = folder.resolve("run.json");
        RunFile.write(file, run());
        var good = Files.readString(file);
        Files.writeString(file, good.replace("\"schema\": 2", "\"schema\": 18446744073709551618"));
        assertEquals(List.of(file + ": line 2: schema is 18446744073709551618; this version of Reprise reads up to 2: use the one that "
            + "wrote the run, or a newer one"), assertThrows(InvalidFile.class, () -> RunFile.read(file)).problems());
        for (var none : List.of("0", "-1", "1.5", "\"2\"")) {
            Files.writeString(file, good.replace("\"schema\": 2", "\"schema\": " + none));
            var told = assertThrows(InvalidFile.class, () -> RunFile.read(file)).problems();
            assertEquals(1, told.size(), told::toString);
            assertTrue(told.getFirst().startsWith(file + ": line 2: schema is " + none + "; it must be a whole number from 1 to 2"),
                told::toString);
        }
    }

    /** Earlier versions did not write the severity of an event. */
    @Test
    void runFile_ofSchema1_isRead() throws IOException {
        var file = folder.resolve("run.json");
        RunFile.write(file, run());
        var old = Files.readString(file).replaceAll("(?m)^\"(schema|command|tags|outcome)\": .*,\n", "")
            .replaceAll("(?s)\"unmeasuredBy\": \\{.*?\\},\n", "");
        assertTrue(old.startsWith("{\n\"scenario\""), old.substring(0, 60));
        Files.writeString(file, old);
        var read = RunFile.read(file);
        assertEquals(Origin.UNKNOWN, read.origin());
        assertEquals(Map.of("offeredRateRatio", new Unjudged.ByRun("no rate was asked for"), "outageSec",
            new Unjudged.ByRun("nothing was killed")), read.unmeasured());
        assertEquals(run().claims(), read.claims());
    }

    /** As ws-broadcast has it: each server's figures in an object of its own. */
    @Test
    void event_withoutSeverity_isReadAsNormal() throws IOException {
        var file = folder.resolve("run.json");
        RunFile.write(file, run());
        Files.writeString(file, Files.readString(file).replace("\"severity\":\"alarm\",", ""));
        assertEquals(new Event(1.25, Event.Severity.NORMAL, "killed node 1"), RunFile.read(file).events().getFirst());
    }

    /** As ws-broadcast will have it: figures of each server in an object of its own. */
    @Test
    void runFile_withAnotherDocumentsParts_keepsThemAndNestsItsSummary() throws IOException {
        record Server(String name, double p95Sec) {}
        record Parts(List<Server> servers) implements RunDetails {}
        var reader = RunDetails.Reader.of(Parts.class);
        var details = new Parts(List.of(new Server("python", 0.0001), new Server("rust", 2.0)));
        var run = run();
        var summary = new java.util.LinkedHashMap<String, Double>();
        summary.put("iterations", 120979.0);
        summary.put("ws_connecting.avg", 1.5);
        summary.put("ws_connecting.p(95)", 2.0);
        var made = Run.of("ws-broadcast", 1, run.startedAt()).summary(summary).details(details).build();
        var file = folder.resolve("run.json");
        RunFile.write(file, made);
        var text = Files.readString(file);
        assertTrue(text.contains("\"ws_connecting\" : {\n    \"avg\" : 1.5,\n    \"p(95)\" : 2\n  }"), text);
        assertTrue(text.contains("\"servers\": [\n  {"), "an item is one line");
        var read = RunFile.read(file, reader);
        assertEquals(made, read);
        assertEquals(details, read.details(Parts.class));
        assertThrows(IllegalStateException.class, () -> run.details(Parts.class));
        var told = assertThrows(InvalidFile.class, () -> RunFile.read(file));
        assertTrue(told.getMessage().contains(": servers is not known; it must be one of claims, "), told.getMessage());
    }

    @Test
    void runFile_cutShort_isOneSentence() throws IOException {
        var file = folder.resolve("run.json");
        Files.writeString(file, "{\"scenario\": \"x\",");
        var told = assertThrows(InvalidFile.class, () -> RunFile.read(file));
        assertTrue(told.getMessage().startsWith(file + ": line 1, column "), told.getMessage());
        assertEquals(1, told.problems().size());
    }

    @Test
    void run_withAFigureThatIsNoNumber_isRefused() {
        var run = run();
        assertThrows(IllegalArgumentException.class, 
            () -> Run.of("x", 1, run.startedAt()).summary(Map.of("avgLatencyMs", Double.NaN)).build());
        assertNull(run.claims().getFirst().published());
    }

    /** Wherever a run keeps a text that a user or a peer gave; the letters of the secret are in no file. */
    @Test
    void runFile_hasNoPassword_whereverItCameFrom() throws IOException {
        record Parts(List<String> peers, Map<String, String> words) implements RunDetails {}
        var url = "amqp://who:sec:r@et@h:1,me:sec@h2/v";
        var run = Run.of("x", 1, Instant.EPOCH).parameters(Map.of("url", url, "password", "sec", "urls", List.of(url)))
            .environment(Map.of("jvmFlags", "-Durl=" + url, "apiToken", "sec"))
            .events(List.of(new Event(1, Event.Severity.ALARM, "lost " + url))).notes(List.of("Lost " + url))
            .measures(Map.of(), Map.of("rate", new Unjudged.ByRun(url + " did not answer")))
            .claims(List.of(new Run.Judgement("a", "b", 1.0, null, Run.Ending.BY_RUN, url)))
            .details(new Parts(List.of(url), Map.of("at", url)))
            .origin(new Origin(Optional.empty(), List.of(), Map.of("who", url, "secret", "sec"), Optional.empty())).build();
        var file = folder.resolve("run.json");
        RunFile.write(file, run);
        var text = Files.readString(file);
        assertFalse(text.contains("sec:") || text.contains(":sec") || text.contains("\"sec\"") || text.contains("r@et"), text);
        assertEquals(10, text.split("amqp://who:\\*\\*\\*@h:1,me:\\*\\*\\*@h2/v", -1).length - 1, text);
        assertEquals(Map.of("who", "amqp://who:***@h:1,me:***@h2/v", "secret", "***"),
            RunFile.read(file, RunDetails.Reader.of(Parts.class)).origin().tags());
    }

    private interface Writing {
        void run() throws IOException;
    }

    private static void inLocale(String tag, Writing writing) throws IOException {
        var before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag(tag));
        try {
            writing.run();
        } finally {
            Locale.setDefault(before);
        }
    }
}
