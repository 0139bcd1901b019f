package reprise.simulator.users;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import reprise.transport.Sockets;
import reprise.transport.websocket.WebSocketUrl;

/**
 * A small chat server: text with "broadcast" goes to all, "bye" is answered with close code 1001, after "deaf" it reads nothing more,
 * text with "swallow" goes to nobody, "flood" brings 20,000 messages, and everything else is echoed.
 */
final class ChatRoom implements AutoCloseable {
    static final int FLOOD = 20_000;
    private final EventLoopGroup loops = Sockets.loops("chat-room", 1);
    private final ChannelGroup everybody = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final Channel listening;
    private final WebSocketUrl url;
    final BlockingQueue<Integer> closeCodes = new LinkedBlockingQueue<>();

    ChatRoom() {
        listening = new ServerBootstrap().group(loops).channel(Sockets.server()).childHandler(new ChannelInitializer<SocketChannel>() {
            @Override
            protected void initChannel(SocketChannel channel) {
                channel.pipeline().addLast(new HttpServerCodec(), new HttpObjectAggregator(1000), new WebSocketServerProtocolHandler(
                    WebSocketServerProtocolConfig.newBuilder().websocketPath("/ws").handleCloseFrames(false).build()), new Member());
            }
        }).bind("127.0.0.1", 0).syncUninterruptibly().channel();
        url = new WebSocketUrl("127.0.0.1", ((InetSocketAddress) listening.localAddress()).getPort(), "/ws");
    }

    private final class Member extends SimpleChannelInboundHandler<Object> {
        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof WebSocketServerProtocolHandler.HandshakeComplete) everybody.add(ctx.channel());
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, Object frame) {
            if (frame instanceof HttpRequest) {
                ctx.writeAndFlush(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.NOT_FOUND))
                    .addListener(ChannelFutureListener.CLOSE);
            } else if (frame instanceof CloseWebSocketFrame close) {
                closeCodes.add(close.statusCode());
                ctx.close();
            } else if (frame instanceof TextWebSocketFrame text) {
                if (text.text().contains("swallow")) return;
                if (text.text().contains("broadcast")) everybody.writeAndFlush(text.retain());
                else if (text.text().equals("bye")) ctx.writeAndFlush(new CloseWebSocketFrame(1001, "bye"));
                else if (text.text().equals("deaf")) ctx.channel().config().setAutoRead(false);
                else if (text.text().equals("flood")) flood(ctx);
                else ctx.writeAndFlush(text.retain());
            }
        }

        private void flood(ChannelHandlerContext ctx) {
            for (int i = 0; i < FLOOD; i++) ctx.write(new TextWebSocketFrame(Integer.toString(i)));
            ctx.flush();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }

    WebSocketUrl url() {
        return url;
    }

    /** Resets all connections. */
    void reset() {
        for (var member : everybody) ((SocketChannel) member).config().setSoLinger(0);
        everybody.close().awaitUninterruptibly();
    }

    @Override
    public void close() {
        if (loops.isShuttingDown()) return;
        listening.close().syncUninterruptibly();
        everybody.close().awaitUninterruptibly(); // a loop that ends may not have closed them
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
