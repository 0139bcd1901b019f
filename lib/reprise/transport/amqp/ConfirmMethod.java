package reprise.transport.amqp;

/** Class 85: publisher confirms, RabbitMQ's extension. */
public sealed interface ConfirmMethod extends Method {
    @Arguments(id = 85 << 16 | 10)
    record Select(boolean noWait) implements ConfirmMethod {}

    @Arguments(id = 85 << 16 | 11)
    record SelectOk() implements ConfirmMethod {}
}
