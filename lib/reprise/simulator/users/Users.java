package reprise.simulator.users;

import io.netty.channel.EventLoopGroup;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import reprise.peer.k6.K6Figures.Bar;
import reprise.recorder.Clock;
import reprise.recorder.Facts;
import reprise.recorder.LoopRecorder;
import reprise.recorder.Metrics;
import reprise.recorder.Recorder;
import reprise.recorder.Recording;
import reprise.recorder.Share;
import reprise.simulator.TimedLoad;
import reprise.transport.OwnThreads;
import reprise.transport.Sockets;
import reprise.transport.websocket.ClientDialer;

/**
 * Runs a plan of virtual users in real time, once. A user's script runs on a virtual thread; its sockets are on event loops, which receive,
 * time and record everything without waking the user. One platform thread carries out the schedules. It records {@link UserMetrics}.
 * {@snippet :
 * x.measure("users.100", Users.of(100, user -> { … }, servers, x.seed(), x.clock()), length());
 * x.measure("ramp", new Users(new UserPlan(scenarios, servers, x.seed()), x.clock())); // to the plan's end
 * }
 */
public final class Users implements TimedLoad {
    private static final long SECOND_NS = 1_000_000_000L;
    private static final long STUCK_NS = 5 * SECOND_NS;
    /** A broadcast counts as lost for each listener that it has not reached by then. */
    private static final Duration DELIVERY_GRACE = Duration.ofSeconds(5);
    private UserPlan plan;
    private final Clock clock;
    private final StampReader stamps;
    private final Deliveries deliveries;
    private final EventLoopGroup group;
    private final List<UserLoop> loops;
    private final List<ClientDialer> dialers;
    private final List<ScenarioRun> runs = new ArrayList<>();
    private final UserMetrics metrics;
    private final UserNotes notes = new UserNotes();
    private final List<Integer> active = new ArrayList<>(); // users, by second
    private final CompletableFuture<UserFigures> done = new CompletableFuture<>();
    private final Thread thread = OwnThreads.named("users").newThread(this::run);
    private volatile boolean stopping;
    private final CompletableFuture<Long> begun = new CompletableFuture<>(); // with when it had
    private volatile long startNs;
    private Recording recorded;
    private List<LoopRecorder> parts = List.of(); // of the loops, once they exist

    /** Users that run one iteration after another until they are stopped; messages carry their stamp in their JSON's body. */
    public static Users of(int users, UserScript script, List<Target> targets, long seed, Clock clock) {
        return new Users(UserPlan.constant(users, script, targets, seed), clock);
    }

    /** With stamps in the messages' JSON body, and five seconds for a delivery. */
    public Users(UserPlan plan, Clock clock) {
        this(plan, clock, StampReader.JSON_BODY, DELIVERY_GRACE);
    }

    /** Resolves the targets' names. @param deliveryGrace a delivery that takes longer counts as lost */
    public Users(UserPlan plan, Clock clock, StampReader stamps, Duration deliveryGrace) {
        this.plan = plan;
        this.clock = clock;
        this.stamps = stamps;
        deliveries = new Deliveries(plan.targets().size(), clock, deliveryGrace.toNanos());
        metrics = UserMetrics.of(plan.targets(), plan.loops());
        dialers = plan.targets().stream().map(target -> new ClientDialer(target.url(), target.offer(), plan.settings(), clock::nanos))
            .toList();
        group = Sockets.loops("users", plan.loops());
        loops = IntStream.range(0, plan.loops()).mapToObj(place -> new UserLoop(group.next(), clock, plan, metrics, place, this::failed))
            .toList();
        for (var scenario : plan.scenarios()) runs.add(ScenarioRun.of(this, scenario, runs.size()));
    }

    /** Users keep their numbers and with them their random choices. A broadcast is followed to the listeners of its own share alone. */
    @Override
    public void share(Share share) {
        plan = plan.shared(share);
        deliveries.share(share);
        runs.clear();
        for (var scenario : plan.scenarios()) runs.add(ScenarioRun.of(this, scenario, runs.size()));
    }

    @Override
    public Metrics metrics() {
        return metrics.all();
    }

    /** To the end of the last stage; the last iterations may take their graces in addition. */
    @Override
    public Duration length() {
        return plan.length();
    }

    @Override
    public Duration longest() {
        return Duration.ofNanos(plan.endNs() + STUCK_NS);
    }

    /** Opens one connection to each target, so that a wrong address is told before the users start. */
    @Override
    public void connect() {
        for (var target : plan.targets()) FirstConnection.open(target, dialer(plan.targets().indexOf(target)), group.next());
    }

    /** The deliveries as they are counted. */
    public Deliveries deliveries() {
        return deliveries;
    }

    @Override
    public void prepare(Recorder into) {
        parts = loops.stream().map(_ -> into.loop()).toList();
        for (var loop : loops) loop.loop.submit(() -> { }).syncUninterruptibly(); // its thread starts with its first task
    }

    @Override
    public long start(Recorder into, long atNs) {
        if (parts.isEmpty()) prepare(into);
        startNs = Math.max(atNs, clock.nanos());
        into.startAt(startNs);
        for (var loop : loops) loop.loop.submit(() -> loop.start(parts, startNs)).syncUninterruptibly();
        thread.start();
        return begun.join();
    }

    /** What it recorded; absent before its phase has ended. */
    public Optional<Recording> recording() {
        return Optional.ofNullable(recorded);
    }

    /** With all figures, when the last iteration has ended. */
    @Override
    public CompletableFuture<UserFigures> done() {
        return done;
    }

    /** The time since second 0 began, which happens when all is ready; 0 before. Thread-safe. */
    public long elapsedNs() {
        return begun.isDone() ? clock.nanos() - startNs : 0;
    }

    /** k6's metrics, by their names and figures: {@code iterations.count}, {@code ws_connecting.p(95)}. */
    @Override
    public Facts facts(Recording phase) {
        recorded = phase;
        return done.isCompletedExceptionally() ? Facts.NONE : done.join().facts();
    }

    @Override
    public List<String> notes() {
        return done.isCompletedExceptionally() ? List.of() : done.join().sentences();
    }

    /** Ends all iterations now, which count as interrupted; the figures follow as usual. */
    @Override
    public void stop() {
        stopping = true;
        wake();
    }

    /** One progress line per scenario at this moment. Thread-safe. */
    public List<Bar> bars() {
        long elapsedNs = elapsedNs();
        return runs.stream().map(run -> run.bar(elapsedNs - run.startsNs)).toList();
    }

    public int active() {
        return runs.stream().mapToInt(run -> run.running.get()).sum();
    }

    // ---- for users

    UserPlan plan() {
        return plan;
    }

    StampReader stamps() {
        return stamps;
    }

    ClientDialer dialer(int server) {
        return dialers.get(server);
    }

    UserLoop loop(int number) {
        return loops.get(plan.share().own(number) % loops.size());
    }

    /** A user's source address, null for the system's choice. */
    InetAddress source(int number) {
        var sources = plan.sources();
        return sources.isEmpty() ? null : sources.get(plan.share().own(number) / loops.size() % sources.size());
    }

    void note(String text) {
        notes.add(text);
    }

    void dropped(int scenario, long iterations) {
        var loop = loops.getFirst();
        loop.execute(() -> {
            loop.tally(scenario, -1).add(Tally.Count.DROPPED, iterations);
            loop.count(UserMetrics.DROPPED, clock.nanos(), iterations);
        });
    }

    void wake() {
        LockSupport.unpark(thread);
    }

    // ---- the run's thread

    private void run() {
        while (clock.nanos() < startNs) LockSupport.parkNanos(startNs - clock.nanos());
        begun.complete(clock.nanos());
        try {
            long secondNs = startNs + SECOND_NS;
            long lastNs = startNs + plan.endNs() + STUCK_NS;
            for (long now = clock.nanos(); !allDone(now); now = clock.nanos()) {
                if (stopping) {
                    runs.forEach(ScenarioRun::stop);
                    lastNs = Math.min(lastNs, now + STUCK_NS);
                }
                long nextNs = secondNs;
                for (var run : runs) {
                    run.due(now - startNs - run.startsNs);
                    if (run.nextNs() != Long.MAX_VALUE) nextNs = Math.min(nextNs, startNs + run.startsNs + run.nextNs());
                }
                if (now >= secondNs) {
                    endSecond(now, secondNs);
                    secondNs += SECOND_NS;
                } else LockSupport.parkNanos(nextNs - clock.nanos());
                if (now > lastNs) break;
            }
            done.complete(finish());
        } catch (Throwable thrown) {
            failed(thrown);
        }
    }

    /** Something was thrown on a loop or on the run's thread, possibly for lack of memory: the run ends with it. Thread-safe. */
    void failed(Throwable thrown) {
        done.completeExceptionally(thrown);
        stop();
    }

    private boolean allDone(long now) {
        return runs.stream().filter(run -> !run.done(now - startNs - run.startsNs)).count() == 0; // asks each
    }

    private void endSecond(long now, long endNs) {
        int users = active();
        active.add(users);
        var loop = loops.getFirst();
        loop.execute(() -> loop.count(UserMetrics.USERS, endNs - 1, users));
        settle(now);
    }

    /** Records on a loop: a part of the recorder for this thread alone would take as much memory as a loop's. */
    private void settle(long now) {
        var loop = loops.getFirst();
        deliveries.settle(now, (server, sentNs, lastNs, made, _) -> {
            if (made > 0) loop.execute(() -> loop.recorder.time(metrics.target(server).lastListener(), sentNs, lastNs));
        });
    }

    private UserFigures finish() {
        int stuck = active();
        if (stuck > 0) note(stuck + " users were still busy " + STUCK_NS / SECOND_NS
            + " s after their end: their scripts neither sleep nor wait; they are in no figure");
        if (!stopping) runs.stream().filter(run -> run.neverBegun() > 0).forEach(run -> dropped(run.place, run.neverBegun()));
        var ended = runs.stream().map(run -> new UserFigures.Ended(run.complete.get(), run.interrupted.get())).toList();
        for (var loop : loops) loop.loop.submit(() -> { }).syncUninterruptibly(); // tasks that users left there run first
        long tookNs = clock.nanos() - startNs;
        settle(Long.MAX_VALUE);
        for (var loop : loops) loop.loop.submit(loop::stop).syncUninterruptibly();
        var tallies = loops.stream().flatMap(loop -> Arrays.stream(loop.tallies())).toList();
        var totals = IntStream.range(0, plan.targets().size()).mapToObj(deliveries::totals).toList();
        return new UserFigures(plan, tookNs, tallies, loops.stream().map(loop -> loop.checks).toList(), List.copyOf(active), totals, bars(),
            ended, notes.all());
    }

    /** Closes what is open and ends the loops. */
    @Override
    public void close() {
        stop();
        if (thread.isAlive()) done.exceptionally(_ -> null).join();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
