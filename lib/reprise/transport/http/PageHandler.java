package reprise.transport.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;

/** Serves pages by their path, to GET and HEAD, on connections that are kept. Confined to its connection's loop. */
public abstract class PageHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final String TEXT = "text/plain; charset=utf-8";

    /** @param path without a query @param withBody whether the method is GET */
    protected abstract void ask(ChannelHandlerContext context, FullHttpRequest request, String path, boolean withBody);

    @Override
    protected final void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        if (request.decoderResult().isFailure()) {
            HttpUtil.setKeepAlive(request, false);
            reply(context, request, text(HttpResponseStatus.BAD_REQUEST, "this is no HTTP request"));
            return;
        }
        boolean get = request.method().equals(HttpMethod.GET);
        if (!get && !request.method().equals(HttpMethod.HEAD)) {
            var refusal = text(HttpResponseStatus.METHOD_NOT_ALLOWED, request.method() + " is not served; use GET");
            refusal.headers().set(HttpHeaderNames.ALLOW, "GET, HEAD");
            reply(context, request, refusal);
        } else {
            ask(context, request, request.uri().split("\\?", 2)[0], get);
        }
    }

    protected static FullHttpResponse text(HttpResponseStatus status, String text) {
        return response(status, TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    protected static FullHttpResponse response(HttpResponseStatus status, String type, byte[] content) {
        var response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.wrappedBuffer(content));
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, type).set(HttpHeaderNames.CONTENT_LENGTH, content.length);
        return response;
    }

    protected static void reply(ChannelHandlerContext context, FullHttpRequest request, FullHttpResponse response) {
        boolean keepAlive = HttpUtil.isKeepAlive(request);
        if (!keepAlive) response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        else if (request.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
        }
        var written = context.writeAndFlush(response);
        if (!keepAlive) written.addListener(ChannelFutureListener.CLOSE);
    }

    /** A client that sends requests without reading the answers is not read either, until it does. */
    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        context.channel().config().setAutoRead(context.channel().isWritable());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close(); // the peer broke off, or the codec cannot read its request: an answer, if any, is on its way
    }
}
