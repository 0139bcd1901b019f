package reprise.experiment;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import reprise.recorder.Clock;
import reprise.recorder.Counter;
import reprise.recorder.Metrics;
import reprise.recorder.Recorder;
import reprise.recorder.Timing;
import reprise.recorder.Unit;
import reprise.simulator.Load;

/** Counts and times about once a millisecond on a thread of its own until it is stopped; a test makes its steps fail. */
class CountingLoad implements Load {
    static final Counter SENT = new Counter("sent", Unit.COUNT, 0);
    static final Timing LATENCY = new Timing("first byte", 0);

    private final long latencyNs;
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    final AtomicLong sent = new AtomicLong();
    final CompletableFuture<Void> stopped = new CompletableFuture<>();
    boolean isClosed;

    CountingLoad(long latencyNs) {
        this.latencyNs = latencyNs;
    }

    @Override
    public Metrics metrics() {
        return new Metrics(List.of(SENT), List.of(LATENCY));
    }

    @Override
    public void connect() {}

    /** Begins when it has counted once, so that there is a figure however short the phase, and busy the host. */
    @Override
    public long start(Recorder into, long atNs) {
        var begun = new CompletableFuture<Void>();
        var part = into.loop();
        into.startAt(Clock.system().nanos());
        Thread.ofPlatform().daemon().start(() -> {
            try {
                while (!stopped.isDone()) {
                    long now = Clock.system().nanos();
                    part.count(SENT, now, 1);
                    part.time(LATENCY, now, latencyNs);
                    long sum = sent.incrementAndGet();
                    begun.complete(null);
                    counted(sum);
                    LockSupport.parkNanos(1_000_000);
                }
                done.complete(null);
            } catch (RuntimeException e) {
                done.completeExceptionally(e);
            }
        });
        begun.join();
        return into.startNs();
    }

    void failed(Throwable why) {
        done.completeExceptionally(why);
    }

    /** On the load's thread, after each count. */
    void counted(long sum) {}

    @Override
    public CompletableFuture<?> done() {
        return done;
    }

    @Override
    public void stop() {
        stopped.complete(null);
    }

    @Override
    public void close() {
        isClosed = true;
    }
}
