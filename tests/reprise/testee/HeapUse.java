package reprise.testee;

import java.lang.management.ManagementFactory;

/** The heap that is in use after collections, each of which takes time by what is in use. */
public final class HeapUse {
    private static final int SETTLED_BYTES = 10_000;
    private static final int MOST = 200;

    private HeapUse() {}

    /**
     * Collects until twelve collections in a row found nothing more: garbage of earlier tests goes gradually, as their threads end and
     * their references are cleared.
     */
    public static long settled() {
        return bytes(12);
    }

    /** Collects until three collections in a row found nothing more: what was garbage before the first {@link #settled} is gone. */
    public static long bytes() {
        return bytes(3);
    }

    private static long bytes(int sameInARow) {
        long least = Long.MAX_VALUE;
        for (int same = 0, round = 0; same < sameInARow && round < MOST; round++) {
            System.gc();
            long used = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
            same = used < least - SETTLED_BYTES ? 0 : same + 1;
            least = Math.min(least, used);
        }
        return least;
    }
}
