package reprise.testee.broker;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import java.net.InetSocketAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
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
    private int lives;
    private boolean frozen;
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

    /** Rises with each death. */
    int lives() {
        return lives;
    }

    int port() {
        return port;
    }

    boolean running() {
        return listening != null;
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
        bootstrap.bind(Addresses.unbracketed(broker.plan.host()), port).addListener((ChannelFutureListener) bound -> {
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
        lives++;
        frozen = false;
        broker.running.remove(this);
        var dead = List.copyOf(connections);
        dead.forEach(ClientConnection::reset);
        broker.lose(this);
        dead.forEach(ClientConnection::ended);
        connections.clear();
    }

    void freeze() {
        frozen = true;
        listening.config().setAutoRead(false);
        connections.forEach(ClientConnection::freeze);
        broker.names.queues().forEach(queue -> queue.commands.silent(this));
    }

    void thaw() {
        frozen = false;
        listening.config().setAutoRead(true);
        broker.names.queues().forEach(queue -> queue.commands.returned(this));
        List.copyOf(connections).forEach(ClientConnection::thaw);
    }

    /** A connection has ended. */
    void forget(ClientConnection connection) {
        broker.memory.release(Memory.CONNECTION_BYTES);
        connections.remove(connection);
    }
}
