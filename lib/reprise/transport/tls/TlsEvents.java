package reprise.transport.tls;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.util.function.LongConsumer;

/** Tells how TLS went on one connection: a handshake's end, and a failure as an exception that is what it is, without Netty's around it. */
final class TlsEvents extends ChannelInboundHandlerAdapter {
    private final LongConsumer opened;
    private long begunNs;

    /** @param opened takes how long the handshake took, ns, when it has ended well */
    TlsEvents(LongConsumer opened) {
        this.opened = opened;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        begunNs = System.nanoTime(); // the handshake's first message has just gone to the socket
        context.fireChannelActive();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (!(event instanceof SslHandshakeCompletionEvent done)) context.fireUserEventTriggered(event);
        else if (done.isSuccess()) opened.accept(System.nanoTime() - begunNs);
        else context.fireExceptionCaught(done.cause());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.fireExceptionCaught(cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause);
    }
}
