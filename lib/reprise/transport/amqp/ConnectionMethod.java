package reprise.transport.amqp;

import io.netty.buffer.ByteBuf;
import java.util.Map;

/** Class 10 (specification 1.4), with RabbitMQ's blocked, unblocked and update-secret. */
public sealed interface ConnectionMethod extends Method {
    int START = 10 << 16 | 10;
    int START_OK = 10 << 16 | 11;
    int SECURE = 10 << 16 | 20;
    int SECURE_OK = 10 << 16 | 21;
    int TUNE = 10 << 16 | 30;
    int TUNE_OK = 10 << 16 | 31;
    int OPEN = 10 << 16 | 40;
    int OPEN_OK = 10 << 16 | 41;
    int CLOSE = 10 << 16 | 50;
    int CLOSE_OK = 10 << 16 | 51;
    int BLOCKED = 10 << 16 | 60;
    int UNBLOCKED = 10 << 16 | 61;
    int UPDATE_SECRET = 10 << 16 | 70;
    int UPDATE_SECRET_OK = 10 << 16 | 71;

    /** {@code mechanisms} and {@code locales} are lists with spaces between. */
    record Start(int major, int minor, Map<String, Object> serverProperties, String mechanisms, String locales)
        implements ConnectionMethod {}

    /** {@code response} holds the password: it is for the eyes of the mechanism only. */
    record StartOk(Map<String, Object> clientProperties, String mechanism, byte[] response, String locale)
        implements ConnectionMethod {}

    record Secure(byte[] challenge) implements ConnectionMethod {}

    record SecureOk(byte[] response) implements ConnectionMethod {}

    /** In all three 0 means no limit, or none of it. */
    record Tune(int channelMax, int frameMaxBytes, int heartbeatSec) implements ConnectionMethod {}

    record TuneOk(int channelMax, int frameMaxBytes, int heartbeatSec) implements ConnectionMethod {}

    record Open(String virtualHost) implements ConnectionMethod {}

    record OpenOk() implements ConnectionMethod {}

    /** {@code causeId} is the method that failed, {@code classId << 16 | methodId}, or 0. */
    record Close(int replyCode, String replyText, int causeId) implements ConnectionMethod {}

    record CloseOk() implements ConnectionMethod {}

    record Blocked(String reason) implements ConnectionMethod {}

    record Unblocked() implements ConnectionMethod {}

    record UpdateSecret(byte[] secret, String reason) implements ConnectionMethod {}

    record UpdateSecretOk() implements ConnectionMethod {}

    @Override
    default int id() {
        return switch (this) {
            case Start _ -> START;
            case StartOk _ -> START_OK;
            case Secure _ -> SECURE;
            case SecureOk _ -> SECURE_OK;
            case Tune _ -> TUNE;
            case TuneOk _ -> TUNE_OK;
            case Open _ -> OPEN;
            case OpenOk _ -> OPEN_OK;
            case Close _ -> CLOSE;
            case CloseOk _ -> CLOSE_OK;
            case Blocked _ -> BLOCKED;
            case Unblocked _ -> UNBLOCKED;
            case UpdateSecret _ -> UPDATE_SECRET;
            case UpdateSecretOk _ -> UPDATE_SECRET_OK;
        };
    }

    static ConnectionMethod read(int id, ByteBuf in) {
        return switch (id) {
            case START -> new Start(in.readUnsignedByte(), in.readUnsignedByte(), FieldTable.read(in),
                Wire.utf8(Wire.readLongString(in)), Wire.utf8(Wire.readLongString(in)));
            case START_OK -> new StartOk(FieldTable.read(in), Wire.readShortString(in), Wire.readLongString(in),
                Wire.readShortString(in));
            case SECURE -> new Secure(Wire.readLongString(in));
            case SECURE_OK -> new SecureOk(Wire.readLongString(in));
            case TUNE -> new Tune(in.readUnsignedShort(), in.readInt(), in.readUnsignedShort());
            case TUNE_OK -> new TuneOk(in.readUnsignedShort(), in.readInt(), in.readUnsignedShort());
            case OPEN -> open(in);
            case OPEN_OK -> {
                Wire.readShortString(in); // reserved
                yield new OpenOk();
            }
            case CLOSE -> new Close(in.readUnsignedShort(), Wire.readShortString(in), in.readInt());
            case CLOSE_OK -> new CloseOk();
            case BLOCKED -> new Blocked(Wire.readShortString(in));
            case UNBLOCKED -> new Unblocked();
            case UPDATE_SECRET -> new UpdateSecret(Wire.readLongString(in), Wire.readShortString(in));
            case UPDATE_SECRET_OK -> new UpdateSecretOk();
            default -> throw Method.unknown(id);
        };
    }

    private static Open open(ByteBuf in) {
        var open = new Open(Wire.readShortString(in));
        Wire.readShortString(in); // reserved
        in.readByte(); // reserved
        return open;
    }

    @Override
    default void write(ByteBuf out) {
        switch (this) {
            case Start m -> {
                FieldTable.write(out.writeByte(m.major).writeByte(m.minor), m.serverProperties);
                Wire.writeLongString(out, Wire.utf8(m.mechanisms));
                Wire.writeLongString(out, Wire.utf8(m.locales));
            }
            case StartOk m -> {
                FieldTable.write(out, m.clientProperties);
                Wire.writeShortString(out, m.mechanism);
                Wire.writeLongString(out, m.response);
                Wire.writeShortString(out, m.locale);
            }
            case Secure m -> Wire.writeLongString(out, m.challenge);
            case SecureOk m -> Wire.writeLongString(out, m.response);
            case Tune m -> out.writeShort(m.channelMax).writeInt(m.frameMaxBytes).writeShort(m.heartbeatSec);
            case TuneOk m -> out.writeShort(m.channelMax).writeInt(m.frameMaxBytes).writeShort(m.heartbeatSec);
            case Open m -> Wire.writeShortString(out, m.virtualHost).writeShort(0);
            case OpenOk _ -> out.writeByte(0);
            case Close m -> Wire.writeCut(out.writeShort(m.replyCode), m.replyText).writeInt(m.causeId);
            case CloseOk _, Unblocked _, UpdateSecretOk _ -> { }
            case Blocked m -> Wire.writeCut(out, m.reason);
            case UpdateSecret m -> Wire.writeShortString(Wire.writeLongString(out, m.secret), m.reason);
        }
    }
}
