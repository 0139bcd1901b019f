package reprise.transport.websocket;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import reprise.transport.Addresses;
import reprise.transport.Sockets;

/**
 * Opens client connections to one server, each on the loop and from the source address that the caller names. Thread-safe. It
 * resolves the host's name once. A source address has about 28,000 ports per server, so more connections need several addresses (on
 * loopback 127.0.0.2, 127.0.0.3 …).
 */
public final class ClientDialer {
    final WebSocketUrl url;
    final Offer offer;
    final ClientSettings settings;
    final LongSupplier nanos;
    final URI uri;
    final HttpHeaders headers; // the offer's, which no handshake changes
    final WebSocketDecoderConfig decoding;
    private final Addresses addresses;
    private final Bootstrap template;

    /** Resolves the name, which may block. {@code nanos} is the run's clock. */
    public ClientDialer(WebSocketUrl url, Offer offer, ClientSettings settings, LongSupplier nanos) {
        this.url = url;
        this.offer = offer;
        this.settings = settings;
        this.nanos = nanos;
        uri = url.uri();
        headers = offer.asHttp();
        decoding = ServerFrameDecoder.config(settings.maxMessageBytes());
        template = new Bootstrap().channel(Sockets.client())
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0) // the socket's own timer covers connect and handshake
            .option(ChannelOption.WRITE_BUFFER_WATER_MARK,
            new WriteBufferWaterMark(settings.maxUnwrittenBytes() / 2, settings.maxUnwrittenBytes()));
        try {
            addresses = Addresses.of(url.host(), url.port());
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(url + ": no such host; look at the name, or give an address", e);
        }
    }

    public WebSocketUrl url() {
        return url;
    }

    /** Starts to connect; the listener receives the outcome. {@code from} is null for any source address. */
    public ClientSocket dial(EventLoop loop, InetAddress from, ClientListener listener) {
        var socket = new ClientSocket(this, loop, listener, nanos.getAsLong());
        if (loop.inEventLoop()) connect(loop, from, socket);
        else loop.execute(() -> connect(loop, from, socket));
        return socket;
    }

    void tls(ChannelPipeline pipeline, LongConsumer opened) {
        url.tls().ifPresent(tls -> tls.first(pipeline, url.host(), settings.openTimeoutMs(), opened));
    }

    private void connect(EventLoop loop, InetAddress from, ClientSocket socket) {
        if (!socket.dialing()) return;
        var bootstrap = template.clone(loop).handler(socket);
        if (from != null) {
            // The port is chosen at connect, so one port can serve several servers, and a port in TIME_WAIT can be reused.
            if (Sockets.isEpoll()) bootstrap.option(EpollChannelOption.IP_BIND_ADDRESS_NO_PORT, true);
            bootstrap.localAddress(new InetSocketAddress(from, 0));
        }
        addresses.from(from).connect(bootstrap, loop, _ -> { }, dialed -> {
            if (dialed.isSuccess()) socket.connected();
            else socket.failed(ClientFailure.of(url, dialed.cause()));
        });
    }
}
