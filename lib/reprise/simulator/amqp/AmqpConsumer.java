package reprise.simulator.amqp;

import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import reprise.simulator.amqp.ConsumerOptions.Acks;
import reprise.transport.amqp.AmqpChannel;
import reprise.transport.amqp.AmqpFailure;
import reprise.transport.amqp.BasicMethod;
import reprise.transport.amqp.ChannelListener;
import reprise.transport.amqp.ConnectionListener;
import reprise.transport.amqp.ReplyCode;

/** A consumer of one queue, on a channel of its own. It ends with its connection or channel, or when it is cancelled, by either side. */
public final class AmqpConsumer implements AutoCloseable {
    private final ConsumerOptions options;
    private final String queue;
    private final DeliveryHandler handler;
    private final Delivery delivery = new Delivery(this);
    private final Events events = new Events();
    private AmqpChannel channel; // set on the loop before the first delivery
    private long taken; // guarded by this
    private RuntimeException end; // why nothing more comes; guarded by this

    private AmqpConsumer(ConsumerOptions options, String queue, DeliveryHandler handler) {
        this.options = options;
        this.queue = queue;
        this.handler = handler;
    }

    static AmqpConsumer open(ConsumerOptions options, String queue, DeliveryHandler handler) {
        var consumer = new AmqpConsumer(options, queue, handler);
        options.amqp.await("the consumer of queue " + queue, () -> {
            consumer.channel = options.amqp.join(consumer.events);
            return consumer.channel.open(List.of(new BasicMethod.Qos(0, options.prefetch, false), new BasicMethod.Consume(queue, queue,
                false, options.acks == Acks.NOBODY, options.exclusive, false, Map.of())));
        });
        return consumer;
    }

    /** Deliveries whose handler has returned. */
    public synchronized long taken() {
        return taken;
    }

    /**
     * Waits until it has taken so many deliveries since it was opened.
     *
     * @throws AmqpFailure if it ended before
     * @throws IllegalStateException if the time is over
     */
    public synchronized void await(long deliveries, Duration atMost) {
        options.amqp.mayWait("delivery " + deliveries);
        var deadline = new Deadline(atMost);
        while (taken < deliveries) {
            if (end != null) throw end;
            if (deadline.isOver()) {
                throw new IllegalStateException(options.amqp.host() + ": after " + deadline + ", " + taken + " of " + deliveries
                    + " deliveries from queue " + queue + " had come");
            }
            deadline.await(this, "deliveries");
        }
    }

    /** Acknowledges this delivery, or all up to it, for a consumer {@link ConsumerOptions#byHand}. */
    // HOT: once per message, on the loop; from another thread it takes an object.
    public void ack(long tag, boolean multiple) {
        mayAcknowledge();
        if (options.amqp.loop().inEventLoop()) channel.ack(tag, multiple);
        else options.amqp.execute(() -> channel.ack(tag, multiple));
    }

    /** Refuses this delivery, for a consumer {@link ConsumerOptions#byHand}. */
    public void reject(long tag, boolean requeue) {
        mayAcknowledge();
        var reject = new BasicMethod.Reject(tag, requeue);
        if (options.amqp.loop().inEventLoop()) channel.tell(reject);
        else options.amqp.execute(() -> channel.tell(reject));
    }

    private synchronized void mayAcknowledge() {
        if (end != null) throw end;
        if (options.acks != Acks.BY_HAND) {
            throw new IllegalStateException("the consumer of queue " + queue + " does not acknowledge by hand; open it with byHand()");
        }
    }

    /** Ends the deliveries and closes the channel: what is not acknowledged by then goes back into the queue. */
    @Override
    public void close() {
        synchronized (this) {
            if (end != null) return;
            end = new IllegalStateException(options.amqp.host() + ": the consumer of queue " + queue + " is closed; open another one");
            notifyAll();
        }
        options.amqp.await("the end of the consumer of queue " + queue, () -> {
            options.amqp.leave(events);
            return channel.close();
        });
    }

    private void ended(AmqpFailure why) {
        options.amqp.leave(events);
        synchronized (this) {
            if (end != null) return;
            end = why;
            notifyAll();
        }
        if (why.kind() != AmqpFailure.Kind.CLOSED) options.onEnd.accept(why);
    }

    private final class Events implements ChannelListener, ConnectionListener {
        @Override
        public void onEnvelope(ByteBuf method) {
            delivery.envelope(method);
        }

        @Override
        public void onProperties(ByteBuf properties) {
            delivery.header(properties);
        }

        // HOT: once per message.
        @Override
        public void onDeliver(long deliveryTag, boolean redelivered, ByteBuf body) {
            try {
                handler.handle(delivery.at(deliveryTag, redelivered, body));
            } catch (RuntimeException | Error thrown) {
                ended(AmqpFailure.of(thrown).with("the handler of queue " + queue + " threw it"));
                throw thrown; // which closes the connection
            }
            if (options.acks == Acks.AFTER_HANDLER) channel.ack(deliveryTag, false);
            synchronized (AmqpConsumer.this) {
                taken++;
                AmqpConsumer.this.notifyAll();
            }
        }

        @Override
        public void onCancel(String consumerTag) {
            ended(AmqpFailure.consumerCancelled(options.amqp.host(), consumerTag)
                .with("its queue was deleted, or the node that had it is gone"));
        }

        @Override
        public void onClosed(AmqpFailure why) {
            ended(why.replyCode() == ReplyCode.PRECONDITION_FAILED.code() ? why.with("acknowledge each delivery once, and in time")
                : Amqp.remedied(why));
        }
    }
}
