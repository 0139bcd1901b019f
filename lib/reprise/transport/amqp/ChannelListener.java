package reprise.transport.amqp;

import io.netty.buffer.ByteBuf;

/**
 * Receives an {@link AmqpChannel}'s unsolicited events, in order, on its event loop. A caller overrides those that it expects; a publisher
 * expects confirms and returns, everybody the end.
 */
public interface ChannelListener {
    /** The broker confirmed ({@code acked}) or rejected the publish with this number, or all up to it ({@code multiple}). */
    // HOT: once per publish.
    default void onConfirm(long publishNumber, boolean multiple, boolean acked) {
        throw new IllegalStateException("a confirm for a channel that publishes nothing");
    }

    /** No queue took a mandatory message; its confirm follows. The rules of {@link #onDeliver} apply to the body. */
    default void onReturn(int replyCode, ByteBuf body) {
        throw new IllegalStateException("a return for a channel that publishes nothing");
    }

    /** The body lies between the buffer's indices: read it now, copy what must stay, do not release it. */
    // HOT: once per message.
    default void onDeliver(long deliveryTag, boolean redelivered, ByteBuf body) {}

    /** A delivery or return begins with this method's payload. For those who need more than the tag; the rules of the body apply. */
    // HOT: once per message.
    default void onEnvelope(ByteBuf method) {}

    /** The same content's properties, as {@link Properties#read} takes them: after its envelope and before its body. */
    // HOT: once per message.
    default void onProperties(ByteBuf properties) {}

    /** The broker cancelled this consumer, for example because its queue is gone. */
    default void onCancel(String consumerTag) {}

    /** The broker closed the channel; the connection stays open. Not called when the connection ends. */
    void onClosed(AmqpFailure why);
}
