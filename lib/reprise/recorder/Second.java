package reprise.recorder;

import org.HdrHistogram.Histogram;

/**
 * One second of a run, merged over the loops; positions are those of the {@link Schema}, histograms are in ns.
 * Second {@code index} holds what happened from {@code index} to {@code index + 1} s after the start. Not to be changed.
 */
public record Second(int index, long[] counts, Histogram[] timings) {
    public Second {
        if (index < 0) throw new IllegalArgumentException("second " + index + ": a run's seconds count from 0");
    }
}
