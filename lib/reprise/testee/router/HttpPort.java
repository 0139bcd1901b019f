package reprise.testee.router;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import reprise.transport.Addresses;
import reprise.transport.SocketTrouble;
import reprise.transport.Sockets;

/**
 * The HTTP caller: POST a procedure and its arguments to {@code /call}, get its result, as at Crossbar's. All of it on one
 * event loop, that of the {@link Calls}; what is called from other threads goes there first. No connection has a timer: once a
 * second the port looks at those that are in the midst of a request, or are to end.
 */
public final class HttpPort {
    private static final int BACKLOG = 4096;

    final HttpPlan plan;
    final long callTimeoutMs;
    final Calls calls;
    final HttpUpgrade upgrade;
    final HttpRules rules;
    final HttpReplies replies = new HttpReplies();
    final CallerBody body = new CallerBody();
    private final EventLoop loop;
    private final Set<Channel> sockets = new HashSet<>();
    private final Set<HttpConnection> watched = new LinkedHashSet<>();
    private Channel listening;
    private Future<?> everySecond;
    private volatile int port; // written by the loop once, before anybody has this object

    private HttpPort(EventLoop loop, HttpPlan plan, Calls calls, HttpUpgrade upgrade) {
        this.loop = loop;
        this.plan = plan;
        this.callTimeoutMs = plan.callTimeout().toMillis();
        this.calls = calls;
        this.upgrade = upgrade;
        this.rules = new HttpRules(plan.bodyLimitBytes(), upgrade != null);
    }

    /**
     * Completes when it listens; fails with the cause if it cannot.
     *
     * @param upgrade what is behind {@code /ws}; null for nothing
     */
    public static CompletableFuture<HttpPort> listen(EventLoop loop, HttpPlan plan, Calls calls, HttpUpgrade upgrade) {
        var port = new HttpPort(loop, plan, calls, upgrade);
        var started = new CompletableFuture<HttpPort>();
        port.bootstrap().bind(Addresses.unbracketed(plan.host()), plan.port()).addListener((ChannelFutureListener) bound -> {
            if (bound.isSuccess()) {
                port.begin(bound.channel());
                started.complete(port);
            } else {
                started.completeExceptionally(
                    new IllegalStateException("http: " + SocketTrouble.listening(plan.host(), plan.port(), bound.cause()),
                    bound.cause()));
            }
        });
        return started;
    }

    private ServerBootstrap bootstrap() {
        return new ServerBootstrap().group(loop).channel(Sockets.server())
            .option(ChannelOption.SO_REUSEADDR, true)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .childHandler(new ChannelInitializer<>() {
                @Override
                protected void initChannel(Channel socket) {
                    accept(socket);
                }
            });
    }

    private void begin(Channel listening) {
        this.listening = listening;
        port = ((InetSocketAddress) listening.localAddress()).getPort();
        everySecond = loop.scheduleAtFixedRate(this::look, 1, 1, TimeUnit.SECONDS);
    }

    private void accept(Channel socket) {
        sockets.add(socket);
        socket.closeFuture().addListener(_ -> sockets.remove(socket));
        var intake = new HttpIntake();
        socket.pipeline().addLast(intake, new HttpConnection(this, socket, intake));
    }

    private void look() {
        replies.setTime(System.currentTimeMillis());
        long nowNs = System.nanoTime();
        for (var connection : List.copyOf(watched)) connection.look(nowNs);
    }

    void watch(HttpConnection connection) {
        watched.add(connection);
    }

    void unwatch(HttpConnection connection) {
        watched.remove(connection);
    }

    public int port() {
        return port;
    }

    /** How many clients are connected, those that have become WebSockets included. */
    public CompletableFuture<Integer> connections() {
        return CompletableFuture.supplyAsync(sockets::size, loop);
    }

    /** Listens no longer and closes every connection, without a word; calls that are under way are answered to nobody. */
    public CompletableFuture<Void> close() {
        return CompletableFuture.runAsync(() -> {
            everySecond.cancel(false);
            listening.close();
            List.copyOf(sockets).forEach(Channel::close);
        }, loop);
    }
}
