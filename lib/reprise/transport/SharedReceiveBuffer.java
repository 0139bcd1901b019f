package reprise.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator.ExtendedHandle;

/**
 * Gives all connections of one event loop the same buffer to read into, for handlers that are done with the bytes when
 * {@code channelRead} returns and release the buffer there. No buffer is allocated per read, and as long as a reply fits,
 * Netty sees that it did and does not read a second time in vain. Owned by the loop; to be released.
 */
public final class SharedReceiveBuffer extends DefaultMaxMessagesRecvByteBufAllocator {
    private final ByteBuf buffer;

    public SharedReceiveBuffer(ByteBufAllocator allocator, int bytes) {
        buffer = allocator.directBuffer(bytes, bytes);
    }

    @Override
    public ExtendedHandle newHandle() {
        return new MaxMessageHandle() {
            @Override
            public int guess() {
                return buffer.capacity();
            }

            // HOT: once per read.
            @Override
            public ByteBuf allocate(ByteBufAllocator allocator) {
                return emptied().retain();
            }
        };
    }

    /** For who reads into it without a channel, and is done with the bytes before the next read. */
    // HOT: once per read.
    public ByteBuf emptied() {
        if (buffer.refCnt() != 1) throw new IllegalStateException("a handler still holds the loop's receive buffer");
        return buffer.clear();
    }

    public void release() {
        buffer.release();
    }
}
