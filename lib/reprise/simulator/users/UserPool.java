package reprise.simulator.users;

/**
 * The users of an arrival-rate scenario, counted from 1: who takes the next iteration. As in k6, an iteration that finds nobody
 * free is dropped, and one more user is made for those after it, up to the most. Pure; owned by one thread.
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
    /** The user that takes the iteration that begins now, or {@link #DROPPED}. */
    public int take() {
        if (freeCount > 0) return free[--freeCount];
        dropped++;
        if (made < most) make();
        return DROPPED;
    }

    /** It is free again. */
    public void give(int user) {
        free[freeCount++] = user;
    }

    /** Made so far: pre-allocated and added. */
    public int made() {
        return made;
    }

    public long dropped() {
        return dropped;
    }
}
