package reprise.simulator.fault;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * The executor's record of which nodes serve, and of every kill: when it began, when it was done and when the node served again.
 * Thread-safe; ns of the clock.
 */
public final class KillLog {
    /** {@code backNs} is when the node served again; absent until then. */
    public record Kill(int node, long beganNs, long doneNs, OptionalLong backNs) {
        public Kill {
            if (node < 1) throw new IllegalArgumentException("kill of node " + node + "; nodes count from 1");
            if (doneNs < beganNs || backNs.isPresent() && backNs.getAsLong() < doneNs) {
                throw new IllegalArgumentException("kill of node " + node + ": began at " + beganNs + " ns, done at " + doneNs
                    + ", back at " + backNs + "; each must not be before the other");
            }
        }
    }

    private final int nodes;
    private final Set<Integer> running;
    private final List<Kill> kills = new ArrayList<>();

    /** Starts with all nodes serving; they are numbered from 1. */
    public KillLog(int nodes) {
        this.nodes = nodes;
        running = new TreeSet<>(IntStream.rangeClosed(1, nodes).boxed().toList());
    }

    public synchronized void killed(int node, long beganNs, long doneNs) {
        if (!running.remove(node)) throw new IllegalStateException("node " + node + " was killed; it did not run");
        kills.add(new Kill(node, beganNs, doneNs, OptionalLong.empty()));
    }

    /** A node serves again. */
    public synchronized void started(int node, long doneNs) {
        if (node < 1 || node > nodes || !running.add(node))
            throw new IllegalStateException("node " + node + " was started; it ran already, or is none of 1 to " + nodes);
        for (int i = kills.size() - 1; i >= 0; i--) {
            var kill = kills.get(i);
            if (kill.node() != node) continue;
            kills.set(i, new Kill(node, kill.beganNs(), kill.doneNs(), OptionalLong.of(doneNs)));
            return;
        }
    }

    public int nodes() {
        return nodes;
    }

    public synchronized Set<Integer> running() {
        return Set.copyOf(running);
    }

    /** In order of time. */
    public synchronized List<Kill> kills() {
        return List.copyOf(kills);
    }
}
