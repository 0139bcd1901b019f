package reprise.testee.broker;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import reprise.transport.amqp.AmqpException;
import reprise.transport.amqp.ReplyCode;

/**
 * The names that all nodes share: exchanges, queues and bindings. There is one virtual host, "/". Each change that could redirect
 * messages creates a new {@link #version}, which makes {@link Route}s of older versions invalid. Only {@link #lose} decides what a
 * node's death means for a queue. Owned by the event loop.
 */
final class VirtualHost {
    static final String NAME = "/";

    private final Map<String, Exchange> exchanges = new HashMap<>();
    private final Map<String, Queue> queues = new HashMap<>();
    private final Memory memory;
    private long version;

    VirtualHost(Memory memory) {
        this.memory = memory;
        predeclare("amq.direct", Exchange.Type.DIRECT);
        predeclare("amq.fanout", Exchange.Type.FANOUT);
        predeclare("amq.topic", Exchange.Type.TOPIC);
        predeclare("amq.headers", Exchange.Type.HEADERS);
        predeclare("amq.match", Exchange.Type.HEADERS);
    }

    private void predeclare(String name, Exchange.Type type) {
        exchanges.put(name, new Exchange(memory, name, type, true, false, false, null));
    }

    static String queueName(String name) {
        return "queue '" + name + "' in vhost '" + NAME + "'";
    }

    static String exchangeName(String name) {
        return "exchange '" + name + "' in vhost '" + NAME + "'";
    }

    /** Refuses a declaration that differs from the existing one (406). */
    static void checkSame(String what, Object received, Object current, String where) {
        if (received.equals(current)) return;
        throw new AmqpException(ReplyCode.PRECONDITION_FAILED, "inequivalent arg '" + what + "' for " + where + ": received '"
            + received + "' but current is '" + current + "'");
    }

    long version() {
        return version;
    }

    Collection<Queue> queues() {
        return List.copyOf(queues.values());
    }

    /** Null if absent; 405 if it is another connection's, 404 if its home is down. */
    Queue find(String name, ClientConnection asking) {
        Queue queue = queues.get(name);
        if (queue != null && queue.isDown()) {
            throw new AmqpException(ReplyCode.NOT_FOUND, "home node '" + queue.home().name() + "' of durable " + queueName(name)
                + " is down or inaccessible");
        }
        if (queue != null && queue.owner != null && queue.owner != asking) throw locked(name);
        return queue;
    }

    /** Null if it is absent, down, or another connection's. */
    Queue peek(String name, ClientConnection asking) {
        Queue queue = queues.get(name);
        return queue == null || queue.isDown() || queue.owner != null && queue.owner != asking ? null : queue;
    }

    static AmqpException locked(String name) {
        return new AmqpException(ReplyCode.RESOURCE_LOCKED, "cannot obtain exclusive access to locked " + queueName(name)
            + ". It could be originally declared on another connection or the exclusive property value does not match that of"
            + " the original declaration.");
    }

    Queue queue(String name, ClientConnection asking) {
        Queue queue = find(name, asking);
        if (queue == null) throw new AmqpException(ReplyCode.NOT_FOUND, "no " + queueName(name));
        return queue;
    }

    /** Null if absent. */
    Exchange find(String name) {
        return exchanges.get(name);
    }

    Exchange exchange(String name) {
        Exchange exchange = exchanges.get(name);
        if (exchange == null) throw new AmqpException(ReplyCode.NOT_FOUND, "no " + exchangeName(name));
        return exchange;
    }

    /** Throws 506 if memory is short. */
    void add(Queue queue) {
        memory.hold(costBytes(queue), "a queue");
        queues.put(queue.name, queue);
        version++;
    }

    /** Throws 506 if memory is short. */
    void add(Exchange exchange) {
        memory.hold(costBytes(exchange), "an exchange");
        exchanges.put(exchange.name, exchange);
        version++;
    }

    private static long costBytes(Queue queue) {
        return Memory.QUEUE_BYTES + 2L * queue.name.length() + queue.arguments.costBytes();
    }

    private static long costBytes(Exchange exchange) {
        String alternate = exchange.alternate == null ? "" : exchange.alternate;
        return Memory.EXCHANGE_BYTES + 2L * (exchange.name.length() + alternate.length());
    }

    private static long costBytes(Binding binding) {
        return Memory.BINDING_BYTES + 2L * binding.key().length() + Memory.ofTable(binding.arguments());
    }

    /** Idempotent. Throws 506 if memory is short. */
    void bind(Binding binding) {
        memory.hold(costBytes(binding), "a binding");
        if (binding.source().add(binding)) version++;
        else memory.release(costBytes(binding));
    }

    /** Idempotent, as in RabbitMQ. An auto-delete exchange goes with its last binding. */
    void unbind(Binding binding) {
        if (!binding.source().remove(binding)) return;
        memory.release(costBytes(binding));
        version++;
        if (binding.source().autoDelete && binding.source().unused()) delete(binding.source());
    }

    void delete(Queue queue) {
        if (!queues.remove(queue.name, queue)) return;
        memory.release(costBytes(queue));
        version++;
        List.copyOf(queue.incoming()).forEach(this::unbind);
        queue.end();
    }

    void delete(Exchange exchange) {
        if (!exchanges.remove(exchange.name, exchange)) return;
        memory.release(costBytes(exchange));
        version++;
        for (Binding binding : exchange.outgoing()) {
            if (exchange.remove(binding)) memory.release(costBytes(binding));
        }
        exchange.forgetRoutes();
        List.copyOf(exchange.incoming()).forEach(this::unbind);
    }

    /**
     * Handles a node's death: promotes its mirrored queues at the heir, if there is one; durable ones without a mirror wait for the node.
     * Both are returned. The others are deleted with their bindings.
     */
    Set<Queue> lose(Node node, Node heir) {
        var promoted = new LinkedHashSet<Queue>();
        var waiting = new LinkedHashSet<Queue>();
        var lost = new ArrayList<Queue>();
        for (Queue queue : queues.values()) {
            if (queue.arguments.isQuorum()) queue.commands.died(node);
            else if (queue.home() != node || queue.isDown()) continue;
            else if (heir != null && queue.mirrored()) promoted.add(queue);
            else if (queue.durable && queue.owner == null) waiting.add(queue);
            else lost.add(queue);
        }
        lost.forEach(this::delete);
        promoted.forEach(queue -> queue.promote(heir));
        waiting.forEach(Queue::goDown);
        if (!waiting.isEmpty()) version++; // nothing is routed to them
        promoted.addAll(waiting);
        return promoted;
    }

    /** A node runs again, and with it what waited for it. */
    void returned(Node node) {
        version++;
        for (Queue queue : queues()) {
            queue.returned(node);
            queue.commands.returned(node);
        }
    }

    /** A connection ended: deletes its exclusive queues. */
    void lose(ClientConnection owner) {
        var lost = new ArrayList<Queue>();
        for (Queue queue : queues.values()) if (queue.owner == owner) lost.add(queue);
        lost.forEach(this::delete);
    }

    /** Whether an exchange of this name exists; the default one counts. */
    boolean exists(String exchange) {
        return exchange.isEmpty() || exchanges.containsKey(exchange);
    }

    /** Checks that clients may publish there: 404 if the exchange does not exist, 403 if it is internal. */
    void checkPublishable(String exchange) {
        if (!exchange.isEmpty() && exchange(exchange).internal) {
            throw new AmqpException(ReplyCode.ACCESS_REFUSED, "cannot publish to internal " + exchangeName(exchange));
        }
    }

    /** The route for these keys, with each queue once. The exchange must exist. */
    Route route(String exchangeName, List<String> keys, PublishedHeaders headers) {
        boolean oneKey = keys.size() == 1;
        if (exchangeName.isEmpty()) {
            var reached = new LinkedHashSet<Queue>();
            for (String key : keys) if (queues.containsKey(key) && !queues.get(key).isDown()) reached.add(queues.get(key));
            return new Route(version, List.copyOf(reached), oneKey);
        }
        Exchange exchange = exchange(exchangeName);
        Route kept = oneKey ? exchange.kept(keys.getFirst()) : null;
        if (kept != null && kept.version() == version) return kept;
        Route route = follow(exchange, keys, headers);
        if (oneKey && route.reusable() && !memory.alarm()) exchange.keep(keys.getFirst(), route);
        return route;
    }

    // Exchange bindings may form cycles, so each exchange is visited once. Where no binding matches, the alternate exchange
    // follows.
    private Route follow(Exchange start, List<String> keys, PublishedHeaders headers) {
        var reached = new LinkedHashSet<Queue>();
        var passed = new HashSet<Exchange>();
        var toPass = new ArrayDeque<Exchange>();
        toPass.add(start);
        boolean reusable = keys.size() == 1;
        while (!toPass.isEmpty()) {
            Exchange exchange = toPass.poll();
            if (!passed.add(exchange)) continue;
            boolean byHeaders = exchange.type == Exchange.Type.HEADERS;
            reusable &= !byHeaders;
            var matching = new ArrayList<Destination>();
            for (String key : keys) exchange.match(key, byHeaders ? headers.read() : Map.of(), matching::add);
            Exchange alternate = matching.isEmpty() ? exchanges.get(exchange.alternate) : null;
            if (alternate != null) toPass.add(alternate);
            for (Destination destination : matching) {
                switch (destination) {
                    case Queue queue when queue.isDown() -> { }
                    case Queue queue -> reached.add(queue);
                    case Exchange next -> toPass.add(next);
                }
            }
        }
        return new Route(version, List.copyOf(reached), reusable);
    }

    /** Reads a message's headers if an exchange needs them. */
    interface PublishedHeaders {
        Map<String, Object> read();
    }
}
