package reprise.transport.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * One connection's request, ready to send: only the sequence number is rewritten. Owned by the connection's loop.
 * <pre>
 *   … room …  | POST /call?seq= | 4711 |  HTTP/1.1 CRLF Host: … CRLF CRLF body
 *               before            number after
 *             readerIndex                stays where it is
 * </pre>
 * The number ends where {@code after} begins; for another digit, {@code before} moves one byte to the left. A long body is not in
 * {@code after}: all connections send it from shared memory.
 */
public final class HttpRequest {
    static final int MAX_DIGITS = 19;

    private final ByteBufAllocator allocator;
    private final byte[] before;
    private final byte[] after;
    private final ByteBuf shared; // null if the body is in after
    private final boolean numbered;
    private ByteBuf own; // room, before, number, after
    private ByteBuf bytes; // own, or own and the shared body
    private int digits;

    HttpRequest(ByteBufAllocator allocator, byte[] before, byte[] after, ByteBuf shared, boolean numbered) {
        this.allocator = allocator;
        this.before = before;
        this.after = after;
        this.shared = shared;
        this.numbered = numbered;
        fill();
    }

    private void fill() {
        int room = before.length + MAX_DIGITS;
        own = allocator.directBuffer(room + after.length, room + after.length);
        own.setBytes(room, after);
        own.setIndex(0, room + after.length);
        bytes = shared == null ? own : allocator.compositeDirectBuffer(2).addComponent(true, own)
            .addComponent(true, shared.retainedDuplicate());
        digits = -1;
    }

    /**
     * The whole request with this number, from reader to writer index. The buffer stays ours: the sender retains it. If a socket
     * still holds the previous request (the peer replied before it had read all of it), this makes a fresh copy.
     */
    // HOT: once per request; writes the digits in place, and moves the part before them once per power of ten.
    public ByteBuf numbered(long number) {
        if (bytes.refCnt() > 1) {
            bytes.release();
            fill();
        }
        int end = before.length + MAX_DIGITS;
        int at = end;
        if (numbered) {
            for (long left = number; at == end || left != 0; left /= 10) own.setByte(--at, (int) ('0' + left % 10));
        }
        if (end - at != digits) {
            digits = end - at;
            own.setBytes(at - before.length, before);
        }
        bytes.setIndex(at - before.length, bytes.capacity());
        return bytes;
    }

    /** Whether the socket has accepted all of the last request. */
    public boolean isSent() {
        return bytes.refCnt() == 1;
    }

    public void release() {
        bytes.release();
    }
}
