package reprise.simulator.users;

import java.util.Locale;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import reprise.peer.k6.K6Figures.Bar;
import reprise.recorder.Share;

/** A running scenario: it takes its schedule's steps when they are due. Owned by the run's thread. */
abstract class ScenarioRun {
    final Users users;
    final UserScenario scenario;
    final int place;
    final long startsNs;
    final AtomicInteger running = new AtomicInteger(); // users that have a thread
    final AtomicLong complete = new AtomicLong(); // iterations, shown during the run; the loops' tallies must agree
    final AtomicLong interrupted = new AtomicLong();
    private volatile long doneNs = -1;
    private volatile int usersAtEnd;
    private volatile boolean ended;
    private volatile boolean stopped;

    ScenarioRun(Users users, UserScenario scenario, int place) {
        this.users = users;
        this.scenario = scenario;
        this.place = place;
        startsNs = scenario.startsAt().toNanos();
    }

    static ScenarioRun of(Users users, UserScenario scenario, int place) {
        return switch (scenario.executor()) {
            case Executor.Looping looping -> new LoopingRun(users, scenario, place, looping);
            case Executor.Arriving arriving -> new ArrivingRun(users, scenario, place, arriving);
        };
    }

    /** The time of the next step, in ns from the scenario's start. */
    abstract long nextNs();

    /** Takes all steps that are due. */
    abstract void due(long sinceNs);

    /** Whether nothing more will start. */
    abstract boolean allBegun(long sinceNs);

    /** Ends everything that runs. */
    abstract void endAll();

    /** The life of a user's thread, on that thread. */
    abstract void live(User user);

    /** Called by the run's thread, which thus also learns when the scenario ended. */
    boolean done(long sinceNs) {
        boolean done = running.get() == 0 && (stopped || allBegun(sinceNs));
        if (done && doneNs < 0) doneNs = Math.max(0, sinceNs);
        return done;
    }

    /** The final grace is over: records how many iterations it cut off. */
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

    Share share() {
        return users.plan().share();
    }

    /** How many of the scenario's iterations are this share's; none if it has no user. */
    long dealt(long iterations) {
        return share().among(scenario.executor().maxUsers()).map(among -> among.of(iterations)).orElse(0L);
    }

    /** @param number in the whole, from 1 */
    User newUser(int number) {
        return new User(users, users.loop(number), place, number, scenario.script(), users.plan().seed());
    }

    void left() {
        if (running.decrementAndGet() == 0) users.wake();
    }

    /** Runs on the user's thread. */
    void iterate(User user) {
        (user.iterate() ? complete : interrupted).incrementAndGet();
    }

    /** Planned iterations for which the time was too short. */
    long neverBegun() {
        return 0;
    }

    /** The current rate of arrivals. */
    double ratePerSec() {
        return 0;
    }

    int usersMade() {
        return share().of(scenario.executor().maxUsers());
    }

    // ---- its progress line

    /** The total of planned iterations, if the executor limits them; otherwise 0. */
    long iterations() {
        return switch (scenario.executor()) {
            case Executor.PerUserIterations per -> share().of(per.users()) * per.iterations();
            case Executor.SharedIterations shared -> dealt(shared.iterations());
            case Executor.ConstantUsers _, Executor.RampingUsers _, Executor.ConstantArrivals _, Executor.RampingArrivals _ -> 0;
        };
    }

    Bar bar(long nowNs) {
        long sinceNs = doneNs >= 0 ? doneNs : nowNs;
        long planNs = scenario.executor().duration().toNanos();
        boolean over = doneNs >= 0 || sinceNs >= planNs;
        double share = iterations() > 0 ? (double) complete.get() / iterations() : sinceNs / (double) planNs;
        var active = scenario.executor() instanceof Executor.RampingUsers || scenario.executor() instanceof Executor.Arriving
            ? OptionalInt.of(ended ? usersAtEnd : running.get()) : OptionalInt.empty();
        return new Bar(scenario.name(), over && !stopped, over ? 1 : Math.clamp(share, 0, 1), active, usersMade(),
            Math.clamp(sinceNs, 0, planNs) / 1e9, planNs / 1e9, thirdColumn());
    }

    /** k6's third column: the iterations if they are limited, or the rate of arrivals. */
    private String thirdColumn() {
        int digits = Long.toString(iterations()).length();
        var count = String.format(Locale.ROOT, "%0" + digits + "d/%d", complete.get(), iterations());
        return switch (scenario.executor()) {
            case Executor.PerUserIterations per -> count + " iters, " + per.iterations() + " per VU";
            case Executor.SharedIterations _ -> count + " shared iters";
            case Executor.ConstantArrivals arrivals -> rate(own(arrivals.ratePerSec()), own(arrivals.ratePerSec()));
            case Executor.RampingArrivals arrivals -> rate(ratePerSec(), own(arrivals.maxRatePerSec()));
            case Executor.ConstantUsers _, Executor.RampingUsers _ -> "";
        };
    }

    private double own(double perSec) {
        return share().among(scenario.executor().maxUsers()).map(among -> perSec / among.of()).orElse(0.0);
    }

    private static String rate(double perSec, double most) {
        int width = String.format(Locale.ROOT, "%.2f", most).length();
        return String.format(Locale.ROOT, "%0" + width + ".2f iters/s", perSec);
    }
}
