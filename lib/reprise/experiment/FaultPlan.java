package reprise.experiment;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import reprise.judge.Topology.Placement;
import reprise.simulator.fault.Fault;
import reprise.sut.Failure;

/**
 * What is done to the brokers, times after the start of the load.
 *
 * @param at when the topology's node is struck; absent for nothing
 * @param kind a death, or a partition: the node is silent and its connections stay open
 * @param restartAfter how long after that it comes back (started, or no longer silent); absent for never
 * @param chaosSeed of random kills and starts for the whole run, instead of the one; absent for none
 */
public record FaultPlan(Optional<Duration> at, Kind kind, Optional<Duration> restartAfter, Optional<Long> chaosSeed) {
    /** The topology's node dies then, and stays dead. */
    public static FaultPlan killAt(Duration time) {
        return new FaultPlan(Optional.of(time), Kind.KILL, Optional.empty(), Optional.empty());
    }

    /** Random nodes die and come back. */
    public static FaultPlan chaos(long seed) {
        return new FaultPlan(Optional.empty(), Kind.KILL, Optional.empty(), Optional.of(seed));
    }

    /** As {@code --fault} has them. */
    public enum Kind {
        KILL, FREEZE;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public FaultPlan {
        restartAfter.filter(after -> after.toMillis() < 100).ifPresent(after -> {
            throw new Failure.BadInput("--restart-after is " + DurationOption.text(after) + "; it must be at least 100ms, for example 10s");
        });
    }

    void check(List<String> wrong, Duration duration) {
        at.filter(time -> time.compareTo(duration) >= 0).ifPresent(time -> wrong.add("--kill-at is " + DurationOption.text(time)
            + ", not before the end of the run at " + DurationOption.text(duration) + "; give an earlier time or a longer --duration"));
        if (at.isEmpty()) return;
        restartAfter.filter(after -> at.get().plus(after).compareTo(duration) >= 0)
            .ifPresent(after -> wrong.add("--restart-after is " + DurationOption.text(after)
            + ": the node would come back at " + DurationOption.text(at.get().plus(after)) + ", not before the end of the run at "
            + DurationOption.text(duration)
            + "; give a shorter time or a longer --duration"));
    }

    /** The client's or the server's node, if that is who the placement means: it is looked up when the fault is due. */
    List<Fault> faults(Placement placement, boolean clientHere, boolean serverHere) {
        if (at.isEmpty()) return List.of();
        Fault.Node node = clientHere && placement.killed() == placement.client() ? Fault.Node.Of.CLIENT
            : serverHere && placement.killed() == placement.server() ? Fault.Node.Of.SERVER : new Fault.Node.Number(placement.killed());
        var faults = new ArrayList<Fault>();
        long atNs = at.get().toNanos();
        faults.add(kind == Kind.KILL ? new Fault.KillNode(atNs, node) : new Fault.FreezeNode(atNs, node));
        restartAfter.ifPresent(after -> faults.add(kind == Kind.KILL ? new Fault.StartNode(atNs + after.toNanos(), Fault.Node.Of.STRUCK)
            : new Fault.ThawNode(atNs + after.toNanos(), Fault.Node.Of.STRUCK)));
        return faults;
    }
}
