package reprise.simulator.load;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import reprise.recorder.Clock;
import reprise.recorder.Recorder;
import reprise.recorder.WrkStatistics;

/**
 * HTTP requests over many connections, as wrk loads a server: T event loops, each with C ÷ T connections, each connection
 * with one request in flight. Its methods may be called from any thread; everything happens on the loops. Times are ns of
 * the clock.
 *
 * <p>Life: {@link #start}; {@link #done}, by itself at the end of the plan whatever the server does, or after
 * {@link #stop}. Connecting is part of the run, as with wrk. A request that takes longer than the timeout is counted then,
 * and its connection goes on waiting for the reply; a connection that breaks is opened again, at once and then at a growing
 * pace. What is in flight at the end is interrupted, and the connections are closed.
 */
public final class HttpLoad {
    private static final long NOT_STARTED = Long.MIN_VALUE;

    private final HttpLoadPlan plan;
    private final Clock clock;
    private final List<EventLoop> loops;
    private final List<HttpLoop> threads;
    private final AtomicInteger left;
    private final CompletableFuture<HttpTotals> done = new CompletableFuture<>();
    private volatile long startNs = NOT_STARTED;

    /**
     * Looks the host up, on the calling thread.
     *
     * @param group at least as many loops as the plan has threads; they stay the caller's
     * @param notes told the first failure of each kind, on the loops' threads
     */
    public HttpLoad(HttpLoadPlan plan, EventLoopGroup group, Clock clock, Notes notes) {
        this.plan = plan;
        this.clock = clock;
        loops = IntStream.range(0, plan.threads()).mapToObj(_ -> group.next()).toList();
        if (new HashSet<EventExecutor>(loops).size() < plan.threads()) {
            throw new IllegalArgumentException("the group has fewer loops than the plan's " + plan.threads() + " threads; make it with as many");
        }
        var address = new InetSocketAddress(plan.url().host(), plan.url().port());
        if (address.isUnresolved()) {
            throw new IllegalArgumentException("no such host: " + plan.url().host() + "; look at the name, or give an address");
        }
        left = new AtomicInteger(plan.threads());
        threads = IntStream.range(0, plan.threads())
            .mapToObj(thread -> new HttpLoop(this, plan, thread, loops.get(thread), address, clock, notes)).toList();
    }

    /**
     * Begins at {@code atNs}, or now if that is over. Each loop records into a part of its own, with {@link HttpSchema};
     * the recorder may be finished once {@link #done} has completed.
     *
     * @return completes when all loops have begun to connect
     */
    public synchronized CompletableFuture<Void> start(Recorder recorder, long atNs) {
        if (startNs != NOT_STARTED) throw new IllegalStateException("a load is started once; make another one");
        startNs = atNs;
        if (done.isDone()) return CompletableFuture.completedFuture(null); // stopped before
        var begun = new CompletableFuture<?>[threads.size()];
        for (int i = 0; i < begun.length; i++) {
            var thread = threads.get(i);
            var into = recorder.loop();
            var started = new CompletableFuture<Void>();
            begun[i] = started;
            done.whenComplete((_, failure) -> {
                if (failure != null) started.completeExceptionally(failure);
            });
            loops.get(i).schedule(guarded(() -> {
                thread.start(into, atNs);
                started.complete(null);
            }), Math.max(0, atNs - clock.nanos()), TimeUnit.NANOSECONDS);
        }
        return CompletableFuture.allOf(begun);
    }

    /** The counts, at the end of the plan's duration or after a stop. Fails only for a mistake of ours. */
    public CompletableFuture<HttpTotals> done() {
        return done;
    }

    /** Ends the run now. */
    public synchronized CompletableFuture<HttpTotals> stop() {
        if (startNs == NOT_STARTED) done.complete(totals(0));
        else for (int i = 0; i < loops.size(); i++) loops.get(i).execute(guarded(stopping(threads.get(i))));
        return done;
    }

    private Runnable stopping(HttpLoop thread) {
        return () -> thread.stop(startNs);
    }

    /** Ends the run if it has not ended; the connections are closed when it completes. */
    public CompletableFuture<Void> close() {
        return stop().handle((_, _) -> null);
    }

    /** One more loop has ended, on its thread. The last one adds up: what the others wrote is seen through the counter. */
    void ended() {
        if (left.decrementAndGet() > 0) return;
        long endNs = threads.stream().mapToLong(HttpLoop::endNs).max().orElse(startNs);
        done.complete(totals(Math.max(0, endNs - startNs)));
    }

    private HttpTotals totals(long tookNs) {
        var tally = HttpTotals.Tally.sum(threads.stream().map(thread -> thread.tally).toList());
        var wrk = WrkStatistics.figures(threads.stream().map(thread -> thread.statistics).toList(), plan.connections(), tookNs,
            tally.get(HttpSchema.READ_BYTES), tally.wrkErrors());
        return tally.totals(tookNs, wrk, threads.stream().map(thread -> thread.unexpected).toList());
    }

    void failed(Throwable mistake) {
        done.completeExceptionally(mistake);
    }

    /** A loop drops what its tasks throw; here it fails {@link #done}. */
    Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                failed(e);
            }
        };
    }
}
