package reprise.simulator.oslo;

/**
 * oslo's duplicate rule: a message is dropped if its {@code _unique_id} is among the last 16 accepted ones, so that a cast that is resent
 * after a lost confirm counts once. Owned by one event loop; each id is two longs.
 */
public final class RecentIds {
    public static final int KEPT = 16;

    private final long[] high = new long[KEPT];
    private final long[] low = new long[KEPT];
    private long accepted;

    /** Remembers a new id and returns true; false for a duplicate. */
    // HOT: once per message; sixteen comparisons.
    public boolean accept(long idHigh, long idLow) {
        int known = (int) Math.min(accepted, KEPT);
        for (int i = 0; i < known; i++) {
            if (high[i] == idHigh && low[i] == idLow) return false;
        }
        int place = (int) (accepted++ % KEPT);
        high[place] = idHigh;
        low[place] = idLow;
        return true;
    }
}
