package reprise.testee.broker;

import io.netty.buffer.ByteBufAllocator;
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
 * The state that a cluster's nodes share. All nodes and connections run on one event loop: one thread decodes, routes, encodes and
 * writes each message, so there are no locks and no thread switches. What one node has to say to another goes over a {@link Link}.
 *
 * <p>Writes gather in each {@link Link} and each connection's {@link Outbox} during a turn of the loop (one socket's read, a timer,
 * a command) and go to the sockets at its end: other nodes first, then deliveries, then publisher confirms. So when a message is
 * confirmed, the kernel already has it for an idle consumer.
 */
final class Broker {
    private static final long LOOK_AGAIN_NS = TimeUnit.MILLISECONDS.toNanos(100);

    final EventLoop loop;
    final Memory memory;
    final VirtualHost names;
    /** User names and passwords. */
    final Map<String, String> users = new HashMap<>();
    final ClusterPlan plan;
    /** All nodes, by number. */
    final List<Node> nodes = new ArrayList<>();
    /** The running nodes, longest-running first. */
    final List<Node> running = new ArrayList<>();
    /** The deliveries of all open channels. */
    final Set<Deliveries> channels = new LinkedHashSet<>();
    /** Outboxes whose clients leave bytes unread. They are polled, because a socket only reports when it is nearly empty. */
    private final Set<Outbox> unread = new LinkedHashSet<>();
    private boolean unreadDue;
    final DeadLetters deadLetters = new DeadLetters(this);
    final Interconnect interconnect = new Interconnect(this);
    private long generatedNames;
    private final List<Outbox> dirty = new ArrayList<>();
    private final List<Link> dirtyLinks = new ArrayList<>();
    private final long startedNs = System.nanoTime();

    Broker(EventLoop loop, ClusterPlan plan) {
        this.loop = loop;
        this.plan = plan;
        this.memory = new Memory(this::later, plan.highWaterBytes(), this::pump);
        this.names = new VirtualHost(memory);
        users.put("guest", "guest");
    }

    /**
     * Handles a node's death. A mirrored queue moves to its oldest mirror: the remaining node that has run longest, frozen or not,
     * because each running node mirrors each queue. Unsettled deliveries return to their places in the queue; consumers on other
     * nodes stay and get them once more. Their ack of the old delivery is accepted and ignored. (RabbitMQ 3.10.8 lets it settle the
     * new delivery if that is out on the same channel.) A durable queue on one node waits for it with its persistent messages; of a
     * quorum queue another member leads on, and its consumers on other nodes keep what was delivered to them.
     */
    void lose(Node dead) {
        Set<Queue> left = names.lose(dead, running.isEmpty() ? null : running.getFirst());
        if (left.isEmpty()) return;
        var delivered = new HashMap<Queue, List<QueuedMessage>>();
        for (Deliveries channel : channels) channel.overtake(left, delivered);
        delivered.forEach(Queue::putBack);
        left.forEach(Queue::keepWhatIsOnDisk);
    }

    /** A node runs again: durable queues that waited for it are there, members of quorum queues catch up. */
    void returned(Node node) {
        names.returned(node);
    }

    /**
     * How long from now until a node that falls silent is taken for dead. As in Erlang, nodes look at each other four times in
     * net_ticktime, and give one up that was silent the fourth time in a row: after net_ticktime, or up to a quarter of it later.
     */
    long silenceNs() {
        long tickNs = plan.netTicktime().toNanos() / 4;
        return 4 * tickNs + tickNs - (System.nanoTime() - startedNs) % tickNs;
    }

    ByteBufAllocator allocator() {
        return ByteBufAllocator.DEFAULT;
    }

    /** Generates a name that was never used before. */
    String name(String prefix) {
        return prefix + ++generatedNames;
    }

    /** This outbox has something to write at the end of the turn. */
    void dirty(Outbox outbox) {
        dirty.add(outbox);
    }

    /** This link has something to write at the end of the turn. */
    void dirty(Link link) {
        dirtyLinks.add(link);
    }

    void pump() {
        List.copyOf(channels).forEach(Deliveries::pump);
    }

    /** This outbox has bytes that wait in its socket. */
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

    /** Ends a turn: writes all outboxes. */
    void flush() {
        for (int i = 0; i < dirtyLinks.size(); i++) dirtyLinks.get(i).flush();
        dirtyLinks.clear();
        for (int i = 0; i < dirty.size(); i++) {
            if (!dirty.get(i).confirmsDue()) dirty.get(i).flush();
        }
        for (int i = 0; i < dirty.size(); i++) {
            dirty.get(i).flush();
            dirty.get(i).clean();
        }
        dirty.clear();
    }

    /** Runs work on the loop in a turn of its own. */
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
