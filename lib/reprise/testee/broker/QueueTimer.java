package reprise.testee.broker;

import io.netty.util.concurrent.ScheduledFuture;

/** Something that a queue does at a time, which may change until then. Owned by the event loop. */
final class QueueTimer {
    private final Broker broker;
    private final Runnable action;
    private ScheduledFuture<?> due;
    private long dueAtNs;

    QueueTimer(Broker broker, Runnable action) {
        this.broker = broker;
        this.action = action;
    }

    /** Acts at this time, in terms of {@link System#nanoTime}, or at an earlier one that is set already. */
    void noLaterThan(long atNs, long nowNs) {
        if (due != null && dueAtNs - atNs <= 0) return;
        cancel();
        dueAtNs = atNs;
        due = broker.schedule(() -> {
            due = null;
            action.run();
        }, atNs - nowNs);
    }

    void cancel() {
        if (due != null) due.cancel(false);
        due = null;
    }
}
