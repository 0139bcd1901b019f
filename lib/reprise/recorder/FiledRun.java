package reprise.recorder;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/**
 * A run read from its folder, with the {@link Recording} that its files were written from. Counts, processes and the whole histograms are
 * from run.json, the histograms of the seconds from latency.hlog. The duration is rounded to 0.1 ms as in run.json; late records are the
 * only anomaly with a figure.
 *
 * @param usage by process, then by second
 */
public record FiledRun(Run run, Recording recording, Map<String, Map<Integer, Usage>> usage) {
    /** @throws InvalidFile with the problems of the files, or if they belong to different runs */
    public static FiledRun read(Path folder, RunDetails.Reader<?> reader) throws IOException {
        var run = RunFile.read(folder.resolve("run.json"), reader);
        var log = folder.resolve("latency.hlog");
        if (!Files.isReadable(log)) throw invalid(log + " cannot be read; it must be beside run.json, as the run wrote it");
        var timings = Timing.of(run.histograms().keySet());
        return new FiledRun(run, recording(run, new Metrics(RunColumn.counters(run.seconds(), timings), timings), log), usage(run));
    }

    private static Recording recording(Run run, Metrics metrics, Path log) throws IOException {
        var seconds = new ArrayList<Second>();
        var spool = new Spool();
        var counts = new long[metrics.counters().size()];
        for (var row : run.seconds()) {
            if (row.get(RunColumn.SECOND.key()) != seconds.size())
                throw invalid(log.resolveSibling("run.json") + ": seconds: row " + seconds.size() + " is of second "
                    + row.get(RunColumn.SECOND.key()).longValue() + "; they must count from 0");
            var second = new Second(seconds.size(), metrics, spool);
            for (var counter : metrics.counters()) {
                second.add(counter, row.getOrDefault(counter.key(), 0.0).longValue());
                counts[counter.at()] += second.count(counter);
            }
            seconds.add(second);
        }
        readTimings(log, metrics, seconds);
        for (var timing : metrics.timings()) checkWhole(run, timing, seconds, log);
        var raw = metrics.timings().stream().map(timing -> run.histograms().get(timing.name())).toArray(Histogram[]::new);
        var corrected = metrics.timings().stream()
            .map(timing -> run.histograms().getOrDefault(timing.correctedKey(), LoopRecorder.histogram())).toArray(Histogram[]::new);
        long late = (long) run.summary("lateRecords").orElse(0);
        return new Recording(metrics, Math.round(run.summary(Run.DURATION_SEC).orElse(seconds.size()) * 1e9), List.copyOf(seconds), counts,
            raw, corrected, new Recording.Anomalies(late, 0, 0, 0));
    }

    private static void readTimings(Path log, Metrics metrics, List<Second> seconds) throws IOException {
        var tagged = metrics.timings().stream().collect(Collectors.toMap(Timing::tag, timing -> timing));
        var work = ByteBuffer.allocate(LoopRecorder.histogram().getNeededByteBufferCapacity());
        HistogramLog.read(log, interval -> {
            var timing = tagged.get(interval.tag());
            int second = (int) Math.round(interval.startSec());
            var histogram = interval.histogram().get();
            if (timing == null || second >= seconds.size() || histogram.getHighestTrackableValue() > LoopRecorder.HIGHEST_NS) {
                throw invalid(log + ": " + interval.tag() + " of second " + second + " has no place in run.json; both must be of one run");
            }
            seconds.get(second).add(timing, histogram, work);
        });
    }

    private static void checkWhole(Run run, Timing timing, List<Second> seconds, Path log) {
        long inLog = seconds.stream().mapToLong(second -> second.timed(timing)).sum();
        long inRun = run.histograms().get(timing.name()).getTotalCount();
        if (inLog != inRun)
            throw invalid(log + ": it has " + inLog + " values of " + timing.name() + ", run.json has " + inRun
                + "; both must be of one run, and whole");
    }

    private static Map<String, Map<Integer, Usage>> usage(Run run) {
        var usage = new LinkedHashMap<String, Map<Integer, Usage>>();
        for (var row : run.seconds()) {
            for (var process : RunColumn.processes(List.of(row)))
                usage.computeIfAbsent(process, _ -> new LinkedHashMap<>()).put(row.get(RunColumn.SECOND.key()).intValue(),
                    new Usage(row.get(RunColumn.cpu(process).key()), row.getOrDefault(RunColumn.memory(process).key(), 0.0)));
        }
        return usage;
    }

    private static InvalidFile invalid(String sentence) {
        return new InvalidFile(List.of(sentence), null);
    }
}
