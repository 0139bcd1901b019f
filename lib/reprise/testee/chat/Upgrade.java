package reprise.testee.chat;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.Utf8FrameValidator;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.flow.FlowControlHandler;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * Upgrades an HTTP connection to a WebSocket (RFC 6455, 4.2.2). It replaces Netty's handshaker for the sake of order: the answer is written
 * first, then the user joins the room, and only then are frames read that came in one packet with the request. It accepts no extension.
 */
final class Upgrade {
    /** RFC 6455, 1.3. */
    private static final String KEY_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private Upgrade() {}

    static void toWebSocket(Channel channel, String key, Chat chat) {
        var answer = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.SWITCHING_PROTOCOLS);
        answer.headers().set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET)
            .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE)
            .set(HttpHeaderNames.SEC_WEBSOCKET_ACCEPT, accept(key));
        channel.writeAndFlush(answer);
        int limitBytes = chat.plan.messageLimitBytes();
        var frames = WebSocketDecoderConfig.newBuilder().expectMaskedFrames(true).allowMaskMismatch(false)
            .allowExtensions(false).maxFramePayloadLength(limitBytes).closeOnProtocolViolation(false).build();
        var connection = new Connection(chat);
        var pipeline = channel.pipeline();
        pipeline.get(HttpServerCodec.class).removeOutboundHandler();
        pipeline.remove(HttpObjectAggregator.class);
        pipeline.addLast(new WebSocket13FrameDecoder(frames), new WebSocket13FrameEncoder(false),
            new Utf8FrameValidator(false), new WebSocketFrameAggregator(limitBytes), new FlowControlHandler(), connection);
        pipeline.remove(HttpFront.class);
        connection.upgraded();
        pipeline.remove(HttpServerCodec.class); // passes on its unread bytes
    }

    private static String accept(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest((key + KEY_SUFFIX).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("chat: this Java has no SHA-1, which every Java must have", e);
        }
    }
}
