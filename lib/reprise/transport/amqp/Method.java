package reprise.transport.amqp;

import io.netty.buffer.ByteBuf;

/**
 * One method of AMQP 0-9-1 with its arguments (specification 1.4 to 1.8, and RabbitMQ's extensions: confirm, nack,
 * exchange bindings, blocked, cancel from the server). A record for each, one interface for each class. This is the rare
 * path: publish, deliver and ack also go through {@link BasicCodec}, without objects. Reserved arguments are written as
 * zero and not kept; the tx class has no record, because reading it is refused with 540.
 */
public sealed interface Method
    permits ConnectionMethod, ChannelMethod, ExchangeMethod, QueueMethod, BasicMethod, ConfirmMethod {

    int TX_CLASS = 90;

    /** {@code classId << 16 | methodId}. */
    int id();

    /** Writes the arguments. */
    void write(ByteBuf out);

    default int classId() {
        return id() >>> 16;
    }

    default int methodId() {
        return id() & 0xFFFF;
    }

    /** Reads a method frame's payload; refuses what it does not know (540) and what is malformed (502). */
    static Method read(ByteBuf payload) {
        if (payload.readableBytes() < Integer.BYTES) throw new AmqpException(ReplyCode.FRAME_ERROR, "a method frame without a method");
        int id = payload.readInt();
        try {
            Method method = arguments(id, payload);
            if (payload.isReadable()) {
                throw new AmqpException(ReplyCode.SYNTAX_ERROR, id, payload.readableBytes() + " octets after the last argument");
            }
            return method;
        } catch (IndexOutOfBoundsException _) {
            throw new AmqpException(ReplyCode.SYNTAX_ERROR, id, "the arguments end too early");
        } catch (AmqpException e) {
            throw e.causedBy(id);
        }
    }

    private static Method arguments(int id, ByteBuf in) {
        return switch (id >>> 16) {
            case 10 -> ConnectionMethod.read(id, in);
            case 20 -> ChannelMethod.read(id, in);
            case 40 -> ExchangeMethod.read(id, in);
            case 50 -> QueueMethod.read(id, in);
            case 60 -> BasicMethod.read(id, in);
            case 85 -> ConfirmMethod.read(id, in);
            default -> throw unknown(id);
        };
    }

    static AmqpException unknown(int id) {
        String what = id >>> 16 == TX_CLASS ? "transactions (class 90)" : "class " + (id >>> 16) + ", method " + (id & 0xFFFF);
        return new AmqpException(ReplyCode.NOT_IMPLEMENTED, id, what);
    }
}
