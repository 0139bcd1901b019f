package reprise.testee.broker;

/** A message's place in one queue: waiting, or delivered and unsettled. Owned by the event loop. */
final class QueuedMessage {
    static final long NEVER = Long.MAX_VALUE;

    final Queue queue;
    Message message;
    /** Ascends in order of arrival, so that a returned message regains its place. */
    final long position;
    /** In terms of {@link System#nanoTime}, or {@link #NEVER}. */
    final long expiresAtNs;
    boolean redelivered;
    /** How often it was returned to a quorum queue. */
    int returns;
    /** A fail-over gave its place to a redelivery: the client's answer to this delivery is ignored. */
    boolean overtaken;

    // While delivered: its tag, its consumer, and its neighbours in the order of delivery tags.
    long deliveryTag;
    /** Null after basic.get. */
    Consumer consumer;
    QueuedMessage before;
    QueuedMessage after;

    QueuedMessage(Queue queue, Message message, long position, long expiresAtNs) {
        this.queue = queue;
        this.message = message;
        this.position = position;
        this.expiresAtNs = expiresAtNs;
    }

    /** A second entry for the same place, to be redelivered. */
    QueuedMessage overtake() {
        overtaken = true;
        return new QueuedMessage(queue, message, position, expiresAtNs);
    }

    boolean expired(long nowNs) {
        return expiresAtNs != NEVER && nowNs - expiresAtNs >= 0;
    }
}
