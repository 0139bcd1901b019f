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
import reprise.transport.Guarded;
import reprise.transport.SocketTrouble;
import reprise.transport.http.HttpRequests;
import reprise.transport.http.HttpUrl;

/**
 * HTTP requests over many connections, as wrk loads a server: T event loops, each with C ÷ T connections, each connection
 * with one request in flight. Its methods may be called from any thread; everything happens on the loops. Times are ns of
 * the clock.
 *
 * <p>Life: {@link #connect}, {@link #warmUp} where one is wanted, {@link #start}; {@link #done}, by itself at the end of the plan
 * whatever the server does, or after {@link #stop}. The run begins when every connection stands, or could not be opened at its
 * first try, and all that it records into is there: it times the server, and not our own start. A warm-up does not end: at the
 * start its loops and connections go on, and what begins from then on is recorded elsewhere. A request that was in flight then
 * is the warm-up's, whenever it ends. (A warm-up that was a load of its own left the measured one code to compile again: its
 * end runs paths that no request had run.) A request that takes longer than the timeout is counted then, and its connection
 * goes on waiting for the reply; a connection that breaks is opened again, at once and then at a growing pace. What is in
 * flight at the end is interrupted, and the connections are closed.
 */
public final class HttpLoad {
    /**
     * What came of the first tries to connect.
     *
     * @param connections how many stand
     * @param refusal why the first of the others could not be opened; empty if all stand, or the load was stopped before
     */
    public record Standing(int connections, Optional<Throwable> refusal) {}

    /** From the last preparation to the start: the other loops have to be woken. */
    private static final long LEAD_NS = 2_000_000L;

    final Addresses addresses;
    private final HttpLoadPlan plan;
    private final Clock clock;
    private final List<EventLoop> loops;
    private final List<HttpLoop> threads;
    private final AtomicInteger untried; // connections whose first try has not ended
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicReference<Throwable> refusal = new AtomicReference<>();
    private final AtomicInteger left;
    private final CompletableFuture<Standing> standing = new CompletableFuture<>();
    private final CompletableFuture<HttpTotals> done = new CompletableFuture<>();
    private final AtomicBoolean failing = new AtomicBoolean();
    private HttpRequests requests; // from the connecting on, until the last loop has ended
    private boolean connecting;
    private boolean stopped;
    private Recorder warming; // its recording is thrown away
    private Recorder recorder;
    private CompletableFuture<?> ready; // what comes next waits for it; null before the connecting

    /**
     * Looks the host up, on the calling thread.
     *
     * @param group at least as many loops as the plan has threads; they stay the caller's
     * @param notes told the first failure of each kind, on the loops' threads
     */
    public HttpLoad(HttpLoadPlan plan, EventLoopGroup group, Clock clock, EventLog notes) {
        this.plan = plan;
        this.clock = clock;
        loops = IntStream.range(0, plan.threads()).mapToObj(_ -> group.next()).toList();
        if (new HashSet<EventExecutor>(loops).size() < plan.threads()) {
            throw new IllegalArgumentException("the group has fewer loops than the plan's " + plan.threads()
                + " threads; make it with as many");
        }
        plan.checkMemory();
        addresses = addresses(plan.url());
        untried = new AtomicInteger(plan.threads() * plan.connectionsPerThread());
        left = new AtomicInteger(plan.threads());
        threads = IntStream.range(0, plan.threads())
            .mapToObj(thread -> new HttpLoop(this, plan, thread, loops.get(thread), clock, notes)).toList();
        done.whenComplete((_, failure) -> {
            if (failure != null) standing.completeExceptionally(failure);
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
     * Opens the connections, once. Completes when each stands, or could not be opened at its first try, for which the plan's
     * timeout is the limit: those are tried again.
     */
    public synchronized CompletableFuture<Standing> connect() {
        if (connecting || stopped) return standing;
        connecting = true;
        try {
            requests = plan.template().forLoad(ByteBufAllocator.DEFAULT);
        } catch (OutOfMemoryError used) { // in spite of the check: others may use it too
            failed(used);
            return standing;
        }
        for (int i = 0; i < loops.size(); i++) loops.get(i).execute(connecting(threads.get(i), requests));
        return standing;
    }

    private Runnable connecting(HttpLoop thread, HttpRequests shared) {
        return guarded(() -> thread.connect(shared));
    }

    /** The first try of one more connection has ended, on its thread. @param why it is not open; null if it is */
    void tried(Throwable why) {
        if (why == null) open.incrementAndGet();
        else refusal.compareAndSet(null, why);
        if (untried.decrementAndGet() == 0) standing.complete(new Standing(open.get(), Optional.ofNullable(refusal.get())));
    }

    /**
     * Connects if that was not done, then sends as the plan says, for as long as it takes until {@link #start} or {@link #stop}.
     * The recorder is told here when it starts, and may be finished once {@link #done} has completed; none of it is in the totals.
     *
     * @return completes when it has begun, or was stopped before
     */
    public synchronized CompletableFuture<Void> warmUp(Recorder into) {
        if (warming != null || recorder != null) {
            throw new IllegalStateException("a load warms up once, before its start; make another one");
        }
        warming = into;
        return next(into, 0, HttpLoop::warmUp);
    }

    /**
     * Connects if that was not done, then begins, or passes from the warm-up into what is measured. Each loop records into a part
     * of its own, with {@link HttpSchema}; the recorder is told here when it starts, and may be finished once {@link #done} has
     * completed.
     *
     * @return completes when the run has begun, or was stopped before
     */
    public synchronized CompletableFuture<Void> start(Recorder into) {
        if (recorder != null) throw new IllegalStateException("a load is started once; make another one");
        recorder = into;
        return next(into, LEAD_NS, HttpLoop::start);
    }

    /** What a loop does then, on its thread. */
    private interface Beginning {
        void begin(HttpLoop thread, LoopRecorder part, long startNs);
    }

    private CompletableFuture<Void> next(Recorder into, long leadNs, Beginning how) {
        var parts = loops.stream().map(_ -> into.loop()).toList(); // they take time to make: before the start
        var begun = (ready == null ? connect() : ready).thenCompose(_ -> begin(into, parts, leadNs, how));
        ready = begun;
        return begun;
    }

    private synchronized CompletableFuture<Void> begin(Recorder into, List<LoopRecorder> parts, long leadNs, Beginning how) {
        long startNs = clock.nanos() + (stopped ? 0 : leadNs);
        into.startAt(startNs);
        if (stopped) return CompletableFuture.completedFuture(null);
        var begun = new CompletableFuture<?>[threads.size()];
        for (int i = 0; i < begun.length; i++) {
            var thread = threads.get(i);
            var part = parts.get(i);
            begun[i] = CompletableFuture.runAsync(guarded(() -> how.begin(thread, part, startNs)), loops.get(i));
        }
        return CompletableFuture.allOf(begun);
    }

    /**
     * The counts, at the end of the plan's duration or after a stop. Fails with whatever is thrown on a loop, memory that is used up too.
     */
    public CompletableFuture<HttpTotals> done() {
        return done;
    }

    /** Ends the run now. */
    public synchronized CompletableFuture<HttpTotals> stop() {
        stopped = true;
        standing.complete(new Standing(0, Optional.empty())); // whoever is to begin does not, and says so to its recorder
        if (!connecting) done.complete(totals());
        else for (int i = 0; i < loops.size(); i++) loops.get(i).execute(guarded(threads.get(i)::stop));
        return done;
    }

    /** Ends the run if it has not ended; the connections are closed when it completes. */
    public CompletableFuture<Void> close() {
        return stop().handle((_, _) -> null);
    }

    /** One more loop has ended, on its thread. The last one adds up: what the others wrote is seen through the counter. */
    void ended() {
        if (left.decrementAndGet() > 0) return;
        requests.release();
        done.complete(totals());
    }

    private HttpTotals totals() {
        var accounts = threads.stream().map(HttpLoop::measured).toList();
        long tookNs = accounts.stream().mapToLong(account -> account.endNs() - account.startNs()).max().orElse(0);
        var tally = HttpTotals.Tally.sum(accounts.stream().map(account -> account.tally).toList());
        var wrk = WrkStatistics.figures(accounts.stream().map(account -> account.statistics).toList(), plan.connections(), tookNs,
            tally.get(HttpSchema.READ_BYTES), tally.wrkErrors());
        return tally.totals(tookNs, wrk, accounts.stream().map(account -> account.unexpected).toList());
    }

    /** Something was thrown on a loop: the run ends with it. What the loops still do is in no count. */
    void failed(Throwable thrown) {
        if (done.isDone() || failing.getAndSet(true)) return;
        for (int i = 0; i < loops.size(); i++) loops.get(i).execute(threads.get(i)::abandon); // first: who waits may end the loops then
        done.completeExceptionally(thrown);
    }

    /** A loop drops what its tasks throw; here it fails {@link #done}. */
    Runnable guarded(Runnable task) {
        return Guarded.task(task, this::failed);
    }
}
