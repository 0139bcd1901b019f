package reprise.transport.amqp;

import static reprise.transport.amqp.Argument.SHORT;

import java.util.Map;

/** Class 40 (specification 1.6), with RabbitMQ's bindings between exchanges and its auto-delete and internal bits. */
public sealed interface ExchangeMethod extends Method {
    int UNBIND = 40 << 16 | 40;
    int UNBIND_OK = 40 << 16 | 51; // sic, in RabbitMQ

    @Arguments(id = 40 << 16 | 10, before = SHORT)
    record Declare(String exchange, String type, boolean passive, boolean durable, boolean autoDelete,
                   boolean internal, boolean noWait, Map<String, Object> arguments) implements ExchangeMethod {}

    @Arguments(id = 40 << 16 | 11)
    record DeclareOk() implements ExchangeMethod {}

    @Arguments(id = 40 << 16 | 20, before = SHORT)
    record Delete(String exchange, boolean ifUnused, boolean noWait) implements ExchangeMethod {}

    @Arguments(id = 40 << 16 | 21)
    record DeleteOk() implements ExchangeMethod {}

    @Arguments(id = 40 << 16 | 30, before = SHORT)
    record Bind(String destination, String source, String routingKey, boolean noWait, Map<String, Object> arguments)
        implements ExchangeMethod {}

    @Arguments(id = 40 << 16 | 31)
    record BindOk() implements ExchangeMethod {}

    @Arguments(id = UNBIND, before = SHORT)
    record Unbind(String destination, String source, String routingKey, boolean noWait, Map<String, Object> arguments)
        implements ExchangeMethod {}

    @Arguments(id = UNBIND_OK)
    record UnbindOk() implements ExchangeMethod {}
}
