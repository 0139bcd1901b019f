package reprise.transport.amqp;

import io.netty.buffer.ByteBuf;

/** Class 85: publisher confirms, RabbitMQ's extension. */
public sealed interface ConfirmMethod extends Method {
    int SELECT = 85 << 16 | 10;
    int SELECT_OK = 85 << 16 | 11;

    record Select(boolean noWait) implements ConfirmMethod {}

    record SelectOk() implements ConfirmMethod {}

    @Override
    default int id() {
        return switch (this) {
            case Select _ -> SELECT;
            case SelectOk _ -> SELECT_OK;
        };
    }

    static ConfirmMethod read(int id, ByteBuf in) {
        return switch (id) {
            case SELECT -> new Select(Wire.bit(in.readByte(), 0));
            case SELECT_OK -> new SelectOk();
            default -> throw Method.unknown(id);
        };
    }

    @Override
    default void write(ByteBuf out) {
        switch (this) {
            case Select m -> out.writeByte(Wire.bit(m.noWait, 0));
            case SelectOk _ -> { }
        }
    }
}
