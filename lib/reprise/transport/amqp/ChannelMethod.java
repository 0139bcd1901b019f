package reprise.transport.amqp;

import io.netty.buffer.ByteBuf;

/** Class 20 (specification 1.5). */
public sealed interface ChannelMethod extends Method {
    int OPEN = 20 << 16 | 10;
    int OPEN_OK = 20 << 16 | 11;
    int FLOW = 20 << 16 | 20;
    int FLOW_OK = 20 << 16 | 21;
    int CLOSE = 20 << 16 | 40;
    int CLOSE_OK = 20 << 16 | 41;

    record Open() implements ChannelMethod {}

    record OpenOk() implements ChannelMethod {}

    record Flow(boolean active) implements ChannelMethod {}

    record FlowOk(boolean active) implements ChannelMethod {}

    /** {@code causeId} is the method that failed, {@code classId << 16 | methodId}, or 0. */
    record Close(int replyCode, String replyText, int causeId) implements ChannelMethod {}

    record CloseOk() implements ChannelMethod {}

    @Override
    default int id() {
        return switch (this) {
            case Open _ -> OPEN;
            case OpenOk _ -> OPEN_OK;
            case Flow _ -> FLOW;
            case FlowOk _ -> FLOW_OK;
            case Close _ -> CLOSE;
            case CloseOk _ -> CLOSE_OK;
        };
    }

    static ChannelMethod read(int id, ByteBuf in) {
        return switch (id) {
            case OPEN -> {
                Wire.readShortString(in); // reserved
                yield new Open();
            }
            case OPEN_OK -> {
                Wire.readLongString(in); // reserved
                yield new OpenOk();
            }
            case FLOW -> new Flow(Wire.bit(in.readByte(), 0));
            case FLOW_OK -> new FlowOk(Wire.bit(in.readByte(), 0));
            case CLOSE -> new Close(in.readUnsignedShort(), Wire.readShortString(in), in.readInt());
            case CLOSE_OK -> new CloseOk();
            default -> throw Method.unknown(id);
        };
    }

    @Override
    default void write(ByteBuf out) {
        switch (this) {
            case Open _ -> out.writeByte(0);
            case OpenOk _ -> out.writeInt(0);
            case Flow m -> out.writeByte(Wire.bit(m.active, 0));
            case FlowOk m -> out.writeByte(Wire.bit(m.active, 0));
            case Close m -> Wire.writeCut(out.writeShort(m.replyCode), m.replyText).writeInt(m.causeId);
            case CloseOk _ -> { }
        }
    }
}
