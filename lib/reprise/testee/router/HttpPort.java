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
 * The HTTP caller: a client POSTs a procedure and its arguments to {@code /call} and receives its result, as with Crossbar. It is
 * confined to the event loop of its {@link Calls}; methods called from other threads go there first. No connection has a timer:
 * once a second the port checks those with an incomplete request and those about to end.
 */
public final class HttpPort {
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
    private volatile int port; // written once by the loop, before the object is published

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
     * @param upgrade handles {@code /ws}; null for none
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
        return Sockets.listener(loop).childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
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
        everySecond = loop.scheduleAtFixedRate(this::checkDeadline, 1, 1, TimeUnit.SECONDS);
    }

    private void accept(Channel socket) {
        sockets.add(socket);
        socket.closeFuture().addListener(_ -> sockets.remove(socket));
        plan.tls().ifPresent(tls -> tls.first(socket.pipeline()));
        var intake = new HttpIntake();
        socket.pipeline().addLast(intake, new HttpConnection(this, socket, intake));
    }

    private void checkDeadline() {
        replies.setTime(System.currentTimeMillis());
        long nowNs = System.nanoTime();
        for (var connection : List.copyOf(watched)) connection.checkDeadline(nowNs);
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

    /** The number of connected clients, including WebSockets. */
    public CompletableFuture<Integer> connections() {
        return CompletableFuture.supplyAsync(sockets::size, loop);
    }

    /** Stops listening and closes every connection without a reply; the answers to pending calls are dropped. */
    public CompletableFuture<Void> close() {
        return CompletableFuture.runAsync(() -> {
            everySecond.cancel(false);
            listening.close();
            List.copyOf(sockets).forEach(Channel::close);
        }, loop);
    }
}
