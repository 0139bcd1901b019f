package reprise.simulator.rpc;

import java.util.Arrays;

/**
 * The time span in which each cast that no queue took was in flight: from its last write to its confirm, ns of the clock. Owned by the
 * client's loop; readable once the client is closed. The first {@link #MOST} have their times, 16 bytes each; more are only counted.
 */
public final class UnroutedCasts {
    static final int MOST = 1 << 20;

    private long[] timesNs = new long[16];
    private int kept;
    private long count;
    private long firstNs = Long.MAX_VALUE;
    private long lastNs = Long.MIN_VALUE;

    void add(long writtenNs, long confirmedNs) {
        count++;
        firstNs = Math.min(firstNs, confirmedNs);
        lastNs = Math.max(lastNs, writtenNs);
        if (kept == MOST) return;
        if (2 * kept == timesNs.length) timesNs = Arrays.copyOf(timesNs, 2 * timesNs.length);
        timesNs[2 * kept] = writtenNs;
        timesNs[2 * kept + 1] = confirmedNs;
        kept++;
    }

    public long count() {
        return count;
    }

    /** The earliest confirm; requires at least one cast. */
    public long firstNs() {
        return firstNs;
    }

    /** The latest write; requires at least one cast. */
    public long lastNs() {
        return lastNs;
    }

    /** Whether all have their times. */
    public boolean isComplete() {
        return kept == count;
    }

    /** Whether the cast of this number, from 0, was in flight at any moment of that time. */
    public boolean isWithin(int number, long fromNs, long toNs) {
        return timesNs[2 * number + 1] >= fromNs && timesNs[2 * number] <= toNs;
    }
}
