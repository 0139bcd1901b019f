package reprise.transport.amqp;

import static reprise.transport.amqp.Wire.bit;
import static reprise.transport.amqp.Wire.readShortString;
import static reprise.transport.amqp.Wire.writeShortString;

import io.netty.buffer.ByteBuf;
import java.util.Map;

/** Class 50 (specification 1.7). */
public sealed interface QueueMethod extends Method {
    int DECLARE = 50 << 16 | 10;
    int DECLARE_OK = 50 << 16 | 11;
    int BIND = 50 << 16 | 20;
    int BIND_OK = 50 << 16 | 21;
    int PURGE = 50 << 16 | 30;
    int PURGE_OK = 50 << 16 | 31;
    int DELETE = 50 << 16 | 40;
    int DELETE_OK = 50 << 16 | 41;
    int UNBIND = 50 << 16 | 50;
    int UNBIND_OK = 50 << 16 | 51;

    record Declare(String queue, boolean passive, boolean durable, boolean exclusive, boolean autoDelete, boolean noWait,
                   Map<String, Object> arguments) implements QueueMethod {}

    record DeclareOk(String queue, int messages, int consumers) implements QueueMethod {}

    record Bind(String queue, String exchange, String routingKey, boolean noWait, Map<String, Object> arguments)
        implements QueueMethod {}

    record BindOk() implements QueueMethod {}

    record Purge(String queue, boolean noWait) implements QueueMethod {}

    record PurgeOk(int messages) implements QueueMethod {}

    record Delete(String queue, boolean ifUnused, boolean ifEmpty, boolean noWait) implements QueueMethod {}

    record DeleteOk(int messages) implements QueueMethod {}

    record Unbind(String queue, String exchange, String routingKey, Map<String, Object> arguments) implements QueueMethod {}

    record UnbindOk() implements QueueMethod {}

    @Override
    default int id() {
        return switch (this) {
            case Declare _ -> DECLARE;
            case DeclareOk _ -> DECLARE_OK;
            case Bind _ -> BIND;
            case BindOk _ -> BIND_OK;
            case Purge _ -> PURGE;
            case PurgeOk _ -> PURGE_OK;
            case Delete _ -> DELETE;
            case DeleteOk _ -> DELETE_OK;
            case Unbind _ -> UNBIND;
            case UnbindOk _ -> UNBIND_OK;
        };
    }

    static QueueMethod read(int id, ByteBuf in) {
        return switch (id) {
            case DECLARE -> declare(in.skipBytes(2));
            case DECLARE_OK -> new DeclareOk(readShortString(in), in.readInt(), in.readInt());
            case BIND -> bind(in.skipBytes(2));
            case BIND_OK -> new BindOk();
            case PURGE -> purge(in.skipBytes(2));
            case PURGE_OK -> new PurgeOk(in.readInt());
            case DELETE -> delete(in.skipBytes(2));
            case DELETE_OK -> new DeleteOk(in.readInt());
            case UNBIND -> unbind(in.skipBytes(2));
            case UNBIND_OK -> new UnbindOk();
            default -> throw Method.unknown(id);
        };
    }

    private static Declare declare(ByteBuf in) {
        String queue = readShortString(in);
        int bits = in.readByte();
        return new Declare(queue, bit(bits, 0), bit(bits, 1), bit(bits, 2), bit(bits, 3), bit(bits, 4), FieldTable.read(in));
    }

    private static Bind bind(ByteBuf in) {
        return new Bind(readShortString(in), readShortString(in), readShortString(in), bit(in.readByte(), 0),
            FieldTable.read(in));
    }

    private static Purge purge(ByteBuf in) {
        return new Purge(readShortString(in), bit(in.readByte(), 0));
    }

    private static Delete delete(ByteBuf in) {
        String queue = readShortString(in);
        int bits = in.readByte();
        return new Delete(queue, bit(bits, 0), bit(bits, 1), bit(bits, 2));
    }

    private static Unbind unbind(ByteBuf in) {
        return new Unbind(readShortString(in), readShortString(in), readShortString(in), FieldTable.read(in));
    }

    @Override
    default void write(ByteBuf out) {
        switch (this) {
            case Declare m -> {
                writeShortString(out.writeShort(0), m.queue).writeByte(bit(m.passive, 0) | bit(m.durable, 1)
                    | bit(m.exclusive, 2) | bit(m.autoDelete, 3) | bit(m.noWait, 4));
                FieldTable.write(out, m.arguments);
            }
            case DeclareOk m -> writeShortString(out, m.queue).writeInt(m.messages).writeInt(m.consumers);
            case Bind m -> {
                writeShortString(writeShortString(out.writeShort(0), m.queue), m.exchange);
                writeShortString(out, m.routingKey).writeByte(bit(m.noWait, 0));
                FieldTable.write(out, m.arguments);
            }
            case Purge m -> writeShortString(out.writeShort(0), m.queue).writeByte(bit(m.noWait, 0));
            case PurgeOk m -> out.writeInt(m.messages);
            case Delete m -> writeShortString(out.writeShort(0), m.queue)
                .writeByte(bit(m.ifUnused, 0) | bit(m.ifEmpty, 1) | bit(m.noWait, 2));
            case DeleteOk m -> out.writeInt(m.messages);
            case Unbind m -> {
                writeShortString(writeShortString(out.writeShort(0), m.queue), m.exchange);
                FieldTable.write(writeShortString(out, m.routingKey), m.arguments);
            }
            case BindOk _, UnbindOk _ -> { }
        }
    }
}
