package reprise.transport.amqp;

import io.netty.buffer.ByteBuf;

/**
 * HOT: encodes and decodes what every message needs, without objects. Names are encoded already (UTF-8, at most 255 octets, without
 * their length), content headers are the raw property flags and list. Layouts, after class and method:
 * <pre>
 * publish  short 0, shortstr exchange, shortstr routing-key, octet: mandatory 1, immediate 2
 * deliver  shortstr consumer-tag, longlong delivery-tag, octet redelivered, shortstr exchange, shortstr routing-key
 * ack      longlong delivery-tag, octet multiple            (confirm: the same from the broker)
 * header   short class 60, short weight 0, longlong body size, short property flags, property list
 * </pre>
 */
public final class BasicCodec {
    public static final int BASIC_CLASS = 60;
    /** Class, weight and body size: the part of a header's payload before the property flags. */
    public static final int HEADER_BYTES = 12;
    private static final int ACK_BYTES = 13;

    private BasicCodec() {}

    public static void writePublish(ByteBuf out, int channel, byte[] exchange, byte[] routingKey, boolean mandatory) {
        out.writeByte(Frame.METHOD).writeShort(channel).writeInt(9 + exchange.length + routingKey.length)
            .writeInt(BasicMethod.PUBLISH).writeShort(0);
        shortString(out, exchange);
        shortString(out, routingKey);
        out.writeByte(mandatory ? 1 : 0).writeByte(Frame.END);
    }

    /**
     * {@code destination} starts with exchange and routing key as in publish and deliver: two short strings with their lengths,
     * {@code destinationBytes} together.
     */
    public static void writeDeliver(ByteBuf out, int channel, byte[] consumerTag, long deliveryTag, boolean redelivered,
                                    byte[] destination, int destinationBytes) {
        out.writeByte(Frame.METHOD).writeShort(channel).writeInt(14 + consumerTag.length + destinationBytes)
            .writeInt(BasicMethod.DELIVER);
        shortString(out, consumerTag);
        out.writeLong(deliveryTag).writeByte(redelivered ? 1 : 0).writeBytes(destination, 0, destinationBytes)
            .writeByte(Frame.END);
    }

    public static void writeAck(ByteBuf out, int channel, long deliveryTag, boolean multiple) {
        out.writeByte(Frame.METHOD).writeShort(channel).writeInt(ACK_BYTES).writeInt(BasicMethod.ACK).writeLong(deliveryTag)
            .writeByte(multiple ? 1 : 0).writeByte(Frame.END);
    }

    /** {@code properties} holds flags and list: {@code length} octets from {@code from}. */
    public static void writeHeader(ByteBuf out, int channel, long bodyBytes, byte[] properties, int from, int length) {
        out.writeByte(Frame.HEADER).writeShort(channel).writeInt(HEADER_BYTES + length).writeShort(BASIC_CLASS).writeShort(0)
            .writeLong(bodyBytes).writeBytes(properties, from, length).writeByte(Frame.END);
    }

    /** Writes as many body frames as {@code frameMaxBytes} (0: no limit) requires; none for an empty body. */
    public static void writeBody(ByteBuf out, int channel, byte[] body, int from, int length, int frameMaxBytes) {
        int most = frameMaxBytes == 0 ? Integer.MAX_VALUE : frameMaxBytes - Frame.OVERHEAD_BYTES;
        for (int done = 0; done < length; ) {
            int part = Math.min(most, length - done);
            out.writeByte(Frame.BODY).writeShort(channel).writeInt(part).writeBytes(body, from + done, part)
                .writeByte(Frame.END);
            done += part;
        }
    }

    private static void shortString(ByteBuf out, byte[] text) {
        out.writeByte(text.length).writeBytes(text);
    }

    /** The method of a method frame's payload; does not move the reader. */
    public static int methodId(ByteBuf payload) {
        return payload.getInt(payload.readerIndex());
    }

    /** The delivery tag of deliver, ack, nack, reject or get-ok. */
    public static long deliveryTag(ByteBuf payload) {
        int at = payload.readerIndex() + Integer.BYTES;
        if (methodId(payload) == BasicMethod.DELIVER) at += 1 + payload.getUnsignedByte(at);
        return payload.getLong(at);
    }

    /** Whether an ack or nack covers all deliveries up to its tag. */
    public static boolean multiple(ByteBuf payload) {
        return (payload.getByte(payload.readerIndex() + Integer.BYTES + Long.BYTES) & 1) != 0;
    }

    /** The size of the body that follows this header's payload. */
    public static long bodyBytes(ByteBuf payload) {
        return payload.getLong(payload.readerIndex() + 4);
    }
}
