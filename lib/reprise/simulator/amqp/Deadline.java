package reprise.simulator.amqp;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The end of a wait on a monitor. */
final class Deadline {
    private final Duration atMost;
    private final long endNs;

    Deadline(Duration atMost) {
        this.atMost = atMost;
        endNs = System.nanoTime() + atMost.toNanos();
    }

    boolean isOver() {
        return System.nanoTime() - endNs >= 0;
    }

    /** Waits for a notification, or for the end; the caller holds the monitor. */
    void await(Object monitor, String what) {
        try {
            TimeUnit.NANOSECONDS.timedWait(monitor, Math.max(1, endNs - System.nanoTime()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + what, e);
        }
    }

    @Override
    public String toString() {
        return new BigDecimal(atMost.toMillis()).movePointLeft(3).stripTrailingZeros().toPlainString() + " s";
    }
}
