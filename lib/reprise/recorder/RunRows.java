package reprise.recorder;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * Turns a {@link Recording} into the run file's rows and histograms. A row has each counter by its name; of each timing
 * {@code NAMEMeanMs}, {@code NAMEMaxMs}, {@code NAMEP50Ms}, {@code NAMEP99Ms} if there was one that second; of each
 * process {@code NAMECpuPercent}, {@code NAMERssMiB} if it was sampled.
 */
public final class RunRows {
    private RunRows() {}

    /** @param usage by process, then by second */
    public static List<Map<String, Double>> seconds(Recording recording, Map<String, ? extends Map<Integer, Usage>> usage) {
        var rows = new ArrayList<Map<String, Double>>();
        for (var second : recording.seconds()) {
            var row = new LinkedHashMap<String, Double>();
            row.put("second", (double) second.index());
            var schema = recording.schema();
            for (int i = 0; i < second.counts().length; i++) row.put(schema.counters().get(i), (double) second.counts()[i]);
            for (int i = 0; i < schema.timings().size(); i++)
                if (second.timed(i) > 0) addTiming(row, schema.timings().get(i).name(), second.timing(i));
            usage.forEach((process, bySecond) -> {
                var sample = bySecond.get(second.index());
                if (sample == null) return;
                row.put(process + "CpuPercent", rounded(sample.cpuPercent()));
                row.put(process + "RssMiB", rounded(sample.rssMiB()));
            });
            rows.add(row);
        }
        return rows;
    }

    private static void addTiming(Map<String, Double> row, String name, Histogram timing) {
        row.put(name + "MeanMs", milliseconds(timing.getMean()));
        row.put(name + "MaxMs", milliseconds(timing.getMaxValue()));
        row.put(name + "P50Ms", milliseconds(timing.getValueAtPercentile(50)));
        row.put(name + "P99Ms", milliseconds(timing.getValueAtPercentile(99)));
    }

    /** Each timing's whole-run histogram by its name, and {@code NAMECorrected} where it is corrected. */
    public static Map<String, Histogram> histograms(Recording recording) {
        var histograms = new LinkedHashMap<String, Histogram>();
        for (var timing : recording.schema().timings()) {
            histograms.put(timing.name(), recording.whole(timing.name()));
            recording.correctedWhole(timing.name()).ifPresent(corrected -> histograms.put(timing.name() + "Corrected", corrected));
        }
        return histograms;
    }

    /** ns to ms, to a tenth of a microsecond: the histograms know three digits. */
    public static double milliseconds(double ns) {
        return rounded(ns / 1e6);
    }

    public static double rounded(double value) {
        return Math.rint(value * 1e4) / 1e4;
    }
}
