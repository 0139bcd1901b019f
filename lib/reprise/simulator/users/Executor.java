package reprise.simulator.users;

import java.time.Duration;
import java.util.List;

/**
 * How a scenario's users start and stop: k6's executors, with k6's names. Data only; {@link UserSchedule} and {@link ArrivalSchedule} do
 * the arithmetic. {@code gracefulStop} is how long an iteration may continue after the scenario's time before it is ended and counted as
 * interrupted.
 */
public sealed interface Executor {
    Duration GRACE = Duration.ofSeconds(30);

    /** Users that run one iteration after another. */
    sealed interface Looping extends Executor {
        /** By default all of them from the start to the end. */
        default UserSchedule schedule() {
            return new UserSchedule(maxUsers(), List.of(new Stage(duration().toNanos(), maxUsers())), 0, gracefulStop().toNanos());
        }

        /** The limit on iterations, per user and in total; {@link Long#MAX_VALUE} for none. */
        default Quota quota() {
            return Quota.NONE;
        }
    }

    /** Iterations that start at scheduled times, each in a free user. */
    sealed interface Arriving extends Executor {
        ArrivalSchedule schedule();

        /** How many users there are from the start; further ones are made when none is free, up to {@link #maxUsers}. */
        int preAllocated();
    }

    /** How many iterations may start: per user and in total. */
    record Quota(long ofEach, long ofAll) {
        static final Quota NONE = new Quota(Long.MAX_VALUE, Long.MAX_VALUE);
    }

    /** The largest number of users at a time. */
    int maxUsers();

    /** The duration without the grace at its end. */
    Duration duration();

    Duration gracefulStop();

    /**
     * The same with all its times multiplied by one factor, and its users and arrivals by the other; what there was any of stays above 0.
     */
    default Executor scaled(double time, double users) {
        return switch (this) {
            case ConstantUsers of -> new ConstantUsers(times(of.users, users), times(of.duration, time), times(of.gracefulStop, time));
            case RampingUsers of -> new RampingUsers(times(of.startUsers, users), times(of.stages, time, users),
                times(of.gracefulRampDown, time), times(of.gracefulStop, time));
            case PerUserIterations of -> new PerUserIterations(times(of.users, users), of.iterations, times(of.duration, time),
                times(of.gracefulStop, time));
            case SharedIterations of -> new SharedIterations(times(of.users, users), Math.max(of.iterations, times(of.users, users)),
                times(of.duration, time), times(of.gracefulStop, time));
            case ConstantArrivals of -> new ConstantArrivals(times(of.rate, users), of.unit, times(of.duration, time),
                times(of.preAllocated, users), times(of.maxUsers, users), times(of.gracefulStop, time));
            case RampingArrivals of -> new RampingArrivals(times(of.startRate, users), of.unit, times(of.stages, time, users),
                times(of.preAllocated, users), times(of.maxUsers, users), times(of.gracefulStop, time));
        };
    }

    private static Duration times(Duration time, double factor) {
        return Duration.ofNanos(Math.round(time.toNanos() * factor));
    }

    private static int times(int users, double factor) {
        return users == 0 ? 0 : (int) Math.max(1, Math.round(users * factor));
    }

    private static List<Stage> times(List<Stage> stages, double time, double users) {
        return stages.stream().map(stage -> new Stage(Math.round(stage.durationNs() * time), times(stage.target(), users))).toList();
    }

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
    }

    /** From {@code startUsers} through the stages. A removed user may finish its iteration within {@code gracefulRampDown}. */
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
    }

    /** Each of {@code users} runs {@code iterations}, within {@code duration}. */
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
        public Quota quota() {
            return new Quota(iterations, Long.MAX_VALUE);
        }
    }

    /** {@code users} share {@code iterations}: a free user takes the next; within {@code duration}. */
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
        public Quota quota() {
            return new Quota(Long.MAX_VALUE, iterations);
        }
    }

    /** {@code rate} iterations start in each {@code unit}, evenly spaced. */
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
    }

    /** The rate ramps from {@code startRate} through the stages' targets; rates are iterations per {@code unit}. */
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
    }

    private static int most(int start, List<Stage> stages) {
        return Math.max(start, stages.stream().mapToInt(Stage::target).max().orElse(0));
    }

    private static Duration sum(List<Stage> stages) {
        return Duration.ofNanos(stages.stream().mapToLong(Stage::durationNs).sum());
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
