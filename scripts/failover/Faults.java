package failover;

import failover.FaultPlan.Kind;
import failover.Topology.Placement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import reprise.experiment.Moment;
import reprise.recorder.Clock;
import reprise.recorder.Event.Severity;
import reprise.simulator.fault.ChaosSchedule;
import reprise.simulator.fault.KillLog;
import reprise.sut.Brokers;
import reprise.sut.Failure;
import reprise.transport.amqp.AmqpUrl.Host;

/** The faults of a run as moments of its phase, and what became of them. The pair may be asked on the moments' thread. */
final class Faults {
    private final FaultPlan plan;
    private final Brokers brokers;
    private final FailoverPair pair;
    private final Clock clock;
    private final KillLog kills;
    private final List<Long> struckAtNs = new ArrayList<>();
    private Host struck;

    Faults(FaultPlan plan, Brokers brokers, FailoverPair pair, Clock clock) {
        this.plan = plan;
        this.brokers = brokers;
        this.pair = pair;
        this.clock = clock;
        kills = new KillLog(brokers.url().hosts().size());
    }

    /** One node dies, or is silent, and may come back; or random nodes do for the whole phase. */
    List<Moment> moments(FailoverPlan run) {
        if (plan.chaosSeed().isPresent()) {
            var chaos = new ChaosSchedule(brokers.url().hosts().size(), run.duration().toNanos(), plan.chaosSeed().get(), brokers.pace());
            return chaos.next(0, kills.running()).map(first -> chaotic(first, chaos)).stream().toList();
        }
        var moments = new ArrayList<Moment>();
        plan.at().ifPresent(at -> {
            moments.add(strike(at, run.setup().placement()));
            plan.restartAfter().ifPresent(after -> moments.add(comeBack(at.plus(after))));
        });
        return moments;
    }

    private Moment chaotic(ChaosSchedule.Step step, ChaosSchedule chaos) {
        var node = brokers.url().hosts().get(step.node() - 1);
        var at = Duration.ofNanos(step.atNs());
        var moment = step.isKill() ? Moment.at(at, () -> kill(node)) : Moment.at(at, () -> start(node)).as(Severity.NORMAL);
        return moment.then(() -> chaos.next(clock.nanos() - pair.startNs(), kills.running()).map(next -> chaotic(next, chaos)));
    }

    private Moment strike(Duration at, Placement placement) {
        return switch (plan.kind()) {
            case KILL -> Moment.at(at, () -> kill(node(placement)));
            case FREEZE -> Moment.at(at, () -> freeze(node(placement)));
        };
    }

    private Moment comeBack(Duration at) {
        return Moment.at(at, () -> {
            var node = struckNode().orElseThrow(() -> new Failure.Environment("fault: no node was killed that could come back"));
            return plan.kind() == Kind.KILL ? start(node) : brokers.thaw(node);
        }).as(Severity.NORMAL);
    }

    /** A node that is meant as the client's or the server's is that to which the side is connected when the fault is due. */
    private Host node(Placement placement) {
        if (pair.hasClient() && placement.killed() == placement.client()) return pair.client().broker();
        if (pair.hasServer() && placement.killed() == placement.server()) return pair.server().broker();
        return brokers.url().hosts().get(placement.killed() - 1);
    }

    private String kill(Host node) {
        long atNs = clock.nanos();
        struck(atNs, node);
        var words = struckOrNot(atNs, () -> brokers.kill(node));
        kills.killed(number(node), atNs, clock.nanos());
        return words;
    }

    private String freeze(Host node) {
        long atNs = clock.nanos();
        struck(atNs, node);
        return struckOrNot(atNs, () -> brokers.freeze(node));
    }

    private String start(Host node) {
        var words = brokers.start(node);
        kills.started(number(node), clock.nanos());
        return words;
    }

    private int number(Host node) {
        return brokers.url().hosts().indexOf(node) + 1;
    }

    /** A fault that could not be injected is none. */
    private String struckOrNot(long atNs, Supplier<String> fault) {
        try {
            return fault.get();
        } catch (Failure failed) {
            synchronized (this) {
                struckAtNs.remove(atNs);
                struck = null;
            }
            throw failed;
        }
    }

    private synchronized void struck(long atNs, Host node) {
        struckAtNs.add(atNs);
        struck = node;
    }

    /** The deaths and returns of nodes, with their times. */
    KillLog kills() {
        return kills;
    }

    /** The node that was killed or frozen last. */
    synchronized Optional<Host> struckNode() {
        return Optional.ofNullable(struck);
    }

    /** When each death or partition began. */
    synchronized List<Long> struckAtNs() {
        return List.copyOf(struckAtNs);
    }
}
