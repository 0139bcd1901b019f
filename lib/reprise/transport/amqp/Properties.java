package reprise.transport.amqp;

import io.netty.buffer.ByteBuf;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A message's properties, null where absent: the content header's payload after its body size (specification 1.8.3 and 4.2.6).
 * Sixteen flag bits, the first property in the highest, precede the properties that are present, in this order:
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

    /** None of them; the start of {@code NONE.messageId("1").header("k", 1)}. */
    public static final Properties NONE =
        new Properties(null, null, null, null, null, null, null, null, null, null, null, null, null, null);

    /** Throws an {@link AmqpException} (502) for malformed ones. Text that is not UTF-8 is replaced. */
    public static Properties read(ByteBuf in) {
        try {
            return properties(in);
        } catch (IndexOutOfBoundsException _) {
            throw new AmqpException(ReplyCode.SYNTAX_ERROR, "the properties end too early");
        }
    }

    private static Properties properties(ByteBuf in) {
        int flags = in.readUnsignedShort();
        checkFlags(flags);
        return new Properties(text(in, flags, CONTENT_TYPE), text(in, flags, CONTENT_ENCODING),
            (flags & HEADERS) != 0 ? FieldTable.read(in) : null, octet(in, flags, DELIVERY_MODE), octet(in, flags, PRIORITY),
            text(in, flags, CORRELATION_ID), text(in, flags, REPLY_TO), text(in, flags, EXPIRATION),
            text(in, flags, MESSAGE_ID), (flags & TIMESTAMP) != 0 ? FieldTable.seconds(in) : null, text(in, flags, TYPE),
            text(in, flags, USER_ID), text(in, flags, APP_ID), text(in, flags, CLUSTER_ID));
    }

    private static void checkFlags(int flags) {
        // Bit 1 is undefined; bit 0 announces more flags, which no property of this class needs.
        if ((flags & 3) != 0) throw new AmqpException(ReplyCode.SYNTAX_ERROR, "property flags " + Integer.toBinaryString(flags));
    }

    private static String text(ByteBuf in, int flags, int flag) {
        return (flags & flag) != 0 ? Wire.readAnyShortString(in) : null;
    }

    private static Integer octet(ByteBuf in, int flags, int flag) {
        return (flags & flag) != 0 ? Integer.valueOf(in.readUnsignedByte()) : null;
    }

    /**
     * HOT: a broker calls it for every message it forwards. Walks over the properties without objects, rejects those that no
     * consumer could read, and returns where the wanted one's value begins, or -1 if it is absent.
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

    /** HOT: the index of the header table in valid properties that begin at {@code start}, or -1 if they have none. */
    public static int headersAt(ByteBuf in, int start) {
        int flags = in.getUnsignedShort(start);
        if ((flags & HEADERS) == 0) return -1;
        int at = start + Short.BYTES;
        if ((flags & CONTENT_TYPE) != 0) at += 1 + in.getUnsignedByte(at);
        if ((flags & CONTENT_ENCODING) != 0) at += 1 + in.getUnsignedByte(at);
        return at;
    }

    // ---- by name: each with this property set, or absent if it is null

    public Properties contentType(String mediaType) {
        return with(CONTENT_TYPE, mediaType);
    }

    public Properties contentEncoding(String encoding) {
        return with(CONTENT_ENCODING, encoding);
    }

    public Properties headers(Map<String, Object> all) {
        return with(HEADERS, all);
    }

    /** One more header; {@link FieldTable} says which values AMQP can carry. */
    public Properties header(String name, Object value) {
        var all = new LinkedHashMap<String, Object>(headers == null ? Map.of() : headers);
        all.put(name, value);
        return headers(all);
    }

    /** A durable queue keeps it across a restart: delivery mode 2. */
    public Properties persistent() {
        return with(DELIVERY_MODE, 2);
    }

    /** @throws IllegalArgumentException unless from 0 to 255 */
    public Properties priority(int from0) {
        if (from0 < 0 || from0 > 255) throw new IllegalArgumentException("priority is " + from0 + "; it must be 0 to 255, for example 5");
        return with(PRIORITY, from0);
    }

    public Properties correlationId(String id) {
        return with(CORRELATION_ID, id);
    }

    public Properties replyTo(String queue) {
        return with(REPLY_TO, queue);
    }

    /** How long it may wait in a queue, in ms as text, as AMQP has it. */
    public Properties expiration(String ms) {
        return with(EXPIRATION, ms);
    }

    public Properties messageId(String id) {
        return with(MESSAGE_ID, id);
    }

    /** In whole seconds. */
    public Properties timestamp(Instant time) {
        return with(TIMESTAMP, time);
    }

    public Properties type(String name) {
        return with(TYPE, name);
    }

    public Properties userId(String login) {
        return with(USER_ID, login);
    }

    public Properties appId(String name) {
        return with(APP_ID, name);
    }

    @SuppressWarnings("unchecked") // each setter gives its property's type
    private Properties with(int flag, Object value) {
        return new Properties(flag == CONTENT_TYPE ? (String) value : contentType,
            flag == CONTENT_ENCODING ? (String) value : contentEncoding, flag == HEADERS ? (Map<String, Object>) value : headers,
            flag == DELIVERY_MODE ? (Integer) value : deliveryMode, flag == PRIORITY ? (Integer) value : priority,
            flag == CORRELATION_ID ? (String) value : correlationId, flag == REPLY_TO ? (String) value : replyTo,
            flag == EXPIRATION ? (String) value : expiration, flag == MESSAGE_ID ? (String) value : messageId,
            flag == TIMESTAMP ? (Instant) value : timestamp, flag == TYPE ? (String) value : type,
            flag == USER_ID ? (String) value : userId, flag == APP_ID ? (String) value : appId, clusterId);
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
