package reprise.transport.amqp;

import io.netty.buffer.ByteBuf;

/** Receives what a {@link FrameDecoder} finds, in order, on the decoder's event loop. Both methods may throw an {@link AmqpException}. */
public interface FrameListener {
    /** The peer's first eight octets; see {@link Frame#PROTOCOL_HEADER}. A client only receives it from a server that refuses. */
    void onProtocolHeader(long header);

    /**
     * One frame, or a part of a long body frame as if it were one; the first part of that is empty, and tells its length. The payload is
     * the decoder's own buffer, narrowed to the payload: read it now, copy what must stay, do not release it.
     *
     * @param moreBytes of the same frame that are still to come; 0 of a whole frame and of its last part
     */
    void onFrame(int type, int channel, ByteBuf payload, int moreBytes);
}
