package reprise.transport.wamp;

import io.netty.buffer.ByteBuf;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The header before a message on the wire. It is written by hand so that many messages share one buffer and one write:
 * <pre>
 * rawsocket   octet 0 (a message), 24 bits length                             (WAMP v2, "RawSocket Transport")
 * WebSocket   octet 80 + opcode (1 text, 2 binary), then M + length below 126,
 *             or M + 126 and 16 bits length, or M + 127 and 64 bits; M = 80 and four octets of mask after the length,
 *             if a client sends                                               (RFC 6455, section 5.2)
 * </pre>
 */
enum Framing {
    RAWSOCKET, SERVER_TEXT, SERVER_BINARY, CLIENT_TEXT, CLIENT_BINARY;

    private static final int MOVED_BYTES = 64 * 1024;

    static Framing ofWebSocket(Serializer form, boolean client) {
        if (form == Serializer.JSON) return client ? CLIENT_TEXT : SERVER_TEXT;
        return client ? CLIENT_BINARY : SERVER_BINARY;
    }

    /** The octets that {@link #begin} leaves free for the header. */
    private int headBytes() {
        return switch (this) {
            case RAWSOCKET, CLIENT_TEXT, CLIENT_BINARY -> this == RAWSOCKET ? 4 : 6;
            case SERVER_TEXT, SERVER_BINARY -> 2;
        };
    }

    void begin(ByteBuf out) {
        out.writeZero(headBytes());
    }

    /** The length of the message written after {@link #begin}. */
    int bodyBytes(ByteBuf out, int start) {
        return out.writerIndex() - start - headBytes();
    }

    /** Completes a message: writes its header at {@code start}, where {@link #begin} was called. */
    void finish(ByteBuf out, int start) {
        int bytes = bodyBytes(out, start);
        switch (this) {
            case RAWSOCKET -> out.setInt(start, bytes);
            case SERVER_TEXT -> head(out, start, 0x81, bytes);
            case SERVER_BINARY -> head(out, start, 0x82, bytes);
            case CLIENT_TEXT -> mask(out, head(out, start, 0x81, bytes), bytes);
            case CLIENT_BINARY -> mask(out, head(out, start, 0x82, bytes), bytes);
        }
    }

    // Returns the index of the mask, right after the length.
    private int head(ByteBuf out, int start, int first, int bytes) {
        int masked = headBytes() > 2 ? 0x80 : 0;
        out.setByte(start, first);
        if (bytes < 126) {
            out.setByte(start + 1, masked | bytes);
            return start + 2;
        }
        int lengthBytes = bytes < 0x1_0000 ? 2 : 8;
        moveUp(out, start + headBytes(), bytes, lengthBytes);
        out.setByte(start + 1, masked | (lengthBytes == 2 ? 126 : 127));
        if (lengthBytes == 2) out.setShort(start + 2, bytes);
        else out.setLong(start + 2, bytes);
        return start + 2 + lengthBytes;
    }

    // The last block moves first, so none is overwritten.
    private static void moveUp(ByteBuf out, int from, int bytes, int by) {
        out.writeZero(by);
        for (int left = bytes; left > 0; left -= Math.min(left, MOVED_BYTES)) {
            int block = Math.min(left, MOVED_BYTES);
            out.setBytes(from + left - block + by, out, from + left - block, block);
        }
    }

    private static void mask(ByteBuf out, int at, int bytes) {
        int mask = ThreadLocalRandom.current().nextInt();
        out.setInt(at, mask);
        int body = at + 4;
        int i = 0;
        for (; i + 4 <= bytes; i += 4) out.setInt(body + i, out.getInt(body + i) ^ mask);
        for (; i < bytes; i++) out.setByte(body + i, out.getByte(body + i) ^ mask >>> 24 - 8 * (i & 3));
    }
}
