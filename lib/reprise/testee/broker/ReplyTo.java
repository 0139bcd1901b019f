package reprise.testee.broker;

import io.netty.buffer.ByteBuf;
import java.util.UUID;
import reprise.transport.amqp.AmqpException;
import reprise.transport.amqp.Properties;
import reprise.transport.amqp.ReplyCode;

/**
 * RabbitMQ's direct reply-to: a client consumes from the pseudo-queue {@value #NAME} and publishes requests with that name in
 * reply-to. The server finds there a name that only the two know, and publishes the reply to it through the default exchange.
 * Behind that name is a queue that lives as long as the consumer. Owned by the event loop.
 */
final class ReplyTo {
    static final String NAME = "amq.rabbitmq.reply-to";

    private final ClientChannel channel;
    private Queue queue;

    ReplyTo(ClientChannel channel) {
        this.channel = channel;
    }

    /** Whether this is the pseudo-queue or a generated reply name. */
    static boolean owns(String queue) {
        return queue.startsWith(NAME);
    }

    /** HOT: whether a message with these valid properties (flags and list, from this index) requests direct replies. */
    static boolean asked(ByteBuf properties, int start) {
        if ((properties.getUnsignedShort(start) & Properties.REPLY_TO) == 0) return false;
        int reader = properties.readerIndex();
        properties.readerIndex(start);
        int at = Properties.find(properties, Properties.REPLY_TO);
        properties.readerIndex(reader);
        if (properties.getUnsignedByte(at) != NAME.length()) return false;
        for (int i = 0; i < NAME.length(); i++) if (properties.getByte(at + 1 + i) != NAME.charAt(i)) return false;
        return true;
    }

    /** The queue for the replies; 406 if the consumer wants to acknowledge, or this channel consumes replies already. */
    Queue consume(boolean noAck) {
        if (!noAck) throw new AmqpException(ReplyCode.PRECONDITION_FAILED, "reply consumer cannot acknowledge");
        if (consumed()) throw new AmqpException(ReplyCode.PRECONDITION_FAILED, "reply consumer already set");
        var connection = channel.connection;
        queue = new Queue(connection.broker, NAME + "." + UUID.randomUUID(), connection.node, null, false, true,
            QueueArguments.NONE);
        connection.broker.names.add(queue);
        return queue;
    }

    private boolean consumed() {
        return queue != null && !queue.consumers().isEmpty();
    }

    /** The name for replies; 406 if this channel does not consume them. */
    String name() {
        if (!consumed()) throw new AmqpException(ReplyCode.PRECONDITION_FAILED, "fast reply consumer does not exist");
        return queue.name;
    }

    void end() {
        if (queue != null) channel.connection.broker.names.delete(queue);
    }
}
