package reprise.report;

import org.HdrHistogram.Histogram;

/** Which percentiles a number of values carries: those that ten values or more lie beyond, so that no slow one decides the figure. */
public final class Percentiles {
    /** Says so below a table that leaves some out. */
    public static final String RULE = "A percentile is shown where ten values or more lie beyond it; 99.99 % takes 100,000 values.";
    private static final int LEAST_BEYOND = 10; // values

    private Percentiles() {}

    /** @param percentile 0 to 100; the largest value, which is 100, is always carried */
    public static boolean isCarried(double percentile, Histogram values) {
        return percentile == 100 || values.getTotalCount() * (1 - percentile / 100) >= LEAST_BEYOND - 1e-6;
    }

    /** The recorded value, ns; NaN for a percentile that is not carried. */
    public static double valueNs(double percentile, Histogram values) {
        return isCarried(percentile, values) ? values.getValueAtPercentile(percentile) : Double.NaN;
    }
}
