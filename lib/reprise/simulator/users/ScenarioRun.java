package reprise.simulator.users;

import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import reprise.recorder.K6Figures.Bar;

/** A scenario while it runs: does what its schedule says when its time has come. Owned by the run's thread. */
abstract class ScenarioRun {
    final Users users;
    final UserScenario scenario;
    final int place;
    final AtomicInteger running = new AtomicInteger(); // users that have a thread
    final AtomicInteger complete = new AtomicInteger(); // iterations, for its line alone
    private int usersAtEnd;
    private boolean ended;
    private boolean stopped;

    ScenarioRun(Users users, UserScenario scenario, int place) {
        this.users = users;
        this.scenario = scenario;
        this.place = place;
    }

    static ScenarioRun of(Users users, UserScenario scenario, int place) {
        return switch (scenario.executor()) {
            case Executor.Looping looping -> new LoopingRun(users, scenario, place, looping);
            case Executor.Arriving arriving -> new ArrivingRun(users, scenario, place, arriving);
        };
    }

    /** Time of the next step, ns from the scenario's start. */
    abstract long nextNs();

    /** Does all that is due. */
    abstract void due(long sinceNs);

    /** Nothing more will begin, apart from what is running. */
    abstract boolean allBegun(long sinceNs);

    /** Ends all that run. */
    abstract void endAll();

    boolean done(long sinceNs) {
        return running.get() == 0 && (stopped || allBegun(sinceNs));
    }

    /** The grace at the end is over: remembers how many it cut off. */
    void graceIsOver() {
        if (ended) return;
        ended = true;
        usersAtEnd = running.get();
    }

    void stop() {
        if (stopped) return;
        stopped = true;
        graceIsOver();
        endAll();
    }

    User newUser(int number) {
        return new User(users, users.loop(number), place, number, scenario.script(), users.plan().seed());
    }

    void left() {
        if (running.decrementAndGet() == 0) users.wake();
    }

    Bar bar(long sinceNs) {
        double planNs = scenario.executor().duration().toNanos();
        boolean over = sinceNs >= planNs || done(sinceNs);
        double share = over ? 1 : Math.max(0, sinceNs / planNs);
        var active = scenario.executor() instanceof Executor.RampingUsers || scenario.executor() instanceof Executor.Arriving
            ? OptionalInt.of(ended ? usersAtEnd : running.get()) : OptionalInt.empty();
        return new Bar(scenario.name(), over && !stopped, share, active, scenario.executor().maxUsers(), Math.clamp(sinceNs, 0, (long) planNs) / 1e9,
            planNs / 1e9, iterations());
    }

    /** As k6 writes it behind the time of the executors that count iterations. */
    private String iterations() {
        return switch (scenario.executor()) {
            case Executor.PerUserIterations per -> complete.get() + "/" + per.users() * per.iterations() + " iters, " + per.iterations() + " per VU";
            case Executor.SharedIterations shared -> complete.get() + "/" + shared.iterations() + " shared iters";
            case Executor.ConstantUsers _, Executor.RampingUsers _, Executor.ConstantArrivals _, Executor.RampingArrivals _ -> "";
        };
    }
}
