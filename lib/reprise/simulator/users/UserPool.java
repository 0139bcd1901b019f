package reprise.simulator.users;

/**
 * Chooses the user for each iteration of an arrival-rate scenario; users count from 1. As in k6, an iteration without a free user is
 * dropped, and one more user is made for later ones, up to the maximum. Pure; owned by one thread.
 */
public final class UserPool {
    /** Returned instead of a user. */
    public static final int DROPPED = 0;
    private final int most;
    private final int[] free;
    private int freeCount;
    private int made;
    private long dropped;

    UserPool(int preAllocated, int most) {
        this.most = most;
        free = new int[most];
        while (made < preAllocated) make();
    }

    private void make() {
        free[freeCount++] = ++made;
    }

    // HOT: once per iteration.
    /** The user for the iteration that starts now, or {@link #DROPPED}. */
    public int take() {
        if (freeCount > 0) return free[--freeCount];
        dropped++;
        if (made < most) make();
        return DROPPED;
    }

    /** Returns a user to the pool. */
    public void give(int user) {
        free[freeCount++] = user;
    }

    /** The number of users made: pre-allocated and added. */
    public int made() {
        return made;
    }

    public long dropped() {
        return dropped;
    }
}
