package reprise.recorder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

final class RecorderTest {
    private static final long START_NS = -5_000_000_000L; // nanoTime may be negative
    private static final long MS = 1_000_000L;
    private static final Counter SENT = new Counter("sent", Unit.COUNT, 0);
    private static final Counter RECEIVED = new Counter("received", Unit.COUNT, 1);
    private static final Timing LATENCY = new Timing("latency", 0, 10 * MS);
    private static final Timing CONFIRM = new Timing("confirm", 1);
    private static final Metrics METRICS = new Metrics(List.of(SENT, RECEIVED), List.of(LATENCY, CONFIRM));

    private final Recorder recorder = new Recorder(METRICS, START_NS);

    @Test
    void seconds_eventsOnTheEdge_goToTheSecondOfTheirOwnTime() {
        var loop = recorder.loop();
        loop.count(SENT, START_NS, 1);
        loop.count(SENT, at(1) - 1, 1);
        loop.count(SENT, at(1), 1);
        loop.count(SENT, at(1) - 2, 1); // out of order, second 0 is still open
        var recording = recorder.finish(at(2));
        assertEquals(List.of(3L, 1L), sent(recording));
        assertTrue(recording.anomalies().none());
    }

    @Test
    void seconds_ofSeveralLoops_addUpToTheWhole() {
        var loops = List.of(recorder.loop(), recorder.loop(), recorder.loop());
        var random = new Random(7);
        var told = new CopyOnWriteArrayList<Integer>();
        recorder.onSecond(second -> told.add(second.index()));
        for (long ms = 0; ms < 9_500; ms++) {
            var loop = loops.get(random.nextInt(3));
            loop.count(SENT, START_NS + ms * MS, 2);
            loop.time(LATENCY, START_NS + ms * MS, random.nextLong(20 * MS));
            if (ms % 1000 == 30) for (var each : loops) each.tick(START_NS + ms * MS);
        }
        var recording = recorder.finish(at(10) - 500 * MS);
        assertEquals(List.of(2000L, 2000L, 2000L, 2000L, 2000L, 2000L, 2000L, 2000L, 2000L, 1000L), sent(recording));
        assertEquals(19_000, recording.count(SENT));
        assertEquals(9_500, recording.whole(LATENCY).getTotalCount());
        assertEquals(9_500, recording.seconds().stream().mapToLong(second -> second.timed(LATENCY)).sum());
        var sum = recording.seconds().getFirst().timing(LATENCY);
        recording.seconds().stream().skip(1).forEach(second -> sum.add(second.timing(LATENCY)));
        assertEquals(recording.whole(LATENCY), sum, "each value is in its second, from whichever loop");
        assertEquals(List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9), told);
        assertTrue(recording.anomalies().none());
    }

    @Test
    void second_oneLoopHasNotClosedIt_isNotTold() {
        var told = new CopyOnWriteArrayList<Integer>();
        recorder.onSecond(second -> told.add(second.index()));
        var fast = recorder.loop();
        var slow = recorder.loop();
        fast.tick(at(3));
        recorder.settle();
        assertEquals(List.of(), told);
        slow.tick(at(1));
        recorder.settle();
        assertEquals(List.of(0), told);
        slow.tick(at(3));
        recorder.settle();
        assertEquals(List.of(0, 1, 2), told);
    }

    @Test
    void record_afterItsSecondWasClosed_isInItAllTheSameAndCountedAsLate() {
        var loop = recorder.loop();
        loop.tick(at(3));
        loop.count(SENT, at(1), 5);
        loop.time(LATENCY, at(1), 7 * MS);
        var recording = recorder.finish(at(4));
        assertEquals(List.of(0L, 5L, 0L, 0L), sent(recording));
        assertEquals(1, recording.seconds().get(1).timed(LATENCY));
        assertEquals(1, recording.whole(LATENCY).getTotalCount());
        assertEquals(new Recording.Anomalies(2, 0, 0, 0), recording.anomalies());
    }

    /** As on a busy host: a histogram for each of these seconds would take more than a gigabyte. */
    @Test
    void records_lateInThousandsOfSeconds_takeNoHistogramEach() {
        var loop = recorder.loop();
        loop.tick(at(6_000));
        for (int second = 5_999; second >= 0; second--) {
            loop.time(LATENCY, at(second), (second + 1) * MS);
            loop.time(CONFIRM, at(second), MS);
        }
        var recording = recorder.finish(at(6_000));
        assertEquals(12_000, recording.anomalies().late());
        for (int second = 0; second < 6_000; second += 997) {
            var latency = recording.seconds().get(second).timing(LATENCY);
            assertEquals(1, latency.getTotalCount());
            assertTrue(latency.valuesAreEquivalent((second + 1) * MS, latency.getMaxValue()), "second " + second);
            assertEquals(1, recording.seconds().get(second).timed(CONFIRM));
        }
    }

    /** The merging thread races with the loop for the slots: in any order, nothing is lost or counted twice. */
    @Test
    void seconds_closedFasterThanTheyAreMerged_loseNothing() {
        var loop = recorder.loop();
        for (int second = 0; second < 2_000; second++) {
            if (second % 3 == 0) continue; // an empty one keeps its slot
            loop.count(SENT, at(second), second);
            loop.tick(at(second + 1));
        }
        var sent = sent(recorder.finish(at(2_000)));
        for (int second = 0; second < 2_000; second++) assertEquals(second % 3 == 0 ? 0 : second, sent.get(second), "second " + second);
    }

    @Test
    void record_ofAFarSecondWithoutTicks_closesTheOnesBetween() {
        var loop = recorder.loop();
        loop.count(SENT, at(0), 1);
        loop.count(SENT, at(6), 2);
        loop.count(SENT, at(5), 3);
        assertEquals(List.of(1L, 0L, 0L, 0L, 0L, 3L, 2L), sent(recorder.finish(at(7))));
    }

    @Test
    void record_thatCannotBeKept_isCountedAndNotClamped() {
        var loop = recorder.loop();
        loop.count(SENT, START_NS - 1, 1);
        loop.time(LATENCY, at(1), -1);
        loop.time(LATENCY, at(1), LoopRecorder.HIGHEST_NS + 1);
        loop.count(SENT, at(86_400), 1);
        loop.time(LATENCY, at(1), LoopRecorder.HIGHEST_NS);
        var recording = recorder.finish(at(2));
        assertEquals(new Recording.Anomalies(0, 1, 1, 2), recording.anomalies());
        assertEquals(List.of("Records from before the start: 1; they are in no figure",
            "Negative timings: 1; they are in no latency figure, the clocks of the hosts differ",
            "Records above 24 h: 2; they are in no figure"), recording.anomalies().notes());
        assertEquals(1, recording.whole(LATENCY).getTotalCount());
        assertEquals(0, recording.count(SENT));
    }

    @Test
    void finish_inTheMiddleOfASecond_takesThePartialOneAndDropsEmptyOnesAfterIt() {
        var loop = recorder.loop();
        loop.tick(at(9));
        loop.count(RECEIVED, at(4) + 1, 1); // a delivery after the end stays
        var recording = recorder.finish(at(2) + 500 * MS);
        assertEquals(5, recording.seconds().size());
        assertEquals(2.5, recording.durationSec());
        assertEquals(1, recording.count(RECEIVED));
    }

    @Test
    void finish_withoutAnyRecord_hasEmptySecondsForTheWholeDuration() {
        recorder.loop();
        assertEquals(List.of(0L, 0L, 0L), sent(recorder.finish(at(3))));
    }

    @Test
    void record_afterFinish_isRefused() {
        var loop = recorder.loop();
        recorder.finish(at(1));
        assertThrows(IllegalStateException.class, () -> loop.tick(at(9)));
    }

    /** 35 ms with one send expected every 10 ms: the missing sends would have taken 25 and 15 ms (5 is below 10). */
    @Test
    void corrected_oneStall_hasTheSendsThatCouldNotHappen() {
        var loop = recorder.loop();
        loop.time(LATENCY, at(0), 35 * MS);
        loop.time(LATENCY, at(0), 2 * MS);
        loop.time(CONFIRM, at(0), 35 * MS);
        var recording = recorder.finish(at(1));
        var expected = new Histogram(1, LoopRecorder.HIGHEST_NS, 3);
        for (long ms : new long[] {35, 25, 15, 2}) expected.recordValue(ms * MS);
        var byLibrary = new Histogram(1, LoopRecorder.HIGHEST_NS, 3);
        byLibrary.recordValueWithExpectedInterval(35 * MS, 10 * MS);
        byLibrary.recordValueWithExpectedInterval(2 * MS, 10 * MS);
        var corrected = recording.correctedWhole(LATENCY).orElseThrow();
        assertEquals(expected, corrected);
        assertEquals(byLibrary, corrected);
        assertEquals(2, recording.whole(LATENCY).getTotalCount());
        assertTrue(recording.correctedWhole(CONFIRM).isEmpty());
    }

    @Test
    void record_afterWarmUp_allocatesNothing() {
        var loop = recorder.loop();
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (int i = 0; i < 100_000; i++) recordOne(loop, i);
        long before = threads.getCurrentThreadAllocatedBytes();
        long nothing = threads.getCurrentThreadAllocatedBytes() - before; // the allocation of the query itself
        long least = Long.MAX_VALUE; // the compiler may attribute some bytes to a thread whose code it has just replaced
        for (int round = 0; round < 5; round++) {
            before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 100_000; i++) recordOne(loop, i);
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertEquals(nothing, least);
    }

    private static void recordOne(LoopRecorder loop, int i) {
        long atNs = START_NS + i * 10L;
        loop.count(SENT, atNs, 1);
        loop.time(LATENCY, atNs, i * 31L); // up to 3.1 ms
        loop.time(CONFIRM, atNs, i * 1_000L);
    }

    @Test
    void metrics_nameGivenTwiceOrHandleOfAnotherPosition_isRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Metrics(List.of(SENT), List.of(new Timing("sent", 0))));
        var e = assertThrows(IllegalArgumentException.class, () -> new Metrics(List.of(RECEIVED), List.of()));
        assertEquals("metrics: received is at position 0, its handle says 1; list the handles by their positions", e.getMessage());
        assertThrows(IllegalArgumentException.class, () -> METRICS.at(new Counter("latency", Unit.COUNT, 0)), "it is a timing");
    }

    /** As read from a file with other metrics, or of an earlier version: the handle's own position belongs to another metric there. */
    @Test
    void recording_otherPositions_isAskedByTheHandlesName() {
        var turned = new Metrics(List.of(new Counter("received", Unit.COUNT, 0), new Counter("sent", Unit.COUNT, 1)),
            List.of(new Timing("confirm", 0)));
        var own = new Recorder(turned, START_NS);
        own.loop().count(turned.counters().get(1), at(0), 5);
        var recording = own.finish(at(1));
        assertEquals(List.of(5L, 0L), List.of(recording.count(SENT), recording.count(RECEIVED)));
        assertEquals(5, recording.seconds().getFirst().count(SENT));
        assertEquals(List.of(true, true, false), List.of(turned.has(SENT), turned.has(CONFIRM), turned.has(LATENCY)));
        var whole = new Second(0, METRICS);
        whole.addAll(recording.seconds().getFirst());
        assertEquals(List.of(5L, 0L), List.of(whole.count(SENT), whole.count(RECEIVED)));
    }

    @Test
    void clock_ofTheSystem_isAnchoredOnce() {
        var clock = Clock.system();
        assertEquals(1_500, clock.wallNs(2_500) - clock.wallNs(1_000));
    }

    private static long at(long second) {
        return START_NS + second * 1_000_000_000L;
    }

    private static List<Long> sent(Recording recording) {
        return recording.seconds().stream().map(second -> second.count(SENT)).toList();
    }
}
