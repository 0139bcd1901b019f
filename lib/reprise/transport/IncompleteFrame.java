package reprise.transport;

import io.netty.buffer.ByteBuf;

/**
 * Holds the start of an incomplete frame between two reads of a stream. A decoder calls {@link #with}, decodes the whole frames of
 * the result, and passes the same two buffers to {@link #keep}, or releases the first one. For one thread.
 */
public final class IncompleteFrame {
    private static final int LEAST_BYTES = 256;
    private ByteBuf bytes; // may be null

    /**
     * Returns the kept bytes followed by {@code received}, whose reference it takes over. The caller owns the result; nothing stays kept.
     */
    // HOT: every received buffer passes through here.
    public ByteBuf with(ByteBuf received) {
        if (bytes == null) return received;
        ByteBuf input = bytes;
        bytes = null;
        try {
            input.writeBytes(received);
        } finally {
            received.release();
        }
        return input;
    }

    /**
     * Keeps the unread part of {@code input}, which {@code with(received)} returned, together with its reference. A few left-over
     * bytes would pin a whole receive buffer, so they move to a buffer of their own.
     */
    public void keep(ByteBuf input, ByteBuf received) {
        if (input == received) {
            bytes = input.alloc().buffer(Math.max(LEAST_BYTES, input.readableBytes()));
            bytes.writeBytes(input);
            input.release();
        } else {
            bytes = input.discardReadBytes();
        }
    }

    /** Hands what is kept to the caller, or null. */
    public ByteBuf take() {
        ByteBuf kept = bytes;
        bytes = null;
        return kept;
    }

    public void release() {
        if (bytes != null) bytes.release();
        bytes = null;
    }
}
