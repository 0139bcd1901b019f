package reprise.simulator.users;

import reprise.recorder.Clock;

/**
 * A clock that stands still until its test sets it or lets it go: what must happen between two steps of a schedule then has all the time
 * that a busy host takes for it.
 */
final class HeldClock implements Clock {
    private static final long MS = 1_000_000L;
    private final Clock system = Clock.system();
    private final long startNs = system.nanos();
    private long heldNs = startNs;
    private long behindNs;
    private boolean isHeld = true;
    private int looks; // of a run's thread since it was set

    @Override
    public synchronized long nanos() {
        if (Thread.currentThread().getName().equals("users")) {
            looks++;
            notifyAll();
        }
        return isHeld ? heldNs : system.nanos() - behindNs;
    }

    @Override
    public long wallNs(long nanos) {
        return system.wallNs(nanos);
    }

    /** From now on time passes. */
    synchronized void letGo() {
        if (isHeld) behindNs = system.nanos() - heldNs;
        isHeld = false;
    }

    /** So long after the start, and the run's thread has taken all steps that are due then: it looks once before, and once behind them. */
    synchronized void set(long ms, Users run) throws InterruptedException {
        heldNs = startNs + ms * MS;
        looks = 0;
        run.wake();
        while (looks < 3) wait();
    }
}
