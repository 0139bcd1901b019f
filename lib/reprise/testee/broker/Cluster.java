package reprise.testee.broker;

import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import reprise.transport.SocketTrouble;
import reprise.transport.Sockets;

/**
 * An embedded cluster of AMQP 0-9-1 nodes, for clients as they are (RabbitMQ's Java client, pika, oslo.messaging). The
 * nodes share all names; a queue lives on the node where it was declared, and any node publishes to it and consumes from
 * it. A node can be killed as abruptly as a process, and started again on the same port: empty, or, with mirrored queues
 * ({@link Broker#lose}), as a mirror of every queue. Any thread may call; the work is done on the cluster's one event loop.
 *
 * <p>A node can also be frozen, as if the network to its clients were cut: they hear nothing from it, and it nothing from
 * them. Only they notice. The nodes are one process, so that the queues of a frozen node are there for the other nodes'
 * clients, and a frozen node may become a mirrored queue's home: of a partition this is the clients' side alone.
 */
public final class Cluster implements AutoCloseable {
    private final EventLoopGroup loops = Sockets.loops("broker", 1);
    private final Broker broker;
    private final List<Node> nodes = new ArrayList<>();

    private Cluster(ClusterPlan plan) {
        broker = new Broker(loops.next(), plan);
        for (int port : plan.ports()) nodes.add(new Node(nodes.size() + 1, broker, port));
    }

    /** Returns when all nodes listen. A port that cannot be had ends it: the exception says which, why, and what to do. */
    public static Cluster start(ClusterPlan plan) throws IOException {
        var cluster = new Cluster(plan);
        try {
            for (Node node : cluster.nodes) cluster.listen(node);
            return cluster;
        } catch (IOException e) {
            cluster.close();
            throw e;
        }
    }

    private void listen(Node node) throws IOException {
        try {
            start(node.number).join();
        } catch (CompletionException e) {
            throw new IOException("cluster: node " + node.number + " "
                + SocketTrouble.listening(broker.plan.host(), node.port(), e.getCause()), e.getCause());
        }
    }

    public int nodes() {
        return nodes.size();
    }

    /** Nodes count from 1. */
    public int port(int node) {
        return node(node).port();
    }

    /** Done when its connections are reset and its queues are gone, or at home on another node. */
    public CompletableFuture<Void> kill(int number) {
        Node node = node(number);
        return onLoop(() -> {
            if (!node.running()) throw new IllegalStateException("node " + number + " is not running");
            node.kill();
            return null;
        });
    }

    /** A killed node comes back. Done when it listens. */
    public CompletableFuture<Void> start(int number) {
        Node node = node(number);
        var started = new CompletableFuture<Void>();
        broker.later(() -> {
            if (node.running()) {
                started.completeExceptionally(new IllegalStateException("node " + number + " is running already"));
                return;
            }
            node.start().whenComplete((_, failure) -> {
                if (failure == null) started.complete(null);
                else started.completeExceptionally(failure);
            });
        });
        return started;
    }

    /**
     * Nothing is read or written any more on any of its connections, heartbeats neither; new ones are accepted by the kernel
     * and get no answer. What its clients have unacknowledged stays theirs, its queues stay. Done when it is silent.
     */
    public CompletableFuture<Void> freeze(int number) {
        Node node = node(number);
        return onLoop(() -> {
            if (!node.running()) throw new IllegalStateException("node " + number + " is not running");
            if (node.frozen()) throw new IllegalStateException("node " + number + " is frozen already");
            node.freeze();
            return null;
        }).thenCompose(_ -> onLoop(() -> null)); // sockets leave the loop in turns of their own, before this one
    }

    /** A frozen node goes on where it stood. What its clients have sent meanwhile, or that they have gone, is read after this. */
    public CompletableFuture<Void> thaw(int number) {
        Node node = node(number);
        return onLoop(() -> {
            if (!node.running()) throw new IllegalStateException("node " + number + " is not running");
            if (!node.frozen()) throw new IllegalStateException("node " + number + " is not frozen");
            node.thaw();
            return null;
        });
    }

    /** Lets one more user in, from anywhere; {@code guest} comes in from loopback only. */
    public CompletableFuture<Void> addUser(String name, String password) {
        return onLoop(() -> {
            broker.users.put(name, password);
            return null;
        });
    }

    /** What messages hold at this moment. */
    public CompletableFuture<Long> usedBytes() {
        return onLoop(broker.memory::messageBytes);
    }

    /** What all holds at this moment: messages, what clients have made, their connections. */
    public CompletableFuture<Long> heldBytes() {
        return onLoop(broker.memory::heldBytes);
    }

    /** How many connections a node has at this moment. */
    public CompletableFuture<Integer> connections(int number) {
        Node node = node(number);
        return onLoop(node::connections);
    }

    /** Kills what is left, and ends the event loop. */
    @Override
    public void close() {
        onLoop(() -> {
            nodes.forEach(Node::kill);
            return null;
        }).join();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private Node node(int number) {
        if (number < 1 || number > nodes.size()) {
            throw new IllegalArgumentException("there is no node " + number + "; nodes are 1 to " + nodes.size());
        }
        return nodes.get(number - 1);
    }

    private <T> CompletableFuture<T> onLoop(Callable<T> work) {
        var done = new CompletableFuture<T>();
        broker.later(() -> {
            try {
                done.complete(work.call());
            } catch (Exception e) {
                done.completeExceptionally(e);
            }
        });
        return done;
    }
}
