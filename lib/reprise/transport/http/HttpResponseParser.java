package reprise.transport.http;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import reprise.transport.tls.TlsFailure;

/**
 * Parses the replies of one connection, one after another, however their bytes are split. Confined to the connection's loop;
 * allocates nothing, except once for a line that arrives in pieces. Its result after each portion of bytes:
 * <pre>
 *   MORE      the reply is not complete
 *   REPLY     it is; bytes after it stay in the buffer. begin() prepares for the next
 *   BROKEN    this is not HTTP/1.x; reason() says why, and the connection is unusable
 * </pre>
 * States, and what ends them (RFC 9112; a line ends with CR LF or LF alone; a field or trailer continues in the next line if that
 * begins with a blank, and is read as one, 5.2):
 * <pre>
 *   STATUS       HTTP/1.0 or 1.1, three digits                     HEADER
 *   HEADER       a field                                           HEADER
 *                an empty line after 1xx                           STATUS
 *                … after 101, if it was asked for                  DONE (else BROKEN)
 *                … after 204, 304, or in reply to HEAD             DONE
 *                … Transfer-Encoding ends with chunked             SIZE
 *                … another Transfer-Encoding beside a length       BROKEN
 *                … another Transfer-Encoding, or no length         UNTIL_CLOSE
 *                … Content-Length n &gt; 0                            LENGTH
 *                … Content-Length 0                                DONE
 *   LENGTH       n bytes                                           DONE
 *   UNTIL_CLOSE  {@link #end}                                      DONE
 *   SIZE         hexadecimal n &gt; 0, extensions                     CHUNK
 *                0, extensions                                     TRAILER
 *   CHUNK        n bytes                                           CHUNK_END
 *   CHUNK_END    an empty line                                     SIZE
 *   TRAILER      a field                                           TRAILER
 *                an empty line                                     DONE
 * </pre>
 */
public final class HttpResponseParser {
    /** The limit for status line, fields and trailers together, including those of 1xx replies; and for one line. */
    public static final int MAX_HEAD_BYTES = 64 * 1024;

    public enum Progress { MORE, REPLY, BROKEN }

    /** Receives the body as it arrives, without chunk framing. The bytes are valid only during the call. */
    public interface Body {
        void onBody(byte[] bytes, int from, int length);
    }

    private enum State { STATUS, HEADER, LENGTH, UNTIL_CLOSE, SIZE, CHUNK, CHUNK_END, TRAILER, DONE, BROKEN }

    private static final byte[] NO_BYTES = {};

    private final Body body;
    private final RequestTraits request;
    private final HttpWindow shared;
    private final byte[] window; // its bytes
    private final HttpHead head = new HttpHead();
    private State state = State.STATUS;
    private byte[] carried = NO_BYTES; // the start of a line that arrived in pieces
    private int carriedBytes;
    private boolean mayContinue; // carried holds a whole field with its LF; the next byte decides whether it continues
    private int headBytes;
    private long left; // of the body, or of the chunk
    private int bodyFrom; // in the window
    private long replyBytes;
    private String reason = "";

    /**
     * @param request what all the requests have in common
     * @param shared by the parsers of one loop, whose requests have the same traits
     */
    public HttpResponseParser(Body body, RequestTraits request, HttpWindow shared) {
        this.body = body;
        this.request = request;
        this.shared = shared;
        window = shared.bytes;
    }

    /** Prepares for a reply, on a new connection or after a complete reply. */
    // HOT: once per reply.
    public void begin() {
        state = State.STATUS;
        head.clear();
        carriedBytes = 0;
        mayContinue = false;
        headBytes = 0;
        replyBytes = 0;
    }

    /** Takes bytes until the reply is complete or none are left. */
    // HOT: once per read. It copies to an array first, because reading an array byte by byte is several times as fast.
    public Progress parse(ByteBuf in) {
        while (in.isReadable() && state != State.DONE && state != State.BROKEN) {
            int length = Math.min(in.readableBytes(), window.length);
            in.getBytes(in.readerIndex(), window, 0, length);
            int used = replyBytes == 0 ? takeFirst(length) : take(length);
            in.skipBytes(used);
            replyBytes += used;
        }
        return progress();
    }

    /** The peer closed the connection: this completes a reply that extends to the close, and breaks any other. */
    public Progress end() {
        if (state == State.UNTIL_CLOSE) state = State.DONE;
        else if (state == State.STATUS && TlsFailure.isAlert(carried, 0, carriedBytes)) broken(TlsFailure.wanted("https"));
        else if (state != State.DONE) broken(replyBytes == 0 ? "closed before the reply" : "closed in the middle of the reply");
        return progress();
    }

    private Progress progress() {
        return switch (state) {
            case DONE -> Progress.REPLY;
            case BROKEN -> Progress.BROKEN;
            default -> Progress.MORE;
        };
    }

    /** The last status; 0 before the first. */
    public int status() {
        return head.status;
    }

    /** Whether the connection may be used again. */
    public boolean keepsAlive() {
        return !request.closes() && head.status != 101 && head.keepsAlive() && (request.toHead() || head.isBodiless() || head.hasLength());
    }

    /** The bytes taken since {@link #begin}. */
    public long replyBytes() {
        return replyBytes;
    }

    /** Whether a reply has begun without a length, and so extends until the peer closes. */
    public boolean isUntilClose() {
        return state == State.UNTIL_CLOSE;
    }

    public String reason() {
        return reason;
    }

    /** Takes bytes that begin a reply: nearly all are the known one. */
    // HOT: once per reply.
    private int takeFirst(int length) {
        if (!shared.isKnown(length)) {
            bodyFrom = -1;
            int used = take(length);
            if (state == State.DONE && !head.chunked) shared.know(used, bodyFrom < 0 ? used : bodyFrom, head);
            return used;
        }
        head.copy(shared.head);
        int end = shared.knownBytes();
        if (shared.bodyFrom() < end) body.onBody(window, shared.bodyFrom(), end - shared.bodyFrom());
        state = State.DONE;
        return end;
    }

    // Returns how many bytes of the window it took.
    private int take(int length) {
        int at = 0;
        while (at < length) {
            switch (state) {
                case LENGTH, CHUNK, UNTIL_CLOSE -> at += data(at, length - at);
                case DONE, BROKEN -> {
                    return at;
                }
                default -> at = line(at, length);
            }
        }
        return at;
    }

    private int data(int at, int length) {
        int taken = state == State.UNTIL_CLOSE ? length : (int) Math.min(left, length);
        bodyFrom = at;
        body.onBody(window, at, taken);
        if (state == State.UNTIL_CLOSE) return taken;
        left -= taken;
        if (left == 0) state = state == State.CHUNK ? State.CHUNK_END : State.DONE;
        return taken;
    }

    /** Takes a line, or as much of it as there is. */
    private int line(int at, int length) {
        if (mayContinue) {
            mayContinue = false;
            if (!HttpHead.isBlank(window[at])) return carriedField(at);
            HttpHead.unfold(carried, carriedBytes - 1);
        }
        int end = lineEnd(at, length);
        int next = Math.min(end + 1, length);
        if (state == State.STATUS || state == State.HEADER || state == State.TRAILER) headBytes += next - at;
        if (headBytes > MAX_HEAD_BYTES || carriedBytes + next - at > MAX_HEAD_BYTES) {
            broken("more than " + MAX_HEAD_BYTES + " bytes of header");
        } else if (end == length) {
            carry(at, end);
        } else if (next == length && isField(at, end)) {
            carry(at, next);
            mayContinue = true;
        } else if (carriedBytes == 0) {
            line(window, at, end);
        } else {
            carry(at, end);
            int whole = carriedBytes;
            carriedBytes = 0;
            line(carried, 0, whole);
        }
        return next;
    }

    /** The index of the line's LF, or the window's end. It replaces folds with blanks, so that a field is one line. */
    // HOT: every line of a reply.
    private int lineEnd(int at, int length) {
        int end = at;
        while (true) {
            while (end < length && window[end] != '\n') end++;
            if (end + 1 >= length || !HttpHead.isBlank(window[end + 1]) || !isField(at, end)) return end;
            if (end == at && carriedBytes > 0) HttpHead.unfold(carried, carriedBytes); // its CR came with the previous bytes
            HttpHead.unfold(window, end);
        }
    }

    private boolean isField(int at, int end) {
        if (state != State.HEADER && state != State.TRAILER) return false;
        int bytes = carriedBytes + end - at;
        return bytes > 1 || bytes == 1 && (carriedBytes == 1 ? carried[0] : window[at]) != '\r';
    }

    private int carriedField(int at) {
        int whole = carriedBytes - 1;
        carriedBytes = 0;
        line(carried, 0, whole);
        return at;
    }

    private void carry(int from, int to) {
        int needed = carriedBytes + to - from;
        if (carried.length < needed) carried = Arrays.copyOf(carried, Math.max(128, 2 * needed));
        System.arraycopy(window, from, carried, carriedBytes, to - from);
        carriedBytes = needed;
    }

    /** A whole line, without its LF. */
    private void line(byte[] bytes, int from, int lineEnd) {
        int to = lineEnd > from && bytes[lineEnd - 1] == '\r' ? lineEnd - 1 : lineEnd;
        switch (state) {
            case STATUS -> {
                if (head.readStatus(bytes, from, to)) state = State.HEADER;
                else broken(TlsFailure.isAlert(bytes, from, to - from) ? TlsFailure.wanted("https") : "no status line");
            }
            case HEADER -> {
                if (from == to) headEnded();
                else if (!head.readField(bytes, from, to)) broken(head.reason());
            }
            case SIZE -> size(bytes, from, to);
            case CHUNK_END -> {
                if (from == to) state = State.SIZE;
                else broken("a chunk is longer than its size says");
            }
            case TRAILER -> {
                if (from == to) state = State.DONE;
                else if (HttpHead.nameEnd(bytes, from, to) < 0) broken("a trailer is no field");
            }
            case LENGTH, CHUNK, UNTIL_CLOSE, DONE, BROKEN -> throw new IllegalStateException("a line in state " + state);
        }
    }

    private void headEnded() {
        if (head.status == 101) {
            if (request.upgrades()) state = State.DONE;
            else broken("101: another protocol, which was not asked for");
        } else if (head.status < 200) {
            head.clear();
            state = State.STATUS;
        } else if (request.toHead() || head.isBodiless()) {
            state = State.DONE;
        } else if (head.chunked) {
            state = State.SIZE;
        } else if (head.isAmbiguous()) {
            broken("a Transfer-Encoding that does not end with chunked, beside a Content-Length: where the body ends cannot be told");
        } else if (!head.hasLength()) {
            state = State.UNTIL_CLOSE;
        } else {
            left = head.contentLength;
            state = left == 0 ? State.DONE : State.LENGTH;
        }
    }

    private void size(byte[] bytes, int from, int to) {
        left = HttpHead.chunkSize(bytes, from, to);
        if (left < 0) broken("no chunk size");
        else state = left == 0 ? State.TRAILER : State.CHUNK;
    }

    private void broken(String why) {
        reason = why;
        state = State.BROKEN;
    }
}
