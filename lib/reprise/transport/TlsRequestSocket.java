package reprise.transport;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import java.io.IOException;
import reprise.transport.tls.ClientTls;

/** Opens one Netty channel after another, each with TLS of its own; it is open when the handshake is done. */
final class TlsRequestSocket extends ChannelInboundHandlerAdapter implements RequestSocket {
    private final ClientTls tls;
    private final String host;
    private final Addresses addresses;
    private final EventLoop loop;
    private final int timeoutMs;
    private final User user;
    private final Bootstrap bootstrap;
    private Channel channel; // null while closed
    private long handshakeNs; // of the channel

    TlsRequestSocket(ClientTls tls, String host, Addresses addresses, EventLoop loop, int timeoutMs, User user) {
        this.tls = tls;
        this.host = host;
        this.addresses = addresses;
        this.loop = loop;
        this.timeoutMs = timeoutMs;
        this.user = user;
        bootstrap = new Bootstrap().group(loop).channel(Sockets.client()).option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, timeoutMs).handler(this);
    }

    @Override
    public boolean isSharable() {
        return true; // there is one channel after another
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        var its = context.channel();
        tls.first(context.pipeline(), host, timeoutMs, tookNs -> {
            handshakeNs = tookNs;
            if (its == channel) user.opened();
        });
    }

    @Override
    public void open() {
        handshakeNs = 0;
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
    public long handshakeNs() {
        return handshakeNs;
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
        if (context.channel() != channel) context.close(); // closed in the meantime
    }

    // HOT: once per decrypted record.
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

    /** Of a handshake, too. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!(cause instanceof IOException broken)) user.failed(cause);
        else if (context.channel() != channel) return; // closed in the meantime
        else if (handshakeNs > 0) user.broke(broken);
        else notOpened(broken);
    }
}
