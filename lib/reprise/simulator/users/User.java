package reprise.simulator.users;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import reprise.recorder.Clock;

/**
 * One virtual user: its script's interface, and its state. The public methods are for its own virtual thread, which exists while it
 * iterates. Its random choices depend only on the run's seed, its scenario and its number.
 * <pre>
 *   state      event                          next       by
 *   OUT        start                          ACTIVE     the run, which gives it a thread
 *   ACTIVE     retire                         RETIRING   the run
 *   RETIRING   start                          ACTIVE     the run: it continues as if never retired
 *   RETIRING   its iteration is done          OUT        its thread, which ends
 *   ACTIVE     its iterations are used up     OUT        its thread, which ends
 *   RETIRING   end                            RETIRING   the run: thread interrupted, sockets closed; the thread then ends,
 *                                                        or runs its next iteration if it was started again
 * </pre>
 *
 * <p>Why virtual threads: measured here (JDK 25, two cores; each user repeatedly sleeps 0.7 s and sends a task to its event loop), a step
 * costs about 12 µs at 20,000 users (36 % of a core) and a user 2.4 kB of heap, compared with 1 µs and 0.1 kB for callbacks on the loops'
 * own timers. That is ten times as much, but of little: the document's 750 users take 2,000 steps a second, while receiving 100,000
 * deliveries a second, which happens on the loops either way, costs ten times that. Delays were no longer (0.6 ms on average). So a script
 * may be sequential code. 19,872 users with one open connection each took 240 to 250 MB resident (scripts/calibrate.md).
 */
public final class User {
    static final int OUT = 0;
    static final int ACTIVE = 1;
    static final int RETIRING = 2;
    final Users users;
    final UserLoop loop;
    final AtomicInteger state = new AtomicInteger(OUT);
    private final int scenario;
    private final int number;
    private final UserScript script;
    private final SplittableRandom random;
    private volatile Thread thread;
    private volatile UserSocket newest; // the newest of this iteration's
    private volatile boolean ended;
    private long iteration;
    private int server = -1;

    User(Users users, UserLoop loop, int scenario, int number, UserScript script, long seed) {
        this.users = users;
        this.loop = loop;
        this.scenario = scenario;
        this.number = number;
        this.script = script;
        random = new SplittableRandom(seed ^ 0x9E3779B97F4A7C15L * (scenario + 1) ^ 0xD1B54A32D192ED03L * number);
    }

    // ---- for scripts

    /** Its number in its scenario, from 1. */
    public int number() {
        return number;
    }

    /** The number of its current iteration, from 0. */
    public long iteration() {
        return iteration;
    }

    public SplittableRandom random() {
        return random;
    }

    public Clock clock() {
        return loop.clock;
    }

    /** Picks a random target; from now on, the iteration's figures count for it. */
    public Target pick() {
        var targets = users.plan().targets();
        server = random.nextInt(targets.size());
        return targets.get(server);
    }

    public void sleep(Duration time) {
        if (ended) throw ended();
        try {
            Thread.sleep(time);
        } catch (InterruptedException _) {
            throw ended();
        }
    }

    /** Opens a connection; throws {@link SessionFailed} if that fails. The end of the iteration closes it at the latest. */
    public UserSocket connect(Target target) {
        return connect(target, 0);
    }

    /** As above; up to {@code keep} text messages wait for {@link UserSocket#receive}, further ones are only counted and timed. */
    public UserSocket connect(Target target, int keep) {
        server = users.plan().targets().indexOf(target);
        if (server < 0)
            throw new IllegalArgumentException("connect: " + target + " is none of the run's targets " + users.plan().targets());
        if (ended) throw ended();
        var socket = new UserSocket(this, server, keep);
        socket.before = newest;
        newest = socket;
        socket.open();
        return socket;
    }

    /** Counts a named check as passed or failed; returns {@code passed}. */
    public boolean check(String name, boolean passed) {
        var tally = loop.tally(scenario, server);
        loop.execute(() -> loop.check(tally, name, passed));
        return passed;
    }

    // ---- for its sockets and its run

    int scenario() {
        return scenario;
    }

    boolean isEnded() {
        return ended;
    }

    IterationEnded ended() {
        return new IterationEnded();
    }

    /**
     * Waits until it holds; who makes it hold calls {@link #wake}. A parked thread keeps the frames of its calls: waiting for a future
     * would add those of five methods to each user's.
     */
    void await(BooleanSupplier until) {
        if (ended) throw ended();
        while (!until.getAsBoolean()) park(Long.MAX_VALUE);
    }

    /** Waits until it is woken, for so long at most, or for no reason. */
    void park(long mostNs) {
        if (mostNs == Long.MAX_VALUE) LockSupport.park(this);
        else LockSupport.parkNanos(this, mostNs);
        if (Thread.interrupted()) throw ended();
    }

    /** Waits until it holds, even if the iteration is ended meanwhile. On the user's own thread. */
    static void awaitInAnyCase(BooleanSupplier until) {
        boolean interrupted = false;
        while (!until.getAsBoolean()) {
            LockSupport.park();
            interrupted |= Thread.interrupted();
        }
        if (interrupted) Thread.currentThread().interrupt();
    }

    /** Thread-safe. */
    void wake() {
        LockSupport.unpark(thread);
    }

    /** Starts a thread for it, on which the run has it iterate. Called by the run's thread. */
    void begin(ScenarioRun run) {
        ended = false;
        thread = Thread.ofVirtual().unstarted(() -> {
            try {
                run.live(this);
            } catch (Throwable thrown) {
                users.failed(thrown);
            }
        });
        thread.start();
    }

    /** Ends its current iteration. Called by the run's thread. */
    void end() {
        synchronized (random) {
            ended = true;
            thread.interrupt();
        }
        for (var socket = newest; socket != null; socket = socket.before) socket.abort();
    }

    /**
     * Clears the end of an iteration, since the user may have been started again before its thread finished. Called on its own thread
     * before it reads its state: a user that is then ACTIVE and not ended may iterate.
     */
    void clearEnd() {
        synchronized (random) {
            if (ended) Thread.interrupted();
            ended = false;
        }
    }

    /** Runs one iteration on its own thread; false if it was ended from outside. */
    boolean iterate() {
        server = -1;
        long startNs = loop.clock.nanos();
        boolean failed = false;
        try {
            script.iteration(this);
        } catch (IterationEnded | SessionFailed _) { // counted with the iteration and with the session
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            failed = !ended;
            if (failed) users.note("script of " + users.plan().scenarios().get(scenario).name() + ": " + e);
        }
        for (var socket = newest; socket != null; socket = socket.before) socket.close();
        newest = null;
        boolean complete = !ended;
        record(startNs, loop.clock.nanos(), !complete, failed);
        iteration++;
        return complete;
    }

    /** Only complete iterations are timed and counted; one that threw is complete, as in k6. */
    private void record(long startNs, long endNs, boolean cut, boolean failed) {
        var tally = loop.tally(scenario, server);
        loop.execute(() -> {
            tally.add(cut ? Tally.Count.INTERRUPTED : Tally.Count.ITERATIONS, 1);
            loop.count(cut ? UserMetrics.INTERRUPTED : UserMetrics.ITERATIONS, endNs, 1);
            if (failed) {
                tally.add(Tally.Count.SCRIPT_ERRORS, 1);
                loop.count(UserMetrics.SCRIPT_ERRORS, endNs, 1);
            }
            if (cut) return;
            tally.add(Tally.Value.ITERATION_DURATION, endNs - startNs);
            loop.recorder.time(UserMetrics.ITERATION, endNs, endNs - startNs);
        });
    }
}
