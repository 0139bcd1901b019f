package reprise.peer.wrk;

import java.util.List;
import reprise.recorder.ExactCounts;

/**
 * What one thread of wrk keeps, and wrk's arithmetic on it, to the letter of wrk 4.1 ({@code stats.c}, {@code wrk.c}).
 * Each event loop has one and owns it; {@link #figures} takes them all together once the loops have ended. Times given are
 * ns after the start of the run; wrk's own are whole µs, so each moment is cut to µs before the difference is taken.
 *
 * <p>A latency above the limit is not counted (wrk then counts a timeout). The rate of a thread is taken at its ticks, each
 * 100 ms, if it had a reply since the last one that took one: replies ÷ whole ms × 1000, cut to a whole number.
 *
 * <p>The correction, once, over all threads: {@code interval = took µs ÷ (replies ÷ connections)}, whole numbers. For each
 * n from 2 × interval to the largest, as often as n was seen, n − interval, n − 2 × interval, … while above interval are
 * added. Smallest and largest stay what was seen.
 */
public final class WrkStatistics {
    /** Between two samples of a thread's rate. */
    public static final long TICK_NS = 100_000_000L;
    private static final long HIGHEST_RATE = 10_000_000L; // wrk leaves higher ones out

    private final ExactCounts latenciesUs;
    private final ExactCounts rates = new ExactCounts(HIGHEST_RATE);
    private long replies;
    private long sinceTick;
    private long tickedUs;

    /** @param timeoutNs the highest latency that counts, cut to whole µs */
    public WrkStatistics(long timeoutNs) {
        latenciesUs = new ExactCounts(timeoutNs / 1000);
    }

    /** A latency as wrk takes it, of two moments after the start of the run. */
    public static long latencyUs(long begunNs, long doneNs) {
        return doneNs / 1000 - begunNs / 1000;
    }

    /** A reply was parsed; false if its latency is over the limit. */
    // HOT: once per reply; nothing but the first of 1024 neighbouring latencies allocates (a page).
    public boolean replied(long begunNs, long doneNs) {
        replies++;
        sinceTick++;
        return latenciesUs.see(latencyUs(begunNs, doneNs));
    }

    /** Each {@link #TICK_NS}, and at the end of the run. */
    public void tick(long nowNs) {
        long nowUs = nowNs / 1000;
        long elapsedMs = (nowUs - tickedUs) / 1000;
        if (sinceTick == 0 || elapsedMs == 0) return;
        rates.see((long) (sinceTick / (double) elapsedMs * 1000));
        sinceTick = 0;
        tickedUs = nowUs;
    }

    /**
     * wrk's figures of a run whose threads have ended.
     *
     * @param connections of all threads, as they were asked for: what wrk's {@code -c} says
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

    /** What is added lies below n, so it is not met again. */
    static void correct(ExactCounts counts, long interval) {
        if (interval < 1) return; // wrk would never end; more than a million replies a second on each connection
        counts.forEach(2 * interval, counts.max(), (n, count) -> {
            for (long added = n - interval; added > interval; added -= interval) counts.add(added, count);
        });
    }

    /** Without a value: 0, 0, 0, and NaN for the share, which wrk prints as {@code -nan%}. */
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
        return new WrkFigures.Spread(mean, stdev, counts.max(), 100.0 * within[0] / counts.total());
    }

    /**
     * The first value whose running count reaches round(p × N ÷ 100 + 0.5), which is ⌊p × N ÷ 100⌋ + 1 in whole numbers;
     * 0 without a value.
     */
    static long percentile(ExactCounts counts, int percent) {
        long rank = percent * counts.total() / 100 + 1;
        var found = new long[2]; // running count, value
        counts.forEach(counts.min(), counts.max(), (value, count) -> {
            if (found[0] < rank && found[0] + count >= rank) found[1] = value;
            found[0] += count;
        });
        return found[1];
    }
}
