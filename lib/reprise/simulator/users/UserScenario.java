package reprise.simulator.users;

import java.time.Duration;

/** A group of users: when they start, how many there are, and what they do. {@code startsAt} counts from the start of the run. */
public record UserScenario(String name, Duration startsAt, Executor executor, UserScript script) {
    public UserScenario {
        if (name.isBlank() || startsAt.isNegative()) {
            throw new IllegalArgumentException("scenario '" + name + "', starts at " + startsAt
                + "; it needs a name, and a start of 0 or later");
        }
    }

    /** The time until nothing of it can be running any more. */
    long endNs() {
        return startsAt.plus(executor.duration()).plus(executor.gracefulStop()).toNanos();
    }
}
