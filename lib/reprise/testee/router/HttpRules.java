package reprise.testee.router;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Decides which requests their head alone answers; the others are calls and upgrades. It knows no connection. Sources: RFC 9110 and
 * 9112; the caller's own rules follow Crossbar (formats.md).
 */
final class HttpRules {
    private static final String ALLOWED = "POST, PUT, OPTIONS";
    private static final HttpReply PAGE = new HttpReply(200, HttpReply.TEXT, "", """
        Reprise: a WAMP router.

        /call  HTTP caller: POST {"procedure": "com.example.add2", "args": [2, 3]}, get {"args":[5]}
        /ws    WAMP over WebSocket: wamp.2.json, wamp.2.msgpack (where the router offers it)
        """.getBytes(StandardCharsets.UTF_8), false);

    private final int bodyLimitBytes;
    private final boolean upgrades;

    /** @param upgrades whether {@code /ws} is a WebSocket */
    HttpRules(int bodyLimitBytes, boolean upgrades) {
        this.bodyLimitBytes = bodyLimitBytes;
        this.upgrades = upgrades;
    }

    /** HOT: every request. Null for a call or an upgrade. */
    HttpReply answer(HttpRequest head) {
        var unreadable = unreadable(head);
        if (unreadable != null) return unreadable;
        String target = target(head.uri());
        if (isAt(target, "/call")) return call(head, target);
        if (isAt(target, "/ws") && upgrades) return upgrade(head);
        if (isAt(target, "/")) return page(head);
        return HttpReply.refusal(404, "http: nothing is at '" + target + "'; calls go to /call");
    }

    /** Only valid for a request that its head does not answer. */
    boolean isUpgrade(HttpRequest head) {
        return upgrades && isAt(target(head.uri()), "/ws");
    }

    static boolean awaitsContinue(HttpRequest head) {
        return head.headers().contains(HttpHeaderNames.EXPECT) && head.protocolVersion().equals(HttpVersion.HTTP_1_1);
    }

    HttpReply tooLong() {
        return HttpReply.refusal(413, "http: the body is longer than " + bodyLimitBytes + " bytes").closing();
    }

    // The end of such a request is unknown, so the connection ends with it.
    private HttpReply unreadable(HttpRequest head) {
        if (head.decoderResult().isFailure()) return notHttp(head.decoderResult().cause());
        var version = head.protocolVersion();
        if (version.majorVersion() != 1) {
            return HttpReply.refusal(505, "http: the version is " + version.text() + "; it must be HTTP/1.1 or HTTP/1.0").closing();
        }
        String coding = head.headers().get(HttpHeaderNames.TRANSFER_ENCODING);
        if (coding != null) {
            if (version.minorVersion() == 0) {
                return HttpReply.refusal(400, "http: a transfer-encoding in HTTP/1.0; give a content-length").closing();
            }
            if (!coding.equalsIgnoreCase("chunked") || head.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING).size() > 1) {
                return HttpReply.refusal(501, "http: the transfer-encoding is '" + coding + "'; it must be chunked, once").closing();
            }
        }
        String lengthBytes = head.headers().get(HttpHeaderNames.CONTENT_LENGTH);
        return lengthBytes != null && Long.parseLong(lengthBytes) > bodyLimitBytes ? tooLong() : null;
    }

    static HttpReply notHttp(Throwable cause) {
        return (switch (cause) {
            case TooLongHttpLineException _ ->
                HttpReply.refusal(414, "http: the request line is longer than " + HttpIntake.LINE_LIMIT_BYTES + " bytes");
            case TooLongHttpHeaderException _ ->
                HttpReply.refusal(431, "http: the header is longer than " + HttpIntake.HEADER_LIMIT_BYTES + " bytes");
            default -> HttpReply.refusal(400, "http: this is no HTTP/1.1 request");
        }).closing();
    }

    // "http://host:port/call" is equivalent to "/call" (RFC 9112, 3.2.2).
    private static String target(String uri) {
        if (!uri.startsWith("/") && uri.regionMatches(true, 0, "http://", 0, 7)) {
            int path = uri.indexOf('/', 7);
            return path < 0 ? "/" : uri.substring(path);
        }
        return uri;
    }

    private static boolean isAt(String target, String path) {
        return target.startsWith(path) && (target.length() == path.length() || target.charAt(path.length()) == '?');
    }

    private HttpReply page(HttpRequest head) {
        if (head.method().equals(HttpMethod.GET) || head.method().equals(HttpMethod.HEAD)) return PAGE;
        return HttpReply.refusal(405, "http: the method is " + head.method() + "; here it must be GET").withHeader("allow", "GET, HEAD");
    }

    private static HttpReply upgrade(HttpRequest head) {
        if (!head.method().equals(HttpMethod.GET)) {
            return HttpReply.refusal(405, "http: the method is " + head.method() + "; here it must be GET").withHeader("allow", "GET");
        }
        if (head.headers().containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)
            && head.headers().containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)
            && head.protocolVersion().equals(HttpVersion.HTTP_1_1)) return null;
        return HttpReply.refusal(426, "http: only WebSocket is spoken here").withHeader("upgrade", "websocket")
            .withHeader("connection", "upgrade");
    }

    private HttpReply call(HttpRequest head, String target) {
        var method = head.method();
        if (!method.equals(HttpMethod.POST) && !method.equals(HttpMethod.PUT)) {
            if (method.equals(HttpMethod.OPTIONS)) {
                return new HttpReply(200, HttpReply.JSON, "allow: " + ALLOWED + "\r\naccess-control-allow-methods: " + ALLOWED + "\r\n",
                    new byte[0], false);
            }
            return HttpReply.refusal(405, "caller: the method is " + method + "; it must be POST or PUT").withHeader("allow", ALLOWED);
        }
        var headers = head.headers();
        String expectation = headers.get(HttpHeaderNames.EXPECT);
        if (expectation != null && !expectation.equalsIgnoreCase("100-continue")) {
            return HttpReply.refusal(417, "http: '" + expectation + "' is expected; it can only be 100-continue").closing();
        }
        if (head.protocolVersion().equals(HttpVersion.HTTP_1_1) && !headers.contains(HttpHeaderNames.HOST)) {
            return HttpReply.refusal(400, "http: there is no host header; HTTP/1.1 asks for one");
        }
        String notWhole = oddSequence(target);
        if (notWhole != null) return HttpReply.refusal(400, "caller: seq is '" + notWhole + "'; it must be a whole number");
        return body(headers);
    }

    private static HttpReply body(HttpHeaders headers) {
        if (!headers.contains(HttpHeaderNames.CONTENT_LENGTH) && !headers.contains(HttpHeaderNames.TRANSFER_ENCODING)) {
            return HttpReply.refusal(411, "http: there is neither a content-length nor a transfer-encoding; a call has a body");
        }
        String type = headers.get(HttpHeaderNames.CONTENT_TYPE);
        if (type == null || type.equals("application/json") || isJson(type)) return null;
        return HttpReply.refusal(400, "caller: the content type is '" + type + "'; it must be application/json, in UTF-8");
    }

    // type "/" subtype *( ";" name "=" value ), the value possibly in quotes: only charset is checked.
    private static boolean isJson(String type) {
        String[] parts = type.toLowerCase(Locale.ROOT).split(";");
        if (!parts[0].strip().equals("application/json")) return false;
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].strip();
            if (!parameter.startsWith("charset=")) continue;
            String charset = parameter.substring("charset=".length()).replace("\"", "");
            if (!charset.equals("utf-8") && !charset.equals("utf8")) return false;
        }
        return true;
    }

    /** The first {@code seq} that is not a whole number, or null. */
    private static String oddSequence(String target) {
        int query = target.indexOf('?') + 1;
        if (query == 0 || target.startsWith("seq=", query) && isWhole(target, query + 4)) return null;
        try {
            for (String value : new QueryStringDecoder(target).parameters().getOrDefault("seq", java.util.List.of())) {
                if (!isWhole(value, 0)) return value;
            }
            return null;
        } catch (IllegalArgumentException _) { // a percent sign without two digits
            return target.substring(query);
        }
    }

    private static boolean isWhole(String text, int from) {
        int first = from < text.length() && text.charAt(from) == '-' ? from + 1 : from;
        for (int i = first; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') return false;
        }
        return first < text.length();
    }
}
