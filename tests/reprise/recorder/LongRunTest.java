package reprise.recorder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a run of hours records: the heap does not grow with it, and every figure is exact. */
@Tag("heap")
final class LongRunTest {
    private static final Counter SENT = new Counter("sent", Unit.COUNT, 0);
    private static final Timing LATENCY = new Timing("latency", 0);
    private static final Metrics METRICS = new Metrics(List.of(SENT), List.of(LATENCY));
    private static final long SECOND_NS = 1_000_000_000L;
    /** Half of what is recorded. A part of it is what else this JVM comes to keep meanwhile, which has been 6 MB. */
    private static final int MOST_BYTES = Spool.IN_HEAP_BYTES + (12 << 20);

    private final Recorder recorder = new Recorder(METRICS, 0);
    private final LoopRecorder loop = recorder.loop();

    private long heapBytes() {
        recorder.settle();
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** All different, in no order. */
    private static long value(long number) {
        return number * 0x9E3779B97F4A7C15L >>> 16;
    }

    /** Twelve timings, as two servers' users have: three histograms of each, and the whole run's, of the whole range would take 15 MB. */
    @Test
    void partOfALoop_isAsLongAsItsValuesAskFor() {
        var timings = IntStream.range(0, 12).mapToObj(i -> new Timing("t" + i, i)).toList();
        long before = heapBytes();
        var all = new Recorder(new Metrics(List.of(), timings), 0);
        var part = all.loop();
        for (int second = 0; second < 5; second++) {
            for (var timing : timings) part.time(timing, second * SECOND_NS, SECOND_NS);
            part.tick((second + 1) * SECOND_NS);
            all.settle(); // or the loop would need one more slot
        }
        long grown = heapBytes() - before;
        assertTrue(grown < 8 << 20, grown + " bytes");
        for (var second : all.finish(5 * SECOND_NS).seconds()) assertEquals(12, timings.stream().mapToLong(second::timed).sum());
    }

    @Test
    void values_thatMustBeExact_areNotInTheHeap() {
        int most = 4_000_001; // 32 MB
        long before = heapBytes();
        var samples = loop.samples();
        var others = recorder.loop().samples();
        for (int i = 0; i < most; i++) (i % 3 == 0 ? others : samples).add(value(i));
        long grown = heapBytes() - before;
        assertTrue(grown < MOST_BYTES, grown + " bytes");
        assertEquals(most, samples.count() + others.count());
        assertArrayEquals(LongStream.range(0, most).map(LongRunTest::value).sorted().toArray(), Samples.sorted(List.of(samples, others)));
    }

    /** As on a busy host, where most records may be late. */
    @Test
    void recordsForClosedSeconds_areNotInTheHeap() {
        int seconds = 1_000;
        int each = 1_000;
        loop.tick(seconds * SECOND_NS);
        long before = heapBytes();
        for (int i = 0; i < seconds * each; i++) { // not in the seconds' order
            long atNs = (i / 7 % seconds) * SECOND_NS;
            loop.time(LATENCY, atNs, i);
            loop.count(SENT, atNs, 2);
        }
        long grown = heapBytes() - before;
        assertTrue(grown < MOST_BYTES, grown + " bytes");
        var recording = recorder.finish(seconds * SECOND_NS);
        assertEquals(2L * seconds * each, recording.anomalies().late());
        assertEquals(2L * seconds * each, recording.count(SENT));
        var timed = new long[seconds];
        for (int i = 0; i < seconds * each; i++) timed[i / 7 % seconds]++;
        for (var second : recording.seconds()) {
            assertEquals(timed[second.index()], second.timed(LATENCY), "second " + second.index());
            assertEquals(2 * timed[second.index()], second.count(SENT), "second " + second.index());
        }
        var expected = LoopRecorder.histogram();
        for (int i = 0; i < seconds * each; i++) expected.recordValue(i);
        assertEquals(expected, recording.whole(LATENCY));
    }

    /** As after Ctrl-C. */
    @Test
    void valuesInTheFile_areReadByAnInterruptedThread() {
        var samples = loop.samples();
        for (int i = 0; i < 2_000_000; i++) samples.add(value(i));
        Thread.currentThread().interrupt();
        var sorted = Samples.sorted(List.of(samples));
        assertTrue(Thread.interrupted());
        assertArrayEquals(LongStream.range(0, 2_000_000).map(LongRunTest::value).sorted().toArray(), sorted);
    }
}
