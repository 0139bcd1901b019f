package failover;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import reprise.experiment.DurationOption;
import reprise.sut.Failure;

/**
 * The faults of a run, with times after the start of the load.
 *
 * @param at when the topology's node is struck; absent for nothing
 * @param kind a death, or a partition: the node is silent and its connections stay open
 * @param restartAfter the time until it is started again or no longer silent; absent for never
 * @param chaosSeed seed of random kills and starts during the whole run, instead of the single fault; absent for none
 */
public record FaultPlan(Optional<Duration> at, Kind kind, Optional<Duration> restartAfter, Optional<Long> chaosSeed) {
    /** The topology's node dies at this time, and stays dead. */
    public static FaultPlan killAt(Duration time) {
        return new FaultPlan(Optional.of(time), Kind.KILL, Optional.empty(), Optional.empty());
    }

    /** Random nodes die and come back. */
    public static FaultPlan chaos(long seed) {
        return new FaultPlan(Optional.empty(), Kind.KILL, Optional.empty(), Optional.of(seed));
    }

    /** The words of {@code --fault}. */
    public enum Kind {
        KILL("killed"), FREEZE("frozen");

        private static final String PARAMETER = "fault";

        /** What the node is afterwards. */
        final String done;

        Kind(String done) {
            this.done = done;
        }

        /** Adds the fault to a run's parameters: the kind, then the node. */
        void write(Map<String, Object> parameters, int node) {
            parameters.put(PARAMETER, this + " node " + node);
        }

        /** The kind in a run's parameters; a run without a fault has none. */
        static Optional<Kind> read(Map<String, Object> parameters) {
            var kind = String.valueOf(parameters.get(PARAMETER)).split(" ", 2)[0];
            return Arrays.stream(values()).filter(each -> each.toString().equals(kind)).findFirst();
        }

        /** The node in a run's parameters, from 1; a run without a fault of ours has none. */
        static Optional<Integer> node(Map<String, Object> parameters) {
            var words = String.valueOf(parameters.get(PARAMETER)).split(" ");
            return read(parameters).map(_ -> Integer.valueOf(words[words.length - 1]));
        }

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
}
