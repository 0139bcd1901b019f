package reprise.recorder;

import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;

/** The statistics of a timing in a row. */
public enum Statistic {
    MEAN("MeanMs", "mean", Histogram::getMean), MAX("MaxMs", "max", Histogram::getMaxValue),
    P50("P50Ms", "P50", values -> values.getValueAtPercentile(50)), P99("P99Ms", "P99", values -> values.getValueAtPercentile(99));

    final String suffix;
    final String word;
    private final ToDoubleFunction<Histogram> ns;

    Statistic(String suffix, String word, ToDoubleFunction<Histogram> ns) {
        this.suffix = suffix;
        this.word = word;
        this.ns = ns;
    }

    double ns(Histogram values) {
        return ns.applyAsDouble(values);
    }
}
