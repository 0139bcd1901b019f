package reprise.transport;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import java.io.IOException;

/** Opens one Netty channel after another: on systems without epoll, and below {@link TlsRequestSocket}. */
class ChannelRequestSocket extends ChannelInboundHandlerAdapter implements RequestSocket {
    private final Addresses addresses;
    private final EventLoop loop;
    final User user;
    private final Bootstrap bootstrap;
    Channel channel; // null while closed

    ChannelRequestSocket(Addresses addresses, EventLoop loop, int timeoutMs, SharedReceiveBuffer buffer, User user) {
        this(addresses, loop, timeoutMs, user);
        bootstrap.option(ChannelOption.RECVBUF_ALLOCATOR, buffer);
    }

    /** With receive buffers of its own, which a handler before it may keep. */
    ChannelRequestSocket(Addresses addresses, EventLoop loop, int timeoutMs, User user) {
        this.addresses = addresses;
        this.loop = loop;
        this.user = user;
        bootstrap = new Bootstrap().group(loop).channel(Sockets.client()).option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, timeoutMs).handler(this);
    }

    @Override
    public final boolean isSharable() {
        return true; // there is one channel after another
    }

    @Override
    public void open() {
        addresses.connect(bootstrap, loop, trying -> channel = trying, result -> {
            if (!result.isSuccess()) GuardedTask.task(() -> notOpened(result.cause()), user::failed).run();
        });
    }

    final void notOpened(Throwable cause) {
        if (channel == null) return; // closed in the meantime
        channel = null;
        if (cause instanceof Error) user.failed(cause);
        else user.notOpened(cause);
    }

    @Override
    public final void send(ByteBuf bytes) {
        channel.writeAndFlush(bytes, channel.voidPromise());
    }

    @Override
    public final void close() {
        var old = channel;
        channel = null;
        if (old != null) old.close();
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        if (context.channel() == channel) user.opened();
        else context.close(); // closed in the meantime
    }

    // HOT: once per read, from the buffer of the loop, or of TLS.
    @Override
    public final void channelRead(ChannelHandlerContext context, Object message) {
        var in = (ByteBuf) message;
        try {
            if (context.channel() == channel) user.read(in);
        } finally {
            in.release();
        }
    }

    @Override
    public final void channelInactive(ChannelHandlerContext context) {
        if (context.channel() != channel) return;
        channel = null;
        user.closed();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!(cause instanceof IOException broken)) user.failed(cause);
        else if (context.channel() == channel) user.broke(broken);
    }
}
