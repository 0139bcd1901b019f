package reprise.simulator.amqp;

/** Takes a consumer's deliveries, in order, on the connection's loop: it must not wait. What it throws ends the connection. */
@FunctionalInterface
public interface DeliveryHandler {
    /** @param delivery valid during this call only, because the next one uses the same object */
    // HOT: once per message.
    void handle(Delivery delivery);
}
