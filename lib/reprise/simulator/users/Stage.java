package reprise.simulator.users;

/** One stage of a ramp: a straight line from the previous target to this one within {@code durationNs}; 0 ns jumps. */
public record Stage(long durationNs, int target) {
    public Stage {
        if (durationNs < 0 || target < 0) {
            throw new IllegalArgumentException("stage: " + durationNs + " ns to " + target
                + "; neither may be negative, for example 30 s to 20");
        }
    }

    public static Stage of(java.time.Duration duration, int target) {
        return new Stage(duration.toNanos(), target);
    }
}
