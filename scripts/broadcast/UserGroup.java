package broadcast;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import reprise.simulator.users.Executor;

/**
 * One of k6's scenarios. A user's iteration: a pause, a connection, a send, a pause; then {@code repeats} further pauses with a send.
 *
 * @param executor how its users start and stop
 * @param does an iteration in words, as it was run; {@code asDescribed} as the document's text has it, where that differs
 */
public record UserGroup(String name, Duration startsAt, Executor executor, Sends sends, int repeats, String does,
                        Optional<String> asDescribed) {
    public enum Sends { DIRECT, BROADCAST }

    public UserGroup(String name, Duration startsAt, Executor executor, Sends sends, int repeats, String does) {
        this(name, startsAt, executor, sends, repeats, does, Optional.empty());
    }

    /** For other lengths and numbers of users; an iteration takes as long as ever. */
    public UserGroup scaled(double time, double users) {
        return new UserGroup(name, Duration.ofNanos(Math.round(startsAt.toNanos() * time)), executor.scaled(time, users), sends, repeats,
            does, asDescribed);
    }

    /** The end of its last stage. */
    public Duration endsAt() {
        return startsAt.plus(executor.duration());
    }

    public String does(boolean described) {
        return described ? asDescribed.orElse(does) : does;
    }

    /** The end of the last stage of all. */
    public static Duration end(List<UserGroup> groups) {
        return groups.stream().map(UserGroup::endsAt).max(Duration::compareTo).orElse(Duration.ZERO);
    }
}
