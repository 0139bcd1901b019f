package reprise.testee.broker;

import io.netty.util.concurrent.ScheduledFuture;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A queue: waiting messages in order, and consumers that take turns. It lives on one node and is lost with it, or, if mirrored,
 * moves to another: the mirrors hold the same messages, so within one process they need no copies. At any time nothing waits, or no
 * consumer is ready, or a pump is due: whatever makes a consumer ready (ack, writable socket, new consumer) pumps. Expiry is
 * checked when a message leaves, and by a timer for the head, as in RabbitMQ. Owned by the event loop.
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
    private final Broker broker;
    private final Set<Binding> incoming = new LinkedHashSet<>();
    private final WaitingMessages ready;
    private final Consumers consumers = new Consumers();
    private Node home;
    private long nextPosition;
    private boolean pumpDue;
    private boolean deleted;
    private ScheduledFuture<?> headExpiry;
    private long headExpiryAtNs;
    private ScheduledFuture<?> unusedExpiry;

    Queue(Broker broker, String name, Node home, ClientConnection owner, boolean durable, boolean autoDelete,
          QueueArguments arguments) {
        this.broker = broker;
        this.name = name;
        this.home = home;
        this.owner = owner;
        this.durable = durable;
        this.autoDelete = autoDelete;
        this.arguments = arguments;
        this.ready = new WaitingMessages(arguments.highestPriority());
        touch();
    }

    @Override
    public Set<Binding> incoming() {
        return incoming;
    }

    Node home() {
        return home;
    }

    /** An exclusive queue lives with its connection, so only that connection's node has it. */
    boolean mirrored() {
        return broker.plan.mirrored() && owner == null;
    }

    int messages() {
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
                consumer.deliveries.deliver(consumer, new QueuedMessage(this, message, nextPosition++, expiresAtNs(ttlMs)));
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
        var queued = new QueuedMessage(this, message, nextPosition++, expiresAtNs(ttlMs));
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

    private void giveUp(QueuedMessage queued, DeadLetters.Reason reason) {
        if (arguments.deadLetterExchange() == null || deleted) queued.message.drop(broker.memory);
        else broker.deadLetters.send(this, queued.message, reason);
    }

    private long expiresAtNs(long ttlMs) {
        long shortest = arguments.messageTtlMs() == null ? Long.MAX_VALUE : arguments.messageTtlMs();
        if (ttlMs >= 0) shortest = Math.min(shortest, ttlMs);
        return shortest == Long.MAX_VALUE ? QueuedMessage.NEVER : System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(shortest);
    }

    /** Delivers waiting messages to ready consumers. */
    void pump() {
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
        if (deleted || !consumer.ready()) return false;
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

    private void pumpLater() {
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
    void requeue(List<QueuedMessage> returned) {
        if (deleted) {
            returned.forEach(this::settled);
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
        Node dead = home;
        home = heir;
        ready.allRedelivered();
        for (Consumer consumer : consumers.copy()) {
            consumer.promoted();
            boolean goes = consumer.cancelOnFailover || consumer.deliveries.node() == dead;
            if (goes) consumers.remove(consumer);
            if (goes && consumer.deliveries.node() != dead) consumer.deliveries.cancelled(consumer);
        }
        touch();
        pumpLater();
    }

    void settled(QueuedMessage queued) {
        queued.message.drop(broker.memory);
    }

    /** A consumer rejected it without requeue. */
    void rejected(QueuedMessage queued) {
        giveUp(queued, DeadLetters.Reason.REJECTED);
    }

    // A timer that fires early enough stays and checks again. Messages are mostly consumed long before they expire.
    private void expireHead() {
        if (ready.isEmpty() || ready.peek().expiresAtNs == QueuedMessage.NEVER) return;
        long nowNs = System.nanoTime();
        while (!ready.isEmpty() && ready.peek().expired(nowNs)) giveUp(ready.poll(), DeadLetters.Reason.EXPIRED);
        if (ready.isEmpty() || ready.peek().expiresAtNs == QueuedMessage.NEVER) return;
        long atNs = ready.peek().expiresAtNs;
        if (headExpiry != null && headExpiryAtNs - atNs <= 0) return;
        if (headExpiry != null) headExpiry.cancel(false);
        headExpiryAtNs = atNs;
        headExpiry = broker.schedule(() -> {
            headExpiry = null;
            expireHead();
        }, atNs - nowNs);
    }

    void add(Consumer consumer) {
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
        if (unusedExpiry != null) unusedExpiry.cancel(false);
        unusedExpiry = null;
        if (arguments.expiresMs() == null || deleted || !consumers.isEmpty()) return;
        unusedExpiry = broker.schedule(() -> broker.names.delete(this),
            TimeUnit.MILLISECONDS.toNanos(arguments.expiresMs()));
    }

    int purge() {
        int purged = messages();
        while (!ready.isEmpty()) ready.poll().message.drop(broker.memory);
        return purged;
    }

    /** Ends the queue after its name is gone: drops its messages and notifies its consumers. Unsettled messages end with their acks. */
    void end() {
        deleted = true;
        purge();
        if (unusedExpiry != null) unusedExpiry.cancel(false);
        if (headExpiry != null) headExpiry.cancel(false);
        for (Consumer consumer : consumers.copy()) consumer.deliveries.cancelled(consumer);
        consumers.clear();
    }
}
