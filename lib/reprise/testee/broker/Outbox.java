package reprise.testee.broker;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import reprise.transport.amqp.Frame;
import reprise.transport.amqp.Method;

/**
 * What a connection is about to write: frames gather in one buffer until the end of the turn, or until there is enough for
 * a write of its own. Owned by the event loop.
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
    private ClientChannel confirming; // the first of those with confirms to write, linked

    Outbox(Channel socket, Broker broker) {
        this.socket = socket;
        this.broker = broker;
    }

    /** HOT: may deliveries be pushed, or has the client too much to read already? */
    boolean pushable() {
        return open && !frozen && socket.isWritable() && (!broker.memory.unreadAlarm() || pendingBytes() == 0);
    }

    /** Where to write frames; call {@link #wrote} after each whole one. */
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
            channel.publishing.writeConfirms();
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

    /** Does the client leave so much unread that it must not ask for more? */
    boolean overfull() {
        return overfull;
    }

    // What is written and waits in this process, because the socket takes no more.
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

    /** Some of what was charged may have been taken meanwhile. Answers whether anything still waits. */
    boolean stillUnread() {
        charge();
        return unreadBytes > 0;
    }

    /** The socket takes bytes again. */
    void drained() {
        overfull = false;
        charge();
    }

    /** Was anything written since this was last asked? */
    boolean wroteSinceAsked() {
        boolean answer = wrote;
        wrote = false;
        return answer;
    }

    /** Writes nothing until {@link #thaw}; what little is to be said meanwhile gathers. */
    void freeze() {
        frozen = true;
    }

    void thaw() {
        frozen = false;
        if (gathered != null) toFlush();
    }

    /** Takes no more frames; what was gathered is still written. */
    void close() {
        open = false;
    }
}
