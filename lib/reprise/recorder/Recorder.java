package reprise.recorder;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/**
 * Gathers what the loops record. Each loop writes to a {@link LoopRecorder} of its own without a lock; once a second it
 * hands the closed second over, and the loops' parts are merged on a thread of the recorder's own, in little time: it has
 * no core to itself, and what it takes may be missing in a loop. Times are ns of one {@link Clock}.
 */
public final class Recorder {
    private final Schema schema;
    private final List<LoopRecorder> loops = new ArrayList<>();
    private final List<Consumer<Second>> listeners = new ArrayList<>();
    private final List<Second> seconds = new ArrayList<>();
    private final List<Integer> closedBy = new ArrayList<>();
    private final Histogram[] raw;
    private final ByteBuffer work = ByteBuffer.allocate(LoopRecorder.histogram().getNeededByteBufferCapacity());
    private int told;
    private volatile boolean ending;
    private final ExecutorService merging = Executors.newSingleThreadExecutor(
        task -> Thread.ofPlatform().group(outermost(Thread.currentThread().getThreadGroup())).name("recorder").daemon().unstarted(task));
    private volatile boolean finished;
    private volatile boolean started;
    private volatile long startNs;

    /** Its start is told later, by {@link #startAt}: its parts take time to make, which must not be the run's. */
    public Recorder(Schema schema) {
        this.schema = schema;
        raw = histograms();
    }

    public Recorder(Schema schema, long startNs) {
        this(schema);
        startAt(startNs);
    }

    /** Second 0 begins then. Once, before the loops record; what hands them their work makes it seen there. */
    public synchronized void startAt(long atNs) {
        if (started) throw new IllegalStateException("recorder: started twice; make another one");
        startNs = atNs;
        started = true;
        loops.forEach(loop -> loop.startAt(atNs));
    }

    /** Not in the group of who records first: who waits until that is empty would wait for this thread. */
    private static ThreadGroup outermost(ThreadGroup group) {
        return group.getParent() == null ? group : outermost(group.getParent());
    }

    public Schema schema() {
        return schema;
    }

    public long startNs() {
        if (!started) throw new IllegalStateException("recorder: it has no start yet; ask after startAt");
        return startNs;
    }

    /** A part of its own for one more event loop. To be asked for before the first second is over. */
    public synchronized LoopRecorder loop() {
        if (!seconds.isEmpty())
            throw new IllegalStateException(
                "recorder: a loop joined after the first second was closed; ask for all loops before the start");
        var loop = new LoopRecorder(this, schema);
        if (started) loop.startAt(startNs);
        loops.add(loop);
        return loop;
    }

    /** Called in order, once all loops have closed that second, on the recorder's thread (the last one on that of {@link #finish}). */
    public synchronized void onSecond(Consumer<Second> listener) {
        listeners.add(listener);
    }

    /** Takes a loop's part of a second, null if it is empty; the slot goes to the spares when it has been merged. */
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

    private synchronized void merge(int index, LoopRecorder.Slot slot) {
        while (seconds.size() <= index) addSecond();
        if (slot != null) {
            var second = seconds.get(index);
            for (int i = 0; i < slot.counts.length; i++) second.counts()[i] += slot.counts[i];
            for (int i = 0; i < slot.timings.length; i++) add(second, i, slot.timings[i]);
        }
        closedBy.set(index, closedBy.get(index) + 1);
        while (!ending && told < seconds.size() && closedBy.get(told) == loops.size()) tellNext();
    }

    private void add(Second second, int timing, Histogram part) {
        if (part.getTotalCount() == 0) return;
        second.add(timing, part, work);
        raw[timing].add(part);
    }

    private void tellNext() {
        var second = seconds.get(told++);
        listeners.forEach(listener -> listener.accept(second));
    }

    private void addSecond() {
        seconds.add(new Second(seconds.size(), schema.counters().size(), schema.timings().size()));
        closedBy.add(0);
    }

    private Histogram[] histograms() {
        var made = new Histogram[schema.timings().size()];
        for (int i = 0; i < made.length; i++) made[i] = LoopRecorder.histogram();
        return made;
    }

    /**
     * Takes what is still open and adds up. The loops must have stopped recording, and the caller must know it from
     * them (a future, a join), so that what they wrote last is seen here.
     */
    public Recording finish(long endNs) {
        if (finished) throw new IllegalStateException("recorder: finished twice");
        if (endNs < startNs())
            throw new IllegalArgumentException("recorder: the end, " + endNs + " ns, is before the start, " + startNs + " ns");
        settle(); // what was closed until now is told as ever
        ending = true; // the loops close two seconds more than there may be: who listens is told after the empty ones are gone
        var whole = new Whole();
        loops.forEach(LoopRecorder::drain);
        finished = true;
        settle();
        merging.shutdown();
        loops.forEach(loop -> loop.addTo(whole));
        dropEmptyAfter(endNs);
        while (told < seconds.size()) tellNext();
        return whole.recording(endNs);
    }

    /** Waits until everything handed over has been merged. */
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

    /** Seconds after the end stay if something was recorded in them: a late delivery must not vanish. */
    private void dropEmptyAfter(long endNs) {
        long ended = Math.max(1, (endNs - startNs + LoopRecorder.SECOND_NS - 1) / LoopRecorder.SECOND_NS);
        while (seconds.size() > ended && seconds.getLast().isEmpty()) seconds.removeLast();
        while (seconds.size() < ended) addSecond();
    }

    /** Adds up the loops' parts at the end. */
    final class Whole {
        private final Histogram[] corrected = histograms();
        private long late;
        private long beforeStart;
        private long negative;
        private long tooLarge;

        void add(List<LoopRecorder.Late> lateRecords, Histogram[] loopCorrected, long before, long below, long above) {
            var lateTimings = new LinkedHashMap<LoopRecorder.Late, Histogram>(); // those of one second and timing together
            for (var record : lateRecords) {
                if (record.counter() >= 0) seconds.get(record.second()).counts()[record.counter()] += record.value();
                else lateTimings.computeIfAbsent(record.ofValue(0), _ -> LoopRecorder.histogram()).recordValue(record.value());
            }
            lateTimings.forEach((record, values) -> Recorder.this.add(seconds.get(record.second()), record.timing(), values));
            for (int i = 0; i < loopCorrected.length; i++) if (loopCorrected[i] != null) corrected[i].add(loopCorrected[i]);
            late += lateRecords.size();
            beforeStart += before;
            negative += below;
            tooLarge += above;
        }

        Recording recording(long endNs) {
            var counts = new long[schema.counters().size()];
            for (var second : seconds) {
                for (int i = 0; i < counts.length; i++) counts[i] += second.counts()[i];
            }
            return new Recording(schema, endNs - startNs, List.copyOf(seconds), counts, raw, corrected,
                new Recording.Odd(late, beforeStart, negative, tooLarge));
        }
    }
}
