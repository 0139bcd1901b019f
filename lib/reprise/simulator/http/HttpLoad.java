package reprise.simulator.http;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import reprise.peer.wrk.WrkStatistics;
import reprise.recorder.Clock;
import reprise.recorder.EventLog;
import reprise.recorder.LoopRecorder;
import reprise.recorder.Recorder;
import reprise.transport.Addresses;
import reprise.transport.GuardedTask;
import reprise.transport.SocketTrouble;
import reprise.transport.http.HttpRequests;
import reprise.transport.http.HttpUrl;

/**
 * Sends HTTP requests over many connections as wrk loads a server: T event loops, each with C ÷ T connections, each connection with one
 * request in flight. Methods are thread-safe; everything happens on the loops. Times are ns of the clock.
 *
 * <p>Life cycle: {@link #connect}, optionally {@link #warmUp}, {@link #start}; {@link #done} completes at the end of the plan whatever
 * the server does, or after {@link #stop}. The run begins when every connection is open, or failed its first attempt, and all recorders
 * exist: so it times the server rather than our own start-up. The warm-up passes into the run: loops and connections continue, and only
 * requests that begin from then on are recorded in the run. A request in flight at that moment belongs to the warm-up, whenever it ends.
 * (A separate load as warm-up left code to compile in the measured one, because its end runs paths that no request had run.) A request
 * that exceeds the time-out is counted then, and its connection keeps waiting for the reply; a broken connection is reopened, at once and
 * then at growing intervals. At the end, requests in flight are interrupted and the connections closed.
 */
public final class HttpLoad {
    /**
     * The outcome of the first attempts to connect.
     *
     * @param connections how many are open
     * @param refusal why the first of the others could not be opened; empty if all are open, or the load was stopped first
     */
    public record Connections(int connections, Optional<Throwable> refusal) {}

    /** From the last preparation to the start, because the other loops must wake up. */
    private static final long LEAD_NS = 2_000_000L;

    final Addresses addresses;
    private final HttpLoadPlan plan;
    private final Clock clock;
    private final List<EventLoop> loops;
    private final List<HttpLoop> threads;
    private final AtomicInteger untried; // connections whose first attempt has not ended
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicReference<Throwable> refusal = new AtomicReference<>();
    private final AtomicInteger left;
    private final CompletableFuture<Connections> connected = new CompletableFuture<>();
    private final CompletableFuture<HttpTotals> done = new CompletableFuture<>();
    private final AtomicBoolean failing = new AtomicBoolean();
    private HttpRequests requests; // from connecting until the last loop has ended
    private boolean connecting;
    private boolean stopped;
    private Recorder warming; // its recording is discarded
    private Recorder recorder;
    private Recorder prepared; // its parts exist; null for none
    private List<LoopRecorder> parts = List.of();
    private CompletableFuture<?> ready; // the next step waits for it; null before connecting

    /**
     * Resolves the host on the calling thread.
     *
     * @param group at least as many loops as the plan has threads; the caller keeps it
     * @param notes receives the first failure of each kind, on the loops' threads
     */
    public HttpLoad(HttpLoadPlan plan, EventLoopGroup group, Clock clock, EventLog notes) {
        this.plan = plan;
        this.clock = clock;
        loops = IntStream.range(0, plan.ownThreads()).mapToObj(_ -> group.next()).toList();
        if (new HashSet<EventExecutor>(loops).size() < plan.ownThreads()) {
            throw new IllegalArgumentException("the group has fewer loops than the plan's " + plan.ownThreads()
                + " threads; make it with as many");
        }
        plan.checkMemory();
        addresses = addresses(plan.url());
        untried = new AtomicInteger(plan.ownConnections());
        left = new AtomicInteger(plan.ownThreads());
        threads = IntStream.range(0, plan.ownThreads())
            .mapToObj(thread -> new HttpLoop(this, plan, thread, loops.get(thread), clock, notes)).toList();
        done.whenComplete((_, failure) -> {
            if (failure != null) connected.completeExceptionally(failure);
        });
    }

    private static Addresses addresses(HttpUrl url) {
        try {
            return Addresses.of(url.host(), url.port());
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(SocketTrouble.connecting(url.host(), url.port(), e), e);
        }
    }

    /**
     * Opens the connections, once. Completes when each is open or failed its first attempt, which the plan's time-out limits; failed ones
     * are retried.
     */
    public synchronized CompletableFuture<Connections> connect() {
        if (connecting || stopped) return connected;
        connecting = true;
        try {
            requests = plan.template().forLoad(ByteBufAllocator.DEFAULT);
        } catch (OutOfMemoryError used) { // in spite of the check: others may use that memory too
            failed(used);
            return connected;
        }
        for (int i = 0; i < loops.size(); i++) loops.get(i).execute(connecting(threads.get(i), requests));
        return connected;
    }

    private Runnable connecting(HttpLoop thread, HttpRequests shared) {
        return guarded(() -> thread.connect(shared));
    }

    /** One more connection's first attempt has ended; called on its thread. @param why it is not open; null if it is */
    void tried(Throwable why) {
        if (why == null) open.incrementAndGet();
        else refusal.compareAndSet(null, why);
        if (untried.decrementAndGet() == 0) connected.complete(new Connections(open.get(), Optional.ofNullable(refusal.get())));
    }

    /**
     * Connects if necessary, then sends as the plan says, without a time limit, until {@link #start} or {@link #stop}. It starts the
     * recorder, which may be finished once {@link #done} has completed; the totals exclude the warm-up.
     *
     * @return completes when it has begun, or was stopped first
     */
    public synchronized CompletableFuture<Void> warmUp(Recorder into) {
        if (warming != null || recorder != null) {
            throw new IllegalStateException("a load warms up once, before its start; make another one");
        }
        warming = into;
        return next(into, 0, 0, HttpLoop::warmUp).thenAccept(_ -> { });
    }

    /** Makes the parts of the recorder of {@link #start}, which takes time. Also during a warm-up. */
    public synchronized void prepare(Recorder into) {
        if (prepared == into) return;
        prepared = into;
        parts = loops.stream().map(_ -> into.loop()).toList();
    }

    /** The same, as soon as it can. */
    public CompletableFuture<Long> start(Recorder into) {
        return start(into, Long.MIN_VALUE);
    }

    /**
     * Connects if necessary, then begins the run or passes from the warm-up into it. Each loop records into a part of its own, with
     * {@link HttpMetrics}. It starts the recorder, which may be finished once {@link #done} has completed.
     *
     * @param atNs of the clock; if it is too near, or has passed, the run begins as soon as it can
     * @return completes when the run has begun, or was stopped first, with when the last loop had come to its beginning
     */
    public synchronized CompletableFuture<Long> start(Recorder into, long atNs) {
        if (recorder != null) throw new IllegalStateException("a load is started once; make another one");
        recorder = into;
        return next(into, atNs, LEAD_NS, HttpLoop::start);
    }

    /** A loop's work at the beginning, on its thread. */
    private interface Beginning {
        void begin(HttpLoop thread, LoopRecorder part, long startNs);
    }

    private CompletableFuture<Long> next(Recorder into, long atNs, long leadNs, Beginning how) {
        prepare(into);
        var its = parts;
        var begun = (ready == null ? connect() : ready).thenCompose(_ -> begin(into, its, atNs, leadNs, how));
        ready = begun;
        return begun;
    }

    private synchronized CompletableFuture<Long> begin(Recorder into, List<LoopRecorder> parts, long atNs, long leadNs, Beginning how) {
        long startNs = stopped ? clock.nanos() : Math.max(atNs, clock.nanos() + leadNs);
        into.startAt(startNs);
        var last = CompletableFuture.completedFuture(startNs);
        for (int i = 0; i < threads.size() && !stopped; i++) {
            var thread = threads.get(i);
            var part = parts.get(i);
            var loop = loops.get(i);
            var begun = at(startNs - leadNs, loop, guarded(() -> how.begin(thread, part, startNs)))
                .thenCompose(_ -> at(startNs, loop, () -> { })); // a warm-up goes on until then
            last = last.thenCombine(begun, Math::max);
        }
        return last;
    }

    /** Does that on the loop at a time. @return completes with when it was done */
    private CompletableFuture<Long> at(long atNs, EventLoop loop, Runnable what) {
        var done = new CompletableFuture<Long>();
        loop.schedule(() -> {
            what.run();
            done.complete(clock.nanos());
        }, Math.max(0, atNs - clock.nanos()), TimeUnit.NANOSECONDS);
        return done;
    }

    /** The counts, at the end of the plan's duration or after a stop. Fails with whatever is thrown on a loop, including Errors. */
    public CompletableFuture<HttpTotals> done() {
        return done;
    }

    /** Ends the run now. */
    public synchronized CompletableFuture<HttpTotals> stop() {
        stopped = true;
        connected.complete(new Connections(0, Optional.empty())); // pending beginnings are cancelled and tell their recorders
        if (!connecting) done.complete(totals());
        else for (int i = 0; i < loops.size(); i++) loops.get(i).execute(guarded(threads.get(i)::stop));
        return done;
    }

    /** Ends the run if it has not ended; the connections are closed when it completes. */
    public CompletableFuture<Void> close() {
        return stop().handle((_, _) -> null);
    }

    /** One more loop has ended; called on its thread. The last one sums up: the counter makes the others' writes visible. */
    void ended() {
        if (left.decrementAndGet() > 0) return;
        requests.release();
        done.complete(totals());
    }

    private HttpTotals totals() {
        var accounts = threads.stream().map(HttpLoop::measured).toList();
        long tookNs = accounts.stream().mapToLong(account -> account.endNs() - account.startNs()).max().orElse(0);
        var tally = HttpTotals.Tally.sum(accounts.stream().map(account -> account.tally).toList());
        var wrk = WrkStatistics.figures(accounts.stream().map(account -> account.statistics).toList(), plan.namedConnections(), tookNs,
            tally.get(HttpMetrics.READ_BYTES), tally.wrkErrors());
        return tally.totals(tookNs, wrk, accounts.stream().map(account -> account.unexpected).toList());
    }

    /** Something was thrown on a loop, which ends the run. What the loops still do is not counted. */
    void failed(Throwable thrown) {
        if (done.isDone() || failing.getAndSet(true)) return;
        // first, because those that wait for done may end the loops
        for (int i = 0; i < loops.size(); i++) loops.get(i).execute(threads.get(i)::abandon);
        done.completeExceptionally(thrown);
    }

    /** A loop swallows what its tasks throw; this makes it fail {@link #done}. */
    Runnable guarded(Runnable task) {
        return GuardedTask.task(task, this::failed);
    }
}
