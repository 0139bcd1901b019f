package reprise.testee.broker;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import reprise.transport.Sockets;

/**
 * The place where the nodes' {@link Link}s meet: a port on loopback, opened for the first of them. A connection's first eight octets are
 * a secret that says which link it is; nobody else is let in. Owned by the event loop.
 */
final class Interconnect {
    private static final SecureRandom SECRETS = new SecureRandom();

    private final Broker broker;
    private final Map<Long, Link> expected = new HashMap<>();
    private Channel listening;
    /** The links that wait for the port; null while nobody opens it. */
    private Set<Link> awaiting;

    Interconnect(Broker broker) {
        this.broker = broker;
    }

    /** Connects both ends of a link; if that cannot be done, it breaks. */
    void connect(Link link) {
        if (listening != null) {
            connect(link, link.connection());
        } else if (awaiting != null) {
            awaiting.add(link);
        } else {
            awaiting = new LinkedHashSet<>(Set.of(link));
            listen();
        }
    }

    private void connect(Link link, int connection) {
        new Bootstrap().group(broker.loop).channel(Sockets.client())
            .option(ChannelOption.TCP_NODELAY, true)
            .handler(new ChannelInboundHandlerAdapter())
            .connect(listening.localAddress()).addListener((ChannelFutureListener) connected -> {
                if (link.connection() != connection) connected.channel().close();
                else if (connected.isSuccess()) opened(link, connection, connected.channel());
                else broken(link, connected.cause());
            });
    }

    private void opened(Link link, int connection, Channel out) {
        long secret = SECRETS.nextLong();
        expected.put(secret, link);
        out.closeFuture().addListener(_ -> {
            expected.remove(secret);
            if (link.connection() == connection) broken(link, null);
        });
        out.write(out.alloc().buffer(Long.BYTES).writeLong(secret));
        link.opened(out);
        out.flush();
    }

    private void listen() {
        var bootstrap = new ServerBootstrap().group(broker.loop).channel(Sockets.server())
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(new ChannelInitializer<>() {
                @Override
                protected void initChannel(Channel socket) {
                    socket.pipeline().addLast(new LinkReader(broker, expected::remove));
                }
            });
        bootstrap.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)).addListener((ChannelFutureListener) bound -> {
            var ready = awaiting;
            awaiting = null;
            if (bound.isSuccess()) listening = bound.channel();
            for (Link each : ready) {
                if (!each.isOpen()) continue; // a node died meanwhile
                if (bound.isSuccess()) connect(each);
                else broken(each, bound.cause());
            }
        });
    }

    private void broken(Link link, Throwable cause) {
        System.err.println("broker: the connection from " + link.from.name() + " to " + link.to.name() + " broke"
            + (cause == null ? "" : ": " + cause));
        link.cut();
        broker.flush();
    }

    int port() {
        return ((InetSocketAddress) listening.localAddress()).getPort();
    }

    void close() {
        if (listening != null) listening.close();
    }
}
