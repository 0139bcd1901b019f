package reprise.transport.amqp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * One channel of an {@link AmqpConnection}, used on its event loop only. Rare methods are futures, answered in order;
 * publish, confirm, deliver and ack go through without an object of ours. A content that comes in one body frame is shown
 * where it lies; one that is split is put together in a buffer first.
 */
public final class AmqpChannel {
    private static final int NOTHING = 0;
    private static final long LONGEST_CONTENT_BYTES = 512L << 20;

    private record Call(int replyId, CompletableFuture<Method> reply) {}

    private final AmqpConnection connection;
    private final int number;
    private final ChannelListener listener;
    private final ArrayDeque<Call> calls = new ArrayDeque<>();
    private AmqpFailure closed;

    // The content that is coming in: its method (DELIVER, RETURN or NOTHING), whether its header came, what is missing.
    private int content = NOTHING;
    private boolean headerSeen;
    private long missingBytes;
    private long deliveryTag;
    private boolean redelivered;
    private int returnCode;
    private ByteBuf parts;

    // The publish that is being written.
    private long published;
    private ByteBuf splitBody;

    AmqpChannel(AmqpConnection connection, int number, ChannelListener listener) {
        this.connection = connection;
        this.number = number;
        this.listener = listener;
    }

    public AmqpConnection connection() {
        return connection;
    }

    // ---- rare methods

    /** Sends channel.open and these in one write; the future has the replies to these. */
    public CompletableFuture<List<Method>> open(List<? extends Method> setUp) {
        var all = new ArrayList<Method>();
        all.add(new ChannelMethod.Open());
        all.addAll(setUp);
        return call(all).thenApply(replies -> replies.subList(1, replies.size()));
    }

    /** Sends these in one write; the future has their replies in order, or fails with the first {@link AmqpFailure}. */
    public CompletableFuture<List<Method>> call(List<? extends Method> requests) {
        var replies = requests.stream().map(this::write).toList();
        connection.flush();
        return CompletableFuture.allOf(replies.toArray(CompletableFuture[]::new))
            .thenApply(_ -> replies.stream().map(CompletableFuture::join).toList());
    }

    private CompletableFuture<Method> write(Method request) {
        var reply = new CompletableFuture<Method>();
        if (closed != null) {
            reply.completeExceptionally(closed);
        } else {
            calls.add(new Call(replyId(request.id()), reply));
            Frame.writeMethod(connection.out(), number, request);
        }
        return reply;
    }

    /** A reply's number is its request's plus one, but for exchange.unbind. */
    private static int replyId(int requestId) {
        return requestId == ExchangeMethod.UNBIND ? ExchangeMethod.UNBIND_OK : requestId + 1;
    }

    // ---- publish and ack

    /**
     * Begins a publish; write exactly {@code bodyBytes} into the buffer (append, nothing else) and call {@link #endPublish}.
     */
    // HOT: once per message; frames are written around the body where it will lie.
    public ByteBuf beginPublish(Route to, int bodyBytes) {
        var out = connection.out();
        out.ensureWritable(to.envelopeBytes() + bodyBytes);
        BasicCodec.writePublish(out, number, to.exchange, to.routingKey, to.mandatory);
        BasicCodec.writeHeader(out, number, bodyBytes, to.properties, 0, to.properties.length);
        if (bodyBytes > connection.bodyFrameBytes()) {
            splitBody = Unpooled.buffer(bodyBytes);
            return splitBody;
        }
        if (bodyBytes > 0) out.writeByte(Frame.BODY).writeShort(number).writeInt(bodyBytes);
        else splitBody = Unpooled.EMPTY_BUFFER; // an empty body has no frame
        return out;
    }

    /** Sends it; returns its number for {@link ChannelListener#onConfirm}: 1 is the first on the channel. */
    // HOT: once per message.
    public long endPublish() {
        if (splitBody == null) {
            connection.out().writeByte(Frame.END);
        } else if (splitBody.isReadable()) {
            BasicCodec.writeBody(connection.out(), number, splitBody.array(), 0, splitBody.readableBytes(),
                connection.bodyFrameBytes() + Frame.OVERHEAD_BYTES);
        }
        splitBody = null;
        connection.flush();
        return ++published;
    }

    /** Sent with the next flush, at the latest when all that was read is worked off. */
    // HOT: once per message.
    public void ack(long tag, boolean multiple) {
        BasicCodec.writeAck(connection.out(), number, tag, multiple);
        connection.flush();
    }

    // ---- what comes in

    // HOT: confirms and deliveries pass here.
    void onMethod(ByteBuf payload) {
        int id = BasicCodec.methodId(payload);
        if (content != NOTHING) throw new AmqpException(ReplyCode.UNEXPECTED_FRAME, id, "a method where a content was to come");
        switch (id) {
            case BasicMethod.ACK -> confirm(payload, true);
            case BasicMethod.NACK -> confirm(payload, false);
            case BasicMethod.DELIVER -> {
                need(payload, 5);
                need(payload, 5 + 11 + payload.getUnsignedByte(payload.readerIndex() + 4));
                deliveryTag = BasicCodec.deliveryTag(payload);
                redelivered = payload.getByte(payload.readerIndex() + 13 + payload.getUnsignedByte(payload.readerIndex()
                    + 4)) != 0;
                content = id;
            }
            case BasicMethod.RETURN -> {
                need(payload, 6);
                returnCode = payload.getUnsignedShort(payload.readerIndex() + 4);
                content = id;
            }
            default -> rare(Method.read(payload));
        }
    }

    private void confirm(ByteBuf payload, boolean acked) {
        need(payload, 13);
        listener.onConfirm(BasicCodec.deliveryTag(payload), BasicCodec.multiple(payload), acked);
    }

    static void need(ByteBuf payload, int bytes) {
        if (payload.readableBytes() < bytes) {
            throw new AmqpException(ReplyCode.SYNTAX_ERROR, "a frame whose payload of "
                + payload.readableBytes() + " octets ends too early");
        }
    }

    void onHeader(ByteBuf payload) {
        if (content == NOTHING || headerSeen) {
            throw new AmqpException(ReplyCode.UNEXPECTED_FRAME,
                "a header frame without a method");
        }
        need(payload, BasicCodec.HEADER_BYTES + 2);
        missingBytes = BasicCodec.bodyBytes(payload);
        if (missingBytes < 0 || missingBytes > LONGEST_CONTENT_BYTES) {
            throw new AmqpException(ReplyCode.CONTENT_TOO_LARGE, "a body of " + Long.toUnsignedString(missingBytes)
                + " octets");
        }
        headerSeen = true;
        if (missingBytes == 0) complete(Unpooled.EMPTY_BUFFER);
    }

    // HOT: the body of every delivery passes here; a whole one is not copied.
    void onBody(ByteBuf payload) {
        int bytes = payload.readableBytes();
        if (!headerSeen || bytes > missingBytes) {
            throw new AmqpException(ReplyCode.UNEXPECTED_FRAME,
                "a body frame without a header, or longer than it said");
        }
        if (bytes == missingBytes && parts == null) {
            complete(payload);
            return;
        }
        if (parts == null) parts = Unpooled.buffer((int) Math.min(missingBytes, 1 << 20));
        parts.writeBytes(payload);
        missingBytes -= bytes;
        if (missingBytes > 0) return;
        var whole = parts;
        parts = null;
        try {
            complete(whole);
        } finally {
            whole.release();
        }
    }

    private void complete(ByteBuf body) {
        int method = content;
        content = NOTHING;
        headerSeen = false;
        if (method == BasicMethod.DELIVER) listener.onDeliver(deliveryTag, redelivered, body);
        else listener.onReturn(returnCode, body);
    }

    private void rare(Method method) {
        switch (method) {
            case ChannelMethod.Close m -> {
                Frame.writeMethod(connection.out(), number, new ChannelMethod.CloseOk());
                connection.flush();
                var why = new AmqpFailure(AmqpFailure.Kind.CHANNEL_CLOSED, m.replyCode(),
                    connection.host() + ": the broker closed the channel: " + m.replyCode() + " " + m.replyText(), null);
                connection.forget(number);
                close(why);
                listener.onClosed(why);
            }
            case BasicMethod.Cancel m -> listener.onCancel(m.consumerTag());
            case ChannelMethod.Flow m -> {
                Frame.writeMethod(connection.out(), number, new ChannelMethod.FlowOk(m.active()));
                connection.flush();
            }
            default -> reply(method);
        }
    }

    private void reply(Method method) {
        var call = calls.poll();
        if (call == null || call.replyId != method.id()) {
            throw new AmqpException(ReplyCode.COMMAND_INVALID, method.id(), "a reply that nobody waits for");
        }
        call.reply.complete(method);
    }

    /** Nothing comes any more: fails the calls that wait. */
    void close(AmqpFailure why) {
        if (closed != null) return;
        closed = why;
        if (parts != null) parts.release();
        parts = null;
        for (var call = calls.poll(); call != null; call = calls.poll()) call.reply.completeExceptionally(why);
    }
}
