package reprise.transport.amqp;

import static reprise.transport.amqp.Wire.bit;
import static reprise.transport.amqp.Wire.readShortString;

import io.netty.buffer.ByteBuf;
import java.util.Map;

/** Class 40 (specification 1.6), with RabbitMQ's bindings between exchanges and its auto-delete and internal bits. */
public sealed interface ExchangeMethod extends Method {
    int DECLARE = 40 << 16 | 10;
    int DECLARE_OK = 40 << 16 | 11;
    int DELETE = 40 << 16 | 20;
    int DELETE_OK = 40 << 16 | 21;
    int BIND = 40 << 16 | 30;
    int BIND_OK = 40 << 16 | 31;
    int UNBIND = 40 << 16 | 40;
    int UNBIND_OK = 40 << 16 | 51; // sic

    record Declare(String exchange, String type, boolean passive, boolean durable, boolean autoDelete, boolean internal,
                   boolean noWait, Map<String, Object> arguments) implements ExchangeMethod {}

    record DeclareOk() implements ExchangeMethod {}

    record Delete(String exchange, boolean ifUnused, boolean noWait) implements ExchangeMethod {}

    record DeleteOk() implements ExchangeMethod {}

    record Bind(String destination, String source, String routingKey, boolean noWait, Map<String, Object> arguments)
        implements ExchangeMethod {}

    record BindOk() implements ExchangeMethod {}

    record Unbind(String destination, String source, String routingKey, boolean noWait, Map<String, Object> arguments)
        implements ExchangeMethod {}

    record UnbindOk() implements ExchangeMethod {}

    @Override
    default int id() {
        return switch (this) {
            case Declare _ -> DECLARE;
            case DeclareOk _ -> DECLARE_OK;
            case Delete _ -> DELETE;
            case DeleteOk _ -> DELETE_OK;
            case Bind _ -> BIND;
            case BindOk _ -> BIND_OK;
            case Unbind _ -> UNBIND;
            case UnbindOk _ -> UNBIND_OK;
        };
    }

    static ExchangeMethod read(int id, ByteBuf in) {
        return switch (id) {
            case DECLARE -> declare(in.skipBytes(2));
            case DECLARE_OK -> new DeclareOk();
            case DELETE -> delete(in.skipBytes(2));
            case DELETE_OK -> new DeleteOk();
            case BIND -> bind(in.skipBytes(2));
            case BIND_OK -> new BindOk();
            case UNBIND -> unbind(in.skipBytes(2));
            case UNBIND_OK -> new UnbindOk();
            default -> throw Method.unknown(id);
        };
    }

    private static Declare declare(ByteBuf in) {
        String exchange = readShortString(in);
        String type = readShortString(in);
        int bits = in.readByte();
        return new Declare(exchange, type, bit(bits, 0), bit(bits, 1), bit(bits, 2), bit(bits, 3), bit(bits, 4),
            FieldTable.read(in));
    }

    private static Delete delete(ByteBuf in) {
        String exchange = readShortString(in);
        int bits = in.readByte();
        return new Delete(exchange, bit(bits, 0), bit(bits, 1));
    }

    private static Bind bind(ByteBuf in) {
        return new Bind(readShortString(in), readShortString(in), readShortString(in), bit(in.readByte(), 0),
            FieldTable.read(in));
    }

    private static Unbind unbind(ByteBuf in) {
        return new Unbind(readShortString(in), readShortString(in), readShortString(in), bit(in.readByte(), 0),
            FieldTable.read(in));
    }

    @Override
    default void write(ByteBuf out) {
        switch (this) {
            case Declare m -> {
                Wire.writeShortString(Wire.writeShortString(out.writeShort(0), m.exchange), m.type);
                out.writeByte(bit(m.passive, 0) | bit(m.durable, 1) | bit(m.autoDelete, 2) | bit(m.internal, 3)
                    | bit(m.noWait, 4));
                FieldTable.write(out, m.arguments);
            }
            case Delete m -> Wire.writeShortString(out.writeShort(0), m.exchange)
                .writeByte(bit(m.ifUnused, 0) | bit(m.noWait, 1));
            case Bind m -> writeBinding(out, m.destination, m.source, m.routingKey, m.noWait, m.arguments);
            case Unbind m -> writeBinding(out, m.destination, m.source, m.routingKey, m.noWait, m.arguments);
            case DeclareOk _, DeleteOk _, BindOk _, UnbindOk _ -> { }
        }
    }

    private static void writeBinding(ByteBuf out, String destination, String source, String routingKey, boolean noWait,
                                     Map<String, Object> arguments) {
        Wire.writeShortString(out.writeShort(0), destination);
        Wire.writeShortString(Wire.writeShortString(out, source), routingKey).writeByte(bit(noWait, 0));
        FieldTable.write(out, arguments);
    }
}
