package calibrate;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.ReadOnlyHttpHeaders;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import reprise.transport.Sockets;

/**
 * The yardstick for the HTTP caller: a child JVM with a bare Netty HTTP server on one event loop, which answers every request with
 * the same reply, {@code BareHttpMain BODY}, and the caller's headers. Its first line of output is {@code {"port":N}}; it ends when
 * its standard input closes.
 */
public final class BareHttpMain {
    private BareHttpMain() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        if (args.length != 1) {
            System.err.println("http-limit: " + args.length + " arguments; give the body of the reply, for example '{\"args\":[5]}'");
            System.exit(2);
        }
        var listening = listen(new Always(args[0].getBytes(StandardCharsets.UTF_8)));
        System.out.println("{\"port\":" + ((InetSocketAddress) listening.localAddress()).getPort() + "}");
        while (System.in.read() >= 0) { } // until the parent closes it
    }

    private static Channel listen(Always always) throws InterruptedException {
        return Sockets.listener(Sockets.loops("http-limit", 1)).childHandler(new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel socket) {
                socket.pipeline().addLast(new HttpServerCodec(), always);
            }
        }).bind(InetAddress.getLoopbackAddress(), 0).sync().channel();
    }

    @Sharable
    private static final class Always extends SimpleChannelInboundHandler<HttpObject> {
        private final ByteBuf body;
        private final HttpHeaders headers;

        Always(byte[] body) {
            this.body = Unpooled.unreleasableBuffer(Unpooled.directBuffer(body.length).writeBytes(body)).asReadOnly();
            this.headers = new ReadOnlyHttpHeaders(false,
                "content-type", "application/json; charset=UTF-8",
                "cache-control", "no-store,no-cache,must-revalidate,max-age=0",
                "access-control-allow-origin", "*",
                "access-control-allow-headers", "content-type",
                "date", "Tue, 15 Nov 1994 08:12:31 GMT",
                "content-length", "" + body.length);
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, HttpObject part) {
            if (!(part instanceof LastHttpContent)) return;
            context.write(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK, body.duplicate(), headers,
                EmptyHttpHeaders.INSTANCE), context.voidPromise());
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            context.flush();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }
}
