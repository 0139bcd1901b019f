package reprise.recorder;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.IntCountsHistogram;

/**
 * Records for one event loop, which alone touches it. Two seconds are open at a time, so a record for the second that has just ended still
 * finds it; a record belongs to the second of its event, not to the current one. Times are ns. A record for a closed second is kept aside,
 * added to its second at the end, and counted as late. A closed second is replaced by an empty one and merged on the recorder's thread,
 * because merging takes milliseconds that the loop must not spend.
 */
public final class LoopRecorder {
    static final long SECOND_NS = 1_000_000_000L;
    public static final long HIGHEST_NS = 86_400L * SECOND_NS;
    static final int DIGITS = 3;

    /** One open second; reused after merging. */
    static final class Slot {
        final long[] counts;
        /** Of ints, and as long as the largest value so far asks for: 86 kB up to a second, where one of the whole range takes 311. */
        final IntCountsHistogram[] timings;
        boolean used;

        Slot(Metrics metrics) {
            counts = new long[metrics.counters().size()];
            timings = new IntCountsHistogram[metrics.timings().size()];
            for (int i = 0; i < timings.length; i++) timings[i] = new IntCountsHistogram(DIGITS);
        }

        void reset() {
            if (!used) return;
            java.util.Arrays.fill(counts, 0);
            for (var timing : timings) if (timing.getTotalCount() > 0) timing.reset();
            used = false;
        }
    }

    private final Recorder recorder;
    private final Metrics metrics;
    private final Slot[] slots;
    private final Queue<Slot> spares = new ConcurrentLinkedQueue<>();
    private final Histogram[] corrected;
    private final long[] expectedIntervalNs;
    private final LateRecords late;
    private long startNs = Long.MAX_VALUE; // until the recorder starts
    private int oldest;
    private long beforeStart;
    private long negative;
    private long tooLarge;

    LoopRecorder(Recorder recorder, Metrics metrics) {
        this.recorder = recorder;
        this.metrics = metrics;
        late = new LateRecords(new Pages(recorder::keep));
        slots = new Slot[] {new Slot(metrics), new Slot(metrics)};
        spares.add(new Slot(metrics));
        expectedIntervalNs = metrics.timings().stream().mapToLong(Timing::expectedIntervalNs).toArray();
        corrected = new Histogram[expectedIntervalNs.length];
        for (int i = 0; i < corrected.length; i++) {
            if (expectedIntervalNs[i] > 0) corrected[i] = histogram();
        }
    }

    void startAt(long atNs) {
        startNs = atNs;
    }

    public static Histogram histogram() {
        return new Histogram(1, HIGHEST_NS, DIGITS);
    }

    // HOT: several times per message; allocates only for a page of late records and for the first record of a second
    public void count(Counter counter, long atNs, long n) {
        long sinceNs = atNs - startNs;
        if (sinceNs < 0 || sinceNs >= HIGHEST_NS) {
            countOutside(sinceNs);
            return;
        }
        int second = (int) (sinceNs / SECOND_NS);
        if (second > oldest + 1) closeBefore(second - 1);
        if (second < oldest) {
            late.count(second, counter.at(), n);
            return;
        }
        var slot = slots[second & 1];
        slot.used = true;
        slot.counts[counter.at()] += n;
    }

    // HOT: at least once per message; allocates only for a page of late records, for the first record of a second, and where a value is of
    // a greater power of two than any before
    public void time(Timing timing, long atNs, long valueNs) {
        long sinceNs = atNs - startNs;
        if (sinceNs < 0 || sinceNs >= HIGHEST_NS) {
            countOutside(sinceNs);
            return;
        }
        if (valueNs < 0 || valueNs > HIGHEST_NS) {
            if (valueNs < 0) negative++;
            else tooLarge++;
            return;
        }
        int second = (int) (sinceNs / SECOND_NS);
        if (second > oldest + 1) closeBefore(second - 1);
        if (second < oldest) {
            late.time(second, timing.at(), valueNs);
        } else {
            var slot = slots[second & 1];
            slot.used = true;
            slot.timings[timing.at()].recordValue(valueNs);
        }
        int at = timing.at();
        if (corrected[at] != null) corrected[at].recordValueWithExpectedInterval(valueNs, expectedIntervalNs[at]);
    }

    /** For values that must be exact; the loop alone adds to it. */
    public Samples samples() {
        return new Samples(new Pages(recorder::keep));
    }

    /** Closes the seconds that ended before now. The owner calls it once per second and at the end. */
    public void tick(long nowNs) {
        long sinceNs = nowNs - startNs;
        if (sinceNs >= 0) closeBefore((int) (Math.min(sinceNs, HIGHEST_NS) / SECOND_NS));
    }

    private void countOutside(long sinceNs) {
        if (sinceNs < 0) beforeStart++;
        else tooLarge++;
    }

    private void closeBefore(int second) {
        for (; oldest < second; oldest++) {
            var slot = slots[oldest & 1];
            boolean used = slot.used; // after the hand-over the slot is the recorder's
            recorder.close(oldest, used ? slot : null, spares);
            if (!used) continue;
            var spare = spares.poll();
            slots[oldest & 1] = spare == null ? new Slot(metrics) : spare; // none is left only if merging is a second behind
        }
    }

    /** Hands over the last, partial seconds. The recorder calls it at the end, when the loop has stopped. */
    void drain() {
        closeBefore(oldest + 2);
    }

    /** Adds the late and rejected records and the whole run's corrected histograms. */
    void addTo(Recorder.Whole whole) {
        whole.add(late, corrected, beforeStart, negative, tooLarge);
    }
}
