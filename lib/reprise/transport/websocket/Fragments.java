package reprise.transport.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** A message that comes in several frames, joined; never more than its bound. Owned by the connection's loop. */
final class Fragments {
    private final boolean text;
    private final ByteBuf joined;

    Fragments(boolean text, int maxBytes) {
        this.text = text;
        joined = Unpooled.buffer(Math.min(256, maxBytes), maxBytes);
    }

    boolean text() {
        return text;
    }

    /** False if it would become too long. */
    boolean add(ByteBuf piece) {
        if (piece.readableBytes() > joined.maxWritableBytes()) return false;
        joined.writeBytes(piece, piece.readerIndex(), piece.readableBytes());
        return true;
    }

    ByteBuf joined() {
        return joined;
    }

    void release() {
        joined.release();
    }
}
