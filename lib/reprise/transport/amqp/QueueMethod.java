package reprise.transport.amqp;

import static reprise.transport.amqp.Argument.SHORT;

import java.util.Map;

/** Class 50 (specification 1.7). */
public sealed interface QueueMethod extends Method {
    int PURGE = 50 << 16 | 30;

    @Arguments(id = 50 << 16 | 10, before = SHORT)
    record Declare(String queue, boolean passive, boolean durable, boolean exclusive, boolean autoDelete,
                   boolean noWait, Map<String, Object> arguments) implements QueueMethod {}

    @Arguments(id = 50 << 16 | 11)
    record DeclareOk(String queue, int messages, int consumers) implements QueueMethod {}

    @Arguments(id = 50 << 16 | 20, before = SHORT)
    record Bind(String queue, String exchange, String routingKey, boolean noWait, Map<String, Object> arguments) implements QueueMethod {}

    @Arguments(id = 50 << 16 | 21)
    record BindOk() implements QueueMethod {}

    @Arguments(id = PURGE, before = SHORT)
    record Purge(String queue, boolean noWait) implements QueueMethod {}

    @Arguments(id = 50 << 16 | 31)
    record PurgeOk(int messages) implements QueueMethod {}

    @Arguments(id = 50 << 16 | 40, before = SHORT)
    record Delete(String queue, boolean ifUnused, boolean ifEmpty, boolean noWait) implements QueueMethod {}

    @Arguments(id = 50 << 16 | 41)
    record DeleteOk(int messages) implements QueueMethod {}

    @Arguments(id = 50 << 16 | 50, before = SHORT)
    record Unbind(String queue, String exchange, String routingKey, Map<String, Object> arguments) implements QueueMethod {}

    @Arguments(id = 50 << 16 | 51)
    record UnbindOk() implements QueueMethod {}
}
