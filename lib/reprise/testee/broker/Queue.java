package reprise.testee.broker;

import io.netty.util.concurrent.ScheduledFuture;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A queue: messages that wait, in order, and consumers, served in turn. It lives on one node and is lost with it, or, if it
 * is mirrored, goes on at another: what the mirrors hold is the same, so that in one process they need no copies. Either
 * nothing waits, or no consumer is ready, or a pump is due: whoever makes a consumer ready (ack, socket writable again,
 * new consumer) pumps. Expiry is looked at where a message leaves and by a timer for the first in line, as RabbitMQ does.
 * Owned by the event loop.
 */
final class Queue implements Destination {
    /** After so many bytes in one go the others get their turn. */
    private static final long PUMP_BYTES = 512 * 1024;

    final String name;
    /** The connection it is exclusive to, or null. */
    final ClientConnection owner;
    final boolean durable;
    final boolean autoDelete;
    final QueueArguments arguments;
    private final Broker broker;
    private final Set<Binding> incoming = new LinkedHashSet<>();
    private final Waiting ready;
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
        this.ready = new Waiting(arguments.highestPriority());
        touch();
    }

    @Override
    public Set<Binding> incoming() {
        return incoming;
    }

    Node home() {
        return home;
    }

    /** An exclusive queue lives with its connection, so no node but that one's has it. */
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
     * HOT: a message arrives; {@code ttlMs} is its own, or {@link Publishing#NO_TTL}. Straight to a consumer if one is free, else
     * it waits. False if the queue is full and refuses it.
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
                consumer.deliveries.deliver(consumer, new Queued(this, message, nextPosition++, expiresAtNs(ttlMs)));
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
        var queued = new Queued(this, message, nextPosition++, expiresAtNs(ttlMs));
        message.hold(broker.memory);
        ready.add(queued);
        if (arguments.limited()) shorten();
        if (queued.expiresAtNs != Queued.NEVER && ready.peek() == queued) expireHead();
    }

    private void shorten() {
        if (arguments.overflow() != QueueArguments.Overflow.DROP_HEAD) return;
        while (!ready.isEmpty() && arguments.exceeded(ready.count(), ready.bodyBytes())) {
            giveUp(ready.poll(), DeadLetters.Reason.MAXLEN);
        }
    }

    private void giveUp(Queued queued, DeadLetters.Reason reason) {
        if (arguments.deadLetterExchange() == null || deleted) queued.message.drop(broker.memory);
        else broker.deadLetters.send(this, queued.message, reason);
    }

    private long expiresAtNs(long ttlMs) {
        long shortest = arguments.messageTtlMs() == null ? Long.MAX_VALUE : arguments.messageTtlMs();
        if (ttlMs >= 0) shortest = Math.min(shortest, ttlMs);
        return shortest == Long.MAX_VALUE ? Queued.NEVER : System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(shortest);
    }

    /** Gives what waits to whoever is ready. */
    void pump() {
        long bytes = 0;
        while (!ready.isEmpty() && !deleted) {
            Consumer consumer = consumers.nextReady();
            if (consumer == null) break;
            if (bytes > PUMP_BYTES) {
                pumpLater();
                break;
            }
            Queued queued = poll();
            if (queued == null) break;
            bytes += queued.message.content.length;
            give(queued, consumer);
        }
    }

    /** Gives one to this consumer, if it is ready and something waits. False if not. */
    boolean pumpOne(Consumer consumer) {
        if (deleted || !consumer.ready()) return false;
        Queued queued = poll();
        if (queued == null) return false;
        give(queued, consumer);
        return true;
    }

    private void give(Queued queued, Consumer consumer) {
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

    /** The first in line that has not expired, or null. */
    Queued poll() {
        expireHead();
        Queued first = ready.poll();
        if (first != null && !ready.isEmpty() && ready.peek().expiresAtNs != Queued.NEVER) expireHead();
        return first;
    }

    /** Delivered messages come back, each to where it was in line. */
    void requeue(List<Queued> returned) {
        if (deleted) {
            returned.forEach(this::settled);
            return;
        }
        for (Queued queued : returned) {
            queued.redelivered = true;
            queued.consumer = null;
        }
        ready.putBack(returned);
        if (arguments.limited()) shorten();
        expireHead();
        pumpLater();
    }

    /**
     * Its home died, and a mirror takes its place, as seen of RabbitMQ 3.10.8: a mirror does not know what was delivered, and
     * calls all it has redelivered. Consumers of the dead node are gone without the queue being deleted for it; those of
     * others stay, with all their credit, unless they want to be told. It is as if the queue were used now.
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

    void settled(Queued queued) {
        queued.message.drop(broker.memory);
    }

    /** A consumer will not have it, and nobody else is to get it. */
    void rejected(Queued queued) {
        giveUp(queued, DeadLetters.Reason.REJECTED);
    }

    // A timer that comes early enough stays: it looks again. Mostly messages are gone long before they expire.
    private void expireHead() {
        if (ready.isEmpty() || ready.peek().expiresAtNs == Queued.NEVER) return;
        long nowNs = System.nanoTime();
        while (!ready.isEmpty() && ready.peek().expired(nowNs)) giveUp(ready.poll(), DeadLetters.Reason.EXPIRED);
        if (ready.isEmpty() || ready.peek().expiresAtNs == Queued.NEVER) return;
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

    /** An auto-delete queue goes with its last consumer. */
    void remove(Consumer consumer) {
        if (!consumers.remove(consumer)) return;
        touch();
        if (consumers.isEmpty() && autoDelete && !deleted) broker.names.delete(this);
    }

    /** Somebody used it: its time to expire unused begins anew. */
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

    /** After its name is gone: its messages go, its consumers hear of it. Unsettled messages end with their acks. */
    void end() {
        deleted = true;
        purge();
        if (unusedExpiry != null) unusedExpiry.cancel(false);
        if (headExpiry != null) headExpiry.cancel(false);
        for (Consumer consumer : consumers.copy()) consumer.deliveries.cancelled(consumer);
        consumers.clear();
    }
}
