package reprise.recorder;

import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * A Prometheus histogram: how many observations were at or below each bound, s; the last count is of all, whose bound is
 * infinite. Counts are cumulative, as the text form has them.
 */
public record Buckets(double[] boundsSec, long[] cumulative) {
    /** Of both servers' histograms (documents/ws-broadcast.md, the dashboards' sources). */
    private static final double[] BOUNDS_SEC = {0.0001, 0.0005, 0.0025, 0.005, 0.0075, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5};

    public Buckets {
        if (cumulative.length != boundsSec.length + 1 || boundsSec.length == 0) {
            throw new IllegalArgumentException("buckets: " + cumulative.length + " counts for " + boundsSec.length
                + " bounds; there must be one more than bounds");
        }
        for (int i = 0; i < cumulative.length; i++) {
            if (cumulative[i] < (i == 0 ? 0 : cumulative[i - 1]))
                throw new IllegalArgumentException("buckets: counts fall at place " + i + " of " + Arrays.toString(cumulative));
            if (i > 0 && i < boundsSec.length && !(boundsSec[i] > boundsSec[i - 1]))
                throw new IllegalArgumentException("buckets: bounds do not rise: " + Arrays.toString(boundsSec));
        }
        boundsSec = boundsSec.clone();
        cumulative = cumulative.clone();
    }

    public static double[] usualBoundsSec() {
        return BOUNDS_SEC.clone();
    }

    /** From how many fell into each bucket alone. */
    public static Buckets ofSingle(double[] boundsSec, long[] single) {
        var cumulative = single.clone();
        for (int i = 1; i < cumulative.length; i++) cumulative[i] += cumulative[i - 1];
        return new Buckets(boundsSec, cumulative);
    }

    public long count() {
        return cumulative[cumulative.length - 1];
    }

    /** In a bucket alone; the one after the last bound is infinite. */
    public long single(int bucket) {
        return cumulative[bucket] - (bucket == 0 ? 0 : cumulative[bucket - 1]);
    }

    /** What came since {@code earlier}; a server that began anew in between counts from 0. */
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
     * As Prometheus' histogram_quantile: rank = share · count; in the first bucket whose count reaches it, linear between its
     * bounds, the first from 0; beyond the last bound, the last bound. Empty where nothing was observed.
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
