package reprise.testee.broker;

import java.nio.charset.StandardCharsets;

/** Who consumes from a queue: a channel's subscription. Owned by the event loop. */
final class Consumer {
    final Deliveries deliveries;
    final Queue queue;
    final String tag;
    final byte[] tagBytes;
    final boolean noAck;
    final boolean exclusive;
    /** x-cancel-on-ha-failover: it goes when a mirror is promoted, and is told so. */
    final boolean cancelOnFailover;
    /** x-priority: who has a higher one is served first. */
    final long priority;
    /** How many may be out at once; 0 for any number. */
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

    /** Its tag is there as text and as octets. */
    long costBytes() {
        return Memory.CONSUMER_BYTES + 2L * tagBytes.length;
    }

    /**
     * HOT: asked before each delivery. Is its connection taking bytes, and has it credit? Without acks it takes none of the
     * channel's, but gets nothing while that is used up, as RabbitMQ has it.
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

    /** Its queue's new home knows of nothing that is out. */
    void promoted() {
        out = 0;
    }
}
