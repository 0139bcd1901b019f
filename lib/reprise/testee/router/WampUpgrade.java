package reprise.testee.router;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import java.nio.charset.StandardCharsets;
import reprise.transport.wamp.Serializer;
import reprise.transport.wamp.WebSocketHandler;

/**
 * Takes over an HTTP connection for WAMP. It removes Netty's {@code HttpServerCodec}, or {@code HttpRequestDecoder} and {@code
 * HttpResponseEncoder}, from its pipeline. Confined to the router's loop. Source: RFC 6455, section 4.2.
 */
public final class WampUpgrade implements HttpUpgrade {
    private final Realm realm;

    WampUpgrade(Realm realm) {
        this.realm = realm;
    }

    /**
     * Answers 101 and continues with WAMP, or refuses (400 for no upgrade or no common subprotocol, 426 for another version, 503
     * for too many connections) and closes.
     */
    @Override
    public void begin(Channel socket, FullHttpRequest upgrade) {
        var headers = upgrade.headers();
        Serializer form = form(headers.getAllAsString(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL));
        String version = headers.get(HttpHeaderNames.SEC_WEBSOCKET_VERSION, "");
        if (!upgrade.method().equals(HttpMethod.GET) || !headers.containsValue(HttpHeaderNames.CONNECTION, "upgrade", true)
            || !headers.containsValue(HttpHeaderNames.UPGRADE, "websocket", true)
            || headers.get(HttpHeaderNames.SEC_WEBSOCKET_KEY, "").length() != 24) {
            refuse(socket, HttpResponseStatus.BAD_REQUEST, "this path speaks WebSocket; send an upgrade request (RFC 6455)");
        } else if (!version.equals(WebSocketVersion.V13.toHttpHeaderValue())) {
            refuse(socket, HttpResponseStatus.UPGRADE_REQUIRED, "Sec-WebSocket-Version is '" + version + "'; it must be 13");
        } else if (form == null) {
            refuse(socket, HttpResponseStatus.BAD_REQUEST, "Sec-WebSocket-Protocol must have wamp.2.json or wamp.2.msgpack");
        } else if (!realm.admits()) {
            refuse(socket, HttpResponseStatus.SERVICE_UNAVAILABLE, "too many connections");
        } else {
            handshake(socket, upgrade, form);
        }
    }

    // The first subprotocol offered by the client that we support.
    private static Serializer form(Iterable<String> offers) {
        for (String offered : String.join(",", offers).split(",")) {
            for (var form : Serializer.values()) {
                if (form.subprotocol().equals(offered.strip())) return form;
            }
        }
        return null;
    }

    private void handshake(Channel socket, FullHttpRequest upgrade, Serializer form) {
        var limits = realm.plan().limits();
        var factory =
            new WebSocketServerHandshakerFactory("ws://localhost/ws", form.subprotocol(), WebSocketHandler.decoding(limits, false));
        // Netty's handshaker takes no list, such as "h2c, websocket".
        upgrade.headers().set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET);
        WebSocketServerHandshaker handshaker = factory.newHandshaker(upgrade);
        handshaker.handshake(socket, upgrade);
        WebSocketHandler.serve(socket.pipeline(), form, limits, realm);
    }

    private static void refuse(Channel socket, HttpResponseStatus status, String text) {
        var body = Unpooled.copiedBuffer(text + "\n", StandardCharsets.UTF_8);
        var response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, body);
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8")
            .set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes()).set(HttpHeaderNames.CONNECTION, "close");
        if (status.equals(HttpResponseStatus.UPGRADE_REQUIRED)) response.headers().set(HttpHeaderNames.SEC_WEBSOCKET_VERSION, "13");
        socket.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }
}
