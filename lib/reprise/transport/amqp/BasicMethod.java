package reprise.transport.amqp;

import static reprise.transport.amqp.Wire.bit;
import static reprise.transport.amqp.Wire.readShortString;
import static reprise.transport.amqp.Wire.writeShortString;

import io.netty.buffer.ByteBuf;
import java.util.Map;

/**
 * Class 60 (specification 1.8), with RabbitMQ's nack and its cancel from the server. Publish, deliver and ack have a way
 * without objects in {@link BasicCodec}.
 */
public sealed interface BasicMethod extends Method {
    int QOS = 60 << 16 | 10;
    int QOS_OK = 60 << 16 | 11;
    int CONSUME = 60 << 16 | 20;
    int CONSUME_OK = 60 << 16 | 21;
    int CANCEL = 60 << 16 | 30;
    int CANCEL_OK = 60 << 16 | 31;
    int PUBLISH = 60 << 16 | 40;
    int RETURN = 60 << 16 | 50;
    int DELIVER = 60 << 16 | 60;
    int GET = 60 << 16 | 70;
    int GET_OK = 60 << 16 | 71;
    int GET_EMPTY = 60 << 16 | 72;
    int ACK = 60 << 16 | 80;
    int REJECT = 60 << 16 | 90;
    int RECOVER_ASYNC = 60 << 16 | 100;
    int RECOVER = 60 << 16 | 110;
    int RECOVER_OK = 60 << 16 | 111;
    int NACK = 60 << 16 | 120;

    record Qos(long prefetchBytes, int prefetchCount, boolean global) implements BasicMethod {}

    record QosOk() implements BasicMethod {}

    record Consume(String queue, String consumerTag, boolean noLocal, boolean noAck, boolean exclusive, boolean noWait,
                   Map<String, Object> arguments) implements BasicMethod {}

    record ConsumeOk(String consumerTag) implements BasicMethod {}

    record Cancel(String consumerTag, boolean noWait) implements BasicMethod {}

    record CancelOk(String consumerTag) implements BasicMethod {}

    record Publish(String exchange, String routingKey, boolean mandatory, boolean immediate) implements BasicMethod {}

    record Return(int replyCode, String replyText, String exchange, String routingKey) implements BasicMethod {}

    record Deliver(String consumerTag, long deliveryTag, boolean redelivered, String exchange, String routingKey)
        implements BasicMethod {}

    record Get(String queue, boolean noAck) implements BasicMethod {}

    record GetOk(long deliveryTag, boolean redelivered, String exchange, String routingKey, int messages)
        implements BasicMethod {}

    record GetEmpty() implements BasicMethod {}

    record Ack(long deliveryTag, boolean multiple) implements BasicMethod {}

    record Reject(long deliveryTag, boolean requeue) implements BasicMethod {}

    record RecoverAsync(boolean requeue) implements BasicMethod {}

    record Recover(boolean requeue) implements BasicMethod {}

    record RecoverOk() implements BasicMethod {}

    record Nack(long deliveryTag, boolean multiple, boolean requeue) implements BasicMethod {}

    @Override
    default int id() {
        return switch (this) {
            case Qos _ -> QOS;
            case QosOk _ -> QOS_OK;
            case Consume _ -> CONSUME;
            case ConsumeOk _ -> CONSUME_OK;
            case Cancel _ -> CANCEL;
            case CancelOk _ -> CANCEL_OK;
            case Publish _ -> PUBLISH;
            case Return _ -> RETURN;
            case Deliver _ -> DELIVER;
            case Get _ -> GET;
            case GetOk _ -> GET_OK;
            case GetEmpty _ -> GET_EMPTY;
            case Ack _ -> ACK;
            case Reject _ -> REJECT;
            case RecoverAsync _ -> RECOVER_ASYNC;
            case Recover _ -> RECOVER;
            case RecoverOk _ -> RECOVER_OK;
            case Nack _ -> NACK;
        };
    }

    static BasicMethod read(int id, ByteBuf in) {
        return switch (id) {
            case QOS -> new Qos(in.readUnsignedInt(), in.readUnsignedShort(), bit(in.readByte(), 0));
            case QOS_OK -> new QosOk();
            case CONSUME -> consume(in.skipBytes(2));
            case CONSUME_OK -> new ConsumeOk(readShortString(in));
            case CANCEL -> new Cancel(readShortString(in), bit(in.readByte(), 0));
            case CANCEL_OK -> new CancelOk(readShortString(in));
            case PUBLISH -> publish(in.skipBytes(2));
            case RETURN -> new Return(in.readUnsignedShort(), readShortString(in), readShortString(in), readShortString(in));
            case DELIVER -> new Deliver(readShortString(in), in.readLong(), bit(in.readByte(), 0), readShortString(in),
                readShortString(in));
            case GET -> new Get(readShortString(in.skipBytes(2)), bit(in.readByte(), 0));
            case GET_OK -> new GetOk(in.readLong(), bit(in.readByte(), 0), readShortString(in), readShortString(in),
                in.readInt());
            case GET_EMPTY -> {
                readShortString(in); // reserved
                yield new GetEmpty();
            }
            case ACK -> new Ack(in.readLong(), bit(in.readByte(), 0));
            case REJECT -> new Reject(in.readLong(), bit(in.readByte(), 0));
            case RECOVER_ASYNC -> new RecoverAsync(bit(in.readByte(), 0));
            case RECOVER -> new Recover(bit(in.readByte(), 0));
            case RECOVER_OK -> new RecoverOk();
            case NACK -> nack(in);
            default -> throw Method.unknown(id);
        };
    }

    private static Consume consume(ByteBuf in) {
        String queue = readShortString(in);
        String consumerTag = readShortString(in);
        int bits = in.readByte();
        return new Consume(queue, consumerTag, bit(bits, 0), bit(bits, 1), bit(bits, 2), bit(bits, 3), FieldTable.read(in));
    }

    private static Publish publish(ByteBuf in) {
        String exchange = readShortString(in);
        String routingKey = readShortString(in);
        int bits = in.readByte();
        return new Publish(exchange, routingKey, bit(bits, 0), bit(bits, 1));
    }

    private static Nack nack(ByteBuf in) {
        long deliveryTag = in.readLong();
        int bits = in.readByte();
        return new Nack(deliveryTag, bit(bits, 0), bit(bits, 1));
    }

    @Override
    default void write(ByteBuf out) {
        switch (this) {
            case Qos m -> out.writeInt((int) m.prefetchBytes).writeShort(m.prefetchCount).writeByte(bit(m.global, 0));
            case Consume m -> {
                writeShortString(writeShortString(out.writeShort(0), m.queue), m.consumerTag);
                out.writeByte(bit(m.noLocal, 0) | bit(m.noAck, 1) | bit(m.exclusive, 2) | bit(m.noWait, 3));
                FieldTable.write(out, m.arguments);
            }
            case ConsumeOk m -> writeShortString(out, m.consumerTag);
            case Cancel m -> writeShortString(out, m.consumerTag).writeByte(bit(m.noWait, 0));
            case CancelOk m -> writeShortString(out, m.consumerTag);
            case Publish m -> writeShortString(writeShortString(out.writeShort(0), m.exchange), m.routingKey)
                .writeByte(bit(m.mandatory, 0) | bit(m.immediate, 1));
            case Return m -> writeShortString(
                writeShortString(Wire.writeCut(out.writeShort(m.replyCode), m.replyText), m.exchange), m.routingKey);
            case Deliver m -> {
                writeShortString(out, m.consumerTag).writeLong(m.deliveryTag).writeByte(bit(m.redelivered, 0));
                writeShortString(writeShortString(out, m.exchange), m.routingKey);
            }
            case Get m -> writeShortString(out.writeShort(0), m.queue).writeByte(bit(m.noAck, 0));
            case GetOk m -> {
                out.writeLong(m.deliveryTag).writeByte(bit(m.redelivered, 0));
                writeShortString(writeShortString(out, m.exchange), m.routingKey).writeInt(m.messages);
            }
            case GetEmpty _ -> out.writeByte(0);
            case Ack m -> out.writeLong(m.deliveryTag).writeByte(bit(m.multiple, 0));
            case Reject m -> out.writeLong(m.deliveryTag).writeByte(bit(m.requeue, 0));
            case RecoverAsync m -> out.writeByte(bit(m.requeue, 0));
            case Recover m -> out.writeByte(bit(m.requeue, 0));
            case Nack m -> out.writeLong(m.deliveryTag).writeByte(bit(m.multiple, 0) | bit(m.requeue, 1));
            case QosOk _, RecoverOk _ -> { }
        }
    }
}
