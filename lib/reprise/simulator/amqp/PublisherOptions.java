package reprise.simulator.amqp;

import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.function.Consumer;
import reprise.transport.amqp.Properties;
import reprise.transport.amqp.Route;

/**
 * A publisher to open: {@code amqp.publisher().window(200).to(queue)}. Unless told otherwise it has a window of 256 messages, each without
 * properties and mandatory, and who publishes waits for room at most 30 s. Handlers run on the connection's loop and must not wait.
 */
public final class PublisherOptions {
    /** Takes each message's confirm. */
    @FunctionalInterface
    public interface ConfirmHandler {
        /**
         * @param number the message's, from 1 on each publisher
         * @param acked false if the broker refused it (basic.nack)
         */
        // HOT: once per message.
        void confirmed(long number, boolean acked);
    }

    /** Takes what came back because no queue took it. */
    @FunctionalInterface
    public interface ReturnHandler {
        /** @param body valid during this call only */
        void returned(int replyCode, Properties properties, ByteBuf body);
    }

    final Amqp amqp;
    int window = 256;
    Duration patience = Duration.ofSeconds(30);
    Properties properties = Properties.NONE;
    boolean mandatory = true;
    ConfirmHandler onConfirm;
    ReturnHandler onReturn;
    Consumer<String> onBlocked = _ -> { };
    Runnable onUnblocked = () -> { };
    Runnable onRoom = () -> { };

    PublisherOptions(Amqp amqp) {
        this.amqp = amqp;
    }

    /**
     * How many messages may be on their way: from the oldest unconfirmed one on.
     *
     * @throws IllegalArgumentException unless from 1 to 1,000,000
     */
    public PublisherOptions window(int messages) {
        if (messages < 1 || messages > 1_000_000) {
            throw new IllegalArgumentException("a window is " + messages + " messages; it must be 1 to 1000000, for example 256");
        }
        window = messages;
        return this;
    }

    /** How long {@link AmqpPublisher#publish} waits for room before it fails. */
    public PublisherOptions patience(Duration atMost) {
        patience = atMost;
        return this;
    }

    /** Of each message that is published without its own. */
    public PublisherOptions properties(Properties ofEach) {
        properties = ofEach;
        return this;
    }

    /** What no queue takes is dropped by the broker, and confirmed all the same; otherwise it comes back. */
    public PublisherOptions droppable() {
        mandatory = false;
        return this;
    }

    /** Hears of every message, refused ones too, which then are no failure any more. */
    public PublisherOptions onConfirm(ConfirmHandler handler) {
        onConfirm = handler;
        return this;
    }

    /** Hears of what came back, which then is no failure any more. A message's confirm follows its return. */
    public PublisherOptions onReturn(ReturnHandler handler) {
        onReturn = handler;
        return this;
    }

    /** The broker blocks publishers, for this reason; nothing is published meanwhile. */
    public PublisherOptions onBlocked(Consumer<String> handler) {
        onBlocked = handler;
        return this;
    }

    public PublisherOptions onUnblocked(Runnable handler) {
        onUnblocked = handler;
        return this;
    }

    /** There is room again after {@link AmqpPublisher#offer} said no. */
    public PublisherOptions onRoom(Runnable handler) {
        onRoom = handler;
        return this;
    }

    /** Opens a publisher to this queue, through the default exchange. */
    public AmqpPublisher to(String queue) {
        return to("", queue);
    }

    /** Opens a publisher to this exchange. */
    public AmqpPublisher to(String exchange, String routingKey) {
        return AmqpPublisher.open(this, exchange, routingKey);
    }

    Route route(String exchange, String routingKey, Properties ofMessage) {
        return new Route(exchange, routingKey, mandatory, ofMessage);
    }
}
