package reprise.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** Proves that a hot path allocates nothing: counts the bytes that this thread allocated. */
public final class Allocation {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private Allocation() {}

    /** Runs it once to load and link what it needs, then repeatedly; those runs must allocate 0 bytes. */
    public static void assertNone(int times, Runnable action) {
        long least = Long.MAX_VALUE;
        // The JIT may allocate on this thread's account while it settles, so the best of a few rounds counts.
        for (int round = 0; round < 5 && least != 0; round++) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < times; i++) action.run();
            least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
        }
        assertEquals(0, least, "bytes allocated in " + times + " calls");
    }
}
