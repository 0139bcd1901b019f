package reprise.testee.broker;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A queue: waiting messages in order, and consumers that take turns. It lives on one node and is lost with it, or, if mirrored, moves
 * to another ({@link Mirroring}). A durable one without mirrors waits for its node; what is done to a quorum queue comes when a majority
 * of its members has it ({@link QueueCommands}). At any time nothing waits, or no consumer is ready, or a pump is due: whatever makes a
 * consumer ready (ack, writable socket, new consumer) pumps. Expiry is checked when a message leaves, and by a timer for the head, as in
 * RabbitMQ. Owned by the event loop.
 */
final class Queue implements Destination {
    /** After this many bytes in a row, other work gets its turn. */
    private static final long PUMP_BYTES = 512 * 1024;

    final String name;
    /** The connection that has it exclusively, or null. */
    final ClientConnection owner;
    final boolean durable;
    final boolean autoDelete;
    final QueueArguments arguments;
    /** What changes it from outside goes through these. */
    final QueueCommands commands;
    private final Broker broker;
    private final Set<Binding> incoming = new LinkedHashSet<>();
    private final WaitingMessages ready;
    private final Consumers consumers = new Consumers();
    private final boolean replicated;
    private Node home;
    private boolean down;
    private long nextPosition;
    private boolean pumpDue;
    private boolean deleted;
    private final QueueTimer headExpiry;
    private final QueueTimer unusedExpiry;

    Queue(Broker broker, String name, Node home, ClientConnection owner, boolean durable, boolean autoDelete, QueueArguments arguments) {
        this.broker = broker;
        this.name = name;
        this.home = home;
        this.owner = owner;
        this.durable = durable;
        this.autoDelete = autoDelete;
        this.arguments = arguments;
        this.ready = new WaitingMessages(arguments.highestPriority());
        this.headExpiry = new QueueTimer(broker, this::expireHead);
        this.unusedExpiry = new QueueTimer(broker, () -> broker.names.delete(this));
        this.replicated = arguments.isQuorum() || broker.plan.mirrored() && owner == null;
        this.commands = new QueueCommands(this, broker, home);
        touch();
    }

    @Override
    public Set<Binding> incoming() {
        return incoming;
    }

    Node home() {
        return home;
    }

    /** Whether it waits for its home, which was killed. */
    boolean isDown() {
        return down;
    }

    /** A node runs again: what waited for it is there. */
    void returned(Node node) {
        if (!down || node != home) return;
        down = false;
        touch();
    }

    /** HOT: whether it is at this node, and no other has to hear of what is published to it. */
    boolean isOnlyAt(Node node) {
        return home == node && !replicated;
    }

    /** An exclusive queue lives with its connection, so only that connection's node has it. */
    boolean mirrored() {
        return replicated && !arguments.isQuorum();
    }

    /** RabbitMQ says 0 of a quorum queue that stands still. */
    int messages() {
        if (commands.standStill()) return 0;
        expireHead();
        return ready.count();
    }

    Consumers consumers() {
        return consumers;
    }

    /**
     * HOT: a message arrives; {@code ttlMs} is its own, or {@link Publishing#NO_TTL}. It goes straight to a ready consumer, or
     * waits. False if the queue is full and rejects it.
     */
    boolean publish(Message message, long ttlMs) {
        if (arguments.limited() && arguments.overflow() != QueueArguments.Overflow.DROP_HEAD && full(message)) return false;
        if (ready.isEmpty()) {
            Consumer consumer = consumers.nextReady();
            if (consumer != null && consumer.noAck) {
                consumer.deliveries.deliver(consumer, message, false);
                return true;
            }
            if (consumer != null) {
                message.hold(broker.memory);
                consumer.deliveries.deliver(consumer, new QueuedMessage(this, message, nextPosition++, arguments.expiresAtNs(ttlMs)));
                return true;
            }
        }
        append(message, ttlMs);
        return true;
    }

    private boolean full(Message message) {
        if (!arguments.exceeded(messages() + 1, ready.bodyBytes() + message.bodyBytes())) return false;
        if (arguments.overflow() == QueueArguments.Overflow.REJECT_PUBLISH_DLX && arguments.deadLetterExchange() != null) {
            message.hold(broker.memory);
            broker.deadLetters.send(this, message, DeadLetters.Reason.MAXLEN);
        }
        return true;
    }

    private void append(Message message, long ttlMs) {
        var queued = new QueuedMessage(this, message, nextPosition++, arguments.expiresAtNs(ttlMs));
        message.hold(broker.memory);
        ready.add(queued);
        if (arguments.limited()) shorten();
        if (queued.expiresAtNs != QueuedMessage.NEVER && ready.peek() == queued) expireHead();
    }

    private void shorten() {
        if (arguments.overflow() != QueueArguments.Overflow.DROP_HEAD) return;
        while (!ready.isEmpty() && arguments.exceeded(ready.count(), ready.bodyBytes())) {
            giveUp(ready.poll(), DeadLetters.Reason.MAXLEN);
        }
    }

    void giveUp(QueuedMessage queued, DeadLetters.Reason reason) {
        if (arguments.deadLetterExchange() == null || deleted) queued.message.drop(broker.memory);
        else broker.deadLetters.send(this, queued.message, reason);
    }

    /** Delivers waiting messages to ready consumers. */
    void pump() {
        if (commands.idle()) return;
        long bytes = 0;
        while (!ready.isEmpty() && !deleted) {
            Consumer consumer = consumers.nextReady();
            if (consumer == null) break;
            if (bytes > PUMP_BYTES) {
                pumpLater();
                break;
            }
            QueuedMessage queued = poll();
            if (queued == null) break;
            bytes += queued.message.content.length;
            give(queued, consumer);
        }
    }

    /** Delivers one message to this consumer if it is ready and a message waits; returns whether it did. */
    boolean pumpOne(Consumer consumer) {
        if (deleted || !consumer.ready() || commands.idle()) return false;
        QueuedMessage queued = poll();
        if (queued == null) return false;
        give(queued, consumer);
        return true;
    }

    private void give(QueuedMessage queued, Consumer consumer) {
        if (consumer.noAck) {
            consumer.deliveries.deliver(consumer, queued.message, queued.redelivered);
            queued.message.drop(broker.memory);
        } else {
            consumer.deliveries.deliver(consumer, queued);
        }
    }

    /** Pumps in a turn of its own. */
    void pumpLater() {
        if (pumpDue) return;
        pumpDue = true;
        broker.later(() -> {
            pumpDue = false;
            pump();
        });
    }

    /** Removes the first message that has not expired; null if there is none. */
    QueuedMessage poll() {
        expireHead();
        QueuedMessage first = ready.poll();
        if (first != null && !ready.isEmpty() && ready.peek().expiresAtNs != QueuedMessage.NEVER) expireHead();
        return first;
    }

    /** Returns delivered messages, each to its place in line. */
    void putBack(List<QueuedMessage> returned) {
        if (returned.isEmpty()) return;
        if (deleted) {
            returned.forEach(queued -> queued.message.drop(broker.memory));
            return;
        }
        for (QueuedMessage queued : returned) {
            queued.redelivered = true;
            queued.consumer = null;
        }
        ready.putBack(returned);
        if (arguments.limited()) shorten();
        expireHead();
        pumpLater();
    }

    /**
     * Moves to a mirror after its home died, as observed with RabbitMQ 3.10.8: a mirror does not know what was delivered, and marks
     * everything as redelivered. The dead node's consumers are removed without deleting the queue; others stay with all their
     * credit, unless they asked to be cancelled. The move counts as a use of the queue.
     */
    void promote(Node heir) {
        ready.allRedelivered();
        consumers.leave(home, consumer -> consumer.cancelOnFailover);
        home = heir;
        consumers.servedFrom(heir);
        touch();
        pumpLater();
    }

    /** Its home was killed: it waits, without consumers, for the node to come back. */
    void goDown() {
        down = true;
        unusedExpiry.cancel();
        consumers.leave(home, _ -> true);
    }

    /** What waits for the node is what it had on its disk; which of it was delivered nobody knows. */
    void keepWhatIsOnDisk() {
        if (!down) return;
        ready.retain(queued -> queued.message.persistent(), queued -> queued.message.drop(broker.memory));
        ready.allRedelivered();
    }

    // A timer that fires early enough stays and checks again. Messages are mostly consumed long before they expire.
    private void expireHead() {
        if (ready.isEmpty() || ready.peek().expiresAtNs == QueuedMessage.NEVER) return;
        long nowNs = System.nanoTime();
        while (!ready.isEmpty() && ready.peek().expired(nowNs)) giveUp(ready.poll(), DeadLetters.Reason.EXPIRED);
        if (ready.isEmpty() || ready.peek().expiresAtNs == QueuedMessage.NEVER) return;
        headExpiry.noLaterThan(ready.peek().expiresAtNs, nowNs);
    }

    void add(Consumer consumer) {
        Node at = commands.at();
        if (at != null) consumer.servedFrom(at);
        consumers.add(consumer);
        touch();
        pumpLater();
    }

    /** Removes a consumer; an auto-delete queue goes with its last one. */
    void remove(Consumer consumer) {
        if (!consumers.remove(consumer)) return;
        touch();
        if (consumers.isEmpty() && autoDelete && !deleted) broker.names.delete(this);
    }

    /** Records a use: the time until it expires unused starts again. */
    void touch() {
        unusedExpiry.cancel();
        if (arguments.expiresMs() == null || deleted || !consumers.isEmpty()) return;
        long nowNs = System.nanoTime();
        unusedExpiry.noLaterThan(nowNs + TimeUnit.MILLISECONDS.toNanos(arguments.expiresMs()), nowNs);
    }

    int purge() {
        int purged = messages();
        dropAll();
        return purged;
    }

    private void dropAll() {
        while (!ready.isEmpty()) ready.poll().message.drop(broker.memory);
    }

    /** Ends the queue after its name is gone: drops its messages and notifies its consumers. Unsettled messages end with their acks. */
    void end() {
        deleted = true;
        dropAll();
        commands.end();
        unusedExpiry.cancel();
        headExpiry.cancel();
        for (Consumer consumer : consumers.copy()) consumer.deliveries.cancelled(consumer);
        consumers.clear();
    }
}
