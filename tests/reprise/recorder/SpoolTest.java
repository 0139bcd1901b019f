package reprise.recorder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SpoolTest {
    private static final Timing LATENCY = new Timing("latency", 0);

    @TempDir
    private Path temp;

    private static List<byte[]> some(int number) {
        var random = new Random(number);
        var all = new ArrayList<byte[]>();
        for (int i = 0; i < number; i++) {
            var bytes = new byte[random.nextInt(0, 400)];
            random.nextBytes(bytes);
            all.add(bytes);
        }
        return all;
    }

    private static void assertKept(List<byte[]> given, List<Spool.Kept> kept) {
        for (int i = given.size() - 1; i >= 0; i--) assertArrayEquals(given.get(i), kept.get(i).bytes(), "part " + i);
    }

    @Test
    void whatIsKept_beyondTheHeapsPart_isInAFileWithoutAName() throws Exception {
        var spool = new Spool(10_000, temp);
        var given = some(500);
        var kept = given.stream().map(spool::keep).toList();
        assertKept(given, kept);
        assertTrue(kept.getFirst().getClass() != kept.getLast().getClass(), "all in one place");
        try (var left = Files.list(temp)) {
            assertEquals(List.of(), left.toList());
        }
    }

    /** Ctrl-C interrupts threads that read: what they would read after it is still there. */
    @Test
    void whatIsKept_isReadByAnInterruptedThread() {
        var spool = new Spool(0, temp);
        var given = some(20);
        var kept = given.stream().map(spool::keep).toList();
        Thread.currentThread().interrupt();
        assertKept(given, kept);
        assertTrue(Thread.interrupted());
        assertKept(given, kept);
    }

    @Test
    void aFolderThatIsNotThere_leavesAllInTheHeap() {
        var spool = new Spool(100, temp.resolve("none"));
        var given = some(200);
        assertKept(given, given.stream().map(spool::keep).toList());
    }

    @Test
    void seconds_ofALongRun_haveTheirTimingsAgain() {
        var metrics = new Metrics(List.of(), List.of(LATENCY));
        var spool = new Spool(1_000, temp);
        var work = ByteBuffer.allocate(LoopRecorder.histogram().getNeededByteBufferCapacity());
        var seconds = new ArrayList<Second>();
        for (int i = 0; i < 200; i++) {
            var second = new Second(i, metrics, spool);
            for (int loop = 0; loop < 2; loop++) {
                var part = LoopRecorder.histogram();
                part.recordValueWithCount(1_000_000L * (i + 1), loop + 1);
                second.add(LATENCY, part, work);
            }
            seconds.add(second);
        }
        for (var second : seconds) {
            var timing = second.timing(LATENCY);
            assertEquals(3, timing.getTotalCount());
            assertTrue(timing.valuesAreEquivalent(1_000_000L * (second.index() + 1), timing.getMaxValue()), "second " + second.index());
        }
    }
}
