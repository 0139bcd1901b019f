package reprise.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import reprise.recorder.Clock;
import reprise.simulator.fault.Fault;
import reprise.simulator.fault.FaultSchedule;
import reprise.simulator.load.Notes;
import reprise.transport.amqp.AmqpUrl.Host;

/** Injects the faults of a schedule when they are due, on a thread of its own, because a kill may take its time. */
final class Faults implements AutoCloseable {
    private final FaultSchedule schedule;
    private final Brokers brokers;
    private final Clock clock;
    private final long startNs;
    private final Notes notes;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("faults").factory());
    private final List<Long> killedAtNs = new ArrayList<>();
    private Failure failure;

    Faults(FaultSchedule schedule, Brokers brokers, Clock clock, long startNs, Notes notes) {
        this.schedule = schedule;
        this.brokers = brokers;
        this.clock = clock;
        this.startNs = startNs;
        this.notes = notes;
    }

    void start(CastPair pair) {
        if (schedule.nextNs() == Long.MAX_VALUE) return;
        at(schedule.nextNs(), () -> {
            for (var fault : schedule.due(clock.nanos() - startNs)) inject(fault, pair);
            start(pair);
        });
    }

    /** Something else to do at a time after the start. */
    void at(long sinceStartNs, Runnable work) {
        thread.schedule(work, startNs + sinceStartNs - clock.nanos(), TimeUnit.NANOSECONDS);
    }

    private void inject(Fault fault, CastPair pair) {
        switch (fault) {
            case Fault.KillNode kill -> kill(kill.node(), pair);
            case Fault.StartNode _, Fault.FreezeNode _, Fault.ThawNode _ -> throw new IllegalStateException("fault " + fault + ": these brokers can only be killed");
        }
    }

    private void kill(Fault.Node node, CastPair pair) {
        long atNs = clock.nanos();
        synchronized (this) {
            killedAtNs.add(atNs);
        }
        try {
            notes.note(atNs, brokers.kill(host(node, pair)));
        } catch (Failure e) {
            synchronized (this) {
                killedAtNs.remove(atNs);
                failure = e;
            }
            notes.note(clock.nanos(), "the fault failed: " + e.getMessage());
            pair.stop();
        }
    }

    private Host host(Fault.Node node, CastPair pair) {
        return switch (node) {
            case Fault.Node.Of.CLIENT -> pair.client().broker();
            case Fault.Node.Of.SERVER -> pair.server().orElseThrow().broker();
            case Fault.Node.Number(int number) -> brokers.url().hosts().get(number - 1);
        };
    }

    /** When each kill began. */
    synchronized List<Long> killedAtNs() {
        return List.copyOf(killedAtNs);
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
