package reprise.testee.broker;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import reprise.transport.amqp.AmqpException;
import reprise.transport.amqp.BasicCodec;
import reprise.transport.amqp.BasicMethod;
import reprise.transport.amqp.Properties;
import reprise.transport.amqp.ReplyCode;
import reprise.transport.amqp.Wire;

/**
 * A channel's publishing: joins method, header and body frames, routes the message, and confirms it. A channel mostly publishes to
 * the same destination as before, so exchange, key and {@link Route} are kept and compared as bytes. Owned by the event loop.
 * <pre>
 * IDLE → publish → HEADER → header → BODY → body … → IDLE
 *                           (an empty body: IDLE at once)
 * </pre>
 */
final class Publishing {
    private enum Stage { IDLE, HEADER, BODY }

    /** RabbitMQ's max_message_size. */
    private static final long MAX_BODY_BYTES = 134_217_728;
    /** A longer body gets room as it arrives: a header's claimed size costs at most this. */
    private static final int FIRST_ROOM_BYTES = 128 * 1024;
    /** Half of such a short message is covered by its channel's cost. */
    private static final int SMALL_BYTES = 512;
    private static final Route UNKNOWN = new Route(-1, List.of(), true);
    static final long NO_TTL = -1;
    private static final int MANDATORY = 1;
    private static final int IMMEDIATE = 2;

    private final ClientChannel channel;
    private Stage stage = Stage.IDLE;
    private byte[] destination = {0, 0};
    private ByteBuf destinationBuffer = Unpooled.wrappedBuffer(destination);
    private Route route = UNKNOWN;
    private int flags;
    private byte[] content;
    private int roomBytes;
    private int contentBytes;
    private int propertiesBytes;
    private int filled;
    private long ttlMs;
    /** The headers with additional routing keys, or null. */
    private Map<String, Object> selecting;
    final Confirms confirms;

    Publishing(ClientChannel channel) {
        this.channel = channel;
        this.confirms = new Confirms(channel);
    }

    void checkIdle() {
        switch (stage) {
            case IDLE -> { }
            case HEADER -> throw noContent("a content header");
            case BODY -> throw noContent("the content body");
        }
    }

    private AmqpException noContent(String expected) {
        stage = Stage.IDLE;
        return new AmqpException(ReplyCode.UNEXPECTED_FRAME, BasicMethod.PUBLISH, "after publish there must be "
            + expected);
    }

    private static AmqpException noMethod(String given) {
        return new AmqpException(ReplyCode.UNEXPECTED_FRAME, "expected a method frame, got a content " + given);
    }

    /** HOT: the method. Layout: long method, short reserved, shortstr exchange, shortstr key, octet flags. */
    void begin(ByteBuf payload) {
        payload.skipBytes(Integer.BYTES + Short.BYTES);
        int start = payload.readerIndex();
        payload.skipBytes(payload.readUnsignedByte());
        payload.skipBytes(payload.readUnsignedByte());
        int bytes = payload.readerIndex() - start;
        flags = payload.readByte();
        if (payload.isReadable()) throw new AmqpException(ReplyCode.SYNTAX_ERROR, "octets after the last argument");
        if (bytes != destination.length || !ByteBufUtil.equals(payload, start, destinationBuffer, 0, bytes)) {
            destination = new byte[bytes];
            payload.getBytes(start, destination);
            destinationBuffer = Unpooled.wrappedBuffer(destination);
            route = UNKNOWN;
        }
        stage = Stage.HEADER;
    }

    /** HOT: the content header. Layout: short class, short weight, longlong body size, properties. */
    void header(ByteBuf payload) {
        if (stage == Stage.IDLE) throw noMethod("header");
        if (stage == Stage.BODY) throw noContent("the content body");
        try {
            int classId = payload.readUnsignedShort();
            if (classId != BasicCodec.BASIC_CLASS) throw noContent("a content header for class 60, not for class " + classId);
            payload.skipBytes(Short.BYTES);
            long bodyBytes = payload.readLong();
            readProperties(payload, bodyBytes);
            stage = Stage.BODY;
            if (bodyBytes == 0) complete();
        } catch (IndexOutOfBoundsException _) {
            throw new AmqpException(ReplyCode.SYNTAX_ERROR, BasicMethod.PUBLISH, "the properties end too early");
        } catch (AmqpException e) {
            throw e.causedBy(BasicMethod.PUBLISH);
        }
    }

    private void readProperties(ByteBuf payload, long bodyBytes) {
        int start = payload.readerIndex();
        int present = payload.getUnsignedShort(start);
        int expiration = Properties.find(payload, Properties.EXPIRATION);
        if (payload.isReadable()) throw new AmqpException(ReplyCode.SYNTAX_ERROR, "octets after the last property");
        if (bodyBytes < 0 || bodyBytes > MAX_BODY_BYTES) {
            throw new AmqpException(ReplyCode.PRECONDITION_FAILED, "message size " + Long.toUnsignedString(bodyBytes)
                + " is larger than max size " + MAX_BODY_BYTES);
        }
        if ((present & Properties.USER_ID) != 0) checkUser(payload.readerIndex(start));
        ttlMs = expiration < 0 ? NO_TTL : ttlMs(Wire.readShortString(payload.readerIndex(expiration)));
        payload.readerIndex(start);
        ByteBuf forwarded = forwarded(payload, start);
        propertiesBytes = forwarded.readableBytes();
        contentBytes = propertiesBytes + (int) bodyBytes;
        content = newContent((int) Math.min(bodyBytes, FIRST_ROOM_BYTES) + propertiesBytes);
        forwarded.readBytes(content, 0, propertiesBytes);
        filled = propertiesBytes;
    }

    // The properties for consumers: without BCC, and with a reply-to name that can be answered.
    private ByteBuf forwarded(ByteBuf payload, int start) {
        boolean selects = Selection.selects(payload, start);
        boolean asksForReplies = ReplyTo.asked(payload, start);
        selecting = null;
        if (!selects && !asksForReplies) return payload;
        var properties = Properties.read(payload);
        if (asksForReplies) properties = properties.replyTo(channel.deliveries.replyTo.name());
        if (selects) {
            selecting = properties.headers();
            var shown = new LinkedHashMap<>(selecting);
            shown.remove(Selection.BCC);
            properties = properties.headers(shown);
        }
        ByteBuf changed = Unpooled.buffer();
        properties.write(changed);
        return changed;
    }

    // An incomplete body is charged as it grows, and refused (506) if that exceeds the memory; a complete message is charged as
    // such.
    private byte[] newContent(int bytes) {
        var memory = channel.connection.broker.memory;
        if (bytes > SMALL_BYTES) memory.hold(bytes - roomBytes, "a message of " + contentBytes + " bytes");
        roomBytes = bytes > SMALL_BYTES ? bytes : 0;
        return new byte[bytes];
    }

    private void releaseContent() {
        content = null;
        if (roomBytes > 0) channel.connection.broker.memory.release(roomBytes);
        roomBytes = 0;
    }

    private static long ttlMs(String expiration) {
        try {
            long ms = Long.parseLong(expiration);
            if (ms >= 0 && ms <= 0xFFFFFFFFL) return ms;
        } catch (NumberFormatException _) {
            // reported below, with values out of range
        }
        throw new AmqpException(ReplyCode.PRECONDITION_FAILED, "invalid expiration '" + expiration
            + "'; expected whole milliseconds from 0 to " + 0xFFFFFFFFL);
    }

    private void checkUser(ByteBuf properties) {
        String given = Wire.readShortString(properties.readerIndex(Properties.find(properties, Properties.USER_ID)));
        String user = channel.connection.handshake.user();
        if (!given.equals(user)) {
            throw new AmqpException(ReplyCode.PRECONDITION_FAILED, "user_id property set to '" + given
                + "' but authenticated user was '" + user + "'");
        }
    }

    /** HOT: a body frame, or a part of one. @param moreBytes of the frame that are still to come */
    void body(ByteBuf payload, int moreBytes) {
        if (stage == Stage.IDLE) throw noMethod("body");
        if (stage == Stage.HEADER) throw noContent("a content header");
        int bytes = payload.readableBytes();
        long tooMany = (long) bytes + moreBytes - (contentBytes - filled);
        if (tooMany > 0) {
            throw new AmqpException(ReplyCode.FRAME_ERROR, BasicMethod.PUBLISH, "the body is longer than its header says by " + tooMany
                + " octets");
        }
        if (filled + bytes > content.length) {
            byte[] longer = newContent((int) Math.min(contentBytes, Math.max(content.length * 2L, filled + bytes)));
            System.arraycopy(content, 0, longer, 0, filled);
            content = longer;
        }
        payload.readBytes(content, filled, bytes);
        filled += bytes;
        if (filled == contentBytes) {
            try {
                complete();
            } catch (AmqpException e) {
                throw e.causedBy(BasicMethod.PUBLISH);
            }
        }
    }

    private void complete() {
        stage = Stage.IDLE;
        if ((flags & IMMEDIATE) != 0) throw new AmqpException(ReplyCode.NOT_IMPLEMENTED, "immediate=true");
        var message = new Message(destination, content, propertiesBytes);
        releaseContent();
        route(message);
        List<Queue> queues = route.queues();
        boolean refused = false;
        int elsewhere = 0;
        for (int i = 0; i < queues.size(); i++) {
            if (queues.get(i).isOnlyAt(channel.connection.node)) refused |= !queues.get(i).publish(message, ttlMs);
            else elsewhere++;
        }
        if (queues.isEmpty() && (flags & MANDATORY) != 0) returnToPublisher(message);
        if (elsewhere > 0) forward(message, queues, elsewhere, refused);
        else if (confirms.selected() && refused) confirms.refused();
        else if (confirms.selected()) confirms.taken();
        channel.connection.flow.published();
    }

    private void forward(Message message, List<Queue> queues, int elsewhere, boolean refused) {
        var waiting = confirms.selected() ? confirms.waitFor(elsewhere, refused) : Settled.NOBODY;
        Forwarding.send(message, ttlMs, queues, channel.connection, waiting);
    }

    private void route(Message message) {
        if (route.version() == names().version() && route.reusable() && selecting == null) return;
        ByteBuf strings = destinationBuffer.duplicate();
        String exchange = Wire.readShortString(strings);
        String key = Wire.readShortString(strings);
        names().checkPublishable(exchange);
        List<String> keys = selecting == null ? List.of(key) : Selection.keys(key, selecting);
        route = names().route(exchange, keys, () -> headers(message));
    }

    private VirtualHost names() {
        return channel.connection.broker.names;
    }

    private static Map<String, Object> headers(Message message) {
        var headers = message.properties().headers();
        return headers == null ? Map.of() : headers;
    }

    // Returns a mandatory message that no queue takes.
    private void returnToPublisher(Message message) {
        ByteBuf strings = Unpooled.wrappedBuffer(message.destination);
        channel.send(new BasicMethod.Return(ReplyCode.NO_ROUTE.code(), ReplyCode.NO_ROUTE.name(),
            Wire.readShortString(strings), Wire.readShortString(strings)));
        var outbox = channel.connection.outbox;
        message.writeContent(outbox.frames(), channel.number, channel.connection.handshake.frameMaxBytes());
        outbox.wrote();
    }

    /** Ends the channel; an incomplete message was never published. */
    void end() {
        stage = Stage.IDLE;
        releaseContent();
        confirms.end();
    }
}
