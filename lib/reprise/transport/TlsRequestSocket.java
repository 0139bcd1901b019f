package reprise.transport;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import java.io.IOException;
import reprise.transport.tls.ClientTls;

/** Opens one Netty channel after another, each with TLS of its own; it is open when the handshake is done. */
final class TlsRequestSocket extends ChannelRequestSocket {
    private final ClientTls tls;
    private final String host;
    private final int timeoutMs;
    private long handshakeNs; // of the channel

    TlsRequestSocket(ClientTls tls, String host, Addresses addresses, EventLoop loop, int timeoutMs, User user) {
        super(addresses, loop, timeoutMs, user);
        this.tls = tls;
        this.host = host;
        this.timeoutMs = timeoutMs;
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
        super.open();
    }

    @Override
    public long handshakeNs() {
        return handshakeNs;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        if (context.channel() != channel) context.close(); // closed in the meantime
    }

    /** Of a handshake, too. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (handshakeNs > 0 || !(cause instanceof IOException)) super.exceptionCaught(context, cause);
        else if (context.channel() == channel) notOpened(cause); // else it was closed in the meantime
    }
}
