package reprise.testee.broker;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;

/**
 * How many bytes of messages the cluster holds. At the high-water mark the alarm goes on, and each connection that
 * publishes from then on is held back: told so (connection.blocked) if it can be, and not read any more. Below the
 * low-water mark all go on, those that wait longest first. Nothing is dropped; what goes over the mark is at most one
 * message for each connection. Owned by the event loop.
 */
final class Memory {
    private final Executor later;
    private final long highWaterBytes;
    private final long lowWaterBytes;
    private final ArrayDeque<Intake> heldBack = new ArrayDeque<>();
    private long usedBytes;
    private boolean alarm;

    Memory(Executor later, long highWaterBytes) {
        this.later = later;
        this.highWaterBytes = highWaterBytes;
        this.lowWaterBytes = highWaterBytes / 10 * 8;
    }

    void take(long bytes) {
        usedBytes += bytes;
        if (usedBytes >= highWaterBytes) alarm = true;
    }

    void giveBack(long bytes) {
        usedBytes -= bytes;
        if (alarm && usedBytes <= lowWaterBytes) {
            alarm = false;
            // Later, because what gives bytes back is in the middle of something.
            later.execute(this::letGo);
        }
    }

    boolean alarm() {
        return alarm;
    }

    long usedBytes() {
        return usedBytes;
    }

    void holdBack(Intake intake) {
        heldBack.add(intake);
    }

    void forget(Intake intake) {
        heldBack.remove(intake);
    }

    private void letGo() {
        for (int left = heldBack.size(); left > 0 && !alarm; left--) {
            Intake intake = heldBack.poll();
            if (intake != null) intake.unblock();
        }
    }
}
