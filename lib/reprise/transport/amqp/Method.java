package reprise.transport.amqp;

import io.netty.buffer.ByteBuf;

/**
 * One method of AMQP 0-9-1 with its arguments (specification 1.4 to 1.8, and RabbitMQ's extensions: confirm, nack, exchange
 * bindings, blocked, server-sent cancel). Each method is a record, each class an interface; {@link MethodLayout} reads and writes
 * them. This is the slow path: publish, deliver and ack also have an object-free one in {@link BasicCodec}. Reserved arguments are
 * written as zero and ignored. The tx class has no records, because reading it fails with 540.
 */
public sealed interface Method
    permits ConnectionMethod, ChannelMethod, ExchangeMethod, QueueMethod, BasicMethod, ConfirmMethod {

    int TX_CLASS = 90;

    /** {@code classId << 16 | methodId}. */
    default int id() {
        return MethodLayout.of(this).arguments().id();
    }

    /** Writes the arguments. */
    default void write(ByteBuf out) {
        MethodLayout.of(this).write(this, out);
    }

    default int classId() {
        return id() >>> 16;
    }

    default int methodId() {
        return id() & 0xFFFF;
    }

    /** Reads a method frame's payload. Throws 540 for unknown methods and 502 for malformed ones. */
    static Method read(ByteBuf payload) {
        if (payload.readableBytes() < Integer.BYTES) throw new AmqpException(ReplyCode.FRAME_ERROR, "a method frame without a method");
        int id = payload.readInt();
        try {
            var layout = MethodLayout.of(id);
            if (layout == null) throw unknown(id);
            var method = layout.read(payload);
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

    private static AmqpException unknown(int id) {
        String what = id >>> 16 == TX_CLASS ? "transactions (class 90)" : "class " + (id >>> 16) + ", method " + (id & 0xFFFF);
        return new AmqpException(ReplyCode.NOT_IMPLEMENTED, id, what);
    }
}
