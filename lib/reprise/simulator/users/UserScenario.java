package reprise.simulator.users;

import java.time.Duration;

/** Users of one kind: when, how many, and what they do. {@code startsAt} counts from the start of the run. */
public record UserScenario(String name, Duration startsAt, Executor executor, Script script) {
    public UserScenario {
        if (name.isBlank() || startsAt.isNegative()) {
            throw new IllegalArgumentException("scenario '" + name + "', starts at " + startsAt
                + "; it needs a name, and a start of 0 or later");
        }
    }

    /** From its start to the last moment at which something of it may still go on. */
    long endNs() {
        return startsAt.plus(executor.duration()).plus(executor.gracefulStop()).toNanos();
    }
}
