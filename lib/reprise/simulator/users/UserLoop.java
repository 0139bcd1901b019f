package reprise.simulator.users;

import io.netty.channel.EventLoop;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import reprise.recorder.Clock;
import reprise.recorder.LoopRecorder;
import reprise.transport.Guarded;

/**
 * One event loop and what it records. All sockets of a user are on one loop, and all of a user's records are made there, so
 * that there is one writer. Ten times a second it notes how late its own timer came and how much CPU its thread has used: a loop
 * that is busy or late spoils the latencies that it stamps.
 */
final class UserLoop {
    private static final long BEAT_NS = 100_000_000L;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    final EventLoop loop;
    final Clock clock;
    final Map<String, long[]> checks = new LinkedHashMap<>(); // passes and fails, by name
    private final Tally[] tallies;
    private final int targets;
    private final int place;
    private final Consumer<Throwable> failed;
    LoopRecorder recorder;
    private Future<?> beat;
    private long dueNs;
    private long cpuNs;

    /** @param failed is told what is thrown in its tasks */
    UserLoop(EventLoop loop, Clock clock, UserPlan plan, int place, Consumer<Throwable> failed) {
        this.loop = loop;
        this.clock = clock;
        this.place = place;
        this.failed = failed;
        targets = plan.targets().size();
        tallies = new Tally[plan.scenarios().size() * (targets + 1)];
        for (int i = 0; i < tallies.length; i++) tallies[i] = new Tally(i / (targets + 1), i % (targets + 1) - 1);
    }

    /** {@code server} is -1 where none has been picked. */
    Tally tally(int scenario, int server) {
        return tallies[scenario * (targets + 1) + server + 1];
    }

    Tally[] tallies() {
        return tallies;
    }

    void count(int counter, long atNs, long n) {
        recorder.count(counter, atNs, n);
    }

    void check(Tally tally, String name, boolean passed) {
        checks.computeIfAbsent(name, _ -> new long[2])[passed ? 0 : 1]++;
        tally.add(passed ? Tally.Count.CHECKS_PASSED : Tally.Count.CHECKS_FAILED, 1);
        if (!passed) recorder.count(UserSchema.CHECKS_FAILED, clock.nanos(), 1);
    }

    /** Does it on the loop. */
    void execute(Runnable task) {
        loop.execute(Guarded.task(task, failed));
    }

    /** On the loop. */
    void start(LoopRecorder into) {
        recorder = into;
        cpuNs = THREADS.getCurrentThreadCpuTime();
        dueNs = clock.nanos() + BEAT_NS;
        beat = loop.scheduleAtFixedRate(Guarded.task(this::beat, failed), BEAT_NS, BEAT_NS, TimeUnit.NANOSECONDS);
    }

    private void beat() {
        long now = clock.nanos();
        recorder.time(UserSchema.LOOP_LAG, now, Math.max(0, now - dueNs));
        dueNs = Math.max(dueNs, now - BEAT_NS) + BEAT_NS;
        long used = THREADS.getCurrentThreadCpuTime();
        recorder.count(UserSchema.busy(targets, place), now, (used - cpuNs) / 1000);
        cpuNs = used;
        recorder.tick(now);
    }

    /** On the loop, when no user is left. */
    void stop() {
        beat.cancel(false);
    }
}
