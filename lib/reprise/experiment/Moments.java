package reprise.experiment;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import reprise.recorder.Clock;
import reprise.recorder.Event;
import reprise.sut.Failure;
import reprise.sut.Interruption;
import reprise.transport.OwnThreads;

/** Performs the moments of one phase at their times, on a thread of its own. */
final class Moments implements AutoCloseable {
    /** A moment ended with an exception without a sentence for users. */
    static final class Failed extends RuntimeException {
        private Failed(Moment moment, Throwable cause) {
            super("the moment at " + DurationOption.text(moment.after()) + " ended with " + cause, cause);
        }
    }

    private static final int END_WAIT_SEC = 60;

    private final List<Moment> moments;
    private final LiveView live;
    private final Clock clock;
    private final Interruption interruption;
    private final CompletableFuture<Void> failed = new CompletableFuture<>();
    private final ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(1, OwnThreads.named("moments"));
    private volatile boolean begun;

    Moments(List<Moment> moments, LiveView live, Clock clock, Interruption interruption) {
        this.moments = moments;
        this.live = live;
        this.clock = clock;
        this.interruption = interruption;
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        thread.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy()); // one that would follow after the phase
    }

    /** @param before runs before the first of them, on their thread */
    void start(long startNs, Runnable before) {
        for (var moment : moments) schedule(moment, startNs, before);
    }

    private void schedule(Moment moment, long startNs, Runnable before) {
        long inNs = startNs + moment.after().toNanos() - clock.nanos();
        thread.schedule(() -> perform(moment, startNs, before), Math.max(0, inNs), TimeUnit.NANOSECONDS);
    }

    /** An error of the script's own, such as an assertion, ends the phase as an exception does. */
    private void perform(Moment moment, long startNs, Runnable before) {
        begun = true;
        before.run();
        if (moment.severity() == Event.Severity.PLANNED) live.faultBegins();
        try {
            long atNs = clock.nanos();
            var effect = moment.action().call();
            live.event(moment.severity() == Event.Severity.NORMAL ? clock.nanos() : atNs, moment.severity(), effect);
            moment.next().get().ifPresent(next -> schedule(next, startNs, before));
        } catch (Exception | Error e) {
            var failure = e instanceof Failure told ? told : new Failed(moment, e);
            if (interruption.isAsked()) return;
            live.event(clock.nanos(), Event.Severity.ALARM, "failed: " + failure.getMessage());
            failed.completeExceptionally(failure);
        }
    }

    /** Completes exceptionally if a moment fails. */
    CompletableFuture<Void> failed() {
        return failed;
    }

    boolean hasBegun() {
        return begun;
    }

    /** Drops the remaining moments and waits for the one in progress, because the next phase must not begin in the middle of it. */
    @Override
    public void close() {
        thread.shutdown();
        try (var _ = interruption.whenAsked(thread::shutdownNow)) {
            if (!thread.awaitTermination(END_WAIT_SEC, TimeUnit.SECONDS)) {
                thread.shutdownNow();
                failed.completeExceptionally(new Failure.Environment("a moment did not end within " + END_WAIT_SEC
                    + " s after its phase"));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            thread.shutdownNow();
        }
    }
}
