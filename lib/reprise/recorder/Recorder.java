package reprise.recorder;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.HdrHistogram.AbstractHistogram;
import org.HdrHistogram.Histogram;

/**
 * Collects the loops' records. Each loop writes to its own {@link LoopRecorder} without a lock and hands a closed second over once per
 * second. The parts are merged on a thread of the recorder's own; it must be quick, because it shares the cores with the loops. Times are
 * ns of one {@link Clock}.
 */
public final class Recorder {
    private final Metrics metrics;
    private final List<LoopRecorder> loops = new ArrayList<>();
    private final List<Consumer<Second>> listeners = new ArrayList<>();
    private final List<Second> seconds = new ArrayList<>();
    private final List<Integer> closedBy = new ArrayList<>();
    private final Spool spool = new Spool();
    private final Histogram[] raw;
    private final ByteBuffer work = ByteBuffer.allocate(LoopRecorder.histogram().getNeededByteBufferCapacity());
    private int announced;
    private volatile boolean ending;
    private final ExecutorService merging = Executors.newSingleThreadExecutor(
        task -> Thread.ofPlatform().group(outermost(Thread.currentThread().getThreadGroup())).name("recorder").daemon().unstarted(task));
    private volatile boolean finished;
    private volatile boolean started;
    private volatile long startNs;

    /** Starts later, by {@link #startAt}, because creating its parts takes time that must not count as the run's. */
    public Recorder(Metrics metrics) {
        this.metrics = metrics;
        raw = histograms();
    }

    public Recorder(Metrics metrics, long startNs) {
        this(metrics);
        startAt(startNs);
    }

    /** Sets the beginning of second 0. Called once, before the loops record; handing work to a loop makes it visible there. */
    public synchronized void startAt(long atNs) {
        if (started) throw new IllegalStateException("recorder: started twice; make another one");
        startNs = atNs;
        started = true;
        loops.forEach(loop -> loop.startAt(atNs));
    }

    /**
     * The merging thread must not belong to the caller's thread group, because waiting for that group to empty would wait for this thread.
     */
    private static ThreadGroup outermost(ThreadGroup group) {
        return group.getParent() == null ? group : outermost(group.getParent());
    }

    public Metrics metrics() {
        return metrics;
    }

    public long startNs() {
        if (!started) throw new IllegalStateException("recorder: it has no start yet; ask after startAt");
        return startNs;
    }

    /** A new part for one more event loop. It must be requested before the first second has ended. */
    public synchronized LoopRecorder loop() {
        if (!seconds.isEmpty())
            throw new IllegalStateException(
                "recorder: a loop joined after the first second was closed; ask for all loops before the start");
        var loop = new LoopRecorder(this, metrics);
        if (started) loop.startAt(startNs);
        loops.add(loop);
        return loop;
    }

    /**
     * Called for each second in order, once all loops have closed it, on the recorder's thread; for the last one on the thread of {@link
     * #finish}.
     */
    public synchronized void onSecond(Consumer<Second> listener) {
        listeners.add(listener);
    }

    /** Accepts a loop's part of a second, null if it is empty; the slot returns to the spares after merging. */
    void close(int index, LoopRecorder.Slot slot, Queue<LoopRecorder.Slot> spares) {
        if (finished)
            throw new IllegalStateException("recorder: second " + index + " was recorded after the end; stop the loops before finish");
        merging.execute(() -> {
            try {
                merge(index, slot);
            } finally { // a listener that throws must not cost the loop its slot
                if (slot != null) {
                    slot.reset();
                    spares.add(slot);
                }
            }
        });
    }

    /** Keeps a page of a loop's numbers, on the recorder's thread: a loop must not wait for a disk. */
    Future<Spool.Kept> keep(long[] page) {
        if (finished) throw new IllegalStateException("recorder: a page of numbers was full after the end; stop the loops before finish");
        return merging.submit(() -> spool.keep(Pages.encoded(page)));
    }

    private synchronized void merge(int index, LoopRecorder.Slot slot) {
        while (seconds.size() <= index) addSecond();
        if (slot != null) {
            var second = seconds.get(index);
            for (int i = 0; i < slot.counts.length; i++) second.counts()[i] += slot.counts[i];
            for (int i = 0; i < slot.timings.length; i++) add(second, i, slot.timings[i]);
        }
        closedBy.set(index, closedBy.get(index) + 1);
        while (!ending && announced < seconds.size() && closedBy.get(announced) == loops.size()) announceNext();
    }

    private void add(Second second, int timing, AbstractHistogram part) {
        if (part.getTotalCount() == 0) return;
        second.add(timing, part, work);
        raw[timing].add(part);
    }

    private void announceNext() {
        var second = seconds.get(announced++);
        listeners.forEach(listener -> listener.accept(second));
    }

    private void addSecond() {
        seconds.add(new Second(seconds.size(), metrics, spool));
        closedBy.add(0);
    }

    private Histogram[] histograms() {
        var made = new Histogram[metrics.timings().size()];
        for (int i = 0; i < made.length; i++) made[i] = LoopRecorder.histogram();
        return made;
    }

    /**
     * Closes the remaining seconds and adds up. The loops must have stopped recording, and the caller must know that from a future or a
     * join, so that their last writes are visible here.
     */
    public Recording finish(long endNs) {
        if (finished) throw new IllegalStateException("recorder: finished twice");
        if (endNs < startNs())
            throw new IllegalArgumentException("recorder: the end, " + endNs + " ns, is before the start, " + startNs + " ns");
        settle(); // passes on what is closed so far as usual
        ending = true; // the loops now close two seconds more than may exist: listeners get them after the empty ones are removed
        var whole = new Whole();
        loops.forEach(LoopRecorder::drain);
        finished = true;
        settle();
        merging.shutdown();
        synchronized (this) { // somebody may look at what is there so far
            loops.forEach(loop -> loop.addTo(whole));
            dropEmptyAfter(endNs);
            while (announced < seconds.size()) announceNext();
            return whole.recording(endNs);
        }
    }

    /**
     * What was recorded until now: counts of the seconds that all loops have closed, and timings also of those that some have. The merging
     * waits for it some milliseconds; no loop does.
     */
    public synchronized Figures soFar() {
        return Figures.of(metrics, announced, counts(seconds.subList(0, announced)), raw);
    }

    private long[] counts(List<Second> of) {
        var counts = new long[metrics.counters().size()];
        for (var second : of) {
            for (int i = 0; i < counts.length; i++) counts[i] += second.counts()[i];
        }
        return counts;
    }

    /** Waits until everything handed over is merged. */
    void settle() {
        try {
            merging.submit(() -> { }).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("recorder: interrupted while the last seconds were merged", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("recorder: the last seconds could not be merged", e);
        }
    }

    /** Seconds after the end stay if they contain records, because a late delivery must not vanish. */
    private void dropEmptyAfter(long endNs) {
        long ended = Math.max(1, (endNs - startNs + LoopRecorder.SECOND_NS - 1) / LoopRecorder.SECOND_NS);
        while (seconds.size() > ended && seconds.getLast().isEmpty()) seconds.removeLast();
        while (seconds.size() < ended) addSecond();
    }

    /** Adds up the loops' parts at the end. */
    final class Whole {
        private final Histogram[] corrected = histograms();
        private final Histogram values = LoopRecorder.histogram();
        private long late;
        private long beforeStart;
        private long negative;
        private long tooLarge;

        void add(LateRecords lateRecords, Histogram[] loopCorrected, long before, long below, long above) {
            lateRecords.forEachBatch(this::add);
            for (int i = 0; i < loopCorrected.length; i++) if (loopCorrected[i] != null) corrected[i].add(loopCorrected[i]);
            late += lateRecords.size();
            beforeStart += before;
            negative += below;
            tooLarge += above;
        }

        /** One histogram serves each second and timing in turn: a histogram for each would take a heap, where many records are late. */
        private void add(List<LateRecords.Late> sorted) {
            for (int i = 0; i < sorted.size(); i++) {
                var record = sorted.get(i);
                var second = seconds.get(record.second());
                if (!record.isTiming()) {
                    second.counts()[record.at()] += record.value();
                    continue;
                }
                values.recordValue(record.value());
                raw[record.at()].recordValue(record.value()); // a few values cost less than a whole histogram to be added
                if (i + 1 < sorted.size() && record.hasPlaceOf(sorted.get(i + 1))) continue;
                second.add(record.at(), values, work);
                values.reset();
            }
        }

        Recording recording(long endNs) {
            return new Recording(metrics, endNs - startNs, List.copyOf(seconds), counts(seconds), raw, corrected,
                new Recording.Anomalies(late, beforeStart, negative, tooLarge));
        }
    }
}
