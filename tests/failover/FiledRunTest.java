package failover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reprise.recorder.Counter;
import reprise.recorder.FiledRun;
import reprise.recorder.HistogramLog;
import reprise.recorder.InvalidFile;
import reprise.recorder.Metrics;
import reprise.recorder.Recorder;
import reprise.recorder.Recording;
import reprise.recorder.Run;
import reprise.recorder.RunDetails;
import reprise.recorder.RunFile;
import reprise.recorder.RunRows;
import reprise.recorder.Timing;
import reprise.recorder.Unit;
import reprise.recorder.Usage;

/** A recording that is written to a run's files and read back. */
final class FiledRunTest {
    private static final long MS = 1_000_000L;
    private static final Counter SENT = new Counter("sent", Unit.COUNT, 0);
    private static final Counter LATENCY_MAX = new Counter("latencyMax", Unit.COUNT, 1);
    private static final Timing LATENCY = new Timing("latency", 0, 10 * MS);
    private static final Timing FIRST_BYTE = new Timing("first byte", 1);
    private static final Metrics METRICS = new Metrics(List.of(SENT, LATENCY_MAX), List.of(LATENCY, FIRST_BYTE));
    @TempDir
    Path folder;

    private Recording recorded(long shiftMs) throws IOException {
        var recorder = new Recorder(METRICS, 0);
        var loop = recorder.loop();
        for (long ms = 0; ms < 2_300; ms += 100) {
            loop.count(SENT, ms * MS, 1);
            loop.count(LATENCY_MAX, ms * MS, 2);
            loop.time(LATENCY, ms * MS, (ms + shiftMs + 1) * MS);
            if (ms < 1_000) loop.time(FIRST_BYTE, ms * MS, MS);
        }
        var recording = recorder.finish(2_300 * MS);
        RunFile.write(folder.resolve("run.json"),
            Run.of("x", 1, Instant.EPOCH).summary(Map.of("durationSec", 2.3, "lateRecords", 4.0))
                .seconds(RunRows.seconds(recording, Map.of("broker", Map.of(1, new Usage(12.5, 99)))))
                .histograms(RunRows.histograms(recording)).build());
        HistogramLog.write(folder.resolve("latency.hlog"), HistogramLog.intervals(recording), 1_790_000_000_123_456_789L);
        return recording;
    }

    private String refused() {
        var invalid = assertThrows(InvalidFile.class, () -> FiledRun.read(folder, RunDetails.NO_READER));
        return invalid.getMessage().replace(folder.toString(), "run");
    }

    @Test
    void recording_ofARunsFiles_isTheOneThatWasWritten() throws IOException {
        var written = recorded(0);
        var filed = FiledRun.read(folder, RunDetails.NO_READER);
        var read = filed.recording();
        assertEquals(METRICS.counters(), read.metrics().counters());
        assertEquals(List.of("latency", "first byte"), read.metrics().timings().stream().map(Timing::name).toList());
        assertEquals(written.durationNs(), read.durationNs());
        assertEquals(4, read.anomalies().late());
        assertEquals(Map.of("broker", Map.of(1, new Usage(12.5, 99))), filed.usage());
        assertEquals(RunRows.seconds(written, filed.usage()), RunRows.seconds(read, filed.usage()));
        assertEquals(46, read.count(LATENCY_MAX));
        for (var histogram : RunRows.histograms(written).entrySet()) {
            assertEquals(histogram.getValue(), RunRows.histograms(read).get(histogram.getKey()),
                histogram.getKey());
        }
    }

    @Test
    void log_ofAnotherRun_isRefused() throws IOException {
        recorded(0);
        var other = Files.readString(folder.resolve("latency.hlog")).replaceFirst("\nTag=latency,[^\n]*", "");
        Files.writeString(folder.resolve("latency.hlog"), other);
        assertEquals("run/latency.hlog: it has 13 values of latency, run.json has 23; both must be of one run, and whole", refused());
    }

    @Test
    void log_withSecondsOrTimingsThatTheRunHasNot_isRefused() throws IOException {
        recorded(0);
        var log = Files.readString(folder.resolve("latency.hlog"));
        Files.writeString(folder.resolve("latency.hlog"), log.replace("Tag=latency,2.000", "Tag=latency,7.000"));
        assertEquals("run/latency.hlog: latency of second 7 has no place in run.json; both must be of one run", refused());
        Files.writeString(folder.resolve("latency.hlog"), log.replace("Tag=first.byte", "Tag=last.byte"));
        assertEquals("run/latency.hlog: last.byte of second 0 has no place in run.json; both must be of one run", refused());
    }

    @Test
    void log_broken_isRefusedWithTheLine() throws IOException {
        recorded(0);
        var lines = Files.readAllLines(folder.resolve("latency.hlog"));
        int line = lines.indexOf(lines.stream().filter(each -> each.startsWith("Tag=")).findFirst().orElseThrow());
        for (var broken : List.of("nonsense", "Tag=latency,0.000,1.000,1.0,HISTnot!base64", lines.get(line).substring(0, 60),
            lines.get(line).replace("0.000,1.000", "x,1.000"))) {
            lines.set(line, broken);
            Files.write(folder.resolve("latency.hlog"), lines);
            assertTrue(refused().startsWith("run/latency.hlog: line " + (line + 1) + " is no tagged interval of a histogram log ("),
                refused());
        }
    }

    @Test
    void log_missing_isRefused() throws IOException {
        recorded(0);
        Files.delete(folder.resolve("latency.hlog"));
        assertEquals("run/latency.hlog cannot be read; it must be beside run.json, as the run wrote it", refused());
    }

    @Test
    void rows_withAHole_areRefused() throws IOException {
        recorded(0);
        var json = Files.readString(folder.resolve("run.json")).replace("\"second\":1,", "\"second\":3,");
        Files.writeString(folder.resolve("run.json"), json);
        assertEquals("run/run.json: seconds: row 1 is of second 3; they must count from 0", refused());
    }
}
