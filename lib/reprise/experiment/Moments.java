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
    private static final long DYING_NS = 1_000_000_000L; // a process may die that long after the moment that kills it

    private final List<Moment> moments;
    private final LiveView live;
    private final Clock clock;
    private final Interruption interruption;
    private final CompletableFuture<Void> failed = new CompletableFuture<>();
    private final ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(1, OwnThreads.named("moments"));
    private volatile long effectUntilNs = Long.MIN_VALUE; // the end of the last moment's effect on processes

    Moments(List<Moment> moments, LiveView live, Clock clock, Interruption interruption) {
        this.moments = moments;
        this.live = live;
        this.clock = clock;
        this.interruption = interruption;
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        thread.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy()); // one that would follow after the phase
    }

    void start(long startNs) {
        for (var moment : moments) schedule(moment, startNs);
    }

    private void schedule(Moment moment, long startNs) {
        long inNs = startNs + moment.after().toNanos() - clock.nanos();
        thread.schedule(() -> perform(moment, startNs), Math.max(0, inNs), TimeUnit.NANOSECONDS);
    }

    /** An error of the script's own, such as an assertion, ends the phase as an exception does. */
    private void perform(Moment moment, long startNs) {
        effectUntilNs = Long.MAX_VALUE;
        if (moment.severity() == Event.Severity.PLANNED) live.faultBegins();
        try {
            long atNs = clock.nanos();
            var effect = moment.action().call();
            live.event(moment.severity() == Event.Severity.NORMAL ? clock.nanos() : atNs, moment.severity(), effect);
            moment.next().get().ifPresent(next -> schedule(next, startNs));
        } catch (Exception | Error e) {
            var failure = e instanceof Failure told ? told : new Failed(moment, e);
            if (interruption.isAsked()) return;
            live.event(clock.nanos(), Event.Severity.ALARM, "failed: " + failure.getMessage());
            failed.completeExceptionally(failure);
        } finally {
            effectUntilNs = clock.nanos() + DYING_NS;
        }
    }

    /** Completes exceptionally if a moment fails. */
    CompletableFuture<Void> failed() {
        return failed;
    }

    /** Whether a process that was alive then, and is not now, may have been ended by one of them. */
    boolean mayHaveEnded(long aliveNs) {
        return aliveNs <= effectUntilNs;
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
