package reprise.testee.broker;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * What the nodes of a cluster share. All nodes and all their connections live on one event loop: decoding, routing,
 * encoding and writing a message happen on one thread, one after the other, so nothing here locks and nothing hops.
 *
 * <p>Writes gather in each connection's {@link Outbox} during a turn of the loop (what was read from one socket, a timer, a
 * command) and go to the sockets at its end: first deliveries, then the publishers' confirms, so that a message which is
 * confirmed is already with the kernel for its consumer, if that one was idle.
 */
final class Broker {
    private static final long LOOK_AGAIN_NS = TimeUnit.MILLISECONDS.toNanos(100);

    final EventLoop loop;
    final Memory memory;
    final VirtualHost names;
    /** Names and passwords. */
    final Map<String, String> users = new HashMap<>();
    final ClusterPlan plan;
    /** Nodes that run, those that have run longest first. */
    final List<Node> running = new ArrayList<>();
    /** Of all open channels. */
    final Set<Deliveries> channels = new LinkedHashSet<>();
    /** Those with bytes that wait for their client, looked at now and then: a socket tells only when it is nearly empty. */
    private final Set<Outbox> unread = new LinkedHashSet<>();
    private boolean unreadDue;
    final DeadLetters deadLetters = new DeadLetters(this);
    private long generatedNames;
    private final List<Outbox> dirty = new ArrayList<>();

    Broker(EventLoop loop, ClusterPlan plan) {
        this.loop = loop;
        this.plan = plan;
        this.memory = new Memory(this::later, plan.highWaterBytes(), this::pump);
        this.names = new VirtualHost(memory);
        users.put("guest", "guest");
    }

    /**
     * A node died. A mirrored queue goes on at its oldest mirror: on the node that has run longest of those left, frozen or
     * not, as each running node has a mirror of each queue. What was delivered and is not settled waits at its place again,
     * wherever the consumers are: those on other nodes stay, and get it once more. Their ack of the old delivery is fine and
     * means nothing. (RabbitMQ 3.10.8 lets it settle the new one, if that is out on the same channel.)
     */
    void lose(Node dead) {
        Set<Queue> promoted = names.lose(dead, running.isEmpty() ? null : running.getFirst());
        if (promoted.isEmpty()) return;
        var delivered = new HashMap<Queue, List<Queued>>();
        for (Deliveries channel : channels) channel.overtake(promoted, delivered);
        delivered.forEach(Queue::requeue);
    }

    /** A name nobody had before. */
    String name(String prefix) {
        return prefix + ++generatedNames;
    }

    /** Has something to write at the end of this turn. */
    void dirty(Outbox outbox) {
        dirty.add(outbox);
    }

    private void pump() {
        List.copyOf(channels).forEach(Deliveries::pump);
    }

    /** Has bytes that wait in its socket. */
    void unread(Outbox outbox) {
        unread.add(outbox);
        if (unreadDue) return;
        unreadDue = true;
        schedule(() -> {
            unreadDue = false;
            var looked = List.copyOf(unread);
            unread.clear();
            boolean someRead = false;
            for (var one : looked) {
                if (one.stillUnread()) unread(one);
                else someRead = true;
            }
            if (someRead && memory.unreadAlarm()) pump();
        }, LOOK_AGAIN_NS);
    }

    /** The end of a turn. */
    void flush() {
        for (int i = 0; i < dirty.size(); i++) {
            if (!dirty.get(i).confirmsDue()) dirty.get(i).flush();
        }
        for (int i = 0; i < dirty.size(); i++) {
            dirty.get(i).flush();
            dirty.get(i).clean();
        }
        dirty.clear();
    }

    /** Runs this on the loop in a turn of its own. */
    void later(Runnable work) {
        loop.execute(() -> {
            work.run();
            flush();
        });
    }

    ScheduledFuture<?> schedule(Runnable work, long delayNs) {
        return loop.schedule(() -> {
            work.run();
            flush();
        }, delayNs, TimeUnit.NANOSECONDS);
    }
}
