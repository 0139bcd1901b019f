package reprise.transport.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;

/** Counts the bytes over one socket, first in its pipeline; confined to its loop. Sent bytes are those handed to the socket. */
final class ByteCounter extends ChannelDuplexHandler {
    long sent;
    long received;
    /** Incoming bytes are dropped: the connection has ended on our side, but the peer has not finished. */
    boolean discarding;

    // HOT: once per read of the socket.
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof ByteBuf bytes) received += bytes.readableBytes();
        if (discarding) ReferenceCountUtil.release(message);
        else ctx.fireChannelRead(message);
    }

    // HOT: once or twice per frame.
    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (message instanceof ByteBuf bytes) sent += bytes.readableBytes();
        ctx.write(message, promise);
    }
}
