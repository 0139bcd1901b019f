package reprise.peer.wrk;

import java.util.List;
import java.util.OptionalDouble;
import reprise.recorder.ExactCounts;

/**
 * One wrk thread's statistics, with the arithmetic of wrk 4.1 ({@code stats.c}, {@code wrk.c}). Each event loop owns one; {@link
 * #figures} combines them once the loops have ended. Times are given in ns after the start of the run; wrk uses whole µs, so each
 * moment is truncated to µs before the difference is taken.
 *
 * <p>A latency above the limit is not counted (wrk then counts a time-out). A thread's rate is sampled at its ticks, every 100 ms,
 * if it had a reply since the last sample: replies ÷ whole ms × 1000, truncated to a whole number.
 *
 * <p>The correction for coordinated omission runs once over all threads: {@code interval = took µs ÷ (replies ÷ connections)}, in
 * whole numbers. For each latency n from 2 × interval to the largest, it adds n − interval, n − 2 × interval, … while above
 * interval, as often as n was seen. Minimum and maximum stay the observed ones.
 */
public final class WrkStatistics {
    /** The time between two samples of a thread's rate. */
    public static final long TICK_NS = 100_000_000L;
    private static final long HIGHEST_RATE = 10_000_000L; // wrk omits higher ones

    private final ExactCounts latenciesUs;
    private final ExactCounts rates = new ExactCounts(HIGHEST_RATE);
    private long replies;
    private long sinceTick;
    private long tickedUs;

    /** @param timeoutNs the highest latency that counts, truncated to whole µs */
    public WrkStatistics(long timeoutNs) {
        latenciesUs = new ExactCounts(timeoutNs / 1000);
    }

    /** wrk's latency between two moments after the start of the run. */
    public static long latencyUs(long begunNs, long doneNs) {
        return doneNs / 1000 - begunNs / 1000;
    }

    /** Counts a parsed reply; false if its latency is over the limit. */
    // HOT: once per reply; only the first of 1024 adjacent latencies allocates (a page).
    public boolean replied(long begunNs, long doneNs) {
        replies++;
        sinceTick++;
        return latenciesUs.see(latencyUs(begunNs, doneNs));
    }

    /** Called every {@link #TICK_NS}, and at the end of the run. */
    public void tick(long nowNs) {
        long nowUs = nowNs / 1000;
        long elapsedMs = (nowUs - tickedUs) / 1000;
        if (sinceTick == 0 || elapsedMs == 0) return;
        rates.see((long) (sinceTick / (double) elapsedMs * 1000));
        sinceTick = 0;
        tickedUs = nowUs;
    }

    /**
     * wrk's figures for a run whose threads have ended.
     *
     * @param connections of all threads, as requested: wrk's {@code -c}
     */
    public static WrkFigures figures(List<WrkStatistics> threads, int connections, long tookNs, long readBytes,
        WrkFigures.Errors errors) {
        var latencies = new ExactCounts(threads.stream().mapToLong(thread -> thread.latenciesUs.max()).max().orElse(0));
        var rates = new ExactCounts(HIGHEST_RATE);
        long replies = 0;
        for (var thread : threads) {
            latencies.addAll(thread.latenciesUs);
            rates.addAll(thread.rates);
            replies += thread.replies;
        }
        long tookUs = tookNs / 1000;
        if (replies / connections > 0) correct(latencies, tookUs / (replies / connections));
        double tookSec = tookUs / 1e6;
        return new WrkFigures(threads.size(), connections, spread(latencies), new WrkFigures.Percentiles(
            percentile(latencies, 50), percentile(latencies, 75), percentile(latencies, 90), percentile(latencies, 99)),
            spread(rates), replies, tookUs, readBytes, replies / tookSec, readBytes / tookSec, errors);
    }

    /** Added latencies lie below n, so the loop does not meet them again. */
    static void correct(ExactCounts counts, long interval) {
        if (interval < 1) return; // wrk would loop for ever; this means more than a million replies per second on each connection
        counts.forEach(2 * interval, counts.max(), (n, count) -> {
            for (long added = n - interval; added > interval; added -= interval) counts.add(added, count);
        });
    }

    /** Without a value: 0, 0, 0, and no share, which wrk prints as {@code -nan%}. */
    static WrkFigures.Spread spread(ExactCounts counts) {
        var sums = new double[2];
        counts.forEach(counts.min(), counts.max(), (value, count) -> sums[0] += (double) value * count);
        double mean = counts.total() == 0 ? 0 : sums[0] / counts.total();
        counts.forEach(counts.min(), counts.max(), (value, count) -> sums[1] += (value - mean) * (value - mean) * count);
        double stdev = counts.total() < 2 ? 0 : Math.sqrt(sums[1] / (counts.total() - 1));
        var within = new long[1];
        counts.forEach(counts.min(), counts.max(), (value, count) -> {
            if (value >= mean - stdev && value <= mean + stdev) within[0] += count;
        });
        var share = counts.total() == 0 ? OptionalDouble.empty() : OptionalDouble.of(100.0 * within[0] / counts.total());
        return new WrkFigures.Spread(mean, stdev, counts.max(), share);
    }

    /**
     * The first value whose cumulative count reaches round(p × N ÷ 100 + 0.5), which is ⌊p × N ÷ 100⌋ + 1 in whole numbers; 0
     * without a value.
     */
    static long percentile(ExactCounts counts, int percent) {
        long rank = percent * counts.total() / 100 + 1;
        var found = new long[2]; // cumulative count, value
        counts.forEach(counts.min(), counts.max(), (value, count) -> {
            if (found[0] < rank && found[0] + count >= rank) found[1] = value;
            found[0] += count;
        });
        return found[1];
    }
}
