package reprise.transport.amqp;

import io.netty.buffer.ByteBuf;
import reprise.transport.Remainder;

/**
 * Cuts received bytes into frames and shows each to a {@link FrameListener} in place, without an object per frame.
 * One connection's, used on its event loop only. Throws an {@link AmqpException} for a frame that is too long or does not
 * end with {@link Frame#END}; nothing can be decoded after that.
 */
public final class FrameDecoder {
    private final FrameListener listener;
    private boolean headerExpected;
    private boolean first = true;
    private int maxBytes;
    private boolean closed;
    private boolean paused;
    private final Remainder rest = new Remainder();

    private FrameDecoder(FrameListener listener, boolean headerExpected, int maxBytes) {
        this.listener = listener;
        this.headerExpected = headerExpected;
        this.maxBytes = maxBytes;
    }

    /** A server's: the first eight octets are a protocol header, whatever they are. */
    public static FrameDecoder ofServer(FrameListener listener, int maxBytes) {
        return new FrameDecoder(listener, true, maxBytes);
    }

    /** A client's: frames from the start, unless the first octet says that the server refuses with a protocol header. */
    public static FrameDecoder ofClient(FrameListener listener, int maxBytes) {
        return new FrameDecoder(listener, false, maxBytes);
    }

    /** The longest frame from now on, all of it counted; 0 for no limit, as in connection.tune. */
    public void maxBytes(int bytes) {
        maxBytes = bytes == 0 ? Integer.MAX_VALUE : bytes;
    }

    /** HOT: every byte received passes here. Decodes all whole frames; takes over the reference to {@code received}. */
    public void feed(ByteBuf received) {
        if (closed) {
            received.release();
            return;
        }
        var input = rest.with(received);
        boolean whole = false;
        try {
            while (!closed && !paused && next(input));
            whole = true;
        } finally {
            if (whole && !closed && input.isReadable()) rest.keep(input, received);
            else input.release();
        }
    }

    /** Shows no frame more until {@link #resume}; a listener may ask for it from within a frame. What comes in is kept. */
    public void pause() {
        paused = true;
    }

    /** Goes on with what was kept. The listener may pause again before all of it is shown. */
    public void resume() {
        paused = false;
        var kept = rest.take();
        if (kept != null) feed(kept);
    }

    /** Nothing is decoded any more, not even what is in the buffer at hand. */
    public void close() {
        closed = true;
        rest.release();
    }

    private boolean next(ByteBuf input) {
        int readable = input.readableBytes();
        if (readable == 0) return false;
        if (first && !headerExpected) headerExpected = input.getByte(input.readerIndex()) == 'A';
        first = false;
        if (headerExpected) {
            if (readable < Long.BYTES) return false;
            headerExpected = false;
            listener.onProtocolHeader(input.readLong());
            return true;
        }
        if (readable < Frame.HEAD_BYTES) return false;
        int start = input.readerIndex();
        int payloadBytes = input.getInt(start + 3);
        if (payloadBytes < 0 || payloadBytes > maxBytes - Frame.OVERHEAD_BYTES) throw tooLong(payloadBytes);
        if (readable < payloadBytes + Frame.OVERHEAD_BYTES) return false;
        frame(input, start, start + Frame.HEAD_BYTES + payloadBytes);
        return true;
    }

    private void frame(ByteBuf input, int start, int payloadEnd) {
        int end = input.getUnsignedByte(payloadEnd);
        if (end != Frame.END) {
            throw new AmqpException(ReplyCode.FRAME_ERROR, "the frame ends with octet " + end + " instead of " + Frame.END);
        }
        int inputEnd = input.writerIndex();
        input.setIndex(start + Frame.HEAD_BYTES, payloadEnd);
        listener.onFrame(input.getUnsignedByte(start), input.getUnsignedShort(start + 1), input);
        input.setIndex(payloadEnd + 1, inputEnd);
    }

    private AmqpException tooLong(int payloadBytes) {
        return new AmqpException(ReplyCode.FRAME_ERROR, "a frame with a payload of " + Integer.toUnsignedString(payloadBytes)
            + " octets; the longest on this connection has " + (maxBytes - Frame.OVERHEAD_BYTES));
    }
}
