package reprise.simulator.users;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How a scenario's users come and go: k6's executors, by k6's names. Data; the arithmetic is in {@link UserSchedule} and
 * {@link ArrivalSchedule}. {@code gracefulStop}: what an iteration may still take when the scenario's time is over, before it is
 * ended and counted as interrupted.
 */
public sealed interface Executor {
    Duration GRACE = Duration.ofSeconds(30);

    /** Users that iterate, one iteration after the other. */
    sealed interface Looping extends Executor {
        UserSchedule schedule();

        /** Iterations that one user, or all together, may begin; {@link Long#MAX_VALUE} for no limit. */
        Quota quota();
    }

    /** Iterations that begin at their times, each in a user that is free. */
    sealed interface Arriving extends Executor {
        ArrivalSchedule schedule();

        UserPool pool();
    }

    /** How many iterations may begin: of each user, and of all together. */
    record Quota(long ofEach, long ofAll) {
        static final Quota NONE = new Quota(Long.MAX_VALUE, Long.MAX_VALUE);
    }

    /** The most users at a time. */
    int maxUsers();

    /** Without the grace at its end. */
    Duration duration();

    Duration gracefulStop();

    /** {@code users} iterate for {@code duration}. */
    record ConstantUsers(int users, Duration duration, Duration gracefulStop) implements Looping {
        public ConstantUsers {
            check("constant-vus", users > 0 && isTime(duration) && isGrace(gracefulStop), "users " + users + ", duration " + duration
                + ", graceful stop " + gracefulStop, "80 users for 45 s");
        }

        public ConstantUsers(int users, Duration duration) {
            this(users, duration, GRACE);
        }

        @Override
        public int maxUsers() {
            return users;
        }

        @Override
        public UserSchedule schedule() {
            return constant(users, duration, gracefulStop);
        }

        @Override
        public Quota quota() {
            return Quota.NONE;
        }
    }

    /** From {@code startUsers} through the stages. A user taken away may finish its iteration in {@code gracefulRampDown}. */
    record RampingUsers(int startUsers, List<Stage> stages, Duration gracefulRampDown, Duration gracefulStop) implements Looping {
        public RampingUsers {
            stages = List.copyOf(stages);
            check("ramping-vus", startUsers >= 0 && !stages.isEmpty() && most(startUsers, stages) > 0 && isGrace(gracefulRampDown)
                && isGrace(gracefulStop), "start " + startUsers + ", stages " + stages + ", graceful ramp-down " + gracefulRampDown
                + ", graceful stop " + gracefulStop, "from 5 users, a stage of 30 s to 20");
        }

        public RampingUsers(int startUsers, List<Stage> stages) {
            this(startUsers, stages, GRACE, GRACE);
        }

        @Override
        public int maxUsers() {
            return most(startUsers, stages);
        }

        @Override
        public Duration duration() {
            return sum(stages);
        }

        @Override
        public UserSchedule schedule() {
            return new UserSchedule(startUsers, stages, gracefulRampDown.toNanos(), gracefulStop.toNanos());
        }

        @Override
        public Quota quota() {
            return Quota.NONE;
        }
    }

    /** Each of {@code users} does {@code iterations}, in {@code duration} at most. */
    record PerUserIterations(int users, long iterations, Duration duration, Duration gracefulStop) implements Looping {
        public PerUserIterations {
            check("per-vu-iterations", users > 0 && iterations > 0 && isTime(duration) && isGrace(gracefulStop), "users " + users
                + ", iterations " + iterations + ", at most " + duration + ", graceful stop " + gracefulStop,
                "10 users, 20 iterations, 10 min");
        }

        @Override
        public int maxUsers() {
            return users;
        }

        @Override
        public UserSchedule schedule() {
            return constant(users, duration, gracefulStop);
        }

        @Override
        public Quota quota() {
            return new Quota(iterations, Long.MAX_VALUE);
        }
    }

    /** {@code users} share {@code iterations}: who is free takes the next; in {@code duration} at most. */
    record SharedIterations(int users, long iterations, Duration duration, Duration gracefulStop) implements Looping {
        public SharedIterations {
            check("shared-iterations", users > 0 && iterations >= users && isTime(duration) && isGrace(gracefulStop), "users " + users
                + ", iterations " + iterations + ", at most " + duration + ", graceful stop " + gracefulStop
                + " (no fewer iterations than users)", "10 users, 200 iterations, 10 min");
        }

        @Override
        public int maxUsers() {
            return users;
        }

        @Override
        public UserSchedule schedule() {
            return constant(users, duration, gracefulStop);
        }

        @Override
        public Quota quota() {
            return new Quota(Long.MAX_VALUE, iterations);
        }
    }

    /** {@code rate} iterations begin in each {@code unit}, evenly. */
    record ConstantArrivals(int rate, Duration unit, Duration duration, int preAllocated, int maxUsers, Duration gracefulStop)
        implements Arriving {
        public ConstantArrivals {
            check("constant-arrival-rate", rate > 0 && isTime(unit) && isTime(duration) && preAllocated >= 0
                && maxUsers >= Math.max(1, preAllocated)
                && isGrace(gracefulStop), "rate " + rate + " per " + unit + ", duration " + duration + ", users " + preAllocated + " to "
                + maxUsers + ", graceful stop " + gracefulStop, "30 per 1 s for 30 s, 50 to 100 users");
        }

        double ratePerSec() {
            return rate * 1e9 / unit.toNanos();
        }

        @Override
        public ArrivalSchedule schedule() {
            return ArrivalSchedule.constant(rate, unit.toNanos(), duration.toNanos());
        }

        @Override
        public UserPool pool() {
            return new UserPool(preAllocated, maxUsers);
        }
    }

    /** The rate goes from {@code startRate} through the stages' targets; rates are iterations per {@code unit}. */
    record RampingArrivals(int startRate, Duration unit, List<Stage> stages, int preAllocated, int maxUsers, Duration gracefulStop)
        implements Arriving {
        public RampingArrivals {
            stages = List.copyOf(stages);
            check("ramping-arrival-rate", startRate >= 0 && isTime(unit) && !stages.isEmpty() && preAllocated >= 0
                && maxUsers >= Math.max(1, preAllocated) && isGrace(gracefulStop), "start rate " + startRate + " per " + unit + ", stages "
                + stages + ", users " + preAllocated + " to " + maxUsers + ", graceful stop " + gracefulStop,
                "from 0 per 1 s, a stage of 30 s to 100, 50 to 100 users");
        }

        @Override
        public Duration duration() {
            return sum(stages);
        }

        double maxRatePerSec() {
            return most(startRate, stages) * 1e9 / unit.toNanos();
        }

        @Override
        public ArrivalSchedule schedule() {
            return ArrivalSchedule.ramping(startRate, unit.toNanos(), stages);
        }

        @Override
        public UserPool pool() {
            return new UserPool(preAllocated, maxUsers);
        }
    }

    private static UserSchedule constant(int users, Duration duration, Duration gracefulStop) {
        return new UserSchedule(users, List.of(new Stage(duration.toNanos(), users)), 0, gracefulStop.toNanos());
    }

    private static int most(int start, List<Stage> stages) {
        return Math.max(start, stages.stream().mapToInt(Stage::target).max().orElse(0));
    }

    private static Duration sum(List<Stage> stages) {
        var lengths = new ArrayList<Long>();
        stages.forEach(stage -> lengths.add(stage.durationNs()));
        return Duration.ofNanos(lengths.stream().mapToLong(Long::longValue).sum());
    }

    private static boolean isTime(Duration time) {
        return !time.isNegative() && !time.isZero();
    }

    private static boolean isGrace(Duration time) {
        return !time.isNegative();
    }

    private static void check(String executor, boolean ok, String given, String example) {
        if (!ok)
            throw new IllegalArgumentException(executor + ": " + given
                + "; counts and times must be above 0 (graces and starts may be 0), for example " + example);
    }
}
