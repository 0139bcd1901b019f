package reprise.testee.broker;

import java.util.Map;
import java.util.Objects;
import reprise.transport.amqp.AmqpException;
import reprise.transport.amqp.BasicMethod;
import reprise.transport.amqp.ExchangeMethod;
import reprise.transport.amqp.Method;
import reprise.transport.amqp.QueueMethod;
import reprise.transport.amqp.ReplyCode;

/**
 * A channel's operations on names: the exchange and queue classes. An empty queue name means the one that the channel declared
 * last. Where the specification and RabbitMQ differ, this follows RabbitMQ 3.10: deleting or unbinding something absent succeeds.
 * Owned by the event loop.
 */
final class Declarations {
    private static final String ALTERNATE = "alternate-exchange";

    private final ClientChannel channel;
    private final ClientConnection connection;
    private final VirtualHost names;
    private String lastQueue = "";

    Declarations(ClientChannel channel) {
        this.channel = channel;
        this.connection = channel.connection;
        this.names = connection.broker.names;
    }

    /** The named queue, or the last one declared; 404 if there is none, 405 if it is another connection's. */
    Queue queue(String name) {
        return names.queue(orLast(name), connection);
    }

    /** The queue that a method is about, if it exists and the channel may ask another node for it; null for the others. */
    Queue asked(Method method) {
        String name = switch (method) {
            case QueueMethod.Declare declare -> declare.queue().isEmpty() ? null : declare.queue();
            case QueueMethod.Purge purge -> purge.queue();
            case QueueMethod.Delete delete -> delete.queue();
            case BasicMethod.Get get -> get.queue();
            case BasicMethod.Consume consume -> consume.queue();
            default -> null;
        };
        return name == null ? null : names.peek(name.isEmpty() ? lastQueue : stripped(name), connection);
    }

    private String orLast(String given) {
        String name = stripped(given);
        if (!name.isEmpty()) return name;
        if (lastQueue.isEmpty()) throw new AmqpException(ReplyCode.NOT_FOUND, "no previously declared queue");
        return lastQueue;
    }

    /** RabbitMQ removes line ends from the names in declare, bind and delete. */
    private static String stripped(String name) {
        return name.replace("\r", "").replace("\n", "");
    }

    void on(QueueMethod method) {
        switch (method) {
            case QueueMethod.Declare declare -> {
                if (declare.queue().equals(ReplyTo.NAME)) {
                    if (!declare.noWait()) channel.send(new QueueMethod.DeclareOk(ReplyTo.NAME, 0, 1));
                    return;
                }
                Queue queue = declare.passive() || ReplyTo.owns(declare.queue()) ? queue(declare.queue()) : declare(declare);
                queue.touch();
                lastQueue = queue.name;
                if (declare.noWait()) return;
                channel.send(new QueueMethod.DeclareOk(queue.name, queue.messages(), queue.consumers().count()));
            }
            case QueueMethod.Bind bind -> bind(bind);
            case QueueMethod.Unbind unbind -> unbind(unbind);
            case QueueMethod.Purge purge -> {
                int purged = queue(purge.queue()).purge();
                if (!purge.noWait()) channel.send(new QueueMethod.PurgeOk(purged));
            }
            case QueueMethod.Delete delete -> delete(delete);
            case QueueMethod.DeclareOk _, QueueMethod.BindOk _, QueueMethod.UnbindOk _, QueueMethod.PurgeOk _,
                QueueMethod.DeleteOk _ -> throw ClientChannel.notForServers(method);
        }
    }

    private Queue declare(QueueMethod.Declare declare) {
        String given = stripped(declare.queue());
        if (given.startsWith("amq.")) throw reserved("queue", given);
        String name = given.isEmpty() ? connection.broker.name("amq.gen-") : given;
        var arguments = QueueArguments.of(name, declare.arguments());
        Queue queue = names.find(name, connection);
        if (queue == null) {
            if (arguments.quorum() != null) checkQuorum(declare, given, arguments);
            queue = new Queue(connection.broker, name, connection.node, declare.exclusive() ? connection : null,
                declare.durable(), declare.autoDelete(), arguments);
            names.add(queue);
            return queue;
        }
        String where = VirtualHost.queueName(name);
        VirtualHost.checkSame("durable", declare.durable(), queue.durable, where);
        VirtualHost.checkSame("auto_delete", declare.autoDelete(), queue.autoDelete, where);
        if (declare.exclusive() != (queue.owner != null)) throw VirtualHost.locked(name);
        arguments.checkSame(queue.arguments, name);
        return queue;
    }

    // The texts are RabbitMQ's; it takes 15 s to find that a majority is missing.
    private void checkQuorum(QueueMethod.Declare declare, String given, QueueArguments arguments) {
        var broker = connection.broker;
        if (given.isEmpty()) {
            throw new AmqpException(ReplyCode.PRECONDITION_FAILED, "Cannot declare a server-named queue for type rabbit_quorum_queue");
        }
        String property = !declare.durable() ? "non-durable" : declare.exclusive() ? "exclusive-owner"
            : declare.autoDelete() ? "auto-delete" : "";
        if (!property.isEmpty()) {
            throw new AmqpException(ReplyCode.PRECONDITION_FAILED, "invalid property '" + property + "' for "
                + VirtualHost.queueName(given));
        }
        var members = arguments.quorum().members(connection.node, broker.nodes);
        if (2 * members.stream().filter(Node::running).count() <= members.size()) {
            throw new AmqpException(ReplyCode.INTERNAL_ERROR, "Cannot declare quorum " + VirtualHost.queueName(given) + " on node '"
                + connection.node.name() + "' with leader on node '" + connection.node.name() + "': cluster_not_formed");
        }
    }

    private static AmqpException reserved(String kind, String name) {
        return new AmqpException(ReplyCode.ACCESS_REFUSED, kind + " name '" + name + "' contains reserved prefix 'amq.*'");
    }

    private void bind(QueueMethod.Bind bind) {
        Queue queue = queue(bind.queue());
        Exchange exchange = source(bind.exchange());
        if (exchange.type == Exchange.Type.HEADERS) HeadersPattern.check(bind.arguments());
        names.bind(new Binding(exchange, queue, key(bind.queue(), bind.routingKey(), queue), bind.arguments()));
        if (!bind.noWait()) channel.send(new QueueMethod.BindOk());
    }

    private void unbind(QueueMethod.Unbind unbind) {
        Queue queue = names.find(orLast(unbind.queue()), connection);
        if (unbind.exchange().isEmpty()) throw defaultExchange();
        Exchange exchange = names.find(stripped(unbind.exchange()));
        if (queue != null && exchange != null) {
            names.unbind(new Binding(exchange, queue, key(unbind.queue(), unbind.routingKey(), queue), unbind.arguments()));
        }
        channel.send(new QueueMethod.UnbindOk());
    }

    // With neither queue nor key, the last queue is meant, and its name is the key (specification 1.7.2.3).
    private static String key(String givenQueue, String givenKey, Queue queue) {
        return givenQueue.isEmpty() && givenKey.isEmpty() ? queue.name : givenKey;
    }

    private void delete(QueueMethod.Delete delete) {
        Queue queue = names.find(orLast(delete.queue()), connection);
        int messages = queue == null ? 0 : queue.messages();
        if (queue != null) {
            if (delete.ifUnused() && !queue.consumers().isEmpty()) throw precondition(VirtualHost.queueName(queue.name), "in use");
            if (delete.ifEmpty() && messages > 0) throw precondition(VirtualHost.queueName(queue.name), "not empty");
            names.delete(queue);
        }
        if (!delete.noWait()) channel.send(new QueueMethod.DeleteOk(messages));
    }

    private static AmqpException precondition(String where, String what) {
        return new AmqpException(ReplyCode.PRECONDITION_FAILED, where + " " + what);
    }

    void on(ExchangeMethod method) {
        switch (method) {
            case ExchangeMethod.Declare declare -> {
                declare(declare);
                if (!declare.noWait()) channel.send(new ExchangeMethod.DeclareOk());
            }
            case ExchangeMethod.Delete delete -> {
                delete(delete);
                if (!delete.noWait()) channel.send(new ExchangeMethod.DeleteOk());
            }
            case ExchangeMethod.Bind bind -> {
                Exchange source = source(bind.source());
                if (source.type == Exchange.Type.HEADERS) HeadersPattern.check(bind.arguments());
                names.bind(new Binding(source, source(bind.destination()), bind.routingKey(), bind.arguments()));
                if (!bind.noWait()) channel.send(new ExchangeMethod.BindOk());
            }
            case ExchangeMethod.Unbind unbind -> {
                unbind(unbind);
                if (!unbind.noWait()) channel.send(new ExchangeMethod.UnbindOk());
            }
            case ExchangeMethod.DeclareOk _, ExchangeMethod.DeleteOk _, ExchangeMethod.BindOk _, ExchangeMethod.UnbindOk _ ->
                throw ClientChannel.notForServers(method);
        }
    }

    private static AmqpException defaultExchange() {
        return new AmqpException(ReplyCode.ACCESS_REFUSED, "operation not permitted on the default exchange");
    }

    /** An exchange that can be bound: any but the default one. */
    private Exchange source(String name) {
        if (name.isEmpty()) throw defaultExchange();
        return names.exchange(stripped(name));
    }

    private void declare(ExchangeMethod.Declare declare) {
        if (declare.passive() || declare.exchange().isEmpty()) {
            source(declare.exchange());
            return;
        }
        String name = stripped(declare.exchange());
        Exchange exchange = names.find(name);
        Exchange.Type type = type(declare.type());
        String where = VirtualHost.exchangeName(name);
        String alternate = alternate(declare.arguments(), where);
        if (exchange == null) {
            if (name.startsWith("amq.")) throw reserved("exchange", name);
            names.add(new Exchange(connection.broker.memory, name, type, declare.durable(), declare.autoDelete(),
                declare.internal(), alternate));
            return;
        }
        VirtualHost.checkSame("type", type.wireName(), exchange.type.wireName(), where);
        VirtualHost.checkSame("durable", declare.durable(), exchange.durable, where);
        VirtualHost.checkSame("auto_delete", declare.autoDelete(), exchange.autoDelete, where);
        VirtualHost.checkSame("internal", declare.internal(), exchange.internal, where);
        VirtualHost.checkSame(ALTERNATE, Objects.requireNonNullElse(alternate, "none"),
            Objects.requireNonNullElse(exchange.alternate, "none"), where);
    }

    private static String alternate(Map<String, Object> arguments, String where) {
        Object given = arguments.get(ALTERNATE);
        if (given == null || given instanceof String) return (String) given;
        throw new AmqpException(ReplyCode.PRECONDITION_FAILED, "invalid arg '" + ALTERNATE + "' for " + where + ": '" + given
            + "'; expected the name of an exchange");
    }

    private static Exchange.Type type(String name) {
        for (Exchange.Type type : Exchange.Type.values()) if (type.wireName().equals(name)) return type;
        throw new AmqpException(ReplyCode.COMMAND_INVALID, "unknown exchange type '" + name + "'");
    }

    private void delete(ExchangeMethod.Delete delete) {
        if (delete.exchange().isEmpty()) throw defaultExchange();
        if (delete.exchange().startsWith("amq.")) {
            throw new AmqpException(ReplyCode.ACCESS_REFUSED, "deletion of system " + VirtualHost.exchangeName(delete.exchange())
                + " not allowed");
        }
        Exchange exchange = names.find(stripped(delete.exchange()));
        if (exchange == null) return;
        if (delete.ifUnused() && !exchange.unused()) throw precondition(VirtualHost.exchangeName(exchange.name), "in use");
        names.delete(exchange);
    }

    private void unbind(ExchangeMethod.Unbind unbind) {
        if (unbind.source().isEmpty() || unbind.destination().isEmpty()) throw defaultExchange();
        Exchange source = names.find(stripped(unbind.source()));
        Exchange destination = names.find(stripped(unbind.destination()));
        if (source == null || destination == null) return;
        names.unbind(new Binding(source, destination, unbind.routingKey(), unbind.arguments()));
    }
}
