package reprise.testee.broker;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The messages that wait in a queue, in the order in which they are to leave: those of the highest priority first, of one
 * priority those that came first. Most queues have one priority. Owned by the event loop.
 */
final class Waiting {
    private final List<ArrayDeque<Queued>> levels = new ArrayList<>();
    /** No level above this one holds anything. */
    private int top;
    private int count;
    private long bodyBytes;

    Waiting(int highestPriority) {
        for (int priority = 0; priority <= highestPriority; priority++) levels.add(new ArrayDeque<>());
    }

    boolean isEmpty() {
        return count == 0;
    }

    int count() {
        return count;
    }

    long bodyBytes() {
        return bodyBytes;
    }

    /** HOT: the first in line, or null. */
    Queued peek() {
        while (top > 0 && levels.get(top).isEmpty()) top--;
        return levels.get(top).peek();
    }

    /** HOT: takes out the first in line, or null. */
    Queued poll() {
        while (top > 0 && levels.get(top).isEmpty()) top--;
        Queued first = levels.get(top).poll();
        if (first == null) return null;
        count--;
        bodyBytes -= first.message.bodyBytes();
        return first;
    }

    /** HOT: a new one goes behind all of its priority. */
    void add(Queued queued) {
        int level = level(queued);
        levels.get(level).add(queued);
        came(level, queued);
    }

    private void came(int level, Queued queued) {
        if (level > top) top = level;
        count++;
        bodyBytes += queued.message.bodyBytes();
    }

    // Above the queue's highest counts as the highest, as in RabbitMQ.
    private int level(Queued queued) {
        return levels.size() == 1 ? 0 : Math.min(queued.message.priority(), levels.size() - 1);
    }

    /** Each goes back to where it was in line. */
    void putBack(List<Queued> returned) {
        returned.sort(Comparator.comparingLong(queued -> queued.position));
        if (levels.size() == 1) {
            putBack(0, returned);
            return;
        }
        var byLevel = new ArrayList<List<Queued>>();
        for (int level = 0; level < levels.size(); level++) byLevel.add(new ArrayList<>());
        for (Queued queued : returned) byLevel.get(level(queued)).add(queued);
        for (int level = 0; level < levels.size(); level++) {
            if (!byLevel.get(level).isEmpty()) putBack(level, byLevel.get(level));
        }
    }

    // From the last of them on: those that wait in front of it step aside, and go back one after the other as their turn comes.
    private void putBack(int level, List<Queued> returned) {
        var line = levels.get(level);
        var earlier = new ArrayDeque<Queued>();
        while (!line.isEmpty() && line.peek().position < returned.getLast().position) earlier.push(line.poll());
        for (Queued queued : returned.reversed()) {
            while (!earlier.isEmpty() && earlier.peek().position > queued.position) line.push(earlier.pop());
            line.push(queued);
            came(level, queued);
        }
        while (!earlier.isEmpty()) line.push(earlier.pop());
    }

    void allRedelivered() {
        for (var line : levels) for (Queued queued : line) queued.redelivered = true;
    }
}
