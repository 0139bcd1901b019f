package reprise.testee.broker;

import java.util.ArrayList;
import java.util.List;

/**
 * What publishers and consumers do to a queue: to a classic one at its home, over a {@link Link} if they are at another node; to a quorum
 * queue when its {@link QuorumLog} has committed it. A quorum queue counts how often a message was returned, in the header
 * x-delivery-count. Owned by the event loop.
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
        log = quorum == null ? null : new QuorumLog(quorum.members(leader, broker.nodes), queue::pumpLater,
            queue.consumers()::servedFrom, broker);
    }

    /** The node that serves it: its home, or its leader; null if it has none. */
    Node at() {
        return log == null ? queue.home() : log.leader();
    }

    /** Whether it is a quorum queue with a member there. */
    boolean isMember(Node node) {
        return log != null && log.isMember(node);
    }

    /** Whether it is a quorum queue that cannot commit. */
    boolean standStill() {
        return log != null && !log.serves();
    }

    /** Whether it delivers nothing now: it stands still, or its home is frozen. */
    boolean idle() {
        return log == null ? queue.home().frozen() : !log.serves();
    }

    /** A dead letter, of a queue that is at another node perhaps. */
    void take(Message message, Node from) {
        if (log != null) propose(message, Publishing.NO_TTL, from, null, Settled.NOBODY);
        else if (from == queue.home() || !from.running()) publish(message, Publishing.NO_TTL, Settled.NOBODY);
        else Forwarding.dead(message, from, queue);
    }

    /** A message has reached its home. */
    void publish(Message message, long ttlMs, Settled waiting) {
        if (!queue.publish(message, ttlMs)) waiting.settled(false);
        else if (queue.mirrored()) Mirroring.send(message, queue.home(), broker.running, waiting);
        else waiting.settled(true);
    }

    /** A message for a quorum queue. */
    void propose(Message message, long ttlMs, ClientConnection origin, Settled waiting) {
        propose(message, ttlMs, origin.node, origin, waiting);
    }

    private void propose(Message message, long ttlMs, Node from, ClientConnection origin, Settled waiting) {
        message.hold(broker.memory);
        log.append(from, origin, message, read -> {
            boolean taken = queue.publish(read, ttlMs);
            message.drop(broker.memory);
            waiting.settled(taken);
        }, () -> {
            message.drop(broker.memory);
            waiting.settled(false);
        });
    }

    /** A consumer at a node has acknowledged it. */
    void settle(QueuedMessage queued, Node from) {
        if (log != null) log.append(from, _ -> drop(queued), () -> drop(queued));
        else if (from == queue.home()) drop(queued);
        else tell(from, List.of(queued), () -> drop(queued));
    }

    /** A consumer rejected it without requeue. */
    void reject(QueuedMessage queued, Node from) {
        if (log != null) log.append(from, _ -> queue.giveUp(queued, DeadLetters.Reason.REJECTED), () -> drop(queued));
        else if (from == queue.home()) queue.giveUp(queued, DeadLetters.Reason.REJECTED);
        else tell(from, List.of(queued), () -> queue.giveUp(queued, DeadLetters.Reason.REJECTED));
    }

    /** Delivered messages come back. */
    void requeue(List<QueuedMessage> returned, Node from) {
        if (log != null) log.append(from, _ -> queue.putBack(counted(returned)), () -> returned.forEach(this::drop));
        else if (from == queue.home()) queue.putBack(returned);
        else tell(from, returned, () -> queue.putBack(new ArrayList<>(returned)));
    }

    /** A delivery has not reached its channel at this node. */
    void undelivered(List<QueuedMessage> lost, Node to) {
        if (log == null) queue.putBack(lost);
        else requeue(lost, to);
    }

    /** Whether what a client at this node did with its deliveries is under way for a while, and its credit with it. */
    boolean isElsewhere(Node node) {
        return log == null && node != queue.home();
    }

    // An answer that is lost leaves the messages to the queue.
    private void tell(Node from, List<QueuedMessage> answered, Runnable there) {
        from.link(queue.home()).send(new Parcel() {
            @Override
            public void arrived(Message none) {
                creditBack();
                there.run();
                queue.pump();
            }

            @Override
            public void lost() {
                creditBack();
                queue.putBack(new ArrayList<>(answered));
            }

            private void creditBack() {
                for (QueuedMessage queued : answered) if (queued.consumer != null) queued.consumer.settled();
            }
        }, null);
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
        else if (queue.home() == node) queue.pumpLater();
    }

    /** The queue is deleted. */
    void end() {
        if (log != null) log.end();
    }
}
