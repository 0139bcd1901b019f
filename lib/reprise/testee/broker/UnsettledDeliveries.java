package reprise.testee.broker;

import java.util.function.Consumer;
import reprise.transport.NumberedMap;
import reprise.transport.amqp.AmqpException;
import reprise.transport.amqp.ReplyCode;

/**
 * One channel's unsettled deliveries: found by delivery tag in constant time, and linked in order of tags for "multiple". Owned by
 * the event loop.
 */
final class UnsettledDeliveries {
    private final NumberedMap<QueuedMessage> byTag = new NumberedMap<>();
    private QueuedMessage first;
    private QueuedMessage last;

    /** HOT: a delivery that awaits its ack. Its tag is the highest so far. */
    void add(QueuedMessage delivered) {
        byTag.put(delivered.deliveryTag, delivered);
        delivered.before = last;
        delivered.after = null;
        if (last == null) first = delivered;
        else last.after = delivered;
        last = delivered;
    }

    /** HOT: an ack. Null if the tag is unknown. */
    QueuedMessage remove(long deliveryTag) {
        QueuedMessage found = byTag.remove(deliveryTag);
        if (found == null) return null;
        if (found.before == null) first = found.after;
        else found.before.after = found.after;
        if (found.after == null) last = found.before;
        else found.after.before = found.before;
        found.before = null;
        found.after = null;
        return found;
    }

    /** The error of a client that settles what is not out. */
    static AmqpException unknown(long deliveryTag) {
        return new AmqpException(ReplyCode.PRECONDITION_FAILED, "unknown delivery tag " + Long.toUnsignedString(deliveryTag));
    }

    void forEach(Consumer<QueuedMessage> taker) {
        for (QueuedMessage one = first; one != null; one = one.after) taker.accept(one);
    }

    /** Removes all deliveries up to the tag in order; 0 means all. False if there were none. */
    boolean removeUpTo(long deliveryTag, Consumer<QueuedMessage> taker) {
        boolean found = false;
        while (first != null && (deliveryTag == 0 || first.deliveryTag <= deliveryTag)) {
            found = true;
            taker.accept(remove(first.deliveryTag));
        }
        return found;
    }
}
