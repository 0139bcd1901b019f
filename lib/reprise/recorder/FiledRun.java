package reprise.recorder;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/**
 * A run out of its folder, with the {@link Recording} that its files were written from: counts and processes from the rows
 * of run.json, whole histograms from there too, those of the seconds from latency.hlog. The duration is as run.json has it,
 * to 0.1 ms; of what was odd, only the late records are a figure there.
 *
 * @param usage by process, then by second
 */
public record FiledRun(Run run, Recording recording, Map<String, Map<Integer, Usage>> usage) {
    private static final List<String> TIMING_KEYS = List.of("MeanMs", "MaxMs", "P50Ms", "P99Ms");
    private static final String CPU = "CpuPercent";
    private static final String MEMORY = "RssMiB";
    private static final String CORRECTED = "Corrected";

    /** @throws StrictJson.Invalid with what is wrong in the files, or when they are not of one run */
    public static FiledRun read(Path folder, RunDetails.Reader reader) throws IOException {
        var run = RunFile.read(folder.resolve("run.json"), reader);
        var log = folder.resolve("latency.hlog");
        if (!Files.isReadable(log)) throw invalid(log + " cannot be read; it must be beside run.json, as the run wrote it");
        var timings = run.histograms().keySet().stream().filter(name -> !isCorrected(run, name))
            // any interval: the files keep its effect only
            .map(name -> new Schema.Timing(name, run.histograms().containsKey(name + CORRECTED) ? 1 : 0)).toList();
        var counters = run.seconds().stream().flatMap(row -> row.keySet().stream()).distinct().filter(key -> isCounter(key, timings))
            .toList();
        return new FiledRun(run, recording(run, new Schema(counters, timings), log), usage(run));
    }

    private static boolean isCorrected(Run run, String name) {
        return name.endsWith(CORRECTED) && run.histograms().containsKey(name.substring(0, name.length() - CORRECTED.length()));
    }

    private static boolean isCounter(String key, List<Schema.Timing> timings) {
        return !key.equals("second") && !key.endsWith(CPU) && !key.endsWith(MEMORY)
            && timings.stream().noneMatch(timing -> TIMING_KEYS.stream().anyMatch(of -> key.equals(timing.name() + of)));
    }

    private static Recording recording(Run run, Schema schema, Path log) throws IOException {
        var seconds = new ArrayList<Second>();
        var counts = new long[schema.counters().size()];
        for (var row : run.seconds()) {
            if (row.get("second") != seconds.size())
                throw invalid(log.resolveSibling("run.json") + ": seconds: row " + seconds.size() + " is of second "
                    + row.get("second").longValue() + "; they must count from 0");
            var second = new Second(seconds.size(), counts.length, schema.timings().size());
            for (int i = 0; i < counts.length; i++) {
                second.counts()[i] = row.getOrDefault(schema.counters().get(i), 0.0).longValue();
                counts[i] += second.counts()[i];
            }
            seconds.add(second);
        }
        readTimings(log, schema, seconds);
        for (int i = 0; i < schema.timings().size(); i++) checkWhole(run, schema.timings().get(i).name(), i, seconds, log);
        var raw = schema.timings().stream().map(timing -> run.histograms().get(timing.name())).toArray(Histogram[]::new);
        var corrected =
            schema.timings().stream().map(timing -> run.histograms().getOrDefault(timing.name() + CORRECTED, LoopRecorder.histogram()))
            .toArray(Histogram[]::new);
        long late = (long) run.summary("lateRecords").orElse(0);
        return new Recording(schema, Math.round(run.summary("durationSec").orElse(seconds.size()) * 1e9), List.copyOf(seconds), counts, raw,
            corrected,
            new Recording.Odd(late, 0, 0, 0));
    }

    private static void readTimings(Path log, Schema schema, List<Second> seconds) throws IOException {
        var tags = schema.timings().stream().map(timing -> timing.name().replace(' ', '.')).toList();
        var work = ByteBuffer.allocate(LoopRecorder.histogram().getNeededByteBufferCapacity());
        HistogramLog.read(log, interval -> {
            int timing = tags.indexOf(interval.tag());
            int second = (int) Math.round(interval.startSec());
            var histogram = interval.histogram().get();
            if (timing < 0 || second >= seconds.size() || histogram.getHighestTrackableValue() > LoopRecorder.HIGHEST_NS) {
                throw invalid(log + ": " + interval.tag() + " of second " + second + " has no place in run.json; both must be of one run");
            }
            seconds.get(second).add(timing, histogram, work);
        });
    }

    private static void checkWhole(Run run, String name, int timing, List<Second> seconds, Path log) {
        long inLog = seconds.stream().mapToLong(second -> second.timed(timing)).sum();
        long inRun = run.histograms().get(name).getTotalCount();
        if (inLog != inRun)
            throw invalid(log + ": it has " + inLog + " values of " + name + ", run.json has " + inRun
                + "; both must be of one run, and whole");
    }

    private static Map<String, Map<Integer, Usage>> usage(Run run) {
        var usage = new LinkedHashMap<String, Map<Integer, Usage>>();
        for (var row : run.seconds()) {
            processes(row).forEach(process -> usage.computeIfAbsent(process, _ -> new LinkedHashMap<>())
                .put(row.get("second").intValue(), new Usage(row.get(process + CPU), row.getOrDefault(process + MEMORY, 0.0))));
        }
        return usage;
    }

    private static Stream<String> processes(Map<String, Double> row) {
        return row.keySet().stream().filter(key -> key.endsWith(CPU)).map(key -> key.substring(0, key.length() - CPU.length()));
    }

    private static StrictJson.Invalid invalid(String sentence) {
        return new StrictJson.Invalid(List.of(sentence), null);
    }
}
