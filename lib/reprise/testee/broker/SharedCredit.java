package reprise.testee.broker;

import java.util.ArrayList;
import java.util.List;

/**
 * The prefetch limit that a channel's consumers share (basic.qos with global). They take turns with one message each, and continue
 * where the credit ended; otherwise one queue would take all of it. Owned by the event loop.
 */
final class SharedCredit {
    /** After this many in a row, other work gets its turn. */
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

    /** HOT: whether one more delivery may go out. */
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

    /** Delivers waiting messages within the credit. False if it stopped early so that other work gets its turn. */
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
