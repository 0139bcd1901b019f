package reprise.recorder;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunFileTest {
    private static final long MS = 1_000_000L;
    @TempDir
    private Path folder;

    /** Two seconds and a half: 10 + 20 casts of 1 and 3 ms, then one of 2 s in the partial second. */
    private static Recording recording() {
        var recorder = new Recorder(new Schema(List.of("sent"),
            List.of(new Schema.Timing("latency", 1000 * MS), new Schema.Timing("confirm", 0))), 0);
        var loop = recorder.loop();
        for (int i = 0; i < 30; i++) {
            loop.count(0, i * 50 * MS, 1);
            loop.time(0, i * 50 * MS, i < 20 ? MS : 3 * MS);
        }
        loop.count(0, 2_100 * MS, 1);
        loop.time(0, 2_100 * MS, 2000 * MS);
        return recorder.finish(2_500 * MS);
    }

    private static Run run() {
        var recording = recording();
        var rows = RunRows.seconds(recording, Map.of("broker", Map.of(0, new Usage(12.34567, 100), 2, new Usage(1, 101.5))));
        return new Run("rpc-cast-failover", 42, true, Instant.parse("2026-11-21T10:00:00.123Z"),
            Map.of("ratePerSec", 1056, "url", "amqp://guest:***@h/é\"<"), Map.of("cores", 2),
            Map.of("sentMessages", 31.0, "durationSec", 2.5),
            Map.of("outageSec", 2.01),
            Map.of("offeredRateRatio", new Unjudged.ByRequest("no rate was asked for"), "outageSec",
            new Unjudged.ByRun("nothing was killed")), rows,
            List.of(new Event(1.25, "killed node 1")), RunRows.histograms(recording),
            List.of(new Run.Judgement("a", "b", null, 1.5, Run.Ending.REPRODUCED, "c"),
            new Run.Judgement("d", "e", 1.0, null, Run.Ending.BY_RUN, "f")), recording.odd().notes());
    }

    @Test
    void runFile_writtenAndRead_isTheSameRun() throws IOException {
        var file = folder.resolve("run.json");
        RunFile.write(file, run());
        var read = RunFile.read(file);
        assertEquals(run(), read);
        assertEquals(31, read.histograms().get("latency").getTotalCount());
        // 2000 ms with one expected each 1000 ms: one more of 1000 ms
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
        assertEquals(recording().whole("latency"), total);
    }

    @Test
    void runFile_withSeveralFaults_tellsAllAtOnce() throws IOException {
        var file = folder.resolve("run.json");
        RunFile.write(file, run());
        var text = Files.readString(file).replace("\"seed\": 42", "\"seed\": \"x\"").replace("\"interrupted\"", "\"interupted\"")
            .replace("\"reproduced\"", "\"perhaps\"").replace("\"atSec\":1.25", "\"atSec\":null");
        Files.writeString(file, text);
        var told = assertThrows(StrictJson.Invalid.class, () -> RunFile.read(file)).problems();
        assertEquals(List.of(
            file + ": seed is \"x\"; it must be a whole number from -9223372036854775808 to 9223372036854775807, for example 1",
            file + ": interrupted is missing; it must be true or false, for example false",
            file + ": events[0].atSec is null; it must be a number from -1000000000 to 1000000000, for example 12",
            file + ": claims[0].verdict is \"perhaps\"; it must be reproduced, reproduced-in-direction or not-reproduced, held or "
            + "not-held, or not-judged by document, request or run, for example \"reproduced\"",
            file + ": interupted is not known; it must be one of scenario, seed, interrupted, startedAt, length, parameters, environment,"
                + " summary, measures, unmeasuredBy, unmeasured, seconds, events, histograms, claims, notes"), told);
    }

    /** As ws-broadcast will have it: figures of each server in an object of its own. */
    @Test
    void runFile_withAnotherDocumentsParts_keepsThemAndNestsItsSummary() throws IOException {
        record Parts(Map<String, Object> parts) implements RunDetails {}
        RunDetails.Reader reader = (root, histograms) -> {
            var servers = root.objects("servers").stream().map(server -> {
                var read = Map.<String, Object>of("name", server.text("name", "python"), "p95Sec", server.number("p95Sec", 0, 10, 1));
                server.done();
                return read;
            }).toList();
            return new Parts(Map.of("servers", servers));
        };
        var details =
            new Parts(Map.of("servers", List.of(Map.of("name", "python", "p95Sec", 0.0001), Map.of("name", "rust", "p95Sec", 2.0))));
        var run = run();
        var summary = new java.util.LinkedHashMap<String, Double>();
        summary.put("iterations", 120979.0);
        summary.put("ws_connecting.avg", 1.5);
        summary.put("ws_connecting.p(95)", 2.0);
        var made =
            new Run("ws-broadcast", 1, false, run.startedAt(), Map.of(), Map.of(), summary, Map.of(), Map.of(), List.of(), List.of(),
            Map.of(), List.of(),
            List.of(), details);
        var file = folder.resolve("run.json");
        RunFile.write(file, made);
        var text = Files.readString(file);
        assertTrue(text.contains("\"ws_connecting\" : {\n    \"avg\" : 1.5,\n    \"p(95)\" : 2\n  }"), text);
        assertTrue(text.contains("\"servers\": [\n  {"), "an item is one line");
        var read = RunFile.read(file, reader);
        assertEquals(made, read);
        assertEquals(details, read.details(Parts.class));
        assertThrows(IllegalStateException.class, () -> run.details(Parts.class));
        var told = assertThrows(StrictJson.Invalid.class, () -> RunFile.read(file));
        assertTrue(told.getMessage().startsWith(file + ": servers is not known; it must be one of scenario, "), told.getMessage());
    }

    @Test
    void runFile_cutShort_isOneSentence() throws IOException {
        var file = folder.resolve("run.json");
        Files.writeString(file, "{\"scenario\": \"x\",");
        var told = assertThrows(StrictJson.Invalid.class, () -> RunFile.read(file));
        assertTrue(told.getMessage().startsWith(file + ": line 1, column "), told.getMessage());
        assertEquals(1, told.problems().size());
    }

    @Test
    void run_withAFigureThatIsNoNumber_isRefused() {
        var run = run();
        assertThrows(IllegalArgumentException.class, () -> new Run("x", 1, false, run.startedAt(), Map.of(), Map.of(),
            Map.of("avgLatencyMs", Double.NaN), Map.of(), Map.of(), List.of(), List.of(), Map.of(), List.of(), List.of()));
        assertNull(run.claims().getFirst().published());
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
