package reprise.transport.wamp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import reprise.transport.UnreadBytes;

/**
 * The outgoing messages of a connection. They gather in one buffer until the end of the loop's turn: the first one schedules a task
 * after this turn's reads (Netty serves all ready sockets before the tasks), so that the answers to many sockets' requests leave in
 * one write. Owned by the event loop; a message allocates nothing here.
 */
final class Outbox implements Runnable {
    private static final int EARLY_FLUSH_BYTES = 128 * 1024;
    private static final int LEAST_BYTES = 512;

    private final Channel socket;
    private final Framing framing;
    private final MessageEncoder encoder;
    private final int maxMessageBytes;
    private final int maxUnreadBytes;
    private final UnreadBytes.Of unread; // null for a client
    private ByteBuf gathered;
    private int usualBytes = LEAST_BYTES;
    private boolean scheduled;
    private boolean closed;
    private boolean overfull;

    /** @param maxMessageBytes the longest message that the peer accepts */
    Outbox(Channel socket, Framing framing, Serializer form, int maxMessageBytes, int maxUnreadBytes, UnreadBytes all) {
        this.socket = socket;
        this.framing = framing;
        this.encoder = new MessageEncoder(form);
        this.maxMessageBytes = maxMessageBytes;
        this.maxUnreadBytes = maxUnreadBytes;
        this.unread = all == null ? null : all.of(socket);
    }

    /** HOT: a message that cannot be written leaves nothing behind; it throws a {@link WampException}. */
    void send(Message message) {
        if (closed) return;
        ByteBuf out = frames();
        int start = out.writerIndex();
        boolean whole = false;
        try {
            framing.begin(out);
            encoder.encode(message, out);
            int bytes = framing.bodyBytes(out, start);
            if (bytes > maxMessageBytes) {
                throw new WampException(WampException.TOO_LONG, "a message of " + bytes + " octets; the peer takes " + maxMessageBytes);
            }
            framing.finish(out, start);
            whole = true;
        } finally {
            if (!whole) out.writerIndex(start);
        }
        if (out.readableBytes() >= EARLY_FLUSH_BYTES) write();
    }

    /** Sends a rawsocket frame other than a message: {@code head}, then {@code bytes} octets of {@code body}. */
    void control(int head, ByteBuf body, int from, int bytes) {
        if (closed) return;
        ByteBuf out = frames().writeInt(head).writeBytes(body, from, bytes);
        if (out.readableBytes() >= EARLY_FLUSH_BYTES) write();
    }

    private ByteBuf frames() {
        if (gathered == null) gathered = socket.alloc().directBuffer(usualBytes);
        if (!scheduled) {
            scheduled = true;
            socket.eventLoop().execute(this);
        }
        return gathered;
    }

    /** Runs at the end of the turn. */
    @Override
    public void run() {
        scheduled = false;
        flush();
    }

    void flush() {
        if (gathered == null) return;
        if (gathered.isReadable()) {
            write();
        } else {
            gathered.release();
            gathered = null;
        }
    }

    private void write() {
        ByteBuf full = gathered;
        gathered = null;
        usualBytes = Math.clamp(Integer.highestOneBit(full.readableBytes()) * 2L, LEAST_BYTES, 2 * EARLY_FLUSH_BYTES);
        socket.writeAndFlush(full, socket.voidPromise());
        boolean room = unread == null || unread.wrote();
        if (room && (socket.isWritable() || socket.bytesBeforeWritable() <= maxUnreadBytes)) return;
        overfull = true;
        close();
        socket.close();
        if (unread != null) unread.wrote(); // nothing waits there any more
    }

    /** Whether the connection was closed because its peer does not read. */
    boolean overfull() {
        return overfull;
    }

    /** Accepts no more messages; a last {@link #flush} writes the gathered ones. */
    void close() {
        closed = true;
    }
}
