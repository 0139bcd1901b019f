package reprise.testee.chat;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import reprise.transport.Addresses;
import reprise.transport.SocketTrouble;
import reprise.transport.Sockets;

/**
 * An embedded WebSocket chat server with one room, in one of two styles. One event loop does the work; the metrics port has a loop
 * of its own, as in the python app, so that a busy room can still be watched. Thread-safe.
 */
public final class ChatServer implements AutoCloseable {
    private static final int REQUEST_BODY_BYTES = 8192;
    private static final int GOING_AWAY = 1001;

    private final EventLoopGroup loops = Sockets.loops("chat", 1);
    private final EventLoopGroup metricsLoops = Sockets.loops("chat-metrics", 1);
    private final ChannelGroup sockets = new DefaultChannelGroup(loops.next(), true);
    private final Chat chat;
    private final int port;
    private final int metricsPort;

    private ChatServer(ChatPlan plan) throws IOException {
        chat = new Chat(plan, loops.next());
        try {
            port = listen("port", loops, plan.port(), true);
            metricsPort = listen("metricsPort", metricsLoops, plan.metricsPort(), false);
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /** Returns when it listens. If a port is unavailable, the exception names it, the reason and a remedy. */
    public static ChatServer start(ChatPlan plan) throws IOException {
        return new ChatServer(plan);
    }

    private int listen(String name, EventLoopGroup group, int wanted, boolean withChat) throws IOException {
        var plan = chat.plan;
        var marks = new WriteBufferWaterMark(plan.unreadLimitBytes() / 2, plan.unreadLimitBytes());
        var bound = Sockets.listener(group).childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, marks)
            .childHandler(new ChannelInitializer<>() {
                @Override
                protected void initChannel(Channel socket) {
                    if (withChat && chat.exhausted()) {
                        socket.close();
                        return;
                    }
                    sockets.add(socket);
                    if (withChat) {
                        chat.hold(Chat.SOCKET_BYTES);
                        socket.closeFuture().addListener(_ -> chat.release(Chat.SOCKET_BYTES));
                    }
                    plan.tls().ifPresent(tls -> tls.first(socket.pipeline()));
                    var oneLengthTwice = new HttpDecoderConfig().setAllowDuplicateContentLengths(true); // RFC 9110, 8.6
                    socket.pipeline().addLast(new HttpServerCodec(oneLengthTwice), new HttpObjectAggregator(REQUEST_BODY_BYTES),
                        new HttpFront(chat, withChat));
                }
            }).bind(Addresses.unbracketed(plan.host()), wanted).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException("chat: " + name + ": " + SocketTrouble.listening(plan.host(), wanted, bound.cause()), bound.cause());
        }
        sockets.add(bound.channel());
        return ((InetSocketAddress) bound.channel().localAddress()).getPort();
    }

    /** The port of {@code /ws}, {@code /metrics}, {@code /healthcheck} and {@code /}. */
    public int port() {
        return port;
    }

    /** Two numbers of bytes: what its users hold (their sockets, and messages that wait for the lock), and what waits in the sockets. */
    CompletableFuture<long[]> held() {
        return CompletableFuture.supplyAsync(() -> new long[] {chat.heldBytes(), chat.unread.bytes()}, chat.loop);
    }

    /** The port of the same paths except {@code /ws}. */
    public int metricsPort() {
        return metricsPort;
    }

    /**
     * Sends 1001 to every user, closes every socket, and ends the event loops. Ending the loops does not close the sockets: a loop that is
     * told to end while it runs a task ends without another look at its sockets (Netty 4.2, quiet period 0), and the port would stay open.
     */
    @Override
    public void close() {
        if (loops.isShuttingDown()) return;
        chat.loop.submit(() -> {
            for (var connection : chat.room.listed()) connection.end(GOING_AWAY, "the server ends");
        }).awaitUninterruptibly();
        sockets.close().awaitUninterruptibly();
        metricsLoops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        metricsLoops.terminationFuture().awaitUninterruptibly();
    }
}
