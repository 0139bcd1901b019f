package reprise.simulator.fault;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Kills and starts random nodes throughout a run. Each node alternates between running and being down, for periods drawn from its own
 * random numbers, so that a seed gives the same periods however long the executor takes. Pure: the owner carries out what {@link #next}
 * says when it is due, and asks again afterwards. Owned by one thread; times are ns after the start.
 *
 * <p>A kill waits until it breaks no rule:
 * <pre>
 *   not before the first kill of the pace
 *   not while only this node runs
 *   not within the calm after the last kill or start, so that a started node is a mirror by then
 *   not so late that the node could not be down for the least time and be asked back before the quiet end: then never
 * </pre>
 * A start never waits; nodes still down when the quiet end begins are started then.
 */
public final class ChaosSchedule {
    private final ChaosPace pace;
    private final long lastStartNs;
    private final Life[] lives;
    private long lastChangeNs = Long.MIN_VALUE;

    /** Kills a node, or starts one that was killed; done when it serves. @param atNs when it is due @param node from 1 */
    public record Step(long atNs, int node, boolean isKill) {}

    /** A node's present period and when it would end by itself. */
    private static final class Life {
        private final SplittableRandom random;
        private boolean known;
        private boolean up;
        private long dueNs;

        private Life(SplittableRandom random) {
            this.random = random;
        }

        private long draw(long leastNs, long mostNs) {
            return random.nextLong(leastNs, mostNs + 1);
        }
    }

    /** @param nodes of the cluster, numbered from 1 */
    public ChaosSchedule(int nodes, long durationNs, long seed, ChaosPace pace) {
        if (nodes < 2)
            throw new IllegalArgumentException("nodes is " + nodes + "; it must be 2 or more, the last one is never killed");
        if (durationNs < pace.leastDurationNs()) {
            throw new IllegalArgumentException("the run lasts " + durationNs / 1e9 + " s; it must be at least "
                + pace.leastDurationNs() / 1e9
                + " s, for a kill after " + pace.firstKillNs() / 1e9 + " s and a quiet end of " + pace.quietNs() / 1e9 + " s");
        }
        this.pace = pace;
        lastStartNs = durationNs - pace.quietNs();
        var seeds = new SplittableRandom(seed);
        lives = IntStream.range(0, nodes).mapToObj(_ -> new Life(seeds.split())).toArray(Life[]::new);
    }

    /**
     * The next step, due at {@code nowNs} or later; empty when none is left. Asked again with the same {@code running}, it returns the
     * same; so a step that failed is due again at once.
     *
     * @param running the nodes that serve at {@code nowNs}
     */
    public Optional<Step> next(long nowNs, Set<Integer> running) {
        for (int node = 1; node <= lives.length; node++) update(lives[node - 1], running.contains(node), nowNs);
        Step soonest = null;
        long soonestDueNs = 0;
        for (int node = 1; node <= lives.length; node++) {
            var life = lives[node - 1];
            var step = life.up ? kill(node, nowNs, running.size()) : start(node, nowNs);
            if (step == null) continue;
            // Of steps that had to wait for the same moment, the one that waited longest.
            boolean sooner = soonest == null || step.atNs() < soonest.atNs() || step.atNs() == soonest.atNs()
                && life.dueNs < soonestDueNs;
            if (!sooner) continue;
            soonest = step;
            soonestDueNs = life.dueNs;
        }
        return Optional.ofNullable(soonest);
    }

    private void update(Life life, boolean runs, long nowNs) {
        if (life.known && life.up == runs) return;
        if (life.known) lastChangeNs = nowNs;
        if (!runs) life.dueNs = nowNs + life.draw(pace.leastDownNs(), pace.mostDownNs());
        else if (life.known) life.dueNs = nowNs + life.draw(pace.leastUpNs(), pace.mostUpNs());
        else life.dueNs = pace.firstKillNs() + life.draw(0, pace.mostUpNs()); // nodes start out of phase
        life.known = true;
        life.up = runs;
    }

    private Step kill(int node, long nowNs, int running) {
        long allowedNs = Math.max(pace.firstKillNs(), lastChangeNs == Long.MIN_VALUE ? 0 : lastChangeNs + pace.calmNs());
        long atNs = Math.max(Math.max(lives[node - 1].dueNs, allowedNs), nowNs);
        return running < 2 || atNs > lastStartNs - pace.leastDownNs() ? null : new Step(atNs, node, true);
    }

    private Step start(int node, long nowNs) {
        return new Step(Math.max(Math.min(lives[node - 1].dueNs, lastStartNs), Math.max(nowNs, 0)), node, false);
    }

    /** The whole schedule, if the executor takes {@code killNs} for a kill and {@code startNs} for a start; for plans and tests. */
    public static List<Step> planned(int nodes, long durationNs, long seed, ChaosPace pace, long killNs, long startNs) {
        var schedule = new ChaosSchedule(nodes, durationNs, seed, pace);
        var running = new TreeSet<>(IntStream.rangeClosed(1, nodes).boxed().toList());
        var steps = new ArrayList<Step>();
        long nowNs = 0;
        for (var next = schedule.next(nowNs, running); next.isPresent(); next = schedule.next(nowNs, running)) {
            var step = next.get();
            steps.add(step);
            if (step.isKill()) running.remove(step.node());
            else running.add(step.node());
            nowNs = step.atNs() + (step.isKill() ? killNs : startNs);
        }
        return steps;
    }
}
