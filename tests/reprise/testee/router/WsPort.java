package reprise.testee.router;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import java.net.InetSocketAddress;
import reprise.transport.Sockets;

/** The smallest HTTP port that hands every request to the router's upgrade. */
final class WsPort {
    final int port;

    WsPort(Router router) {
        var bound = new ServerBootstrap().group(router.loop()).channel(Sockets.server()).childHandler(new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel socket) {
                socket.pipeline().addLast(new HttpServerCodec(), new HttpObjectAggregator(8192), new Upgrading(router));
            }
        }).bind("127.0.0.1", 0).syncUninterruptibly();
        port = ((InetSocketAddress) bound.channel().localAddress()).getPort();
    }

    private static final class Upgrading extends SimpleChannelInboundHandler<FullHttpRequest> {
        private final Router router;

        Upgrading(Router router) {
            this.router = router;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
            ctx.pipeline().remove(this);
            ctx.pipeline().remove(HttpObjectAggregator.class);
            router.upgrade().begin(ctx.channel(), request);
        }
    }
}
