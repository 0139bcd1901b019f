package reprise.transport.wamp;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import reprise.transport.Addresses;
import reprise.transport.SocketTrouble;
import reprise.transport.Sockets;

/**
 * Joins realms. Thread-safe.
 *
 * @param timeoutMs for the connection, including both handshakes
 */
public record WampClient(Serializer serializer, WampLimits limits, int timeoutMs) {
    public WampClient(Serializer serializer) {
        this(serializer, WampLimits.USUAL, 10_000);
    }

    /**
     * Completes on {@code loop}, to which the session is bound, or fails with a {@link WampException}: {@link
     * WampException#CONNECTION_LOST}, or the URI of the router's ABORT. Resolves the host's name on the calling thread.
     */
    public CompletableFuture<WampSession> join(EventLoop loop, WampUrl url, String realm) {
        var joined = new CompletableFuture<WampSession>();
        var owner = new ConnectionOwner() {
            @Override
            public MessageListener open(WampConnection connection) {
                return new WampSession(connection, realm, joined);
            }

            @Override
            public void failed(WampException failure) {
                fail(joined, url, failure.getMessage(), failure);
            }
        };
        boolean unix = url.transport() == WampUrl.Transport.UNIX;
        var bootstrap = new Bootstrap().group(loop).channel(unix ? Sockets.unixClient() : Sockets.client())
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, timeoutMs)
            .handler(new ChannelInitializer<>() {
                @Override
                protected void initChannel(Channel socket) {
                    prepare(socket, url, owner);
                }
            });
        if (!unix) bootstrap.option(ChannelOption.TCP_NODELAY, true);
        ChannelFutureListener then = dialed -> {
            if (dialed.isSuccess()) closeUnlessJoined(dialed.channel(), url, joined);
            else fail(joined, url, "cannot connect: " + SocketTrouble.why(dialed.cause()), dialed.cause());
        };
        if (unix) bootstrap.connect(Sockets.unixAddress(Path.of(url.path()))).addListener(then);
        else connect(bootstrap, loop, url, then, joined);
        return joined;
    }

    private static void connect(Bootstrap bootstrap, EventLoop loop, WampUrl url, ChannelFutureListener then,
        CompletableFuture<WampSession> joined) {
        try {
            Addresses.of(url.host(), url.port()).connect(bootstrap, loop, _ -> { }, then);
        } catch (UnknownHostException e) {
            fail(joined, url, "cannot connect: " + SocketTrouble.why(e), e);
        }
    }

    private void prepare(Channel socket, WampUrl url, ConnectionOwner owner) {
        if (url.transport() != WampUrl.Transport.WEBSOCKET) {
            socket.pipeline().addLast(RawSocketHandler.client(serializer, limits, owner));
            return;
        }
        var config = WebSocketClientProtocolConfig.newBuilder().webSocketUri(URI.create(url.toString()))
            .subprotocol(serializer.subprotocol()).customHeaders(new DefaultHttpHeaders()).maxFramePayloadLength(limits.maxMessageBytes())
            .handshakeTimeoutMillis(timeoutMs).handleCloseFrames(false).dropPongFrames(false).withUTF8Validator(false).build();
        url.tls().ifPresent(tls -> tls.first(socket.pipeline(), url.host(), timeoutMs, _ -> { }));
        socket.pipeline().addLast(new HttpClientCodec(), new HttpObjectAggregator(8192), new WebSocketClientProtocolHandler(config));
        WebSocketHandler.connect(socket.pipeline(), serializer, limits, owner);
    }

    private void closeUnlessJoined(Channel socket, WampUrl url, CompletableFuture<WampSession> joined) {
        var late = socket.eventLoop().schedule(() -> {
            fail(joined, url, "no welcome within " + timeoutMs + " ms", null);
            socket.close();
        }, timeoutMs, TimeUnit.MILLISECONDS);
        joined.whenComplete((_, failure) -> {
            late.cancel(false);
            if (failure != null) socket.close();
        });
    }

    private static void fail(CompletableFuture<WampSession> joined, WampUrl url, String why, Throwable cause) {
        joined.completeExceptionally(new WampException(WampException.CONNECTION_LOST, url + ": " + why, cause));
    }
}
