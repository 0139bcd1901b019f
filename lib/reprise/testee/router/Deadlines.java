package reprise.testee.router;

import io.netty.channel.EventLoop;
import java.util.concurrent.TimeUnit;

/**
 * The calls with a time limit, in a ring linked through the calls themselves, so that adding and removing allocate nothing. A timer
 * checks every 10 ms whether the earliest is due, so a call times out up to that much late. Confined to the loop.
 */
final class Deadlines {
    private static final long SWEEP_MS = 10;

    private final EventLoop loop;
    private final java.util.function.Consumer<PendingCall> expired;
    private final PendingCall ring = new PendingCall(null, 0, null);
    private final Runnable sweep = this::sweep;
    private long earliestNs;
    private boolean sweeping;

    Deadlines(EventLoop loop, java.util.function.Consumer<PendingCall> expired) {
        this.loop = loop;
        this.expired = expired;
        ring.before = ring;
        ring.after = ring;
    }

    /** HOT: @param timeoutMs above 0 */
    void add(PendingCall call, long timeoutMs) {
        long now = System.nanoTime();
        call.timeoutMs = (int) Math.min(timeoutMs, Integer.MAX_VALUE); // 24 days
        long deadlineNs = now + TimeUnit.MILLISECONDS.toNanos(call.timeoutMs);
        call.deadlineNs = deadlineNs == 0 ? 1 : deadlineNs;
        if (ring.after == ring || call.deadlineNs - earliestNs < 0) earliestNs = call.deadlineNs;
        call.before = ring.before;
        call.after = ring;
        ring.before.after = call;
        ring.before = call;
        if (!sweeping) later();
    }

    /** A partial result has arrived: restarts the call's time limit. */
    void again(PendingCall call) {
        remove(call);
        add(call, call.timeoutMs);
    }

    static void remove(PendingCall call) {
        if (call.after == null) return;
        call.before.after = call.after;
        call.after.before = call.before;
        call.before = null;
        call.after = null;
    }

    private void later() {
        sweeping = true;
        loop.schedule(sweep, SWEEP_MS, TimeUnit.MILLISECONDS);
    }

    // The first pass collects the calls that are due, because answering one may change the ring.
    private void sweep() {
        sweeping = false;
        long now = System.nanoTime();
        if (ring.after != ring && earliestNs - now <= 0) {
            PendingCall due = null;
            earliestNs = now + Long.MAX_VALUE / 2;
            for (PendingCall call = ring.after, next; call != ring; call = next) {
                next = call.after;
                if (call.deadlineNs - now > 0) {
                    if (call.deadlineNs - earliestNs < 0) earliestNs = call.deadlineNs;
                    continue;
                }
                remove(call);
                call.before = due; // reuses a link that the ring no longer needs
                due = call;
            }
            while (due != null) {
                var call = due;
                due = call.before;
                call.before = null;
                expired.accept(call);
            }
        }
        if (!sweeping && ring.after != ring) later();
    }
}
