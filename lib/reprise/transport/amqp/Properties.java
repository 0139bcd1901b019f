package reprise.transport.amqp;

import io.netty.buffer.ByteBuf;
import java.time.Instant;
import java.util.Map;

/**
 * A message's properties, null where absent: the content header's payload after its body size (specification 1.8.3 and
 * 4.2.6). Sixteen bits of flags, the first property in the highest; then those that are there, in order:
 *
 * <pre>
 * 15 content-type   14 content-encoding  13 headers      12 delivery-mode  11 priority   10 correlation-id  9 reply-to
 *  8 expiration      7 message-id         6 timestamp     5 type            4 user-id     3 app-id          2 cluster-id
 * </pre>
 */
public record Properties(String contentType, String contentEncoding, Map<String, Object> headers, Integer deliveryMode,
                         Integer priority, String correlationId, String replyTo, String expiration, String messageId,
                         Instant timestamp, String type, String userId, String appId, String clusterId) {

    public static final int CONTENT_TYPE = 1 << 15;
    public static final int CONTENT_ENCODING = 1 << 14;
    public static final int HEADERS = 1 << 13;
    public static final int DELIVERY_MODE = 1 << 12;
    public static final int PRIORITY = 1 << 11;
    public static final int CORRELATION_ID = 1 << 10;
    public static final int REPLY_TO = 1 << 9;
    public static final int EXPIRATION = 1 << 8;
    public static final int MESSAGE_ID = 1 << 7;
    public static final int TIMESTAMP = 1 << 6;
    public static final int TYPE = 1 << 5;
    public static final int USER_ID = 1 << 4;
    public static final int APP_ID = 1 << 3;
    public static final int CLUSTER_ID = 1 << 2;

    public static Properties read(ByteBuf in) {
        int flags = in.readUnsignedShort();
        checkFlags(flags);
        return new Properties(text(in, flags, CONTENT_TYPE), text(in, flags, CONTENT_ENCODING),
            (flags & HEADERS) != 0 ? FieldTable.read(in) : null, octet(in, flags, DELIVERY_MODE), octet(in, flags, PRIORITY),
            text(in, flags, CORRELATION_ID), text(in, flags, REPLY_TO), text(in, flags, EXPIRATION),
            text(in, flags, MESSAGE_ID), (flags & TIMESTAMP) != 0 ? FieldTable.seconds(in) : null, text(in, flags, TYPE),
            text(in, flags, USER_ID), text(in, flags, APP_ID), text(in, flags, CLUSTER_ID));
    }

    private static void checkFlags(int flags) {
        // Bit 1 is undefined; bit 0 says that more flags follow, which no property of this class needs.
        if ((flags & 3) != 0) throw new AmqpException(ReplyCode.SYNTAX_ERROR, "property flags " + Integer.toBinaryString(flags));
    }

    private static String text(ByteBuf in, int flags, int flag) {
        return (flags & flag) != 0 ? Wire.readShortString(in) : null;
    }

    private static Integer octet(ByteBuf in, int flags, int flag) {
        return (flags & flag) != 0 ? Integer.valueOf(in.readUnsignedByte()) : null;
    }

    /**
     * HOT: a broker calls it for every message it passes on. Walks over the properties without objects, refuses those that
     * no consumer could read, and returns where the wanted one's value begins, or -1 if it is absent.
     */
    public static int find(ByteBuf in, int wanted) {
        int flags = in.readUnsignedShort();
        checkFlags(flags);
        int found = -1;
        for (int flag = CONTENT_TYPE; flag >= CLUSTER_ID; flag >>= 1) {
            if ((flags & flag) == 0) continue;
            if (flag == wanted) found = in.readerIndex();
            switch (flag) {
                case HEADERS -> FieldTable.skip(in);
                case DELIVERY_MODE, PRIORITY -> in.skipBytes(1);
                case TIMESTAMP -> FieldTable.seconds(in);
                default -> in.skipBytes(in.readUnsignedByte());
            }
        }
        return found;
    }

    /** HOT: where the header table of sound properties that begin at this index is, or -1 if they have none. */
    public static int headersAt(ByteBuf in, int start) {
        int flags = in.getUnsignedShort(start);
        if ((flags & HEADERS) == 0) return -1;
        int at = start + Short.BYTES;
        if ((flags & CONTENT_TYPE) != 0) at += 1 + in.getUnsignedByte(at);
        if ((flags & CONTENT_ENCODING) != 0) at += 1 + in.getUnsignedByte(at);
        return at;
    }

    public Properties withHeaders(Map<String, Object> newHeaders) {
        return new Properties(contentType, contentEncoding, newHeaders, deliveryMode, priority, correlationId, replyTo, expiration,
            messageId, timestamp, type, userId, appId, clusterId);
    }

    public Properties withReplyTo(String newReplyTo) {
        return new Properties(contentType, contentEncoding, headers, deliveryMode, priority, correlationId, newReplyTo, expiration,
            messageId, timestamp, type, userId, appId, clusterId);
    }

    public Properties withoutExpiration() {
        return new Properties(contentType, contentEncoding, headers, deliveryMode, priority, correlationId, replyTo, null,
            messageId, timestamp, type, userId, appId, clusterId);
    }

    public void write(ByteBuf out) {
        int start = out.writerIndex();
        out.writeShort(0);
        int flags = text(out, contentType, CONTENT_TYPE) | text(out, contentEncoding, CONTENT_ENCODING);
        if (headers != null) {
            FieldTable.write(out, headers);
            flags |= HEADERS;
        }
        flags |= octet(out, deliveryMode, DELIVERY_MODE) | octet(out, priority, PRIORITY)
            | text(out, correlationId, CORRELATION_ID) | text(out, replyTo, REPLY_TO) | text(out, expiration, EXPIRATION)
            | text(out, messageId, MESSAGE_ID);
        if (timestamp != null) {
            out.writeLong(timestamp.getEpochSecond());
            flags |= TIMESTAMP;
        }
        flags |= text(out, type, TYPE) | text(out, userId, USER_ID) | text(out, appId, APP_ID)
            | text(out, clusterId, CLUSTER_ID);
        out.setShort(start, flags);
    }

    private static int text(ByteBuf out, String value, int flag) {
        if (value == null) return 0;
        Wire.writeShortString(out, value);
        return flag;
    }

    private static int octet(ByteBuf out, Integer value, int flag) {
        if (value == null) return 0;
        out.writeByte(value);
        return flag;
    }
}
