package reprise.transport.amqp;

import io.netty.buffer.ByteBuf;
import reprise.transport.tls.TlsFailure;
import reprise.transport.IncompleteFrame;

/**
 * Splits received bytes into frames and passes each to a {@link FrameListener} in place, without an object per frame. A long body frame
 * is announced, and passed on in the parts in which it comes: whoever puts bodies together needs no copy of it besides. One per connection,
 * confined to its event loop. Throws an {@link AmqpException} for a frame that is too long or lacks {@link Frame#END};
 * after that, nothing can be decoded.
 */
public final class FrameDecoder {
    /** Shorter frames are whole: most are within one read. */
    private static final int SPLIT_FROM_BYTES = 8 * 1024;

    private final FrameListener listener;
    private boolean headerExpected;
    private boolean first = true;
    private int maxBytes;
    private boolean closed;
    private boolean paused;
    private final IncompleteFrame rest = new IncompleteFrame();
    private int splitChannel;
    /** Payload of a split body frame that is still to come; 0 between frames. */
    private int missingBytes;

    private FrameDecoder(FrameListener listener, boolean headerExpected, int maxBytes) {
        this.listener = listener;
        this.headerExpected = headerExpected;
        this.maxBytes = maxBytes;
    }

    /** For a server: the first eight octets are a protocol header, whatever their content. */
    public static FrameDecoder ofServer(FrameListener listener, int maxBytes) {
        return new FrameDecoder(listener, true, maxBytes);
    }

    /** For a client: frames from the start, unless the first octets show that the server refuses with a protocol header, or speaks TLS. */
    public static FrameDecoder ofClient(FrameListener listener, int maxBytes) {
        return new FrameDecoder(listener, false, maxBytes);
    }

    /** Sets the longest frame from now on, overhead included; 0 for no limit, as in connection.tune. */
    public void maxBytes(int bytes) {
        maxBytes = bytes == 0 ? Integer.MAX_VALUE : bytes;
    }

    /** HOT: every received byte passes through here. Decodes all whole frames; takes over the reference to {@code received}. */
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

    /** Passes on no more frames until {@link #resume}; a listener may call it while it handles a frame. Incoming bytes are kept. */
    public void pause() {
        paused = true;
    }

    /** Continues with the kept bytes. The listener may pause again before all frames are passed on. */
    public void resume() {
        paused = false;
        var kept = rest.take();
        if (kept != null) feed(kept);
    }

    /** Stops decoding at once, even within the current buffer. */
    public void close() {
        closed = true;
        rest.release();
    }

    private boolean next(ByteBuf input) {
        int readable = input.readableBytes();
        if (readable == 0) return false;
        if (first && !headerExpected) {
            if (readable < TlsFailure.ALERT_BYTES) return false;
            headerExpected = input.getByte(input.readerIndex()) == 'A';
            if (TlsFailure.isAlert(input)) throw new AmqpException(ReplyCode.FRAME_ERROR, TlsFailure.wanted("amqps"));
        }
        first = false;
        if (headerExpected) {
            if (readable < Long.BYTES) return false;
            headerExpected = false;
            listener.onProtocolHeader(input.readLong());
            return true;
        }
        if (missingBytes > 0) return part(input, readable);
        if (readable < Frame.HEAD_BYTES) return false;
        int start = input.readerIndex();
        int type = input.getUnsignedByte(start);
        int channel = input.getUnsignedShort(start + 1);
        int payloadBytes = input.getInt(start + 3);
        if (payloadBytes < 0 || payloadBytes > maxBytes - Frame.OVERHEAD_BYTES) throw tooLong(payloadBytes);
        input.skipBytes(Frame.HEAD_BYTES);
        if (type == Frame.BODY && payloadBytes >= SPLIT_FROM_BYTES) {
            splitChannel = channel;
            missingBytes = payloadBytes;
            pass(input, type, channel, 0, false); // what is wrong with it is found now, whether its octets are there or not
            return true;
        }
        if (readable >= payloadBytes + Frame.OVERHEAD_BYTES) {
            pass(input, type, channel, payloadBytes, true);
            return true;
        }
        input.readerIndex(start);
        return false;
    }

    // The last octet waits for the frame's end, so that no message is complete before that was seen.
    private boolean part(ByteBuf input, int readable) {
        boolean last = readable > missingBytes;
        int bytes = last ? missingBytes : Math.min(readable, missingBytes - 1);
        if (bytes == 0) return false;
        missingBytes -= bytes;
        pass(input, Frame.BODY, splitChannel, bytes, last);
        return true;
    }

    private void pass(ByteBuf input, int type, int channel, int payloadBytes, boolean last) {
        int payloadEnd = input.readerIndex() + payloadBytes;
        int inputEnd = input.writerIndex();
        if (last && input.getByte(payloadEnd) != (byte) Frame.END) {
            throw new AmqpException(ReplyCode.FRAME_ERROR, "the frame ends with octet " + input.getUnsignedByte(payloadEnd) + " instead of "
                + Frame.END);
        }
        input.writerIndex(payloadEnd);
        listener.onFrame(type, channel, input, missingBytes);
        input.setIndex(last ? payloadEnd + 1 : payloadEnd, inputEnd);
    }

    private AmqpException tooLong(int payloadBytes) {
        return new AmqpException(ReplyCode.FRAME_ERROR, "a frame with a payload of " + Integer.toUnsignedString(payloadBytes)
            + " octets; the longest on this connection has " + (maxBytes - Frame.OVERHEAD_BYTES));
    }
}
