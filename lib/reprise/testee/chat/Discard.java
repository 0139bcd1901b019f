package reprise.testee.chat;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;

/** Drops what a connection still sends after our close. */
@ChannelHandler.Sharable
final class Discard extends ChannelInboundHandlerAdapter {
    static final Discard INSTANCE = new Discard();

    private Discard() {}

    @Override
    public void channelRead(ChannelHandlerContext context, Object received) {
        ReferenceCountUtil.release(received);
    }
}
