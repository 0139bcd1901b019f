package reprise.testee.broker;

import java.nio.charset.StandardCharsets;

/** A channel's subscription to a queue. Owned by the event loop. */
final class Consumer {
    final Deliveries deliveries;
    final Queue queue;
    final String tag;
    final byte[] tagBytes;
    final boolean noAck;
    final boolean exclusive;
    /** x-cancel-on-ha-failover: the consumer is cancelled, and notified, when a mirror is promoted. */
    final boolean cancelOnFailover;
    /** x-priority: higher ones are served first. */
    final long priority;
    /** How many deliveries may be unacknowledged at once; 0 for any number. */
    private final int prefetch;
    private int out;

    Consumer(Deliveries deliveries, Queue queue, String tag, boolean noAck, boolean exclusive, boolean cancelOnFailover,
             long priority, int prefetch) {
        this.deliveries = deliveries;
        this.queue = queue;
        this.tag = tag;
        this.tagBytes = tag.getBytes(StandardCharsets.UTF_8);
        this.noAck = noAck;
        this.exclusive = exclusive;
        this.cancelOnFailover = cancelOnFailover;
        this.priority = priority;
        this.prefetch = prefetch;
    }

    /** Counts its tag twice: as text and as octets. */
    long costBytes() {
        return Memory.CONSUMER_BYTES + 2L * tagBytes.length;
    }

    /**
     * HOT: asked before each delivery. Whether its connection accepts bytes and it has credit. A consumer without acks takes none
     * of the channel's credit, but gets nothing while that is used up, as in RabbitMQ.
     */
    boolean ready() {
        return deliveries.outbox().pushable() && (noAck || prefetch == 0 || out < prefetch) && deliveries.hasCredit();
    }

    void delivered() {
        out++;
    }

    void settled() {
        out--;
    }

    /** Its queue's new home does not know what is unacknowledged. */
    void promoted() {
        out = 0;
    }
}
