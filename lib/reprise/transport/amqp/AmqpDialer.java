package reprise.transport.amqp;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import reprise.transport.Sockets;

/** Opens connections to the nodes of one URL, in one way; any thread may ask. */
public record AmqpDialer(AmqpUrl url, AmqpSettings settings) {
    /** Completes on the loop, which the connection is bound to, or fails with an {@link AmqpFailure}. */
    public CompletableFuture<AmqpConnection> dial(EventLoop loop, AmqpUrl.Host host, ConnectionListener listener) {
        var connection = new AmqpConnection(url, host, settings, listener);
        var opened = connection.opened;
        var address = NetUtil.createInetAddressFromIpAddressString(host.name());
        if (address != null) {
            loop.execute(() -> connect(loop, address, connection));
            return opened;
        }
        // Looking a name up may block, so it does not happen on the loop.
        Thread.ofVirtual().name("resolve " + host).start(() -> {
            try {
                var found = InetAddress.getByName(host.name());
                loop.execute(() -> connect(loop, found, connection));
            } catch (UnknownHostException e) {
                loop.execute(() -> opened.completeExceptionally(AmqpFailure.dialing(host, e)));
            } catch (RejectedExecutionException _) { // the loop was shut down meanwhile
                opened.completeExceptionally(new AmqpFailure(AmqpFailure.Kind.CLOSED, host + ": closed by us"));
            }
        });
        return opened;
    }

    private void connect(EventLoop loop, InetAddress address, AmqpConnection connection) {
        new Bootstrap().group(loop).channel(Sockets.client()).option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, settings.timeoutMs()).handler(connection)
            .connect(new InetSocketAddress(address, connection.host().port()))
            .addListener((ChannelFuture dialed) -> {
                if (dialed.isSuccess()) return;
                connection.opened.completeExceptionally(AmqpFailure.dialing(connection.host(), dialed.cause()));
            });
    }
}
