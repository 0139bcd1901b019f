package reprise.testee.router;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import reprise.transport.Addresses;
import reprise.transport.SocketTrouble;
import reprise.transport.Sockets;
import reprise.transport.wamp.Procedure;
import reprise.transport.wamp.RawSocketHandler;

/**
 * A WAMP router: dealer and broker of one realm, over rawsocket on TCP and a Unix-domain socket, and over WebSocket through an HTTP port.
 * One event loop does everything, so there are no locks and no thread switches. Public methods are thread-safe unless they say otherwise.
 */
public final class Router implements AutoCloseable {
    private final RouterPlan plan;
    private final EventLoopGroup loops;
    private final EventLoop loop;
    private final Realm realm;
    private final WampUpgrade upgrade;
    private final List<Channel> listening = new ArrayList<>();

    private Router(RouterPlan plan) {
        this.plan = plan;
        this.loops = Sockets.loops("router", 1);
        this.loop = loops.next();
        this.realm = new Realm(plan, loop);
        this.upgrade = new WampUpgrade(realm);
    }

    /** Listens when it returns. It replaces a socket file that a dead router left behind. */
    public static Router start(RouterPlan plan) throws IOException {
        var router = new Router(plan);
        boolean started = false;
        try {
            router.listen(new InetSocketAddress(Addresses.unbracketed(plan.host()), plan.rawSocketPort()));
            if (plan.unixPath().isPresent()) router.listen(plan.unixPath().get());
            started = true;
            return router;
        } finally {
            if (!started) router.close();
        }
    }

    private void listen(Path path) throws IOException {
        Files.deleteIfExists(path);
        listen(Sockets.unixAddress(path));
    }

    private void listen(SocketAddress address) throws IOException {
        boolean tcp = address instanceof InetSocketAddress;
        var bootstrap = (tcp ? Sockets.listener(loops) : Sockets.unixListener(loops))
            .childHandler(new ChannelInitializer<>() {
                @Override
                protected void initChannel(Channel socket) {
                    socket.pipeline().addLast(RawSocketHandler.server(plan.limits(), realm));
                }
            });
        var bound = bootstrap.bind(address).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException("router: " + (tcp ? SocketTrouble.listening(plan.host(), plan.rawSocketPort(), bound.cause())
                : "cannot listen on " + address + ": " + SocketTrouble.why(bound.cause()) + "; give another path, or end what has it"),
                bound.cause());
        }
        listening.add(bound.channel());
    }

    public int rawSocketPort() {
        return ((InetSocketAddress) listening.getFirst().localAddress()).getPort();
    }

    public RouterPlan plan() {
        return plan;
    }

    /** The one loop; nothing else on it may block. */
    public EventLoop loop() {
        return loop;
    }

    /** Confined to the loop. */
    public Calls calls() {
        return realm.dealer();
    }

    /** Confined to the loop. */
    public WampUpgrade upgrade() {
        return upgrade;
    }

    /** Registers a procedure of this process, which runs on the loop. Fails if the name is taken. */
    public CompletableFuture<Void> register(String procedure, Procedure local) {
        return onLoop(() -> {
            realm.dealer().register(procedure, local);
            return null;
        });
    }

    /** Completes with false if this process had no procedure of this name. */
    public CompletableFuture<Boolean> unregister(String procedure) {
        return onLoop(() -> realm.dealer().unregister(procedure));
    }

    public CompletableFuture<RouterCounts> counts() {
        return onLoop(realm::counts);
    }

    private <T> CompletableFuture<T> onLoop(Supplier<T> work) {
        return CompletableFuture.supplyAsync(work, loop);
    }

    /** Sends GOODBYE to all sessions and ends the loop with everything on it. */
    @Override
    public void close() {
        if (loops.isShuttingDown()) return;
        for (var channel : listening) channel.close().awaitUninterruptibly();
        onLoop(() -> {
            realm.shutDown();
            return null;
        }).join();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        plan.unixPath().ifPresent(path -> path.toFile().delete());
    }
}
