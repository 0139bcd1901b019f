package reprise.simulator.users;

import io.netty.channel.EventLoopGroup;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import reprise.peer.k6.K6Figures;
import reprise.peer.k6.K6Figures.Bar;
import reprise.recorder.Clock;
import reprise.recorder.LoopRecorder;
import reprise.recorder.Recorder;
import reprise.transport.OwnThreads;
import reprise.transport.Sockets;
import reprise.transport.websocket.ClientDialer;

/**
 * Runs a plan of virtual users in real time, once. A user's script runs on a virtual thread; its sockets are on event loops,
 * where everything is received, timed and recorded without waking the user. One platform thread does what the schedules say.
 *
 * <p>Why virtual threads: measured here (JDK 25, two cores; each user sleeps 0.7 s and asks its event loop for something, again
 * and again), a step costs about 12 µs at 20,000 users (36 % of a core) and a user 2.4 kB of heap, against 1 µs and 0.1 kB
 * for callbacks on the loops' own timers. That is ten times as much, but of a small thing: the document's 750 users take 2,000
 * steps a second, while receiving 100,000 deliveries a second, which are on the loops either way, costs ten times that. Lateness
 * was no worse (0.6 ms on average). So the script may read like one. 18,000 users with a connection open each took 90 MB of heap
 * in all and 370 MB resident, most of it the sockets'.
 */
public final class Users implements AutoCloseable {
    private static final long SECOND_NS = 1_000_000_000L;
    private static final long STUCK_NS = 5 * SECOND_NS;
    private static final int MOST_NOTES = 50;
    private final UserPlan plan;
    private final Clock clock;
    private final StampReader stamps;
    private final Deliveries deliveries;
    private final EventLoopGroup group;
    private final List<UserLoop> loops;
    private final List<ClientDialer> dialers;
    private final List<ScenarioRun> runs = new ArrayList<>();
    private final Recorder recorder;
    private final Recorder lastListener;
    private final Map<String, Long> notes = new ConcurrentHashMap<>();
    private final List<Integer> active = new ArrayList<>(); // users, each second
    private final CompletableFuture<UserFigures> done = new CompletableFuture<>();
    private final Thread thread = OwnThreads.named("users").newThread(this::run);
    private volatile boolean stopping;
    private volatile boolean begun;
    private volatile long startNs;

    /**
     * Looks the targets' names up.
     *
     * @param deliveryGraceNs a delivery that takes longer counts as lost
     */
    public Users(UserPlan plan, Clock clock, StampReader stamps, long deliveryGraceNs) {
        this.plan = plan;
        this.clock = clock;
        this.stamps = stamps;
        deliveries = new Deliveries(plan.targets().size(), clock, deliveryGraceNs);
        recorder = new Recorder(UserSchema.of(plan.targets(), plan.loops()));
        lastListener = new Recorder(UserSchema.lastListener(plan.targets()));
        dialers = plan.targets().stream().map(target -> new ClientDialer(target.url(), target.offer(), plan.settings(), clock::nanos))
            .toList();
        group = Sockets.loops("users", plan.loops());
        loops = IntStream.range(0, plan.loops()).mapToObj(place -> new UserLoop(group.next(), clock, plan, place, this::failed)).toList();
        for (var scenario : plan.scenarios()) runs.add(ScenarioRun.of(this, scenario, runs.size()));
    }

    /** Where each second is told; see {@link UserSchema} for what is in it. */
    public Recorder recorder() {
        return recorder;
    }

    /** The deliveries as they are counted. */
    public Deliveries deliveries() {
        return deliveries;
    }

    /** Begins when its loops run and all is there that they record into; completes when the last iteration has ended, with all figures. */
    public CompletableFuture<UserFigures> start() {
        thread.start();
        return done;
    }

    private void begin() {
        var parts = loops.stream().map(_ -> recorder.loop()).toList();
        for (var loop : loops) loop.loop.submit(() -> { }).syncUninterruptibly(); // its thread starts with its first task
        startNs = clock.nanos();
        recorder.startAt(startNs);
        lastListener.startAt(startNs);
        begun = true;
        for (int i = 0; i < loops.size(); i++) {
            var loop = loops.get(i);
            var part = parts.get(i);
            loop.loop.submit(() -> loop.start(part)).syncUninterruptibly();
        }
    }

    /** Since second 0 began, which it does by itself when all is ready; 0 before. Any thread. */
    public long elapsedNs() {
        return begun ? clock.nanos() - startNs : 0;
    }

    /** Ends all iterations now, which are then interrupted; the figures come as ever. */
    public void stop() {
        stopping = true;
        wake();
    }

    /** One line a scenario as it stands now. Any thread; figures of a moment. */
    public List<Bar> bars() {
        long elapsedNs = elapsedNs();
        return runs.stream().map(run -> run.bar(elapsedNs - run.scenario.startsAt().toNanos())).toList();
    }

    /** The status line as it stands now. */
    public K6Figures.Status status() {
        return new K6Figures.Status(elapsedNs() / 1e9, plan.endNs() / 1e9, active(), plan.maxUsers(),
            runs.stream().mapToLong(run -> run.complete.get()).sum(), runs.stream().mapToLong(run -> run.interrupted.get()).sum());
    }

    /** Users that are at work now. */
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
        return loops.get(number % loops.size());
    }

    /** Where a user dials from, null for the system's choice. */
    InetAddress source(int number) {
        var sources = plan.sources();
        return sources.isEmpty() ? null : sources.get(number / loops.size() % sources.size());
    }

    /** Something that should be known, once however often it is said; the first fifty kinds are kept. */
    void note(String text) {
        if (notes.size() < MOST_NOTES || notes.containsKey(text)) notes.merge(text, 1L, Long::sum);
    }

    void dropped(int scenario, long iterations) {
        var loop = loops.getFirst();
        loop.execute(() -> {
            loop.tally(scenario, -1).add(Tally.Count.DROPPED, iterations);
            loop.count(UserSchema.DROPPED, clock.nanos(), iterations);
        });
    }

    void wake() {
        LockSupport.unpark(thread);
    }

    // ---- the run's thread

    private void run() {
        try {
            var told = lastListener.loop();
            begin();
            long secondNs = startNs + SECOND_NS;
            long lastNs = startNs + plan.endNs() + STUCK_NS;
            for (long now = clock.nanos(); !allDone(now); now = clock.nanos()) {
                if (stopping) {
                    runs.forEach(ScenarioRun::stop);
                    lastNs = Math.min(lastNs, now + STUCK_NS);
                }
                long nextNs = secondNs;
                for (var run : runs) {
                    run.due(sinceNs(run, now));
                    if (run.nextNs() != Long.MAX_VALUE)
                        nextNs = Math.min(nextNs, startNs + run.scenario.startsAt().toNanos() + run.nextNs());
                }
                if (now >= secondNs) {
                    active.add(active());
                    settle(now, told);
                    secondNs += SECOND_NS;
                } else {
                    LockSupport.parkNanos(nextNs - clock.nanos());
                }
                if (now > lastNs) break;
            }
            done.complete(finish(told));
        } catch (Throwable thrown) {
            failed(thrown);
        }
    }

    /** Something was thrown on a loop or on the run's thread, memory that is used up too: the run ends with it. Any thread. */
    void failed(Throwable thrown) {
        done.completeExceptionally(thrown);
        stop();
    }

    private long sinceNs(ScenarioRun run, long now) {
        return now - startNs - run.scenario.startsAt().toNanos();
    }

    private boolean allDone(long now) {
        boolean all = true;
        for (var run : runs) all &= run.done(sinceNs(run, now));
        return all;
    }

    private void settle(long now, LoopRecorder told) {
        deliveries.settle(now, (server, sentNs, lastNs, made, _) -> {
            if (made > 0) told.time(server, sentNs, lastNs);
        });
    }

    private UserFigures finish(LoopRecorder told) {
        int stuck = active();
        if (stuck > 0)
            note(stuck + " users were still busy " + STUCK_NS / SECOND_NS
                + " s after their end: their scripts neither sleep nor wait; they are in no figure");
        if (!stopping) runs.stream().filter(run -> run.neverBegun() > 0).forEach(run -> dropped(run.place, run.neverBegun()));
        var ended = runs.stream().map(run -> new UserFigures.Ended(run.complete.get(), run.interrupted.get())).toList();
        for (var loop : loops) loop.loop.submit(loop::stop).syncUninterruptibly(); // all that users left there comes before
        long endNs = clock.nanos();
        settle(Long.MAX_VALUE, told);
        var bars = bars();
        var tallies = loops.stream().flatMap(loop -> Arrays.stream(loop.tallies())).toList();
        var totals = IntStream.range(0, plan.targets().size()).mapToObj(deliveries::totals).toList();
        return new UserFigures(plan, recorder.finish(endNs), lastListener.finish(endNs), tallies, loops.stream().map(loop -> loop.checks)
            .toList(),
            List.copyOf(active), totals, bars, ended, Map.copyOf(notes));
    }

    /** Closes what is open and ends the loops. */
    @Override
    public void close() {
        stop();
        if (thread.isAlive()) done.exceptionally(_ -> null).join();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
