package reprise.simulator.users;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import reprise.recorder.Clock;
import reprise.transport.Guarded;

/**
 * One virtual user: what a script can ask of it, and where it stands. The public methods are for its own thread, a virtual one
 * that it has while it iterates. Its random choices come from the run's seed, its scenario and its number alone.
 * <pre>
 *   state      event                          next       by
 *   OUT        start                          ACTIVE     the run, which gives it a thread
 *   ACTIVE     retire                         RETIRING   the run
 *   RETIRING   start                          ACTIVE     the run: it goes on as if nothing had been
 *   RETIRING   its iteration is done          OUT        its thread, which ends
 *   ACTIVE     its iterations are used up     OUT        its thread, which ends
 *   RETIRING   end                            RETIRING   the run: thread interrupted, sockets closed; the thread then ends,
 *                                                        or goes on with its next iteration if it was started meanwhile
 * </pre>
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
    private final Script script;
    private final SplittableRandom random;
    private volatile Thread thread;
    private volatile UserSocket newest; // of this iteration's
    private volatile boolean ended;
    private long iteration;
    private int server = -1;

    User(Users users, UserLoop loop, int scenario, int number, Script script, long seed) {
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

    /** Of this user's iterations, from 0. */
    public long iteration() {
        return iteration;
    }

    public SplittableRandom random() {
        return random;
    }

    public Clock clock() {
        return loop.clock;
    }

    /** One of the targets at random; the iteration's figures are counted for it from now on. */
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

    /** Opens a connection; {@link SessionFailed} if it cannot. It is closed with the iteration at the latest. */
    public UserSocket connect(Target target) {
        return connect(target, 0);
    }

    /** As above; up to {@code keep} text messages wait for {@link UserSocket#receive}, the rest is counted and timed alone. */
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

    /** Counts a check as passed or failed, by name; returns {@code passed}. */
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

    <T> T await(CompletableFuture<T> future) {
        if (ended) throw ended();
        try {
            return future.get();
        } catch (InterruptedException _) {
            throw ended();
        } catch (ExecutionException e) {
            throw new IllegalStateException("virtual users: " + e.getCause(), e.getCause());
        }
    }

    /** Gives it a thread that does {@code life}. By the run's thread. */
    void begin(Runnable life) {
        ended = false;
        thread = Thread.ofVirtual().unstarted(Guarded.task(life, users::failed));
        thread.start();
    }

    /** Ends what it does now. By the run's thread. */
    void end() {
        synchronized (random) {
            ended = true;
            thread.interrupt();
        }
        for (var socket = newest; socket != null; socket = socket.before) socket.abort();
    }

    /**
     * Forgets that an iteration was ended, for it may have been started again before its thread was out. On its own thread,
     * before it looks at its state: who is ACTIVE after that and not ended may iterate.
     */
    void goOn() {
        synchronized (random) {
            if (ended) Thread.interrupted();
            ended = false;
        }
    }

    /** One iteration, on its own thread; false if it was ended from outside. */
    boolean iterate() {
        server = -1;
        long startNs = loop.clock.nanos();
        boolean failed = false;
        try {
            script.iteration(this);
        } catch (IterationEnded | SessionFailed _) { // counted with the iteration, and with the session
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

    /** Complete ones alone are timed and counted as iterations; one that threw is complete, as in k6. */
    private void record(long startNs, long endNs, boolean cut, boolean failed) {
        var tally = loop.tally(scenario, server);
        loop.execute(() -> {
            tally.add(cut ? Tally.Count.INTERRUPTED : Tally.Count.ITERATIONS, 1);
            loop.count(cut ? UserSchema.INTERRUPTED : UserSchema.ITERATIONS, endNs, 1);
            if (failed) {
                tally.add(Tally.Count.SCRIPT_ERRORS, 1);
                loop.count(UserSchema.SCRIPT_ERRORS, endNs, 1);
            }
            if (cut) return;
            tally.add(Tally.Value.ITERATION_DURATION, endNs - startNs);
            loop.recorder.time(UserSchema.ITERATION, endNs, endNs - startNs);
        });
    }
}
