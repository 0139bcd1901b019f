package reprise.recorder;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.AbstractHistogram;
import org.HdrHistogram.Histogram;

/**
 * One second of a run, merged over the loops; positions are those of its {@link Metrics}. Second {@code index} covers the time from {@code
 * index} to {@code index + 1} s after the start. Timings are kept by a {@link Spool} in HdrHistogram's encoding, one part per loop: that
 * takes some kB instead of a histogram's 300, and a twentieth of the time that writing a packed histogram takes. Must not change once
 * listeners have received it.
 */
public final class Second {
    private final int index;
    private final Metrics metrics;
    private final long[] counts;
    private final long[] timed;
    private final Spool spool;
    private final List<List<Spool.Kept>> parts = new ArrayList<>();

    public Second(int index, Metrics metrics) {
        this(index, metrics, new Spool());
    }

    /** @param spool of all seconds of a run */
    Second(int index, Metrics metrics, Spool spool) {
        if (index < 0) throw new IllegalArgumentException("second " + index + ": a run's seconds count from 0");
        this.index = index;
        this.metrics = metrics;
        this.spool = spool;
        counts = new long[metrics.counters().size()];
        timed = new long[metrics.timings().size()];
        for (int i = 0; i < timed.length; i++) parts.add(new ArrayList<>(1));
    }

    public int index() {
        return index;
    }

    long[] counts() {
        return counts;
    }

    public long count(Counter counter) {
        return counts[metrics.at(counter)];
    }

    public void add(Counter counter, long n) {
        counts[metrics.at(counter)] += n;
    }

    /** The number of a timing's values. */
    public long timed(Timing timing) {
        return timed[metrics.at(timing)];
    }

    /** A timing's values, ns, in a new histogram. */
    public synchronized Histogram timing(Timing timing) {
        Histogram whole = null;
        for (var part : parts.get(metrics.at(timing))) {
            var decoded = Histogram.decodeFromByteBuffer(ByteBuffer.wrap(part.bytes()), LoopRecorder.HIGHEST_NS);
            if (whole == null) whole = decoded;
            else whole.add(decoded);
        }
        return whole == null ? LoopRecorder.histogram() : whole;
    }

    /** @param work has at least the room that the histogram's encoding needs */
    public void add(Timing timing, Histogram part, ByteBuffer work) {
        add(metrics.at(timing), part, work);
    }

    synchronized void add(int timing, AbstractHistogram part, ByteBuffer work) {
        if (part.getTotalCount() == 0) return;
        work.clear();
        var encoded = new byte[part.encodeIntoByteBuffer(work)];
        work.flip().get(encoded);
        parts.get(timing).add(spool.keep(encoded));
        timed[timing] += part.getTotalCount();
    }

    /** Adds all of another second, whose positions may differ. */
    public synchronized void addAll(Second other) {
        for (var counter : other.metrics.counters()) add(counter, other.count(counter));
        for (var timing : other.metrics.timings()) {
            parts.get(metrics.at(timing)).addAll(other.parts.get(timing.at()));
            timed[metrics.at(timing)] += other.timed[timing.at()];
        }
    }

    public boolean isEmpty() {
        for (long count : counts) if (count != 0) return false;
        for (long count : timed) if (count != 0) return false;
        return true;
    }
}
