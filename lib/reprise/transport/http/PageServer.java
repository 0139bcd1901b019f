package reprise.transport.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import reprise.transport.Addresses;
import reprise.transport.SocketTrouble;
import reprise.transport.Sockets;

/** Serves one page, made anew for each request, on one event loop of its own. Thread-safe. */
public final class PageServer implements AutoCloseable {
    private static final int REQUEST_BODY_BYTES = 8192;

    /** @param path such as {@code /metrics} @param content is called on the server's loop */
    public record Page(String path, String type, Supplier<byte[]> content) {}

    private final EventLoopGroup loops;
    private final ChannelGroup sockets;
    private final int port;

    /**
     * Returns when it listens.
     *
     * @param port 0 picks a free one
     * @throws IOException if the port cannot be had, with the reason in words
     */
    public PageServer(String name, String host, int port, Page page) throws IOException {
        loops = Sockets.loops(name, 1);
        sockets = new DefaultChannelGroup(loops.next(), true);
        var bound = Sockets.listener(loops).childHandler(new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel socket) {
                sockets.add(socket);
                socket.pipeline().addLast(new HttpServerCodec(), new HttpObjectAggregator(REQUEST_BODY_BYTES), new One(page));
            }
        }).bind(Addresses.unbracketed(host), port).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
            throw new IOException(SocketTrouble.listening(host, port, bound.cause()), bound.cause());
        }
        sockets.add(bound.channel());
        this.port = ((InetSocketAddress) bound.channel().localAddress()).getPort();
    }

    private static final class One extends PageHandler {
        private final Page page;

        One(Page page) {
            this.page = page;
        }

        @Override
        protected void ask(ChannelHandlerContext context, FullHttpRequest request, String path, boolean withBody) {
            reply(context, request, path.equals(page.path) ? response(HttpResponseStatus.OK, page.type, page.content.get())
                : text(HttpResponseStatus.NOT_FOUND, "there is no " + path + " here; there is " + page.path + "\n"));
        }
    }

    public int port() {
        return port;
    }

    /** Closes every socket, and ends the loop. */
    @Override
    public void close() {
        sockets.close().awaitUninterruptibly();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
