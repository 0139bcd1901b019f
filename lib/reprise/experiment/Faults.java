package reprise.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import reprise.recorder.Clock;
import reprise.recorder.EventLog;
import reprise.simulator.fault.ChaosSchedule;
import reprise.simulator.fault.Fault;
import reprise.simulator.fault.FaultSchedule;
import reprise.simulator.fault.KillLog;
import reprise.sut.Brokers;
import reprise.sut.Failure;
import reprise.transport.OwnThreads;
import reprise.transport.amqp.AmqpUrl.Host;

/** Injects the faults of a schedule when they are due, on a thread of its own, because a kill may take its time. */
final class Faults implements AutoCloseable {
    private final FaultSchedule schedule;
    private final Optional<ChaosSchedule> chaos;
    private final KillLog kills;
    private final Brokers brokers;
    private final Clock clock;
    private final EventLog notes;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(OwnThreads.named("faults"));
    private final List<Long> struckAtNs = new ArrayList<>();
    private long startNs;
    private Host struck;
    private Failure failure;

    /** @param chaos asked for the next fault when one is done; absent for the schedule's alone */
    Faults(FaultSchedule schedule, Optional<ChaosSchedule> chaos, Brokers brokers, Clock clock, EventLog notes) {
        this.schedule = schedule;
        this.chaos = chaos;
        kills = new KillLog(brokers.url().hosts().size());
        this.brokers = brokers;
        this.clock = clock;
        this.notes = notes;
    }

    /** The load began then, ns of the clock. Before any {@link #at}. */
    void start(ClientServerPair pair, long beganNs) {
        startNs = beganNs;
        next(pair);
    }

    private void next(ClientServerPair pair) {
        if (chaos.isPresent()) {
            chaos.get().next(clock.nanos() - startNs, kills.running()).ifPresent(fault -> at(fault.atNs(), () -> {
                inject(fault, pair);
                if (failure().isEmpty()) next(pair);
            }));
            return;
        }
        if (schedule.nextNs() == Long.MAX_VALUE) return;
        at(schedule.nextNs(), () -> {
            for (var fault : schedule.due(clock.nanos() - startNs)) inject(fault, pair);
            next(pair);
        });
    }

    /** Something else to do at a time after the start. */
    void at(long sinceStartNs, Runnable work) {
        thread.schedule(work, startNs + sinceStartNs - clock.nanos(), TimeUnit.NANOSECONDS);
    }

    private void inject(Fault fault, ClientServerPair pair) {
        long atNs = clock.nanos();
        try {
            var node = host(fault.node(), pair);
            int number = brokers.url().hosts().indexOf(node) + 1;
            var done = switch (fault) {
                case Fault.KillNode _ -> {
                    struck(atNs, node);
                    var words = brokers.kill(node);
                    kills.killed(number, atNs, clock.nanos());
                    yield words;
                }
                case Fault.FreezeNode _ -> {
                    struck(atNs, node);
                    yield brokers.freeze(node);
                }
                case Fault.StartNode _ -> {
                    var words = brokers.start(node);
                    kills.started(number, clock.nanos());
                    yield words;
                }
                case Fault.ThawNode _ -> brokers.thaw(node);
            };
            // What takes its time, as a node's start does, is told when it is done.
            notes.note(struckAtNs.contains(atNs) ? atNs : clock.nanos(), done);
        } catch (Failure e) {
            synchronized (this) {
                struckAtNs.remove(atNs);
                failure = e;
            }
            notes.note(clock.nanos(), "the fault failed: " + e.getMessage());
            pair.stop();
        }
    }

    private synchronized void struck(long atNs, Host node) {
        struckAtNs.add(atNs);
        struck = node;
    }

    private Host host(Fault.Node node, ClientServerPair pair) {
        return switch (node) {
            case Fault.Node.Of.CLIENT -> pair.client().broker();
            case Fault.Node.Of.SERVER -> pair.server().orElseThrow().broker();
            case Fault.Node.Of.STRUCK -> struckNode()
                .orElseThrow(() -> new Failure.Environment("fault: no node was killed that could come back"));
            case Fault.Node.Number(int number) -> brokers.url().hosts().get(number - 1);
        };
    }

    /** Who died when, and came back. */
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

    synchronized Optional<Failure> failure() {
        return Optional.ofNullable(failure);
    }

    /** What is under way goes on to its end; nothing more begins. */
    @Override
    public void close() {
        thread.shutdown();
    }
}
