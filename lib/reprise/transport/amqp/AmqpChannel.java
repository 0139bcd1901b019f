package reprise.transport.amqp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * One channel of an {@link AmqpConnection}, confined to its event loop. Rare methods return futures, which complete in order;
 * publish, confirm, deliver and ack create no objects. A content that comes as one body frame is passed on in place; others are
 * assembled in a buffer first.
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
    private boolean closing;

    // The incoming content: its method (DELIVER, RETURN or NOTHING), whether its header has arrived, and how much is missing.
    private int content = NOTHING;
    private boolean headerSeen;
    private long missingBytes;
    private long deliveryTag;
    private boolean redelivered;
    private int returnCode;
    private ByteBuf parts;

    // The publish in progress.
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

    /** Sends channel.open and {@code setUp} in one write; the future holds the replies to {@code setUp}. */
    public CompletableFuture<List<Method>> open(List<? extends Method> setUp) {
        var all = new ArrayList<Method>();
        all.add(new ChannelMethod.Open());
        all.addAll(setUp);
        return call(all).thenApply(replies -> replies.subList(1, replies.size()));
    }

    /** Sends the requests in one write. The future holds their replies in order, or fails with the first {@link AmqpFailure}. */
    public CompletableFuture<List<Method>> call(List<? extends Method> requests) {
        var replies = requests.stream().map(this::write).toList();
        connection.flush();
        return CompletableFuture.allOf(replies.toArray(CompletableFuture[]::new))
            .thenApply(_ -> replies.stream().map(CompletableFuture::join).toList());
    }

    /** Sends what has no reply, such as basic.reject, with the next flush. */
    public void tell(Method method) {
        Frame.writeMethod(connection.out(), number, method);
        connection.flush();
    }

    /** Closes this channel only. Completes when the broker has taken all that was sent on it; at once if it is closed. */
    public CompletableFuture<Void> close() {
        if (closed != null) return CompletableFuture.completedFuture(null);
        closing = true;
        return call(List.of(new ChannelMethod.Close(ReplyCode.REPLY_SUCCESS.code(), "bye", 0))).thenAccept(_ -> {
            connection.forget(number);
            close(AmqpFailure.closedByUs(connection.host()));
        });
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

    /** A reply's number is its request's plus one, except for exchange.unbind. */
    private static int replyId(int requestId) {
        return requestId == ExchangeMethod.UNBIND ? ExchangeMethod.UNBIND_OK : requestId + 1;
    }

    // ---- publish and ack

    /** Begins a publish. The caller appends exactly {@code bodyBytes} to the buffer, does nothing else, and calls {@link #endPublish}. */
    // HOT: once per message; the frames are written around the place of the body.
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

    /** Sends the message and returns its number for {@link ChannelListener#onConfirm}, which counts from 1 on each channel. */
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

    /** Acknowledges with the next flush, at the latest once all that was read is processed. */
    // HOT: once per message.
    public void ack(long tag, boolean multiple) {
        BasicCodec.writeAck(connection.out(), number, tag, multiple);
        connection.flush();
    }

    // ---- incoming frames

    // HOT: confirms and deliveries pass through here.
    void onMethod(ByteBuf payload) {
        int id = BasicCodec.methodId(payload);
        if (content != NOTHING) throw new AmqpException(ReplyCode.UNEXPECTED_FRAME, id, "a method where a content was to come");
        switch (id) {
            case BasicMethod.ACK -> confirm(payload, true);
            case BasicMethod.NACK -> confirm(payload, false);
            case BasicMethod.DELIVER -> {
                requireReadable(payload, 5);
                requireReadable(payload, 5 + 11 + payload.getUnsignedByte(payload.readerIndex() + 4));
                deliveryTag = BasicCodec.deliveryTag(payload);
                redelivered = payload.getByte(payload.readerIndex() + 13 + payload.getUnsignedByte(payload.readerIndex()
                    + 4)) != 0;
                begin(id, payload);
            }
            case BasicMethod.RETURN -> {
                requireReadable(payload, 6);
                returnCode = payload.getUnsignedShort(payload.readerIndex() + 4);
                begin(id, payload);
            }
            default -> onRareMethod(Method.read(payload));
        }
    }

    private void begin(int id, ByteBuf method) {
        content = id;
        listener.onEnvelope(method);
    }

    private void confirm(ByteBuf payload, boolean acked) {
        requireReadable(payload, 13);
        listener.onConfirm(BasicCodec.deliveryTag(payload), BasicCodec.multiple(payload), acked);
    }

    static void requireReadable(ByteBuf payload, int bytes) {
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
        requireReadable(payload, BasicCodec.HEADER_BYTES + 2);
        missingBytes = BasicCodec.bodyBytes(payload);
        if (missingBytes < 0 || missingBytes > LONGEST_CONTENT_BYTES) {
            throw new AmqpException(ReplyCode.CONTENT_TOO_LARGE, "a body of " + Long.toUnsignedString(missingBytes)
                + " octets");
        }
        headerSeen = true;
        listener.onProperties(payload.skipBytes(BasicCodec.HEADER_BYTES));
        if (missingBytes == 0) complete(Unpooled.EMPTY_BUFFER);
    }

    // HOT: the body of every delivery passes through here; a whole one is not copied.
    void onBody(ByteBuf payload, int moreBytes) {
        int bytes = payload.readableBytes();
        if (!headerSeen || (long) bytes + moreBytes > missingBytes) {
            throw new AmqpException(ReplyCode.UNEXPECTED_FRAME,
                "a body frame without a header, or longer than it said");
        }
        if (bytes == 0) return; // a long frame is announced; its octets follow
        if (bytes == missingBytes && parts == null) {
            complete(payload);
            return;
        }
        if (parts == null) parts = payload.alloc().directBuffer((int) Math.min(missingBytes, 1 << 20));
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

    private void onRareMethod(Method method) {
        switch (method) {
            case ChannelMethod.Close m -> {
                Frame.writeMethod(connection.out(), number, new ChannelMethod.CloseOk());
                connection.flush();
                var why = new AmqpFailure(AmqpFailure.Kind.CHANNEL_CLOSED, m.replyCode(),
                    connection.host() + ": the broker closed the channel: " + m.replyCode() + " " + m.replyText(), null);
                if (!closing) connection.forget(number); // else its reply to our close is still to come, and the number stays taken
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

    public boolean isClosed() {
        return closed != null;
    }

    /** Ends the channel and fails its pending calls. */
    void close(AmqpFailure why) {
        if (closed != null) return;
        closed = why;
        if (parts != null) parts.release();
        parts = null;
        for (var call = calls.poll(); call != null; call = calls.poll()) call.reply.completeExceptionally(why);
    }
}
