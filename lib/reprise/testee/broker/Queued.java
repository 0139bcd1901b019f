package reprise.testee.broker;

/** A message's place in one queue: waiting there, or delivered and not settled yet. Owned by the event loop. */
final class Queued {
    static final long NEVER = Long.MAX_VALUE;

    final Queue queue;
    final Message message;
    /** Counts up in the order of arrival: a message that comes back goes where it was. */
    final long position;
    /** By {@link System#nanoTime}, or {@link #NEVER}. */
    final long expiresAtNs;
    boolean redelivered;
    /** Its place is another's since a failover: what the client says of this delivery means nothing. */
    boolean overtaken;

    // While delivered: by whom it is to be settled, and its neighbours in the order of delivery tags.
    long deliveryTag;
    /** Null after basic.get. */
    Consumer consumer;
    Queued before;
    Queued after;

    Queued(Queue queue, Message message, long position, long expiresAtNs) {
        this.queue = queue;
        this.message = message;
        this.position = position;
        this.expiresAtNs = expiresAtNs;
    }

    /** The same place, for what is to be delivered again. */
    Queued overtake() {
        overtaken = true;
        return new Queued(queue, message, position, expiresAtNs);
    }

    boolean expired(long nowNs) {
        return expiresAtNs != NEVER && nowNs - expiresAtNs >= 0;
    }
}
