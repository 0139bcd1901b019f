package reprise.testee.broker;

import io.netty.util.concurrent.ScheduledFuture;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
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
    private final ArrayDeque<Queued> ready = new ArrayDeque<>();
    private final List<Consumer> consumers = new ArrayList<>();
    private Node home;
    private int turn;
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
        return ready.size();
    }

    List<Consumer> consumers() {
        return consumers;
    }

    /** HOT: a message arrives; {@code ttlMs} is its own, or -1. Straight to a consumer if one is free, else it waits. */
    void publish(Message message, long ttlMs) {
        if (ready.isEmpty()) {
            Consumer consumer = nextReady();
            if (consumer != null && consumer.noAck) {
                consumer.deliveries.deliver(consumer, message, false);
                return;
            }
            if (consumer != null) {
                message.hold(broker.memory);
                consumer.deliveries.deliver(consumer, new Queued(this, message, nextPosition++, expiresAtNs(ttlMs)));
                return;
            }
        }
        append(message, ttlMs);
    }

    private void append(Message message, long ttlMs) {
        var queued = new Queued(this, message, nextPosition++, expiresAtNs(ttlMs));
        message.hold(broker.memory);
        ready.add(queued);
        if (arguments.maxLength() != null) {
            while (ready.size() > arguments.maxLength()) ready.poll().message.drop(broker.memory);
        }
        if (queued.expiresAtNs != Queued.NEVER && ready.peek() == queued) expireHead();
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
            Consumer consumer = nextReady();
            if (consumer == null) break;
            if (bytes > PUMP_BYTES) {
                pumpLater();
                break;
            }
            Queued queued = poll();
            if (queued == null) break;
            bytes += queued.message.content.length;
            if (consumer.noAck) {
                consumer.deliveries.deliver(consumer, queued.message, queued.redelivered);
                queued.message.drop(broker.memory);
            } else {
                consumer.deliveries.deliver(consumer, queued);
            }
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

    private Consumer nextReady() {
        int count = consumers.size();
        for (int tried = 0; tried < count; tried++) {
            if (turn >= count) turn = 0;
            Consumer consumer = consumers.get(turn++);
            if (consumer.ready()) return consumer;
        }
        return null;
    }

    /**
     * Delivered messages come back, each to where it was in line. From the last of them on: those that wait in front of it
     * step aside, and go back one after the other as their turn comes.
     */
    void requeue(List<Queued> returned) {
        if (deleted) {
            returned.forEach(this::settled);
            return;
        }
        returned.sort(Comparator.comparingLong(queued -> queued.position));
        var earlier = new ArrayDeque<Queued>();
        while (!ready.isEmpty() && ready.peek().position < returned.getLast().position) earlier.push(ready.poll());
        for (Queued queued : returned.reversed()) {
            queued.redelivered = true;
            queued.consumer = null;
            while (!earlier.isEmpty() && earlier.peek().position > queued.position) ready.push(earlier.pop());
            ready.push(queued);
        }
        while (!earlier.isEmpty()) ready.push(earlier.pop());
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
        for (Queued queued : ready) queued.redelivered = true;
        for (Consumer consumer : List.copyOf(consumers)) {
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

    // A timer that comes early enough stays: it looks again. Mostly messages are gone long before they expire.
    private void expireHead() {
        if (ready.isEmpty() || ready.peek().expiresAtNs == Queued.NEVER) return;
        long nowNs = System.nanoTime();
        while (!ready.isEmpty() && ready.peek().expired(nowNs)) ready.poll().message.drop(broker.memory);
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
        for (Queued queued : ready) queued.message.drop(broker.memory);
        ready.clear();
        return purged;
    }

    /** After its name is gone: its messages go, its consumers hear of it. Unsettled messages end with their acks. */
    void end() {
        deleted = true;
        purge();
        if (unusedExpiry != null) unusedExpiry.cancel(false);
        if (headExpiry != null) headExpiry.cancel(false);
        for (Consumer consumer : List.copyOf(consumers)) consumer.deliveries.cancelled(consumer);
        consumers.clear();
    }
}
