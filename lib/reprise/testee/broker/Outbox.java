package reprise.testee.broker;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import reprise.transport.amqp.Frame;
import reprise.transport.amqp.Method;

/**
 * A connection's outgoing frames: they gather in one buffer until the end of the turn, or until there are enough for a write of
 * their own. Owned by the event loop.
 */
final class Outbox {
    private static final int EARLY_FLUSH_BYTES = 128 * 1024;
    private static final int UNREAD_REPLIES_BYTES = 1024 * 1024;

    private final Channel socket;
    private final Broker broker;
    private ByteBuf gathered;
    private int usualBytes = 1024;
    private boolean dirty;
    private boolean open = true;
    private boolean frozen;
    private boolean overfull;
    private boolean wrote;
    private long unreadBytes; // as charged
    private ClientChannel confirming; // head of the linked list of channels with confirms to write

    Outbox(Channel socket, Broker broker) {
        this.socket = socket;
        this.broker = broker;
    }

    /** HOT: whether deliveries may be pushed, or the client has too much to read already. */
    boolean pushable() {
        return open && !frozen && socket.isWritable() && (!broker.memory.unreadAlarm() || pendingBytes() == 0);
    }

    /** The buffer to write frames into; the caller calls {@link #wrote} after each whole one. */
    ByteBuf frames() {
        if (gathered == null) {
            gathered = socket.alloc().directBuffer(usualBytes);
            toFlush();
        }
        return gathered;
    }

    private void toFlush() {
        if (dirty) return;
        dirty = true;
        broker.dirty(this);
    }

    void wrote() {
        if (gathered.readableBytes() >= EARLY_FLUSH_BYTES) write();
    }

    void send(int channel, Method method) {
        if (!open) return;
        Frame.writeMethod(frames(), channel, method);
        wrote();
    }

    /** This channel has confirms to write when the turn ends. */
    void confirmAtFlush(ClientChannel channel) {
        channel.nextConfirming = confirming;
        confirming = channel;
        toFlush();
    }

    boolean confirmsDue() {
        return confirming != null;
    }

    void flush() {
        for (ClientChannel channel = confirming; channel != null; channel = channel.nextConfirming) {
            channel.publishing.confirms.flush();
        }
        confirming = null;
        if (gathered != null) write();
    }

    /** The turn is over. */
    void clean() {
        dirty = false;
    }

    private void write() {
        if (frozen) return;
        ByteBuf full = gathered;
        gathered = null;
        usualBytes = Math.clamp(Integer.highestOneBit(full.readableBytes()) * 2L, 1024, 2 * EARLY_FLUSH_BYTES);
        wrote = true;
        socket.writeAndFlush(full, socket.voidPromise());
        charge();
        overfull |= !socket.isWritable() && socket.bytesBeforeWritable() > UNREAD_REPLIES_BYTES;
    }

    /** Whether the client leaves so much unread that it must not send more requests. */
    boolean overfull() {
        return overfull;
    }

    // The bytes that wait in this process because the socket accepts no more.
    private long pendingBytes() {
        var waiting = socket.unsafe().outboundBuffer();
        return waiting == null ? 0 : waiting.totalPendingWriteBytes();
    }

    private void charge() {
        long pending = pendingBytes();
        if (pending == unreadBytes) return;
        broker.memory.unread(pending - unreadBytes);
        unreadBytes = pending;
        if (pending > 0) broker.unread(this);
    }

    /** Updates the charge, since the socket may have accepted some bytes. Returns whether any still wait. */
    boolean stillUnread() {
        charge();
        return unreadBytes > 0;
    }

    /** The socket is writable again. */
    void drained() {
        overfull = false;
        charge();
    }

    /** Whether anything was written since the last call. */
    boolean wroteSinceCheck() {
        boolean answer = wrote;
        wrote = false;
        return answer;
    }

    /** Writes nothing until {@link #thaw}; the few frames of the meantime gather. */
    void freeze() {
        frozen = true;
    }

    void thaw() {
        frozen = false;
        if (gathered != null) toFlush();
    }

    /** Accepts no more frames; the gathered ones are still written. */
    void close() {
        open = false;
    }
}
