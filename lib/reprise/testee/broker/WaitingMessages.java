package reprise.testee.broker;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A queue's waiting messages in the order of leaving: highest priority first, then in order of arrival. Most queues have one
 * priority. Owned by the event loop.
 */
final class WaitingMessages {
    private final List<ArrayDeque<QueuedMessage>> levels = new ArrayList<>();
    /** Every level above this one is empty. */
    private int top;
    private int count;
    private long bodyBytes;

    WaitingMessages(int highestPriority) {
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

    /** HOT: the first message, or null. */
    QueuedMessage peek() {
        while (top > 0 && levels.get(top).isEmpty()) top--;
        return levels.get(top).peek();
    }

    /** HOT: removes the first message; null if there is none. */
    QueuedMessage poll() {
        while (top > 0 && levels.get(top).isEmpty()) top--;
        QueuedMessage first = levels.get(top).poll();
        if (first == null) return null;
        count--;
        bodyBytes -= first.message.bodyBytes();
        return first;
    }

    /** HOT: a new message goes behind all of its priority. */
    void add(QueuedMessage queued) {
        int level = level(queued);
        levels.get(level).add(queued);
        inserted(level, queued);
    }

    private void inserted(int level, QueuedMessage queued) {
        if (level > top) top = level;
        count++;
        bodyBytes += queued.message.bodyBytes();
    }

    // A priority above the queue's highest counts as the highest, as in RabbitMQ.
    private int level(QueuedMessage queued) {
        return levels.size() == 1 ? 0 : Math.min(queued.message.priority(), levels.size() - 1);
    }

    /** Returns each message to its place in line. */
    void putBack(List<QueuedMessage> returned) {
        returned.sort(Comparator.comparingLong(queued -> queued.position));
        if (levels.size() == 1) {
            putBack(0, returned);
            return;
        }
        var byLevel = new ArrayList<List<QueuedMessage>>();
        for (int level = 0; level < levels.size(); level++) byLevel.add(new ArrayList<>());
        for (QueuedMessage queued : returned) byLevel.get(level(queued)).add(queued);
        for (int level = 0; level < levels.size(); level++) {
            if (!byLevel.get(level).isEmpty()) putBack(level, byLevel.get(level));
        }
    }

    // Starts with the last one: messages in front of it are set aside and return one by one in their turn.
    private void putBack(int level, List<QueuedMessage> returned) {
        var line = levels.get(level);
        var earlier = new ArrayDeque<QueuedMessage>();
        while (!line.isEmpty() && line.peek().position < returned.getLast().position) earlier.push(line.poll());
        for (QueuedMessage queued : returned.reversed()) {
            while (!earlier.isEmpty() && earlier.peek().position > queued.position) line.push(earlier.pop());
            line.push(queued);
            inserted(level, queued);
        }
        while (!earlier.isEmpty()) line.push(earlier.pop());
    }

    /** Removes those that this does not keep, and hands them over. */
    void retain(Predicate<QueuedMessage> kept, Consumer<QueuedMessage> removed) {
        for (var line : levels) {
            line.removeIf(queued -> {
                if (kept.test(queued)) return false;
                count--;
                bodyBytes -= queued.message.bodyBytes();
                removed.accept(queued);
                return true;
            });
        }
    }

    void allRedelivered() {
        for (var line : levels) for (QueuedMessage queued : line) queued.redelivered = true;
    }
}
