package reprise.simulator.rpc;

import io.netty.channel.EventLoop;
import java.util.concurrent.TimeUnit;
import reprise.recorder.Clock;

/**
 * The reply that a client thread's call waits for. Owned by the thread's loop; ns. The time-out counts from the confirm, as
 * oslo's does: a call that was held up in its publishing has all of it. One timer serves all calls and looks again when it
 * fires: mostly the reply is there long before.
 */
final class AwaitedReply {
    private final EventLoop loop;
    private final Clock clock;
    private final long timeoutNs;
    private final Runnable timedOut;
    private final Runnable lookAtTime; // one object for all timers
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
        lookAtTime = this::lookAtTime;
    }

    // HOT: once per message.
    void begin() {
        answer = null;
    }

    /** The message has ended, one way or another. */
    // HOT: once per message.
    void end() {
        waiting = false;
    }

    /** What the reply made of the call; null until it comes. It may be quicker than the confirm. */
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

    // HOT: once per call; sets a timer only if there is none.
    void await(long now) {
        waiting = true;
        dueNs = now + timeoutNs;
        if (!timerSet) setTimer(timeoutNs);
    }

    private void setTimer(long afterNs) {
        timerSet = true;
        loop.schedule(lookAtTime, afterNs, TimeUnit.NANOSECONDS);
    }

    private void lookAtTime() {
        timerSet = false;
        if (!waiting) return;
        long leftNs = dueNs - clock.nanos();
        if (leftNs > 0) setTimer(leftNs);
        else timedOut.run();
    }
}
