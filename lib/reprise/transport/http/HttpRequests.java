package reprise.transport.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * One load's requests, all from one {@link HttpRequestTemplate}, in memory that sockets can send from. All connections share a long
 * body; the rest of a request is each connection's own. Must be released once no connection is left.
 */
public final class HttpRequests {
    /** A shorter body is copied with the rest, because one piece is faster to send than two. */
    static final int SHARED_FROM_BYTES = 4096;

    private final ByteBufAllocator allocator;
    private final byte[] before;
    private final byte[] after;
    private final ByteBuf shared;
    private final boolean numbered;

    HttpRequests(ByteBufAllocator allocator, byte[] before, byte[] head, byte[] body, boolean numbered) {
        this.allocator = allocator;
        this.before = before;
        this.numbered = numbered;
        boolean shares = body.length >= SHARED_FROM_BYTES;
        after = shares ? head : join(head, body);
        shared = shares ? allocator.directBuffer(body.length, body.length).writeBytes(body) : null;
    }

    private static byte[] join(byte[] head, byte[] body) {
        var both = new byte[head.length + body.length];
        System.arraycopy(head, 0, both, 0, head.length);
        System.arraycopy(body, 0, both, head.length, body.length);
        return both;
    }

    /** A request for one connection, which must release it. Thread-safe. */
    public HttpRequest forConnection() {
        return new HttpRequest(allocator, before, after, shared, numbered);
    }

    public void release() {
        if (shared != null) shared.release();
    }
}
