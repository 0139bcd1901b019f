package reprise.testee.broker;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What one node says to another, in order, over a loopback connection of its own that opens with the first word. A message's bytes are
 * written to the socket and read again at the other end; whom they are for (queue, channel, consumer) is known to both ends, since all
 * nodes are one process. Frames gather until the end of the turn, as in an {@link Outbox}.
 * <pre>
 *   octets   octet 0   4                    8                 12                20            …
 *            int       int                  int               long              destination   content
 *            -1: no message                 all content       number, from 1
 *            octets of  octets of the
 *            destination properties
 * </pre>
 * When one of the nodes dies, or is given up, what is under way is lost. Owned by the event loop.
 */
final class Link {
    static final int HEAD_BYTES = 3 * Integer.BYTES + Long.BYTES;
    static final int NO_MESSAGE = -1;
    private static final int EARLY_FLUSH_BYTES = 128 * 1024;
    /** With so much under way, publishers wait and nothing more is delivered … */
    private static final int FULL_BYTES = 1024 * 1024;
    /** … until only this is. */
    private static final int LOW_BYTES = FULL_BYTES / 2;

    final Node from;
    final Node to;
    private final Broker broker;
    private final ArrayDeque<Parcel> underWay = new ArrayDeque<>();
    private final Set<FlowControl> waiting = new LinkedHashSet<>();
    private Channel out;
    private Channel in;
    /** Which connection of the two nodes this is; rises when one breaks. */
    private int connection;
    /** Connected, or to be connected. */
    private boolean open;
    private ByteBuf gathered;
    private boolean dirty;
    private long number;
    private long underWayBytes;
    /** The part of these that is charged. */
    private long messageBytes;
    private boolean full;
    private boolean refused;
    private long carriedBytes;

    Link(Broker broker, Node from, Node to) {
        this.broker = broker;
        this.from = from;
        this.to = to;
    }

    /** HOT: whether deliveries may be sent. */
    boolean takes() {
        refused |= full;
        return !full;
    }

    boolean full() {
        return full;
    }

    boolean isOpen() {
        return open;
    }

    int connection() {
        return connection;
    }

    /** The octets that have arrived in all. */
    long carriedBytes() {
        return carriedBytes;
    }

    /** HOT: for each message to another node. {@code message} may be null. */
    void send(Parcel parcel, Message message) {
        if (!from.running() || !to.running()) {
            parcel.lost();
            return;
        }
        if (!open) open();
        int bytes = write(message);
        underWay.add(parcel);
        underWayBytes += bytes;
        if (message != null) charge(bytes);
        if (underWayBytes >= FULL_BYTES) full = true;
        if (gathered.readableBytes() >= EARLY_FLUSH_BYTES) flush();
    }

    private void charge(long bytes) {
        messageBytes += bytes;
        broker.memory.take(bytes);
    }

    private void release(long bytes) {
        messageBytes -= bytes;
        broker.memory.giveBack(bytes);
    }

    private int write(Message message) {
        int bytes = HEAD_BYTES + (message == null ? 0 : message.destination.length + message.content.length);
        if (gathered == null) gathered = broker.allocator().directBuffer(Math.max(1024, bytes));
        toFlush();
        gathered.ensureWritable(bytes);
        gathered.writeInt(message == null ? NO_MESSAGE : message.destination.length);
        gathered.writeInt(message == null ? 0 : message.propertiesBytes);
        gathered.writeInt(message == null ? 0 : message.content.length);
        gathered.writeLong(++number);
        if (message != null) gathered.writeBytes(message.destination).writeBytes(message.content);
        return bytes;
    }

    private void toFlush() {
        if (dirty) return;
        dirty = true;
        broker.dirty(this);
    }

    private void open() {
        open = true;
        broker.interconnect.connect(this);
    }

    /** Its sending end is connected. */
    void opened(Channel sending) {
        out = sending;
        flush();
    }

    /** Its receiving end is connected. */
    void receives(Channel receiving) {
        in = receiving;
        if (to.frozen()) in.config().setAutoRead(false);
    }

    /** Ends a turn; what a frozen node has to say waits. */
    void flush() {
        dirty = false;
        if (out == null || gathered == null || from.frozen()) return;
        ByteBuf whole = gathered;
        gathered = null;
        out.writeAndFlush(whole, out.voidPromise());
    }

    /** HOT: the next frame is whole. */
    void arrived(long itsNumber, int bytes, Message message) {
        Parcel parcel = underWay.poll();
        if (itsNumber != number - underWay.size()) throw new IllegalStateException("frame " + itsNumber + " out of its turn");
        carriedBytes += bytes;
        underWayBytes -= bytes;
        if (message != null) release(bytes);
        parcel.arrived(message);
        if (full && underWayBytes <= LOW_BYTES) drained();
    }

    private void drained() {
        full = false;
        var resumed = List.copyOf(waiting);
        waiting.clear();
        resumed.forEach(FlowControl::linkDrained);
        if (refused) broker.later(broker::pump);
        refused = false;
    }

    /** A publisher waits until less is under way. */
    void await(FlowControl publisher) {
        waiting.add(publisher);
    }

    /** One of its nodes is frozen, or no longer. */
    void frozenOrThawed() {
        if (in != null) in.config().setAutoRead(!to.frozen());
        if (gathered != null) toFlush();
    }

    /** Breaks; what is under way is lost. A later word opens it again, if both nodes run. */
    void cut() {
        if (!open) return;
        open = false;
        connection++;
        if (out != null) out.close();
        if (in != null) in.close();
        out = null;
        in = null;
        if (gathered != null) gathered.release();
        gathered = null;
        release(messageBytes);
        underWayBytes = 0;
        var lost = List.copyOf(underWay);
        underWay.clear();
        lost.forEach(Parcel::lost);
        drained();
    }
}
