package reprise.testee.broker;

import java.util.ArrayList;
import java.util.List;

/**
 * How many deliveries all consumers of a channel may have out at once (basic.qos with global), and how they share it: one
 * message each in turn, and next time from where the credit ended; else one queue would have it all. Owned by the event loop.
 */
final class SharedCredit {
    /** After so many in one go the others get their turn. */
    private static final int PUMP_MESSAGES = 1000;

    private final List<Consumer> consumers = new ArrayList<>();
    private int turn;
    private int prefetch;
    private int out;

    /** 0 for any number. */
    void prefetch(int count) {
        prefetch = count;
    }

    boolean limited() {
        return prefetch != 0;
    }

    /** HOT: may one more go out? */
    boolean left() {
        return prefetch == 0 || out < prefetch;
    }

    void taken() {
        out++;
    }

    void givenBack() {
        out--;
    }

    void add(Consumer consumer) {
        consumers.add(consumer);
    }

    void remove(Consumer consumer) {
        consumers.remove(consumer);
    }

    void clear() {
        consumers.clear();
    }

    /** Gives what there is for what is left. False if it ended before that, for the others' sake. */
    boolean pump() {
        int given = 0;
        for (int without = 0; without < consumers.size() && left(); ) {
            if (turn >= consumers.size()) turn = 0;
            Consumer consumer = consumers.get(turn++);
            without = consumer.queue.pumpOne(consumer) ? 0 : without + 1;
            if (without == 0 && ++given > PUMP_MESSAGES) return false;
        }
        return true;
    }
}
