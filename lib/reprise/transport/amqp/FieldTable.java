package reprise.transport.amqp;

import io.netty.buffer.ByteBuf;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Field tables in RabbitMQ's dialect, which its clients use (RabbitMQ's "AMQP 0-9-1 errata", section 3, where it differs from
 * specification 4.2.1):
 * <pre>
 * t boolean   b int8   B uint8   s int16   u uint16   I int32   i uint32   l int64 (L too, read only)
 * f float     d double D decimal (scale octet, int32)   S long string   x octets
 * A array     F table  T time stamp (whole seconds)     V nothing
 * </pre>
 * In Java: Boolean, Byte, Short, Integer, Long, Float, Double, BigDecimal, String, byte[], List, Map, Instant, null; unsigned types
 * become the next wider one. Tables nest at most {@value #MAX_DEPTH} deep, so a peer cannot overflow the stack. Malformed tables
 * throw an {@link AmqpException} (502) or IndexOutOfBoundsException.
 */
public final class FieldTable {
    static final int MAX_DEPTH = 64;

    private FieldTable() {}

    public static Map<String, Object> read(ByteBuf in) {
        return table(in, 0);
    }

    private static Map<String, Object> table(ByteBuf in, int depth) {
        int end = end(in, depth);
        var table = new LinkedHashMap<String, Object>();
        while (in.readerIndex() < end) table.put(Wire.readAnyShortString(in), value(in, depth + 1));
        checkEnd(in, end);
        return table;
    }

    private static List<Object> array(ByteBuf in, int depth) {
        int end = end(in, depth);
        var array = new ArrayList<>();
        while (in.readerIndex() < end) array.add(value(in, depth + 1));
        checkEnd(in, end);
        return array;
    }

    private static int end(ByteBuf in, int depth) {
        if (depth > MAX_DEPTH) throw new AmqpException(ReplyCode.SYNTAX_ERROR, "tables nested more than " + MAX_DEPTH + " deep");
        int length = in.readInt();
        if (length < 0 || length > in.readableBytes()) {
            throw new AmqpException(ReplyCode.SYNTAX_ERROR, "a table of " + Integer.toUnsignedString(length) + " octets where "
                + in.readableBytes() + " are left");
        }
        return in.readerIndex() + length;
    }

    private static void checkEnd(ByteBuf in, int end) {
        if (in.readerIndex() != end) throw new AmqpException(ReplyCode.SYNTAX_ERROR, "a field that is longer than its table");
    }

    private static Object value(ByteBuf in, int depth) {
        byte type = in.readByte();
        return switch (type) {
            case 't' -> in.readByte() != 0;
            case 'b' -> in.readByte();
            case 'B' -> in.readUnsignedByte();
            case 's' -> in.readShort();
            case 'u' -> in.readUnsignedShort();
            case 'I' -> in.readInt();
            case 'i' -> in.readUnsignedInt();
            case 'l', 'L' -> in.readLong();
            case 'f' -> in.readFloat();
            case 'd' -> in.readDouble();
            case 'D' -> decimal(in);
            case 'S' -> Wire.utf8(Wire.readLongString(in));
            case 'x' -> Wire.readLongString(in);
            case 'A' -> array(in, depth);
            case 'F' -> table(in, depth);
            case 'T' -> seconds(in);
            case 'V' -> null;
            default -> throw unknown(type);
        };
    }

    private static BigDecimal decimal(ByteBuf in) {
        int scale = in.readUnsignedByte();
        return new BigDecimal(BigInteger.valueOf(in.readInt()), scale);
    }

    static Instant seconds(ByteBuf in) {
        long seconds = in.readLong();
        if (seconds < Instant.MIN.getEpochSecond() || seconds > Instant.MAX.getEpochSecond()) {
            throw new AmqpException(ReplyCode.SYNTAX_ERROR, "a time stamp of " + Long.toUnsignedString(seconds) + " seconds");
        }
        return Instant.ofEpochSecond(seconds);
    }

    private static AmqpException unknown(byte type) {
        return new AmqpException(ReplyCode.SYNTAX_ERROR, "a table field of the unknown type " + (type & 0xFF));
    }

    /** Checks a table without building it: a broker forwards headers unchanged, but must not forward malformed ones. */
    static void skip(ByteBuf in) {
        skip(in, 0, true);
    }

    /** HOT: whether the valid table at this index has an entry of this (ASCII) name. Does not move the reader. */
    public static boolean has(ByteBuf in, int start, String name) {
        int reader = in.readerIndex();
        in.readerIndex(start);
        int end = end(in, 0);
        boolean found = false;
        while (!found && in.readerIndex() < end) {
            int bytes = in.readUnsignedByte();
            found = bytes == name.length();
            for (int i = 0; found && i < bytes; i++) found = in.getByte(in.readerIndex() + i) == name.charAt(i);
            in.skipBytes(bytes);
            if (!found) skipValue(in, 1);
        }
        in.readerIndex(reader);
        return found;
    }

    private static void skip(ByteBuf in, int depth, boolean named) {
        int end = end(in, depth);
        while (in.readerIndex() < end) {
            if (named) in.skipBytes(in.readUnsignedByte());
            skipValue(in, depth + 1);
        }
        checkEnd(in, end);
    }

    private static void skipValue(ByteBuf in, int depth) {
        byte type = in.readByte();
        switch (type) {
            case 't', 'b', 'B' -> in.skipBytes(1);
            case 's', 'u' -> in.skipBytes(2);
            case 'I', 'i', 'f' -> in.skipBytes(4);
            case 'l', 'L', 'd' -> in.skipBytes(8);
            case 'T' -> seconds(in);
            case 'D' -> in.skipBytes(5);
            case 'S', 'x' -> skipLongString(in);
            case 'A' -> skip(in, depth, false);
            case 'F' -> skip(in, depth, true);
            case 'V' -> { }
            default -> throw unknown(type);
        }
    }

    private static void skipLongString(ByteBuf in) {
        int length = in.readInt();
        if (length < 0 || length > in.readableBytes()) throw new IndexOutOfBoundsException("long string of " + length);
        in.skipBytes(length);
    }

    public static void write(ByteBuf out, Map<String, ?> table) {
        int start = out.writerIndex();
        out.writeInt(0);
        table.forEach((name, value) -> {
            Wire.writeShortString(out, name);
            writeValue(out, value);
        });
        out.setInt(start, out.writerIndex() - start - Integer.BYTES);
    }

    private static void writeValue(ByteBuf out, Object value) {
        switch (value) {
            case null -> out.writeByte('V');
            case Boolean b -> out.writeByte('t').writeByte(b ? 1 : 0);
            case Byte b -> out.writeByte('b').writeByte(b);
            case Short s -> out.writeByte('s').writeShort(s);
            case Integer i -> out.writeByte('I').writeInt(i);
            case Long l -> out.writeByte('l').writeLong(l);
            case Float f -> out.writeByte('f').writeFloat(f);
            case Double d -> out.writeByte('d').writeDouble(d);
            case BigDecimal d -> out.writeByte('D').writeByte(d.scale()).writeInt(d.unscaledValue().intValueExact());
            case String s -> Wire.writeLongString(out.writeByte('S'), Wire.utf8(s));
            case byte[] octets -> Wire.writeLongString(out.writeByte('x'), octets);
            case List<?> list -> writeArray(out.writeByte('A'), list);
            case Map<?, ?> map -> write(out.writeByte('F'), named(map));
            case Instant time -> out.writeByte('T').writeLong(time.getEpochSecond());
            default -> throw new IllegalArgumentException("a table field of " + value.getClass().getName()
                + "; see FieldTable for what AMQP can carry");
        }
    }

    private static void writeArray(ByteBuf out, List<?> list) {
        int start = out.writerIndex();
        out.writeInt(0);
        list.forEach(value -> writeValue(out, value));
        out.setInt(start, out.writerIndex() - start - Integer.BYTES);
    }

    private static Map<String, Object> named(Map<?, ?> map) {
        var named = new LinkedHashMap<String, Object>();
        map.forEach((name, value) -> named.put((String) name, value));
        return named;
    }
}
