package reprise.recorder;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.HdrHistogram.Histogram;

/**
 * What one event loop records; only that loop touches it. Two seconds are open at a time, so that a record of the
 * second that has just ended still finds it; the second is the event's own, never the one that is current. Times are ns.
 * A record that comes after its second was closed is kept aside and put where it belongs at the end, and counted.
 * A closed second is swapped for an empty one and merged on the recorder's thread: that takes milliseconds, which the
 * loop must not spend.
 */
public final class LoopRecorder {
    static final long SECOND_NS = 1_000_000_000L;
    static final long HIGHEST_NS = 86_400L * SECOND_NS;
    static final int DIGITS = 3;

    /** One open second; reused when it was merged. */
    static final class Slot {
        final long[] counts;
        final Histogram[] timings;
        boolean used;

        Slot(Schema schema) {
            counts = new long[schema.counters().size()];
            timings = new Histogram[schema.timings().size()];
            for (int i = 0; i < timings.length; i++) timings[i] = histogram();
        }

        void reset() {
            if (!used) return;
            java.util.Arrays.fill(counts, 0);
            for (var timing : timings) if (timing.getTotalCount() > 0) timing.reset();
            used = false;
        }
    }

    /** A record whose second was closed already. {@code counter} or {@code timing} is -1. */
    record Late(int second, int counter, int timing, long value) {
        Late ofValue(long other) {
            return new Late(second, counter, timing, other);
        }
    }

    private final Recorder recorder;
    private final Schema schema;
    private final Slot[] slots;
    private final Queue<Slot> spares = new ConcurrentLinkedQueue<>();
    private final Histogram[] corrected;
    private final long[] expectedIntervalNs;
    private final List<Late> late = new ArrayList<>();
    private long startNs = Long.MAX_VALUE; // until it is told
    private int oldest;
    private long beforeStart;
    private long negative;
    private long tooLarge;

    LoopRecorder(Recorder recorder, Schema schema) {
        this.recorder = recorder;
        this.schema = schema;
        slots = new Slot[] {new Slot(schema), new Slot(schema)};
        spares.add(new Slot(schema));
        expectedIntervalNs = schema.timings().stream().mapToLong(Schema.Timing::expectedIntervalNs).toArray();
        corrected = new Histogram[expectedIntervalNs.length];
        for (int i = 0; i < corrected.length; i++) {
            if (expectedIntervalNs[i] > 0) corrected[i] = histogram();
        }
    }

    void startAt(long atNs) {
        startNs = atNs;
    }

    static Histogram histogram() {
        return new Histogram(1, HIGHEST_NS, DIGITS);
    }

    // HOT: several times for each message; nothing allocates but for a late record and the first one of a second
    public void count(int counter, long atNs, long n) {
        long sinceNs = atNs - startNs;
        if (sinceNs < 0 || sinceNs >= HIGHEST_NS) {
            countOutside(sinceNs);
            return;
        }
        int second = (int) (sinceNs / SECOND_NS);
        if (second > oldest + 1) closeBefore(second - 1);
        if (second < oldest) {
            late.add(new Late(second, counter, -1, n));
            return;
        }
        var slot = slots[second & 1];
        slot.used = true;
        slot.counts[counter] += n;
    }

    // HOT: once or more for each message; nothing allocates but for a late record and the first one of a second
    public void time(int timing, long atNs, long valueNs) {
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
            late.add(new Late(second, -1, timing, valueNs));
        } else {
            var slot = slots[second & 1];
            slot.used = true;
            slot.timings[timing].recordValue(valueNs);
        }
        if (corrected[timing] != null) corrected[timing].recordValueWithExpectedInterval(valueNs, expectedIntervalNs[timing]);
    }

    /** Closes the seconds that ended before now. The owner calls it each second and at the end. */
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
            boolean used = slot.used; // once handed over, the slot is the recorder's
            recorder.close(oldest, used ? slot : null, spares);
            if (!used) continue;
            var spare = spares.poll();
            slots[oldest & 1] = spare == null ? new Slot(schema) : spare; // none only if merging is a second late
        }
    }

    /** Hands the last, partial seconds over. The recorder asks for it at the end, when the loop is done. */
    void drain() {
        closeBefore(oldest + 2);
    }

    /** What had no place, and the whole run's corrected histograms. */
    void addTo(Recorder.Whole whole) {
        whole.add(late, corrected, beforeStart, negative, tooLarge);
    }
}
