package reprise.transport.amqp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;

/** Strings and bits in method arguments (specification 4.2.5). Reading past the end throws IndexOutOfBoundsException. */
public final class Wire {
    public static final int SHORT_STRING_MAX_BYTES = 255;

    private static final char REPLACEMENT = '\uFFFD'; // what the decoder makes of octets that are not UTF-8

    private Wire() {}

    /** One octet of length, then UTF-8. Throws an {@link AmqpException} (502) for other octets, as RabbitMQ does for a method's. */
    public static String readShortString(ByteBuf in) {
        int start = in.readerIndex() + 1;
        var text = readOctets(in);
        if (text.indexOf(REPLACEMENT) >= 0 && !ByteBufUtil.isText(in, start, in.readerIndex() - start, StandardCharsets.UTF_8)) {
            throw new AmqpException(ReplyCode.SYNTAX_ERROR, "a short string that is not UTF-8");
        }
        return text;
    }

    /**
     * The same of what is only passed on, which may have any octets: those that are not UTF-8 are replaced, and the text is cut if it would
     * be too long for a short string.
     */
    static String readAnyShortString(ByteBuf in) {
        return cut(readOctets(in));
    }

    // Netty's own check is against the buffer's capacity, which has the next frame, or what was there before.
    private static String readOctets(ByteBuf in) {
        int bytes = in.readUnsignedByte();
        if (bytes > in.readableBytes()) throw new IndexOutOfBoundsException("short string of " + bytes);
        return in.readString(bytes, StandardCharsets.UTF_8);
    }

    public static ByteBuf writeShortString(ByteBuf out, String text) {
        int bytes = ByteBufUtil.utf8Bytes(text);
        if (bytes > SHORT_STRING_MAX_BYTES) {
            throw new IllegalArgumentException("a short string of " + bytes + " octets in UTF-8: " + text.substring(0, 40)
                + "...; AMQP allows " + SHORT_STRING_MAX_BYTES);
        }
        out.writeByte(bytes);
        out.writeCharSequence(text, StandardCharsets.UTF_8);
        return out;
    }

    /** Writes a short string for people to read, truncated if too long. */
    static ByteBuf writeCut(ByteBuf out, String text) {
        return writeShortString(out, cut(text));
    }

    // No pair of surrogates is cut in two.
    private static String cut(String text) {
        int end = Math.min(text.length(), SHORT_STRING_MAX_BYTES); // each is one octet at least: a peer's value in a text may be long
        while (ByteBufUtil.utf8Bytes(text, 0, end) > SHORT_STRING_MAX_BYTES) end--;
        if (end > 0 && end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) end--;
        return text.substring(0, end);
    }

    /** Four octets of length, then the content. */
    public static byte[] readLongString(ByteBuf in) {
        int length = in.readInt();
        if (length < 0 || length > in.readableBytes()) throw new IndexOutOfBoundsException("long string of " + length);
        byte[] content = new byte[length];
        in.readBytes(content);
        return content;
    }

    public static ByteBuf writeLongString(ByteBuf out, byte[] content) {
        return out.writeInt(content.length).writeBytes(content);
    }

    /** Bits of adjacent arguments share an octet, the first one lowest. */
    static boolean bit(int octet, int position) {
        return (octet >> position & 1) != 0;
    }

    static int bit(boolean set, int position) {
        return set ? 1 << position : 0;
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String utf8(byte[] text) {
        return new String(text, StandardCharsets.UTF_8);
    }
}
