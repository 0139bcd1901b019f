package reprise.simulator.amqp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import reprise.transport.amqp.BasicMethod;
import reprise.transport.amqp.Method;
import reprise.transport.amqp.Properties;

/**
 * What an {@link AmqpConsumer} hands to its handler. One object serves all deliveries, so it is valid during the handler's call only: keep
 * its tag, text or bytes. Tag, body and acknowledgement make no objects; the rest is decoded when it is asked for.
 */
public final class Delivery {
    private final AmqpConsumer consumer;
    private final ByteBuf method = Unpooled.buffer();
    private final ByteBuf header = Unpooled.buffer();
    private long tag;
    private boolean redelivered;
    private ByteBuf body;

    Delivery(AmqpConsumer consumer) {
        this.consumer = consumer;
    }

    // HOT: once per message; the envelope is a few dozen octets.
    void envelope(ByteBuf payload) {
        method.clear().writeBytes(payload, payload.readerIndex(), payload.readableBytes());
    }

    // HOT: once per message.
    void header(ByteBuf properties) {
        header.clear().writeBytes(properties, properties.readerIndex(), properties.readableBytes());
    }

    // HOT: once per message.
    Delivery at(long deliveryTag, boolean again, ByteBuf content) {
        tag = deliveryTag;
        redelivered = again;
        body = content;
        return this;
    }

    /** Its number on this consumer, from 1; {@link AmqpConsumer#ack} takes it later. */
    public long tag() {
        return tag;
    }

    /** It, or one before it, may have been delivered already. */
    public boolean redelivered() {
        return redelivered;
    }

    /** The body, for reading now: {@code body().readLong()}. It lies between the buffer's indices, which do not begin at 0. */
    public ByteBuf body() {
        return body;
    }

    /** A copy of the body. */
    public byte[] bytes() {
        return ByteBufUtil.getBytes(body);
    }

    /** The body as UTF-8. */
    public String text() {
        return body.toString(StandardCharsets.UTF_8);
    }

    public Properties properties() {
        return Properties.read(header.slice());
    }

    public String exchange() {
        return deliver().exchange();
    }

    public String routingKey() {
        return deliver().routingKey();
    }

    private BasicMethod.Deliver deliver() {
        return (BasicMethod.Deliver) Method.read(method.slice());
    }

    /** Acknowledges it, for a consumer {@link ConsumerOptions#byHand}. */
    public void ack() {
        consumer.ack(tag, false);
    }

    /** Refuses it, for a consumer {@link ConsumerOptions#byHand}: back into the queue, or dropped (or dead-lettered). */
    public void reject(boolean requeue) {
        consumer.reject(tag, requeue);
    }
}
