package reprise.simulator.amqp;

import java.util.function.Consumer;
import reprise.transport.amqp.AmqpFailure;

/**
 * A consumer to open: {@code amqp.consumer().prefetch(10).byHand().from(queue, handler)}. Unless told otherwise it acknowledges each
 * delivery when the handler returns, and the broker sends at most 100 ahead.
 */
public final class ConsumerOptions {
    /** Who acknowledges a delivery. */
    enum Acks { AFTER_HANDLER, BY_HAND, NOBODY }

    final Amqp amqp;
    int prefetch = 100;
    Acks acks = Acks.AFTER_HANDLER;
    boolean exclusive;
    Consumer<AmqpFailure> onEnd = _ -> { };

    ConsumerOptions(Amqp amqp) {
        this.amqp = amqp;
    }

    /**
     * How many deliveries may be unacknowledged; 0 for no limit.
     *
     * @throws IllegalArgumentException unless from 0 to 65,535
     */
    public ConsumerOptions prefetch(int messages) {
        if (messages < 0 || messages > 65_535) {
            throw new IllegalArgumentException("a prefetch is " + messages + " messages; it must be 0 (no limit) to 65535, such as 100");
        }
        prefetch = messages;
        return this;
    }

    /** The script acknowledges, with {@link Delivery#ack} or {@link AmqpConsumer#ack}. */
    public ConsumerOptions byHand() {
        acks = Acks.BY_HAND;
        return this;
    }

    /** A message is gone from the queue once it is sent; only the socket holds the broker back. */
    public ConsumerOptions unacknowledged() {
        acks = Acks.NOBODY;
        return this;
    }

    /** Nobody else may consume from the queue. */
    public ConsumerOptions exclusive() {
        exclusive = true;
        return this;
    }

    /** It ended although nobody closed it: its queue is gone, its channel or connection was lost. Runs on the connection's loop. */
    public ConsumerOptions onEnd(Consumer<AmqpFailure> handler) {
        onEnd = handler;
        return this;
    }

    /** Consumes from this queue. */
    public AmqpConsumer from(String queue, DeliveryHandler handler) {
        return AmqpConsumer.open(this, queue, handler);
    }
}
