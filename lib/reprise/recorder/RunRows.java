package reprise.recorder;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * Converts a {@link Recording} to the run file's rows and histograms. A row has every counter, the statistics of each timing with a value
 * in that second, and the CPU and memory of each sampled process. {@link RunColumn} defines the keys.
 */
public final class RunRows {
    private RunRows() {}

    /** @param usage by process, then by second */
    public static List<Map<String, Double>> seconds(Recording recording, Map<String, ? extends Map<Integer, Usage>> usage) {
        var rows = new ArrayList<Map<String, Double>>();
        for (var second : recording.seconds()) {
            var row = new LinkedHashMap<String, Double>();
            row.put(RunColumn.SECOND.key(), (double) second.index());
            for (var counter : recording.metrics().counters()) row.put(counter.key(), (double) second.count(counter));
            for (var timing : recording.metrics().timings()) if (second.timed(timing) > 0) put(row, timing, second.timing(timing));
            usage.forEach((process, bySecond) -> {
                var sample = bySecond.get(second.index());
                if (sample != null) put(row, process, sample);
            });
            rows.add(row);
        }
        return rows;
    }

    private static void put(Map<String, Double> row, Timing timing, Histogram values) {
        for (var statistic : Statistic.values()) row.put(timing.column(statistic).key(), milliseconds(statistic.ns(values)));
    }

    /** Adds a process' usage in the row's second. */
    public static void put(Map<String, Double> row, String process, Usage used) {
        row.put(RunColumn.cpu(process).key(), rounded(used.cpuPercent()));
        row.put(RunColumn.memory(process).key(), rounded(used.rssMiB()));
    }

    /** Each timing's histogram of the whole run, and the corrected one if there is a correction. */
    public static Map<String, Histogram> histograms(Recording recording) {
        var histograms = new LinkedHashMap<String, Histogram>();
        for (var timing : recording.metrics().timings()) {
            histograms.put(timing.name(), recording.whole(timing));
            recording.correctedWhole(timing).ifPresent(corrected -> histograms.put(timing.correctedKey(), corrected));
        }
        return histograms;
    }

    /** ns to ms, rounded to a tenth of a microsecond; the histograms have three digits. */
    public static double milliseconds(double ns) {
        return rounded(ns / 1e6);
    }

    public static double rounded(double value) {
        return Math.rint(value * 1e4) / 1e4;
    }
}
