package reprise.transport;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import java.io.IOException;

/** Opens one Netty channel after another, on systems without epoll. */
final class ChannelRequestSocket extends ChannelInboundHandlerAdapter implements RequestSocket {
    private final Addresses addresses;
    private final EventLoop loop;
    private final User user;
    private final Bootstrap bootstrap;
    private Channel channel; // null while closed

    ChannelRequestSocket(Addresses addresses, EventLoop loop, int timeoutMs, SharedReceiveBuffer buffer, User user) {
        this.addresses = addresses;
        this.loop = loop;
        this.user = user;
        bootstrap = new Bootstrap().group(loop).channel(Sockets.client()).option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.RECVBUF_ALLOCATOR, buffer).option(ChannelOption.CONNECT_TIMEOUT_MILLIS, timeoutMs).handler(this);
    }

    @Override
    public boolean isSharable() {
        return true; // there is one channel after another
    }

    @Override
    public void open() {
        addresses.connect(bootstrap, loop, trying -> channel = trying, result -> {
            if (!result.isSuccess()) GuardedTask.task(() -> notOpened(result.cause()), user::failed).run();
        });
    }

    private void notOpened(Throwable cause) {
        if (channel == null) return; // closed in the meantime
        channel = null;
        if (cause instanceof Error) user.failed(cause);
        else user.notOpened(cause);
    }

    @Override
    public void send(ByteBuf bytes) {
        channel.writeAndFlush(bytes, channel.voidPromise());
    }

    @Override
    public void close() {
        var old = channel;
        channel = null;
        if (old != null) old.close();
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        if (context.channel() == channel) user.opened();
        else context.close(); // closed in the meantime
    }

    // HOT: once per read, from the loop's shared buffer.
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        var in = (ByteBuf) message;
        try {
            if (context.channel() == channel) user.read(in);
        } finally {
            in.release();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
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
