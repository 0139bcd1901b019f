package reprise.transport.amqp;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.util.NetUtil;
import java.net.UnknownHostException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongConsumer;
import reprise.transport.Addresses;
import reprise.transport.Sockets;

/**
 * Opens connections to the nodes of one URL with the same settings. Thread-safe.
 *
 * @param handshaken takes, where TLS is spoken, how long a connection's handshake took, ns; on its loop
 */
public record AmqpDialer(AmqpUrl url, AmqpSettings settings, LongConsumer handshaken) {
    public AmqpDialer(AmqpUrl url, AmqpSettings settings) {
        this(url, settings, _ -> { });
    }

    /** Completes on {@code loop}, to which the connection is bound, or fails with an {@link AmqpFailure}. */
    public CompletableFuture<AmqpConnection> dial(EventLoop loop, AmqpUrl.Host host, ConnectionListener listener) {
        var connection = new AmqpConnection(url, host, settings, listener);
        var opened = connection.opened;
        if (NetUtil.createInetAddressFromIpAddressString(host.name()) != null) {
            connect(loop, connection);
            return opened;
        }
        // Resolving a name may block, so it happens off the loop.
        Thread.ofVirtual().name("resolve " + host).start(() -> connect(loop, connection));
        return opened;
    }

    /** Tries each of the host's addresses until one accepts. */
    private void connect(EventLoop loop, AmqpConnection connection) {
        var host = connection.host();
        var bootstrap = new Bootstrap().group(loop).channel(Sockets.client()).option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, settings.timeoutMs()).handler(handler(connection));
        try {
            Addresses.of(host.name(), host.port()).connect(bootstrap, loop, _ -> { }, dialed -> {
                if (!dialed.isSuccess()) connection.opened.completeExceptionally(AmqpFailure.dialing(host, dialed.cause()));
            });
        } catch (UnknownHostException e) {
            fail(loop, connection, AmqpFailure.dialing(host, e));
        } catch (RejectedExecutionException _) { // the loop was shut down in the meantime
            connection.opened.completeExceptionally(AmqpFailure.closedByUs(host));
        }
    }

    private ChannelHandler handler(AmqpConnection connection) {
        if (url.tls().isEmpty()) return connection;
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel socket) {
                url.tls().get().first(socket.pipeline(), connection.host().name(), settings.timeoutMs(), handshaken);
                socket.pipeline().addLast(connection);
            }
        };
    }

    private static void fail(EventLoop loop, AmqpConnection connection, AmqpFailure why) {
        loop.execute(() -> connection.opened.completeExceptionally(why));
    }
}
