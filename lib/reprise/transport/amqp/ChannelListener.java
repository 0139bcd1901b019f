package reprise.transport.amqp;

import io.netty.buffer.ByteBuf;

/** What an {@link AmqpChannel} gets without having asked, in order, on its event loop. */
public interface ChannelListener {
    /** The broker took ({@code acked}) or refused the publish with this number, or all up to it ({@code multiple}). */
    // HOT: once per publish.
    void onConfirm(long publishNumber, boolean multiple, boolean acked);

    /** A mandatory message that no queue took; its confirm follows. The body is to be treated as in {@link #onDeliver}. */
    void onReturn(int replyCode, ByteBuf body);

    /** The body stands between the indices of the buffer: read it now, copy what is to stay, do not release it. */
    // HOT: once per message.
    void onDeliver(long deliveryTag, boolean redelivered, ByteBuf body);

    /** The broker ended this consumer, for example because its queue is gone. */
    void onCancel(String consumerTag);

    /** The broker closed the channel; the connection goes on. Not told when the connection ends. */
    void onClosed(AmqpFailure why);
}
