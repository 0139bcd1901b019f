package reprise.recorder;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * One second of a run, merged over the loops; positions are those of the {@link Schema}. Second {@code index} holds what
 * happened from {@code index} to {@code index + 1} s after the start. Timings are kept as HdrHistogram encodes them, a part
 * for each loop: some kB where a histogram has 300, and written in a twentieth of the time that a packed histogram takes.
 * Not to be changed once it was told.
 */
public final class Second {
    private final int index;
    private final long[] counts;
    private final long[] timed;
    private final List<List<byte[]>> parts = new ArrayList<>();

    Second(int index, int counters, int timings) {
        if (index < 0) throw new IllegalArgumentException("second " + index + ": a run's seconds count from 0");
        this.index = index;
        counts = new long[counters];
        timed = new long[timings];
        for (int i = 0; i < timings; i++) parts.add(new ArrayList<>(1));
    }

    public int index() {
        return index;
    }

    public long[] counts() {
        return counts;
    }

    /** How many values a timing has. */
    public long timed(int timing) {
        return timed[timing];
    }

    /** A timing's values, ns; a histogram of the caller's own. */
    public synchronized Histogram timing(int timing) {
        Histogram whole = null;
        for (var part : parts.get(timing)) {
            var decoded = Histogram.decodeFromByteBuffer(ByteBuffer.wrap(part), LoopRecorder.HIGHEST_NS);
            if (whole == null) whole = decoded;
            else whole.add(decoded);
        }
        return whole == null ? LoopRecorder.histogram() : whole;
    }

    /** @param work at least what the histogram needs for its encoding */
    synchronized void add(int timing, Histogram part, ByteBuffer work) {
        if (part.getTotalCount() == 0) return;
        work.clear();
        var encoded = new byte[part.encodeIntoByteBuffer(work)];
        work.flip().get(encoded);
        parts.get(timing).add(encoded);
        timed[timing] += part.getTotalCount();
    }

    /** All of another second too; its counter i is our {@code counterAt[i]}, likewise its timings. */
    synchronized void addAll(Second other, int[] counterAt, int[] timingAt) {
        for (int i = 0; i < counterAt.length; i++) counts[counterAt[i]] += other.counts[i];
        for (int i = 0; i < timingAt.length; i++) {
            parts.get(timingAt[i]).addAll(other.parts.get(i));
            timed[timingAt[i]] += other.timed[i];
        }
    }

    boolean isEmpty() {
        for (long count : counts) if (count != 0) return false;
        for (long count : timed) if (count != 0) return false;
        return true;
    }
}
