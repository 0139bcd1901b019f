package reprise.transport.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshaker13;
import io.netty.handler.codec.http.websocketx.WebSocketFrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketHandshakeException;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import java.util.function.Consumer;

/** The opening handshake of one connection (RFC 6455, section 4.1), through Netty's handshaker; discarded once complete. */
final class Upgrade {
    private final WebSocketUrl url;
    private final Offer offer;
    private final WebSocketClientHandshaker handshaker;

    /** @param texts is given what {@link ServerFrameDecoder} gives it, once it is open */
    Upgrade(ClientDialer dialer, Consumer<ByteBuf> texts) {
        url = dialer.url;
        offer = dialer.offer;
        handshaker = new WebSocketClientHandshaker13(dialer.uri, WebSocketVersion.V13, null, false, dialer.headers,
            dialer.settings.maxMessageBytes()) {
            /**
             * Netty's decoder precedes the encoder here, so the close frame that the decoder writes itself would never be sent; ours is.
             */
            @Override
            protected WebSocketFrameDecoder newWebsocketDecoder() {
                return new ServerFrameDecoder(dialer.decoding, texts);
            }
        };
    }

    void sendRequest(Channel channel) {
        handshaker.handshake(channel);
    }

    /**
     * Null on success: then the frame codec has replaced the HTTP codec. A 101 has no body, so the answer's head suffices and no
     * aggregator is needed.
     */
    ClientFailure finish(Channel channel, HttpResponse head) {
        if (head.decoderResult().isFailure()) {
            return new ClientFailure(ClientFailure.Kind.PROTOCOL, 0, url + ": the answer to the handshake is not HTTP: "
                + head.decoderResult().cause().getMessage());
        }
        if (!head.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS)) {
            return ClientFailure.refused(url, head.status().code(), head.status().reasonPhrase());
        }
        var wrong = offer.violations(head.headers());
        if (!wrong.isEmpty())
            return new ClientFailure(ClientFailure.Kind.PROTOCOL, head.status().code(), url + ": the answer to the handshake: " + wrong);
        try {
            // Netty supports one offered subprotocol at most and reports none as an error; the choice is checked already.
            var headers = head.headers().copy().remove(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL);
            handshaker.finishHandshake(channel, new DefaultFullHttpResponse(head.protocolVersion(), head.status(), Unpooled.EMPTY_BUFFER,
                headers, EmptyHttpHeaders.INSTANCE));
            return null;
        } catch (WebSocketHandshakeException e) {
            return new ClientFailure(ClientFailure.Kind.PROTOCOL, head.status().code(),
                url + ": the answer to the handshake: " + e.getMessage());
        }
    }
}
