package reprise.simulator.amqp;

import java.util.LinkedHashMap;
import java.util.Map;
import reprise.transport.amqp.QueueMethod;

/** A queue to declare: {@code amqp.queue("work").durable().argument("x-max-length", 10).declare()}. What is not named is off. */
public final class QueueDeclaration {
    private final Amqp amqp;
    private final String name;
    private final Map<String, Object> arguments = new LinkedHashMap<>();
    private boolean durable;
    private boolean exclusive;
    private boolean autoDelete;

    QueueDeclaration(Amqp amqp, String name) {
        this.amqp = amqp;
        this.name = name;
    }

    /** It outlives a restart of the broker; so do its persistent messages. */
    public QueueDeclaration durable() {
        durable = true;
        return this;
    }

    /** For this connection only, with whose end it is deleted. */
    public QueueDeclaration exclusive() {
        exclusive = true;
        return this;
    }

    /** It is deleted when its last consumer goes. */
    public QueueDeclaration autoDelete() {
        autoDelete = true;
        return this;
    }

    /** Such as x-max-length, x-message-ttl (ms) or x-queue-type; {@link reprise.transport.amqp.FieldTable} says which values there are. */
    public QueueDeclaration argument(String argument, Object value) {
        arguments.put(argument, value);
        return this;
    }

    /** Declares it and returns its name. A queue that is there is left as it is. */
    public String declare() {
        var declare = new QueueMethod.Declare(name, false, durable, exclusive, autoDelete, false, arguments);
        return ((QueueMethod.DeclareOk) amqp.request("the declaration of queue " + name, declare)).queue();
    }
}
