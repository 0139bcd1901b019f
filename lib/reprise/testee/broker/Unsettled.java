package reprise.testee.broker;

import java.util.function.Consumer;
import reprise.transport.NumberedMap;

/**
 * What one channel delivered and the client has not settled, found by delivery tag in constant time, and linked in the
 * order of the tags for "multiple". Owned by the event loop.
 */
final class Unsettled {
    private final NumberedMap<Queued> byTag = new NumberedMap<>();
    private Queued first;
    private Queued last;

    /** HOT: a delivery that awaits its ack. Its tag is the highest so far. */
    void add(Queued delivered) {
        byTag.put(delivered.deliveryTag, delivered);
        delivered.before = last;
        delivered.after = null;
        if (last == null) first = delivered;
        else last.after = delivered;
        last = delivered;
    }

    /** HOT: an ack. Null if there is no such tag. */
    Queued remove(long deliveryTag) {
        Queued found = byTag.remove(deliveryTag);
        if (found == null) return null;
        if (found.before == null) first = found.after;
        else found.before.after = found.after;
        if (found.after == null) last = found.before;
        else found.after.before = found.before;
        found.before = null;
        found.after = null;
        return found;
    }

    void forEach(Consumer<Queued> taker) {
        for (Queued one = first; one != null; one = one.after) taker.accept(one);
    }

    /** Takes out all up to the tag in order; 0 means all there are. False if there were none. */
    boolean removeUpTo(long deliveryTag, Consumer<Queued> taker) {
        boolean found = false;
        while (first != null && (deliveryTag == 0 || first.deliveryTag <= deliveryTag)) {
            found = true;
            taker.accept(remove(first.deliveryTag));
        }
        return found;
    }
}
