package reprise.transport.amqp;

import io.netty.buffer.ByteBuf;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.reflect.RecordComponent;
import java.util.Map;

/** The forms of a method's arguments on the wire (specification 4.2.5). Most follow from the type of the record's component. */
enum Argument {
    /** Adjacent ones share an octet, the first one lowest. */
    BIT,
    OCTET, SHORT, LONG, UNSIGNED_LONG, LONG_LONG, SHORT_STRING,
    /** A short string for people to read, which is cut if it is too long. */
    CUT_STRING,
    LONG_STRING,
    /** A long string that is a text. */
    LONG_TEXT, TABLE;

    /** The form of a component whose type has several. */
    @Retention(RetentionPolicy.RUNTIME)
    @interface As {
        Argument value();
    }

    static Argument of(RecordComponent component) {
        var as = component.getAnnotation(As.class);
        if (as != null) return as.value();
        var type = component.getType();
        if (type == boolean.class) return BIT;
        if (type == int.class) return LONG;
        if (type == long.class) return LONG_LONG;
        if (type == String.class) return SHORT_STRING;
        return type == byte[].class ? LONG_STRING : TABLE;
    }

    /** All but bits, which {@link MethodLayout} reads and writes together. */
    Object read(ByteBuf in) {
        return switch (this) {
            case BIT -> throw new IllegalStateException("a bit alone");
            case OCTET -> (int) in.readUnsignedByte();
            case SHORT -> in.readUnsignedShort();
            case LONG -> in.readInt();
            case UNSIGNED_LONG -> in.readUnsignedInt();
            case LONG_LONG -> in.readLong();
            case SHORT_STRING, CUT_STRING -> Wire.readShortString(in);
            case LONG_STRING -> Wire.readLongString(in);
            case LONG_TEXT -> Wire.utf8(Wire.readLongString(in));
            case TABLE -> FieldTable.read(in);
        };
    }

    @SuppressWarnings("unchecked")
    void write(ByteBuf out, Object value) {
        switch (this) {
            case BIT -> throw new IllegalStateException("a bit alone");
            case OCTET -> out.writeByte((Integer) value);
            case SHORT -> out.writeShort((Integer) value);
            case LONG, UNSIGNED_LONG -> out.writeInt(((Number) value).intValue());
            case LONG_LONG -> out.writeLong((Long) value);
            case SHORT_STRING -> Wire.writeShortString(out, (String) value);
            case CUT_STRING -> Wire.writeCut(out, (String) value);
            case LONG_STRING -> Wire.writeLongString(out, (byte[]) value);
            case LONG_TEXT -> Wire.writeLongString(out, Wire.utf8((String) value));
            case TABLE -> FieldTable.write(out, (Map<String, Object>) value);
        }
    }

    /** What a reserved argument is written as. */
    void writeReserved(ByteBuf out) {
        out.writeZero(switch (this) {
            case BIT, OCTET, SHORT_STRING, CUT_STRING -> 1;
            case SHORT -> 2;
            case LONG, UNSIGNED_LONG, LONG_STRING, LONG_TEXT, TABLE -> 4;
            case LONG_LONG -> 8;
        });
    }
}
