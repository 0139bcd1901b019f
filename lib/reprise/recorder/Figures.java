package reprise.recorder;

import java.util.List;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/**
 * What a recorder has until some moment, for those who watch a load; positions are the metrics'.
 *
 * @param sec the length of what it covers
 */
public record Figures(Metrics metrics, double sec, long[] counts, List<Spread> timings) {
    private static final double NS_PER_SEC = 1e9;
    /** Of the buckets: from 10 µs to 30 s, six a decade. */
    private static final double[] BOUNDS_SEC = {1e-5, 1.5e-5, 2e-5, 3e-5, 5e-5, 7e-5, 1e-4, 1.5e-4, 2e-4, 3e-4, 5e-4, 7e-4,
        0.001, 0.0015, 0.002, 0.003, 0.005, 0.007, 0.01, 0.015, 0.02, 0.03, 0.05, 0.07, 0.1, 0.15, 0.2, 0.3, 0.5, 0.7,
        1, 1.5, 2, 3, 5, 7, 10, 15, 20, 30};

    /**
     * A timing's values by size.
     *
     * @param counts of the values up to each of the {@link #boundsSec}, and above the bound before; the last one has no bound
     * @param sumSec of all values, to three digits, as {@code maxSec}; a bucket may also have values that are 0.05 % above its bound
     */
    public record Spread(long[] counts, double sumSec, double maxSec) {
        static Spread of(Histogram values) {
            var counts = new long[BOUNDS_SEC.length + 1];
            double sumNs = 0;
            int bucket = 0;
            for (var step : values.recordedValues()) {
                long ns = step.getValueIteratedTo();
                double leastSec = values.lowestEquivalentValue(ns) / NS_PER_SEC;
                while (bucket < BOUNDS_SEC.length && leastSec > BOUNDS_SEC[bucket]) bucket++;
                counts[bucket] += step.getCountAtValueIteratedTo();
                sumNs += (double) values.medianEquivalentValue(ns) * step.getCountAtValueIteratedTo();
            }
            return new Spread(counts, sumNs / NS_PER_SEC, values.getMaxValue() / NS_PER_SEC);
        }

        public long count() {
            long count = 0;
            for (long each : counts) count += each;
            return count;
        }
    }

    static Figures of(Metrics metrics, double sec, long[] counts, Histogram[] timings) {
        return new Figures(metrics, sec, counts, Stream.of(timings).map(Spread::of).toList());
    }

    /** All of a phase. */
    public static Figures of(Recording recording) {
        return of(recording.metrics(), recording.durationSec(), recording.counts(), recording.raw());
    }

    public static double[] boundsSec() {
        return BOUNDS_SEC.clone();
    }
}
