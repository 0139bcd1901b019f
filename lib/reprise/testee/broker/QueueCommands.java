package reprise.testee.broker;

import java.util.ArrayList;
import java.util.List;

/**
 * What publishers and consumers do to a queue: to a classic one at once, to a quorum queue when its {@link QuorumLog} has committed it. A
 * quorum queue counts how often a message was returned, in the header x-delivery-count. Owned by the event loop.
 */
final class QueueCommands {
    private static final String DELIVERY_COUNT = "x-delivery-count";

    private final Queue queue;
    private final Broker broker;
    /** Null for a classic queue. */
    private final QuorumLog log;

    /** @param leader the node where it is declared */
    QueueCommands(Queue queue, Broker broker, Node leader) {
        this.queue = queue;
        this.broker = broker;
        var quorum = queue.arguments.quorum();
        log = quorum == null ? null : new QuorumLog(broker, quorum.members(leader, broker.nodes), queue::pumpLater);
    }

    /** Whether it is a quorum queue that cannot commit. */
    boolean standStill() {
        return log != null && !log.serves();
    }

    /** A message that nobody waits for. */
    void take(Message message, long ttlMs) {
        if (log == null) queue.publish(message, ttlMs);
        else propose(message, ttlMs, null, null);
    }

    /** A message for a quorum queue. @param origin null for a dead letter. @param waiting null without confirms */
    void propose(Message message, long ttlMs, ClientConnection origin, Confirms.Waiting waiting) {
        message.hold(broker.memory);
        log.append(origin, () -> {
            boolean taken = queue.publish(message, ttlMs);
            message.drop(broker.memory);
            if (waiting != null) waiting.settled(taken);
        }, () -> {
            message.drop(broker.memory);
            if (waiting != null) waiting.settled(false);
        });
    }

    /** A consumer has acknowledged it. */
    void settle(QueuedMessage queued) {
        if (log == null) drop(queued);
        else log.append(null, () -> drop(queued), () -> drop(queued));
    }

    /** A consumer rejected it without requeue. */
    void reject(QueuedMessage queued) {
        if (log == null) queue.giveUp(queued, DeadLetters.Reason.REJECTED);
        else log.append(null, () -> queue.giveUp(queued, DeadLetters.Reason.REJECTED), () -> drop(queued));
    }

    /** Delivered messages come back. */
    void requeue(List<QueuedMessage> returned) {
        if (log == null) queue.putBack(returned);
        else log.append(null, () -> queue.putBack(counted(returned)), () -> returned.forEach(this::drop));
    }

    private void drop(QueuedMessage queued) {
        queued.message.drop(broker.memory);
    }

    // What comes back too often is given up.
    private List<QueuedMessage> counted(List<QueuedMessage> returned) {
        var kept = new ArrayList<QueuedMessage>();
        for (QueuedMessage queued : returned) {
            queued.returns++;
            if (queue.arguments.quorum().exceeded(queued.returns)) {
                queue.giveUp(queued, DeadLetters.Reason.DELIVERY_LIMIT);
                continue;
            }
            Message counted = queued.message.with(DELIVERY_COUNT, (long) queued.returns);
            counted.hold(broker.memory);
            drop(queued);
            queued.message = counted;
            kept.add(queued);
        }
        return kept;
    }

    /** What basic.get answers with: of a quorum queue it has the count even if that is 0. */
    Message asGotten(QueuedMessage queued) {
        return log == null || queued.returns > 0 ? queued.message : queued.message.with(DELIVERY_COUNT, 0L);
    }

    /** A node was killed. */
    void died(Node node) {
        log.died(node);
    }

    /** A node is silent, as if cut off. */
    void silent(Node node) {
        if (log != null) log.silent(node);
    }

    /** A node runs again, or is heard again. */
    void returned(Node node) {
        if (log != null) log.returned(node);
    }

    /** The queue is deleted. */
    void end() {
        if (log != null) log.end();
    }
}
