package reprise.simulator.rpc;

import io.netty.channel.EventLoop;
import java.util.concurrent.TimeUnit;
import reprise.recorder.Clock;

/**
 * The reply that a client thread's call awaits. Owned by the thread's loop; ns. The time-out counts from the confirm, as oslo's does, so
 * a call whose publish was delayed keeps all of it. One timer serves all calls and checks again when it fires, because most replies
 * arrive long before.
 */
final class AwaitedReply {
    private final EventLoop loop;
    private final Clock clock;
    private final long timeoutNs;
    private final Runnable timedOut;
    private final Runnable checkTimeout; // one object for all timers
    private boolean waiting;
    private boolean timerSet;
    private long dueNs;
    private Outcome answer;
    private long answerNs;

    AwaitedReply(EventLoop loop, Clock clock, long timeoutNs, Runnable timedOut) {
        this.loop = loop;
        this.clock = clock;
        this.timeoutNs = timeoutNs;
        this.timedOut = timedOut;
        checkTimeout = this::checkTimeout;
    }

    // HOT: once per message.
    void begin() {
        answer = null;
    }

    /** The message has ended, with any outcome. */
    // HOT: once per message.
    void end() {
        waiting = false;
    }

    /** The call's outcome by its reply; null until it arrives. It may precede the confirm. */
    Outcome answer() {
        return answer;
    }

    long answerNs() {
        return answerNs;
    }

    /** False if there was one before. */
    // HOT: once per call.
    boolean take(String failure, long now) {
        if (answer != null) return false;
        answer = failure == null ? Outcome.REPLIED : new Outcome.Failed(failure);
        answerNs = now;
        return true;
    }

    // HOT: once per call; sets a timer only if none is pending.
    void await(long now) {
        waiting = true;
        dueNs = now + timeoutNs;
        if (!timerSet) setTimer(timeoutNs);
    }

    private void setTimer(long afterNs) {
        timerSet = true;
        loop.schedule(checkTimeout, afterNs, TimeUnit.NANOSECONDS);
    }

    private void checkTimeout() {
        timerSet = false;
        if (!waiting) return;
        long leftNs = dueNs - clock.nanos();
        if (leftNs > 0) setTimer(leftNs);
        else timedOut.run();
    }
}
