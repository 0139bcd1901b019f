package reprise.simulator.rpc;

import java.util.Locale;

/**
 * How the queues of messages are kept, as {@code --queues} names it: on one node; on it with a mirror on each other one, which a policy of
 * the brokers does; or replicated by consensus, which the declaration asks for (RabbitMQ's x-queue-type quorum).
 */
public enum QueueKind {
    CLASSIC("queues not mirrored"), MIRRORED("queues mirrored"), QUORUM("quorum queues");

    private final String words;

    QueueKind(String words) {
        this.words = words;
    }

    /** The queues of a cluster, in words that follow its nodes. */
    public String words() {
        return words;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
