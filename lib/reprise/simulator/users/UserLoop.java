package reprise.simulator.users;

import io.netty.channel.EventLoop;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import reprise.recorder.Clock;
import reprise.recorder.Counter;
import reprise.recorder.LoopRecorder;
import reprise.transport.GuardedTask;

/**
 * One event loop and its records. All of a user's sockets and records belong to one loop, so that each record has one writer. Ten times a
 * second it records its timer's delay and its thread's CPU time: a busy or late loop distorts the latencies that it stamps.
 */
final class UserLoop {
    private static final long BEAT_NS = 100_000_000L;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    final EventLoop loop;
    final Clock clock;
    final Map<String, long[]> checks = new LinkedHashMap<>(); // passes and failures, by name
    private final Tally[] tallies;
    private final int targets;
    final UserMetrics metrics;
    private final int place;
    private final Consumer<Throwable> failed;
    LoopRecorder recorder;
    private Future<?> beat;
    private long dueNs;
    private long cpuNs;

    /** @param failed receives what its tasks throw */
    UserLoop(EventLoop loop, Clock clock, UserPlan plan, UserMetrics metrics, int place, Consumer<Throwable> failed) {
        this.loop = loop;
        this.clock = clock;
        this.metrics = metrics;
        this.place = place;
        this.failed = failed;
        targets = plan.targets().size();
        tallies = new Tally[plan.scenarios().size() * (targets + 1)];
    }

    /** {@code server} is -1 until one is picked. */
    Tally tally(int scenario, int server) {
        return tallies[scenario * (targets + 1) + server + 1];
    }

    Tally[] tallies() {
        return tallies;
    }

    void count(Counter counter, long atNs, long n) {
        recorder.count(counter, atNs, n);
    }

    void check(Tally tally, String name, boolean passed) {
        checks.computeIfAbsent(name, _ -> new long[2])[passed ? 0 : 1]++;
        tally.add(passed ? Tally.Count.CHECKS_PASSED : Tally.Count.CHECKS_FAILED, 1);
        if (!passed) recorder.count(UserMetrics.CHECKS_FAILED, clock.nanos(), 1);
    }

    /** Runs a task on the loop. */
    void execute(Runnable task) {
        loop.execute(GuardedTask.task(task, failed));
    }

    /** Called on the loop. @param parts of the loops, in their order @param atNs the start of second 0, which may be to come */
    void start(List<LoopRecorder> parts, long atNs) {
        recorder = parts.get(place);
        for (int i = 0; i < tallies.length; i++) tallies[i] = new Tally(i / (targets + 1), i % (targets + 1) - 1, recorder);
        cpuNs = THREADS.getCurrentThreadCpuTime();
        dueNs = atNs + BEAT_NS;
        long inNs = Math.max(0, dueNs - clock.nanos()); // a loop may be late for its first beat too
        beat = loop.scheduleAtFixedRate(GuardedTask.task(this::beat, failed), inNs, BEAT_NS, TimeUnit.NANOSECONDS);
    }

    private void beat() {
        long now = clock.nanos();
        recorder.time(UserMetrics.LOOP_LAG, now, Math.max(0, now - dueNs));
        dueNs = Math.max(dueNs, now - BEAT_NS) + BEAT_NS;
        long used = THREADS.getCurrentThreadCpuTime();
        recorder.count(metrics.busy().get(place), now, (used - cpuNs) / 1000);
        cpuNs = used;
        recorder.tick(now);
    }

    /** Called on the loop, when no user is left. */
    void stop() {
        beat.cancel(false);
    }
}
