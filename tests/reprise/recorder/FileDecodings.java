package reprise.recorder;

import static reprise.fuzz.Decoding.require;
import static reprise.fuzz.Decoding.same;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.zip.DeflaterOutputStream;
import org.HdrHistogram.Histogram;
import reprise.fuzz.Decoding;

/** The files of a run that somebody else may have written, or cut short. */
public final class FileDecodings {
    private static final Timing LATENCY = new Timing("latency", 0, 0);
    private static final int COMPRESSED = 0x1C849304; // HdrHistogram's V2 cookie

    public static final List<Decoding> ALL = List.of(
        new Decoding("run-file", List.of(runFile(), "{\"scenario\": \"x\"}".getBytes(StandardCharsets.UTF_8)), FileDecodings::run),
        new Decoding("histogram-log", List.of(log(), "Tag=a,0.0,1.0,2.0,HISTFAAAAB".getBytes(StandardCharsets.UTF_8)),
            FileDecodings::log),
        new Decoding("histogram", List.of(payload()), input -> log(("Tag=a,0.0,1.0,2.0," + compressed(input)).getBytes(
            StandardCharsets.UTF_8))));

    private FileDecodings() {}

    private static Recording recording() {
        var recorder = new Recorder(new Metrics(List.of(new Counter("sent", Unit.COUNT, 0)), List.of(LATENCY)), 0);
        var loop = recorder.loop();
        for (int i = 0; i < 30; i++) loop.time(LATENCY, i * 50_000_000L, 1_000_000 + i);
        return recorder.finish(2_500_000_000L);
    }

    private static byte[] runFile() {
        var recording = recording();
        try {
            return RunFile.json(Run.of("rpc-cast-failover", 42, Instant.parse("2026-11-21T10:00:00.123Z"))
                .parameters(Map.of("ratePerSec", 1056)).environment(Map.of("cores", 2)).summary(Map.of("a.b", 31.0))
                .measures(Map.of("outageSec", 2.01), Map.of("other", new Unjudged.ByRun("nothing was killed")))
                .seconds(RunRows.seconds(recording, Map.of("broker", Map.of(0, new Usage(12.3, 100)))))
                .events(List.of(new Event(1.25, Event.Severity.ALARM, "killed node 1"))).histograms(RunRows.histograms(recording))
                .claims(List.of(new Run.Judgement("a", "b", null, 1.5, Run.Ending.REPRODUCED, "c"))).build())
                .getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] log() {
        try {
            var file = Files.createTempFile("reprise-fuzz-", ".hlog");
            HistogramLog.write(file, HistogramLog.intervals(recording()), 1_700_000_000_000_000_000L);
            var bytes = Files.readAllBytes(file);
            Files.delete(file);
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] payload() {
        var histogram = new Histogram(3_600_000_000_000L, 3);
        histogram.recordValue(1_000_000);
        var bytes = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
        int length = histogram.encodeIntoByteBuffer(bytes);
        return java.util.Arrays.copyOf(bytes.array(), length);
    }

    private static String compressed(byte[] payload) throws IOException {
        var deflated = new ByteArrayOutputStream();
        try (var out = new DeflaterOutputStream(deflated)) {
            out.write(payload);
        }
        var bytes = deflated.toByteArray();
        return Base64.getEncoder().encodeToString(ByteBuffer.allocate(8 + bytes.length).putInt(COMPRESSED).putInt(bytes.length).put(bytes)
            .array());
    }

    private interface Reading {
        void of(Path file) throws IOException;
    }

    private static void inFile(byte[] content, Reading reading) throws IOException {
        var file = Files.createTempFile("reprise-fuzz-", "");
        try {
            Files.write(file, content);
            reading.of(file);
        } catch (InvalidFile e) {
            require(e.getMessage().contains(file.toString()), "the file is not named: " + e.getMessage());
        } finally {
            Files.delete(file);
        }
    }

    /** What is read is written as what is read as the same. */
    private static void run(byte[] input) throws IOException {
        inFile(input, file -> {
            RunFile.scenario(file);
            RunFile.parameters(file);
        });
        inFile(input, file -> {
            var once = RunFile.json(RunFile.read(file));
            Files.writeString(file, once);
            same(once, RunFile.json(RunFile.read(file)), "written again");
        });
    }

    private static void log(byte[] content) throws IOException {
        inFile(content, file -> {
            try {
                HistogramLog.read(file, interval -> interval.histogram().get().getTotalCount());
            } catch (java.nio.charset.CharacterCodingException e) {
                require(false, "text that is not UTF-8 is not told as such: " + e);
            }
        });
    }
}
