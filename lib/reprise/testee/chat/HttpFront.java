package reprise.testee.chat;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import java.util.Base64;
import reprise.transport.http.PageHandler;

/**
 * The HTTP side of both ports: {@code /healthcheck}, {@code /metrics}, {@code /} with a list of paths, and on the chat's own port
 * {@code /ws}, where a valid upgrade request (RFC 6455, 4.2.1) becomes a {@link Connection}. Confined to its port's loop.
 */
final class HttpFront extends PageHandler {
    private static final int KEY_BYTES = 16;

    private final Chat chat;
    private final boolean withChat;

    HttpFront(Chat chat, boolean withChat) {
        this.chat = chat;
        this.withChat = withChat;
    }

    @Override
    protected void ask(ChannelHandlerContext context, FullHttpRequest request, String path, boolean withBody) {
        if (path.equals("/ws") && withChat && withBody) joinOrRefuse(context, request);
        else reply(context, request, page(path));
    }

    private FullHttpResponse page(String path) {
        return switch (path) {
            case "/" -> text(HttpResponseStatus.OK, "A chat server, style " + chat.plan.style()
                + ".\n/ws is its room (WebSocket), /healthcheck says ok, /metrics is for Prometheus.\n");
            case "/healthcheck" -> text(HttpResponseStatus.OK, "ok\n");
            case "/metrics" -> response(HttpResponseStatus.OK, ChatMetrics.CONTENT_TYPE, chat.metrics.text());
            default -> text(HttpResponseStatus.NOT_FOUND, "there is no " + path + " here; there are /, /healthcheck, /metrics"
                + (withChat ? " and /ws (a WebSocket)\n" : "\n"));
        };
    }

    private void joinOrRefuse(ChannelHandlerContext context, FullHttpRequest request) {
        var headers = request.headers();
        if (!headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)
            || !headers.containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)) {
            reply(context, request, upgradeRequired("this is a WebSocket: ask for Upgrade: websocket\n"));
        } else if (!"13".equals(headers.get(HttpHeaderNames.SEC_WEBSOCKET_VERSION))) {
            reply(context, request, upgradeRequired("Sec-WebSocket-Version is "
                + headers.get(HttpHeaderNames.SEC_WEBSOCKET_VERSION) + "; it must be 13\n"));
        } else if (!chat.hasRoom()) {
            HttpUtil.setKeepAlive(request, false);
            reply(context, request, text(HttpResponseStatus.SERVICE_UNAVAILABLE, "there is no memory for more users; come again later\n"));
        } else if (!hasKey(headers)) {
            reply(context, request, text(HttpResponseStatus.BAD_REQUEST, "Sec-WebSocket-Key is "
                + headers.get(HttpHeaderNames.SEC_WEBSOCKET_KEY) + "; it must be 16 bytes in base64\n"));
        } else {
            Upgrade.toWebSocket(context.channel(), headers.get(HttpHeaderNames.SEC_WEBSOCKET_KEY), chat);
        }
    }

    private static FullHttpResponse upgradeRequired(String why) {
        var refusal = text(HttpResponseStatus.UPGRADE_REQUIRED, why);
        refusal.headers().set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET)
            .set(HttpHeaderNames.SEC_WEBSOCKET_VERSION, "13").set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE);
        return refusal;
    }

    private static boolean hasKey(HttpHeaders headers) {
        String key = headers.get(HttpHeaderNames.SEC_WEBSOCKET_KEY);
        try {
            return key != null && Base64.getDecoder().decode(key).length == KEY_BYTES;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }
}
