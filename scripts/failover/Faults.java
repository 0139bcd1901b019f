package failover;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import reprise.experiment.Moment;
import reprise.recorder.Clock;
import reprise.recorder.Event.Severity;
import reprise.simulator.fault.ChaosSchedule;
import reprise.simulator.fault.Fault;
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
        if (plan.chaosSeed().isEmpty())
            return plan.faults(run.setup().placement(), pair.hasClient(), pair.hasServer()).stream().map(this::moment).toList();
        var chaos = new ChaosSchedule(brokers.url().hosts().size(), run.duration().toNanos(), plan.chaosSeed().get(), brokers.pace());
        return chaos.next(0, kills.running()).map(first -> chaotic(first, chaos)).stream().toList();
    }

    private Moment chaotic(Fault fault, ChaosSchedule chaos) {
        return moment(fault).then(() -> chaos.next(clock.nanos() - pair.startNs(), kills.running()).map(next -> chaotic(next, chaos)));
    }

    private Moment moment(Fault fault) {
        return Moment.at(Duration.ofNanos(fault.atNs()), () -> inject(fault)).as(severity(fault));
    }

    private String inject(Fault fault) {
        long atNs = clock.nanos();
        var node = host(fault.node());
        int number = brokers.url().hosts().indexOf(node) + 1;
        return switch (fault) {
            case Fault.KillNode _ -> {
                struck(atNs, node);
                var words = struckOrNot(atNs, () -> brokers.kill(node));
                kills.killed(number, atNs, clock.nanos());
                yield words;
            }
            case Fault.FreezeNode _ -> {
                struck(atNs, node);
                yield struckOrNot(atNs, () -> brokers.freeze(node));
            }
            case Fault.StartNode _ -> {
                var words = brokers.start(node);
                kills.started(number, clock.nanos());
                yield words;
            }
            case Fault.ThawNode _ -> brokers.thaw(node);
        };
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

    /** A frozen node's connections stay open, so nothing is lost yet. */
    private static Severity severity(Fault fault) {
        return switch (fault) {
            case Fault.KillNode _ -> Severity.ALARM;
            case Fault.FreezeNode _ -> Severity.WARNING;
            case Fault.StartNode _, Fault.ThawNode _ -> Severity.NORMAL;
        };
    }

    private synchronized void struck(long atNs, Host node) {
        struckAtNs.add(atNs);
        struck = node;
    }

    private Host host(Fault.Node node) {
        return switch (node) {
            case Fault.Node.Of.CLIENT -> pair.client().broker();
            case Fault.Node.Of.SERVER -> pair.server().broker();
            case Fault.Node.Of.STRUCK -> struckNode()
                .orElseThrow(() -> new Failure.Environment("fault: no node was killed that could come back"));
            case Fault.Node.Number(int number) -> brokers.url().hosts().get(number - 1);
        };
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
