package reprise.experiment;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import reprise.recorder.Clock;
import reprise.recorder.Event;
import reprise.recorder.Recorder;
import reprise.recorder.Usage;
import reprise.rendezvous.Starts;
import reprise.simulator.Load;
import reprise.sut.Failure;
import reprise.sut.Interruption;
import reprise.sut.ProcessUsage;

/**
 * One load, from its connection to its close. It ends when its time is up, by itself, by an interruption, or by a failure. The failure is
 * returned, so that the recorded figures are kept. Used by the thread that performs the method.
 */
final class PerformedLoad {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration CONNECT = Duration.ofSeconds(5); // before a start whose time is known

    /**
     * @param isComplete whether the load has closed, so that its recorder can be finished
     * @param failure the reason of an early end
     */
    record Ended(long atNs, Map<String, Usage> usage, boolean isComplete, Optional<Failure> failure) {
        /** @throws Failure the reason of an early end */
        void check() {
            failure.ifPresent(reason -> {
                throw reason;
            });
        }
    }

    private final Load load;
    private final Recorder recorder;
    private final Optional<WarmUp> warmUp;
    private final Starts starts;
    private final String label;
    private final StartedSystems systems;
    private final LiveView live;
    private final Clock clock;
    private final Interruption interruption;
    private final MethodThread thread;
    private final CompletableFuture<Void> gone = new CompletableFuture<>();
    private volatile Optional<Moments> acts = Optional.empty(); // of a load that has started
    private volatile long lookedNs;

    /** @param label of its phase, for people */
    PerformedLoad(Load load, Recorder recorder, Optional<WarmUp> warmUp, Starts starts, String label, StartedSystems systems,
                  LiveView live, Interruption interruption, MethodThread thread) {
        this.load = load;
        this.recorder = recorder;
        this.warmUp = warmUp;
        this.systems = systems;
        this.live = live;
        this.starts = starts;
        this.label = label;
        clock = starts.clock();
        this.interruption = interruption;
        this.thread = thread;
        lookedNs = clock.nanos();
    }

    /**
     * @param early ends the load early
     * @throws RuntimeException the reason why the load could not begin; it is closed then
     */
    Ended perform(Duration length, CompletableFuture<?> early, List<Moment> moments) {
        var usage = new ProcessUsage();
        begin(usage);
        var timeUp = new CompletableFuture<Void>();
        try (var acts = new Moments(moments, live, clock, interruption)) {
            this.acts = Optional.of(acts);
            live.watch(this::look);
            acts.start(recorder.startNs());
            long endNs = recorder.startNs() + length.toNanos();
            timeUp.completeOnTimeout(null, Math.max(0, endNs - clock.nanos()), TimeUnit.NANOSECONDS);
            var ends = CompletableFuture.anyOf(load.done(), early, timeUp, gone, acts.failed(), interruption.asked());
            ends.exceptionally(_ -> null).join();
            live.stopWatching();
            look(); // a dead process may have ended the load before the watch noticed it
            long atNs = Math.min(clock.nanos(), endNs);
            load.stop(); // before the usage, which takes some 20 ms to read: what is sent meanwhile would count
            var used = usage.read();
            acts.close();
            if (!interruption.isAsked()) look(); // at what the last moment did
            return closed(atNs, used, acts.failed());
        } finally {
            timeUp.complete(null);
            live.stopWatching();
        }
    }

    /** Connects and starts the load. An interruption also interrupts the connection attempt, because a peer may never answer. */
    private void begin(ProcessUsage usage) {
        try {
            long earlyNs = starts.expect(CONNECT.plus(warmUp.map(WarmUp::most).orElse(Duration.ZERO)).toNanos()) - clock.nanos();
            if (earlyNs > 0) await(new CompletableFuture<>().completeOnTimeout(null, earlyNs, TimeUnit.NANOSECONDS));
            thread.check();
            thread.mayWait(load::connect);
            warmUp.ifPresent(this::warmUp);
            thread.check();
            live.sample(systems::processes);
            systems.processes().forEach(usage::watch);
            load.prepare(recorder);
            long atNs = await(starts.arrive(label)).orElseGet(clock::nanos);
            thread.check();
            starts.started(load.start(recorder, atNs));
            live.started(recorder.startNs());
        } catch (RuntimeException | Error e) {
            load.stop();
            close().ifPresent(e::addSuppressed);
            thread.check();
            look(); // it may not begin for want of a process
            checkGone();
            throw e;
        }
    }

    /** Waits for what other processes or the clock decide. @return empty if a process has ended, or after an interruption */
    private <T> Optional<T> await(CompletableFuture<T> coming) {
        if (!coming.isDone()) {
            live.watch(this::look);
            CompletableFuture.anyOf(coming, gone, interruption.asked()).exceptionally(_ -> null).join();
            live.stopWatching();
        }
        checkGone();
        return coming.isDone() ? Optional.ofNullable(coming.join()) : Optional.empty();
    }

    private void checkGone() {
        cause(gone, Duration.ZERO).map(PerformedLoad::failure).ifPresent(failure -> {
            throw failure;
        });
    }

    /** Ends when its time is up or the load has settled, or with the reason why the phase cannot begin. */
    private void warmUp(WarmUp before) {
        if (before.most().isZero()) return;
        live.watch(this::look);
        before.load().warmUp(before.thrownAway());
        var timeUp = new CompletableFuture<Void>().completeOnTimeout(null, before.most().toNanos(), TimeUnit.NANOSECONDS);
        CompletableFuture.anyOf(load.done(), before.settled(), timeUp, gone, interruption.asked()).exceptionally(_ -> null).join();
        timeUp.complete(null);
        live.stopWatching();
        cause(gone, Duration.ZERO).or(() -> cause(load.done(), Duration.ZERO)).map(PerformedLoad::failure).ifPresent(failure -> {
            throw failure;
        });
    }

    /** Called on the live thread, and at the end on the method's. */
    private synchronized void look() {
        try {
            long nowNs = clock.nanos();
            boolean byMoment = acts.filter(each -> each.mayHaveEnded(lookedNs)).isPresent();
            systems.ended().forEach((name, pid) -> {
                if (systems.known(pid) && !byMoment) gone(name, pid);
            });
            lookedNs = nowNs;
        } catch (RuntimeException e) { // the script's own system failed; thrown on, this would silently end the watch
            gone.completeExceptionally(e);
        }
    }

    private void gone(String name, long pid) {
        live.event(clock.nanos(), Event.Severity.ALARM, "the process of " + name + " is gone");
        if (!systems.mayEnd(pid)) gone.completeExceptionally(new Failure.Environment("the process of " + name
            + " ended by itself, and the phase with it; what was recorded until then is kept"));
    }

    private Ended closed(long atNs, Map<String, Usage> usage, CompletableFuture<?> moments) {
        var ended = cause(load.done(), PATIENCE);
        var closing = close();
        if (interruption.isAsked()) return new Ended(atNs, usage, closing.isEmpty(), Optional.empty());
        var failure = cause(moments, Duration.ZERO).or(() -> cause(gone, Duration.ZERO)).or(() -> ended).or(() -> closing)
            .map(PerformedLoad::failure);
        return new Ended(atNs, usage, closing.isEmpty(), failure);
    }

    private Optional<Throwable> close() {
        try {
            load.close();
            return Optional.empty();
        } catch (RuntimeException | Error e) {
            return Optional.of(e);
        }
    }

    /** What it ended with, empty if it succeeded. One that is not done is late, unless there is no patience. */
    private static Optional<Throwable> cause(CompletableFuture<?> ending, Duration patience) {
        if (patience.isZero() && !ending.isDone()) return Optional.empty();
        try {
            ending.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return Optional.empty();
        } catch (ExecutionException | CompletionException e) {
            return Optional.of(e.getCause());
        } catch (TimeoutException e) {
            return Optional.of(new Failure.Environment("the load did not end within " + DurationOption.text(patience)
                + " after it was stopped; is this host overloaded?", e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of(new Failure.Environment("interrupted while the load ended", e));
        }
    }

    /** Made on the method's thread, so that its trace has the script's line; the cause's own may have a better one. */
    private static Failure failure(Throwable cause) {
        return switch (cause) {
            case Failure.BadInput bad -> new Failure.BadInput(bad.getMessage(), bad);
            case Failure failure -> new Failure.Environment(failure.getMessage(), failure);
            case Moments.Failed moment -> new Failure.Environment(moment.getMessage(), moment);
            default -> new Failure.Environment("the load ended with " + cause, cause);
        };
    }
}
