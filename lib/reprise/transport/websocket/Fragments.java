package reprise.transport.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** Joins the frames of one message, up to a limit. Owned by the connection's loop. */
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

    /** False if the message would become too long. */
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
