package reprise.testee.broker;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import reprise.transport.amqp.AmqpException;
import reprise.transport.amqp.ReplyCode;

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
    /** From its queue's node to its own; null if they are one. */
    private Link across;

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

    /** The argument x-priority; 406 if it is no whole number. */
    static long priority(Map<String, Object> arguments) {
        return switch (arguments.getOrDefault("x-priority", 0L)) {
            case Byte _, Short _, Integer _, Long _ -> ((Number) arguments.getOrDefault("x-priority", 0L)).longValue();
            case null, default -> throw new AmqpException(ReplyCode.PRECONDITION_FAILED, "invalid arg 'x-priority': '"
                + arguments.get("x-priority") + "'; expected a whole number");
        };
    }

    /** Counts its tag twice: as text and as octets. */
    long costBytes() {
        return Memory.CONSUMER_BYTES + 2L * tagBytes.length;
    }

    /**
     * HOT: asked before each delivery. Whether its connection and the way to it accept bytes, and it has credit. A consumer without acks
     * takes none of the channel's credit, but gets nothing while that is used up, as in RabbitMQ.
     */
    boolean ready() {
        return (across == null || across.takes()) && deliveries.outbox().pushable() && (noAck || prefetch == 0 || out < prefetch)
            && deliveries.hasCredit();
    }

    /** Its queue is served by this node from now on. */
    void servedFrom(Node node) {
        across = node == deliveries.node() ? null : node.link(deliveries.node());
    }

    Link across() {
        return across;
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
