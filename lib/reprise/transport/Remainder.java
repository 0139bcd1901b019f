package reprise.transport;

import io.netty.buffer.ByteBuf;

/**
 * What came of a frame whose end has not come yet, between two reads of a stream. A decoder begins with {@link #with}, decodes
 * the whole frames of what it gets, and gives the same two buffers to {@link #keep}, or releases the first one. One thread.
 */
public final class Remainder {
    private static final int LEAST_BYTES = 256;
    private ByteBuf bytes; // or null

    /** What was kept, followed by {@code received}, whose reference it takes over; now the caller's, and nothing is kept. */
    // HOT: every buffer received passes here.
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
     * Keeps the unread part of {@code input}, which {@code with(received)} gave, and its reference with it. A receive buffer with
     * a few bytes left in it would be held for them: they move to a buffer of their own.
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

    /** What is kept, now the caller's, or null. */
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
