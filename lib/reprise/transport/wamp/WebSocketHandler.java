package reprise.transport.wamp;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.Utf8FrameValidator;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import reprise.transport.SocketTrouble;

/**
 * The WebSocket transport behind Netty's frame decoder, for either side: one message per frame, text for JSON, binary for
 * MessagePack. {@link Framing} frames our messages, which pass Netty's encoder unchanged; control frames use the encoder. One per
 * connection, confined to its loop. Source: WAMP v2, "WebSocket Transport"; RFC 6455, section 7.4 (close codes).
 */
public final class WebSocketHandler extends SimpleChannelInboundHandler<WebSocketFrame> {
    /** WebSocket does not negotiate a longest message: the peer decides when it receives one. */
    private static final int PEER_MAX_BYTES = 1 << 24;

    private final Serializer form;
    private final boolean client;
    private final WampLimits limits;
    private final ConnectionOwner owner;
    private WampConnection connection; // null until the handshake is complete
    private boolean failed;
    private String why = "the connection was closed";

    private WebSocketHandler(Serializer form, boolean client, WampLimits limits, ConnectionOwner owner) {
        this.form = form;
        this.client = client;
        this.limits = limits;
        this.owner = owner;
    }

    /** Netty's frame decoder: no extensions, frames no longer than a message may be, and RFC 6455's close codes for violations. */
    public static WebSocketDecoderConfig decoding(WampLimits limits, boolean client) {
        return WebSocketDecoderConfig.newBuilder().maxFramePayloadLength(limits.maxMessageBytes()).expectMaskedFrames(!client)
            .allowMaskMismatch(false).allowExtensions(false).withUTF8Validator(false).closeOnProtocolViolation(false).build();
    }

    /** Opens the connection, after the upgrade was answered and Netty's frame codec is in the pipeline. */
    public static void serve(ChannelPipeline pipeline, Serializer form, WampLimits limits, ConnectionOwner owner) {
        append(pipeline, form, new WebSocketHandler(form, false, limits, owner), limits);
        pipeline.get(WebSocketHandler.class).open(pipeline.context(WebSocketHandler.class));
    }

    /** Opens the connection when Netty's client handshake, which precedes it in the pipeline, is complete. */
    static void connect(ChannelPipeline pipeline, Serializer form, WampLimits limits, ConnectionOwner owner) {
        append(pipeline, form, new WebSocketHandler(form, true, limits, owner), limits);
    }

    private static void append(ChannelPipeline pipeline, Serializer form, WebSocketHandler last, WampLimits limits) {
        if (form == Serializer.JSON) pipeline.addLast(new Utf8FrameValidator(false));
        pipeline.addLast(new WebSocketFrameAggregator(limits.maxMessageBytes()), last);
    }

    private void open(ChannelHandlerContext ctx) {
        connection = new WampConnection(ctx.channel(), form, Framing.ofWebSocket(form, client), PEER_MAX_BYTES, limits, owner);
        connection.open(owner);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) open(ctx);
        if (event == ClientHandshakeStateEvent.HANDSHAKE_TIMEOUT) end(ctx, "no answer to the WebSocket handshake in time");
    }

    /** HOT: every received message passes through here. */
    @Override
    protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) {
        if (connection == null) return;
        switch (frame) {
            case TextWebSocketFrame _ when form == Serializer.JSON -> received(frame);
            case BinaryWebSocketFrame _ when form == Serializer.MSGPACK -> received(frame);
            case PingWebSocketFrame ping -> pong(ctx, ping);
            case CloseWebSocketFrame close -> closed(close);
            case PongWebSocketFrame _ -> { }
            default -> refuse(WebSocketCloseStatus.INVALID_MESSAGE_TYPE, form + " is not sent in " + frame.getClass().getSimpleName());
        }
    }

    private void received(WebSocketFrame frame) {
        var content = frame.content();
        connection.received(content, content.readerIndex(), content.readableBytes());
    }

    // A peer that pings without reading gets no more pongs than the socket accepts.
    private void pong(ChannelHandlerContext ctx, PingWebSocketFrame ping) {
        connection.flush(); // a pong says that what came before the ping is done
        if (ctx.channel().isWritable()) ctx.writeAndFlush(new PongWebSocketFrame(ping.content().retain()), ctx.voidPromise());
    }

    private void closed(CloseWebSocketFrame close) {
        int code = close.statusCode();
        why = "closed by the peer" + (code < 0 ? "" : ": " + code + " " + close.reasonText());
        connection.close(code < 0 ? WebSocketCloseStatus.NORMAL_CLOSURE : WebSocketCloseStatus.valueOf(code));
    }

    private void refuse(WebSocketCloseStatus status, String cause) {
        why = cause;
        connection.close(status);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (connection != null) connection.lost(why);
        else fail();
    }

    private void fail() {
        if (failed) return;
        failed = true;
        owner.failed(new WampException(WampException.CONNECTION_LOST, why));
    }

    /** A frame against the rules is told to the peer, after the answers to what came before it. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof TooLongFrameException && connection != null) {
            refuse(WebSocketCloseStatus.MESSAGE_TOO_BIG, cause.getMessage());
        } else if (cause instanceof CorruptedWebSocketFrameException bad && connection != null) {
            refuse(bad.closeStatus(), "no WebSocket frame: " + bad.getMessage());
        } else {
            end(ctx, (connection == null ? "the WebSocket handshake failed: " : "the connection broke: ") + SocketTrouble.why(cause));
        }
    }

    private void end(ChannelHandlerContext ctx, String cause) {
        why = cause;
        if (connection == null) fail();
        ctx.close();
    }
}
