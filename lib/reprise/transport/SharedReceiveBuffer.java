package reprise.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator.ExtendedHandle;

/**
 * Makes all connections of one event loop read into one buffer, for handlers that finish with the bytes within {@code channelRead}
 * and release the buffer there. No read allocates a buffer, and when a reply fits, Netty sees that and skips the futile second
 * read. Confined to the loop; must be released.
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

    /** For code that reads without a channel and finishes with the bytes before the next read. */
    // HOT: once per read.
    public ByteBuf emptied() {
        if (buffer.refCnt() != 1) throw new IllegalStateException("a handler still holds the loop's receive buffer");
        return buffer.clear();
    }

    public void release() {
        buffer.release();
    }
}
