package reprise.testee.broker;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * A queue's consumers. Those of equal priority take turns; lower priorities are served only while no higher one is ready. Owned by
 * the event loop.
 */
final class Consumers {
    private final List<Consumer> all = new ArrayList<>(); // the highest priority first
    private int turn;
    private boolean oneLevel = true;

    boolean isEmpty() {
        return all.isEmpty();
    }

    int count() {
        return all.size();
    }

    List<Consumer> copy() {
        return List.copyOf(all);
    }

    boolean exclusive() {
        return !all.isEmpty() && all.getFirst().exclusive;
    }

    void add(Consumer consumer) {
        all.add(behindItsEquals(consumer.priority), consumer);
        lookForLevels();
    }

    boolean remove(Consumer consumer) {
        if (!all.remove(consumer)) return false;
        lookForLevels();
        return true;
    }

    void clear() {
        all.clear();
    }

    /** This node delivers to them from now on. */
    void servedFrom(Node node) {
        all.forEach(consumer -> consumer.servedFrom(node));
    }

    /** The queue's home has died, and its consumers there with it; of the others some are cancelled. */
    void leave(Node dead, Predicate<Consumer> cancelled) {
        for (Consumer consumer : copy()) {
            consumer.promoted();
            boolean there = consumer.deliveries.node() == dead;
            if (!there && !cancelled.test(consumer)) continue;
            remove(consumer);
            if (!there) consumer.deliveries.cancelled(consumer);
        }
    }

    private int behindItsEquals(long priority) {
        int at = all.size();
        while (at > 0 && all.get(at - 1).priority < priority) at--;
        return at;
    }

    private void lookForLevels() {
        oneLevel = all.isEmpty() || all.getFirst().priority == all.getLast().priority;
    }

    /** HOT: the next consumer that can take a message, or null. */
    Consumer nextReady() {
        int count = all.size();
        if (!oneLevel) return nextOfHighest();
        for (int tried = 0; tried < count; tried++) {
            if (turn >= count) turn = 0;
            Consumer consumer = all.get(turn++);
            if (consumer.ready()) return consumer;
        }
        return null;
    }

    // A served consumer moves behind its equals.
    private Consumer nextOfHighest() {
        for (int i = 0; i < all.size(); i++) {
            Consumer consumer = all.get(i);
            if (!consumer.ready()) continue;
            all.remove(i);
            all.add(behindItsEquals(consumer.priority), consumer);
            return consumer;
        }
        return null;
    }
}
