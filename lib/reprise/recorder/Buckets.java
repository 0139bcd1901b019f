package reprise.recorder;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * A Prometheus histogram: the number of observations at or below each bound, s. The last count covers all observations; its bound is
 * infinite. Counts are cumulative, as in the text format. In JSON they are the counts by bound, {@code {"0.1": 3, "Inf": 4}}.
 */
public record Buckets(double[] boundsSec, long[] cumulative) {
    private static final String INFINITE = "Inf";
    /** The bounds of both servers' histograms (documents/ws-broadcast.md, the dashboards' sources). */
    private static final double[] BOUNDS_SEC = {0.0001, 0.0005, 0.0025, 0.005, 0.0075, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5};

    public Buckets {
        if (cumulative.length != boundsSec.length + 1 || boundsSec.length == 0) {
            throw new IllegalArgumentException("buckets: " + cumulative.length + " counts for " + boundsSec.length
                + " bounds; there must be one more than bounds");
        }
        for (int i = 0; i < cumulative.length; i++) {
            if (cumulative[i] < (i == 0 ? 0 : cumulative[i - 1]))
                throw new IllegalArgumentException("buckets: counts fall at place " + i + " of " + Arrays.toString(cumulative));
            double before = i == 0 ? Double.NEGATIVE_INFINITY : boundsSec[i - 1];
            if (i < boundsSec.length && !(boundsSec[i] > before && Double.isFinite(boundsSec[i])))
                throw new IllegalArgumentException("buckets: bounds do not rise: " + Arrays.toString(boundsSec));
        }
        boundsSec = boundsSec.clone();
        cumulative = cumulative.clone();
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static Buckets ofBounds(Map<String, Long> counts) {
        var bounds = counts.keySet().stream().filter(bound -> !bound.equals(INFINITE)).mapToDouble(Buckets::sec).toArray();
        if (!List.copyOf(counts.keySet()).subList(bounds.length, counts.size()).equals(List.of(INFINITE)))
            throw new IllegalArgumentException("buckets: the last bound is not " + INFINITE);
        return new Buckets(bounds, counts.values().stream().mapToLong(count -> count).toArray());
    }

    private static double sec(String bound) {
        try {
            return Double.parseDouble(bound);
        } catch (NumberFormatException _) {
            throw new IllegalArgumentException("buckets: the bound " + bound + " is no number of seconds");
        }
    }

    @JsonValue
    Map<String, Long> byBound() {
        var counts = new LinkedHashMap<String, Long>();
        for (int i = 0; i < cumulative.length; i++) counts.put(boundName(i), cumulative[i]);
        return counts;
    }

    /** Prometheus' notation: 0.0001, 0.5, 1, and Inf for the last. */
    public String boundName(int bucket) {
        return boundName(boundsSec, bucket);
    }

    public static String boundName(double[] boundsSec, int bucket) {
        return bucket == boundsSec.length ? INFINITE : new BigDecimal(Double.toString(boundsSec[bucket])).stripTrailingZeros()
            .toPlainString();
    }

    public static double[] usualBoundsSec() {
        return BOUNDS_SEC.clone();
    }

    /** Converts from the count of each bucket alone. */
    public static Buckets ofSingle(double[] boundsSec, long[] single) {
        var cumulative = single.clone();
        for (int i = 1; i < cumulative.length; i++) cumulative[i] += cumulative[i - 1];
        return new Buckets(boundsSec, cumulative);
    }

    public long count() {
        return cumulative[cumulative.length - 1];
    }

    /** The count of one bucket alone; the bucket after the last bound has no upper end. */
    public long single(int bucket) {
        return cumulative[bucket] - (bucket == 0 ? 0 : cumulative[bucket - 1]);
    }

    /** The observations since {@code earlier}; a server that restarted in between counts from 0. */
    public Buckets since(Buckets earlier) {
        if (!Arrays.equals(boundsSec, earlier.boundsSec))
            throw new IllegalArgumentException("buckets: other bounds than before: " + Arrays.toString(boundsSec));
        var single = new long[cumulative.length];
        boolean anew = false;
        for (int i = 0; i < single.length; i++) {
            single[i] = single(i) - earlier.single(i);
            anew |= single[i] < 0;
        }
        return anew ? this : ofSingle(boundsSec, single);
    }

    /**
     * Prometheus' histogram_quantile: rank = share · count. The result is linear between the bounds of the first bucket whose count reaches
     * the rank, where the first bucket starts at 0; beyond the last bound it is the last bound. Empty without observations.
     */
    public OptionalDouble quantileSec(double share) {
        if (count() == 0) return OptionalDouble.empty();
        double rank = share * count();
        int bucket = 0;
        while (cumulative[bucket] < rank) bucket++;
        if (bucket == boundsSec.length) return OptionalDouble.of(boundsSec[bucket - 1]);
        double from = bucket == 0 ? 0 : boundsSec[bucket - 1];
        long below = bucket == 0 ? 0 : cumulative[bucket - 1];
        long inside = single(bucket);
        return OptionalDouble.of(inside == 0 ? from : from + (boundsSec[bucket] - from) * (rank - below) / inside);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Buckets buckets && Arrays.equals(boundsSec, buckets.boundsSec)
            && Arrays.equals(cumulative, buckets.cumulative);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(boundsSec) + Arrays.hashCode(cumulative);
    }
}
