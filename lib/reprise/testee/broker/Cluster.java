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
 * An embedded cluster of AMQP 0-9-1 nodes for unmodified clients (RabbitMQ's Java client, pika, oslo.messaging). The nodes share
 * all names; a queue lives on the node where it was declared, and any node publishes to it and consumes from it. A node can be
 * killed as abruptly as a process and started again on the same port: with its durable queues, with its members of quorum queues
 * ({@link Broker#lose}), and, where queues are mirrored, as a mirror of every queue. Thread-safe; the work happens on the cluster's
 * one event loop.
 *
 * <p>The nodes are one process, but what one says to another goes over a socket and is read again: messages on the way to a queue and
 * from it, to its mirrors and its other members, and the answers. What is declared, bound and deleted, all know at once.
 *
 * <p>A node can also be frozen, as if its process were stopped. Its clients and the other nodes wait for it until {@link
 * ClusterPlan#netTicktime} is over, or up to a quarter more; then the other nodes take it for dead, as if it had been killed. Quorum
 * queues elect another leader earlier, after five seconds.
 */
public final class Cluster implements AutoCloseable {
    private final EventLoopGroup loops = Sockets.loops("broker", 1);
    private final Broker broker;
    private final List<Node> nodes = new ArrayList<>();

    private Cluster(ClusterPlan plan) {
        broker = new Broker(loops.next(), plan);
        for (int port : plan.ports()) nodes.add(new Node(nodes.size() + 1, broker, port));
    }

    /** Returns when all nodes listen. If a port is unavailable, the exception names it, the reason and a remedy. */
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
                + SocketTrouble.listening(broker.plan.host(node.number), node.port(), e.getCause()), e.getCause());
        }
    }

    public int nodes() {
        return nodes.size();
    }

    /** The port of a node; nodes count from 1. */
    public int port(int node) {
        return node(node).port();
    }

    /** Completes when the node's connections are reset and its queues are gone, or have moved to another node. */
    public CompletableFuture<Void> kill(int number) {
        Node node = node(number);
        return onLoop(() -> {
            if (!node.started()) throw new IllegalStateException("node " + number + " is not running");
            node.kill();
            return null;
        });
    }

    /** Restarts a killed node. Completes when it listens. */
    public CompletableFuture<Void> start(int number) {
        Node node = node(number);
        var started = new CompletableFuture<Void>();
        broker.later(() -> {
            if (node.started()) {
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
     * Stops all reads and writes on the node's connections, including heartbeats; the kernel accepts new ones, which get no answer.
     * Its clients keep their unacknowledged deliveries, and its queues stay. Completes when the node is silent.
     */
    public CompletableFuture<Void> freeze(int number) {
        Node node = node(number);
        return onLoop(() -> {
            if (!node.started()) throw new IllegalStateException("node " + number + " is not running");
            if (node.frozen()) throw new IllegalStateException("node " + number + " is frozen already");
            node.freeze();
            return null;
        }).thenCompose(_ -> onLoop(() -> null)); // sockets leave the loop in earlier turns than this one
    }

    /**
     * Resumes a frozen node. It then reads what its clients and the other nodes sent in the meantime, or that they have disconnected; if
     * the others took it for dead, it starts anew, and its clients are disconnected. Completes when it takes part again.
     */
    public CompletableFuture<Void> thaw(int number) {
        Node node = node(number);
        return onLoop(() -> {
            if (!node.started()) throw new IllegalStateException("node " + number + " is not running");
            if (!node.frozen()) throw new IllegalStateException("node " + number + " is not frozen");
            return node.thaw();
        }).thenCompose(thawed -> thawed);
    }

    /** Adds a user who may log in from anywhere; {@code guest} may log in from loopback only. */
    public CompletableFuture<Void> addUser(String name, String password) {
        return onLoop(() -> {
            broker.users.put(name, password);
            return null;
        });
    }

    /** The bytes that messages hold now. */
    public CompletableFuture<Long> usedBytes() {
        return onLoop(broker.memory::messageBytes);
    }

    /** The bytes that messages, declared objects and connections hold now. */
    public CompletableFuture<Long> heldBytes() {
        return onLoop(broker.memory::heldBytes);
    }

    /** The bytes that one node has read from another so far: messages, and what goes around them. */
    public CompletableFuture<Long> bytesBetween(int from, int to) {
        Node sender = node(from);
        Node receiver = node(to);
        return onLoop(() -> sender.link(receiver).carriedBytes());
    }

    /** The loopback port where the nodes meet; none before one has said something to another. */
    CompletableFuture<Integer> interconnectPort() {
        return onLoop(broker.interconnect::port);
    }

    /** The number of a node's connections now. */
    public CompletableFuture<Integer> connections(int number) {
        Node node = node(number);
        return onLoop(node::connections);
    }

    /** Kills the remaining nodes and ends the event loop. */
    @Override
    public void close() {
        onLoop(() -> {
            nodes.forEach(Node::kill);
            broker.interconnect.close();
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
