package reprise.testee.broker;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import reprise.transport.Addresses;
import reprise.transport.Sockets;

/** One node of the cluster: a port and the connections that clients opened on it. Owned by the event loop. */
final class Node {
    /** A slow consumer gets at most the high mark plus one message; the queue keeps the rest. */
    private static final WriteBufferWaterMark PUSH_MARKS = new WriteBufferWaterMark(64 * 1024, 128 * 1024);

    private static final int REBINDS = 50;
    private static final long REBIND_AFTER_NS = 10_000_000;

    final int number;
    final Broker broker;
    private volatile int port; // written by the loop, read by callers of the cluster
    private Channel listening;
    private boolean killed;
    private boolean frozen;
    /** Frozen for so long that the other nodes take it for dead. */
    private boolean givenUp;
    private ScheduledFuture<?> givingUp;
    private final Map<Node, Link> links = new HashMap<>();
    private final Set<ClientConnection> connections = new LinkedHashSet<>();

    Node(int number, Broker broker, int port) {
        this.number = number;
        this.broker = broker;
        this.port = port;
        broker.nodes.add(this);
    }

    /** As it is called where RabbitMQ would name a node. */
    String name() {
        return "node" + number;
    }

    int port() {
        return port;
    }

    /** Whether its process lives. */
    boolean started() {
        return listening != null;
    }

    /** Whether the other nodes count on it. */
    boolean running() {
        return listening != null && !givenUp;
    }

    boolean frozen() {
        return frozen;
    }

    int connections() {
        return connections.size();
    }

    /** Listens: the first time on the planned port, later on the same one. Fails with the cause if it cannot. */
    CompletableFuture<Void> start() {
        var bootstrap = Sockets.listener(broker.loop).childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, PUSH_MARKS)
            .childHandler(new ChannelInitializer<>() {
                @Override
                protected void initChannel(Channel socket) {
                    if (broker.memory.exhausted()) {
                        socket.close();
                        return;
                    }
                    broker.memory.hold(Memory.CONNECTION_BYTES);
                    var connection = new ClientConnection(Node.this, socket);
                    connections.add(connection);
                    broker.plan.tls().ifPresent(tls -> tls.first(socket.pipeline()));
                    socket.pipeline().addLast(connection);
                }
            });
        var started = new CompletableFuture<Void>();
        bind(bootstrap, started, killed ? REBINDS : 0);
        return started;
    }

    // After a kill the port may be in use for a moment: NIO closes a socket finally at the loop's next select.
    private void bind(ServerBootstrap bootstrap, CompletableFuture<Void> started, int moreTries) {
        bootstrap.bind(Addresses.unbracketed(broker.plan.host(number)), port).addListener((ChannelFutureListener) bound -> {
            if (bound.isSuccess()) {
                listening = bound.channel();
                broker.running.add(this);
                port = ((InetSocketAddress) listening.localAddress()).getPort();
                broker.returned(this);
                started.complete(null);
            } else if (moreTries > 0) {
                broker.schedule(() -> bind(bootstrap, started, moreTries - 1), REBIND_AFTER_NS);
            } else {
                started.completeExceptionally(bound.cause());
            }
        });
    }

    /**
     * Behaves as if its process were killed, without a farewell to clients. The port refuses, the connections are reset, its queues
     * are lost to it, and only then are deliveries requeued or handed on, so that none goes to a dead connection.
     */
    void kill() {
        if (listening == null) return;
        listening.close();
        listening = null;
        killed = true;
        frozen = false;
        leave(List.copyOf(connections), ClientConnection::reset);
        givenUp = false;
        connections.clear();
    }

    // What was under way to it or from it is lost before its queues are: an ack that did not arrive leaves its message to a mirror.
    private void leave(List<ClientConnection> its, Consumer<ClientConnection> silence) {
        if (givingUp != null) givingUp.cancel(false);
        broker.running.remove(this);
        its.forEach(silence);
        for (Node other : broker.nodes) {
            if (links.containsKey(other)) links.get(other).cut();
            if (other.links.containsKey(this)) other.links.get(this).cut();
        }
        broker.lose(this);
        its.forEach(ClientConnection::ended);
    }

    void freeze() {
        frozen = true;
        listening.config().setAutoRead(false);
        connections.forEach(ClientConnection::freeze);
        frozenOrThawed();
        broker.names.queues().forEach(queue -> queue.commands.silent(this));
        if (broker.nodes.size() > 1) givingUp = broker.schedule(this::giveUp, broker.silenceNs());
    }

    private void frozenOrThawed() {
        for (Node other : broker.nodes) {
            if (links.containsKey(other)) links.get(other).frozenOrThawed();
            if (other.links.containsKey(this)) other.links.get(this).frozenOrThawed();
        }
    }

    /** The other nodes take it for dead. Its clients hear nothing of that. */
    private void giveUp() {
        givenUp = true;
        leave(List.copyOf(connections), connection -> connection.outbox.close());
    }

    /** Completes when it takes part again. One that was given up starts anew, as with RabbitMQ's pause_minority. */
    CompletableFuture<Void> thaw() {
        if (givenUp) {
            kill();
            return start();
        }
        frozen = false;
        if (givingUp != null) givingUp.cancel(false);
        listening.config().setAutoRead(true);
        frozenOrThawed();
        broker.names.queues().forEach(queue -> queue.commands.returned(this));
        List.copyOf(connections).forEach(ClientConnection::thaw);
        return CompletableFuture.completedFuture(null);
    }

    /** What it says to another node. */
    Link link(Node other) {
        return links.computeIfAbsent(other, _ -> new Link(broker, this, other));
    }

    /** A link that has so much under way that its publishers have to wait; null if there is none. */
    Link fullLink() {
        for (Link link : links.values()) if (link.full()) return link;
        return null;
    }

    /** A connection has ended. */
    void forget(ClientConnection connection) {
        broker.memory.release(Memory.CONNECTION_BYTES);
        connections.remove(connection);
    }
}
