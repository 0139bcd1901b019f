package reprise.transport.http;

import static reprise.fuzz.Decoding.same;

import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import reprise.fuzz.Chunks;
import reprise.fuzz.Decoding;
import reprise.transport.wamp.WampUrl;
import reprise.transport.websocket.WebSocketUrl;

/** What a web server says to our client, and the URLs that users give. */
public final class HttpDecodings {
    private static final int WINDOW_BYTES = 64; // small, so that lines and chunks pass its edge
    private static final List<RequestTraits> REQUESTS = List.of(new RequestTraits(false, false, false),
        new RequestTraits(true, false, true), new RequestTraits(false, true, false));

    public static final List<Decoding> ALL = List.of(
        Decoding.of("http-reply", HttpDecodings::reply, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhelloHTTP/1.1 204 No Content\r\n\r\n",
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\nX: a\r\n b\r\n\r\n"
                + "5;x=y\r\nhello\r\n0A\n0123456789\r\n0\r\nTrailer: 1\r\n\tfolded\r\n\r\n",
            "HTTP/1.0 404\nConnection: keep-alive, close\ncontent-length: 3, 3\n\nabc", "HTTP/1.1 101 Switching\r\nUpgrade: x\r\n\r\n",
            "HTTP/1.1 200 OK\r\n\r\nuntil the end", Decoding.TLS_ALERT),
        Decoding.of("urls", input -> urls(new String(input, StandardCharsets.UTF_8)), "http://host:8080/path?query={n}", "http://[::1]:1/",
            "ws://host/ws", "rs://host:1", "rs+unix:///tmp/x", "wss://h:2/x?y"));

    private HttpDecodings() {}

    private static void reply(byte[] input) {
        for (var request : REQUESTS) Chunks.makeNoDifference(input, pieces -> replies(pieces, request));
    }

    /** All that the bytes are, reply after reply until one is broken, and then the end of the connection. */
    private static String replies(List<byte[]> pieces, RequestTraits request) {
        var seen = new StringBuilder();
        var body = new StringBuilder();
        var parser = new HttpResponseParser((bytes, from, length) -> body.append(new String(bytes, from, length,
            StandardCharsets.ISO_8859_1)), request, new HttpWindow(WINDOW_BYTES));
        parser.begin();
        var progress = HttpResponseParser.Progress.MORE;
        for (var piece : pieces) {
            var in = Unpooled.wrappedBuffer(piece);
            while (in.isReadable() && progress != HttpResponseParser.Progress.BROKEN) {
                progress = parser.parse(in);
                if (progress == HttpResponseParser.Progress.REPLY) tell(seen, parser, body, progress);
            }
        }
        if (progress != HttpResponseParser.Progress.BROKEN) progress = parser.end();
        tell(seen, parser, body, progress);
        return seen.toString();
    }

    private static void tell(StringBuilder seen, HttpResponseParser parser, StringBuilder body, HttpResponseParser.Progress progress) {
        boolean isBroken = progress == HttpResponseParser.Progress.BROKEN;
        seen.append(progress).append(' ').append(isBroken ? parser.reason() : parser.status() + " " + parser.keepsAlive() + " "
            + parser.replyBytes()).append(' ').append(body).append('\n');
        body.setLength(0);
        if (!isBroken) parser.begin();
    }

    /** Each is refused with its reason, or is read again as what it prints. */
    private static void urls(String text) {
        try {
            same(HttpUrl.parse(text), HttpUrl.parse(HttpUrl.parse(text).toString()), "printed and read again");
        } catch (IllegalArgumentException _) {
            // as documented
        }
        try {
            same(WebSocketUrl.parse(text), WebSocketUrl.parse(WebSocketUrl.parse(text).toString()), "printed and read again");
        } catch (IllegalArgumentException _) {
            // as documented
        }
        try {
            same(WampUrl.parse(text), WampUrl.parse(WampUrl.parse(text).toString()), "printed and read again");
        } catch (IllegalArgumentException _) {
            // as documented
        }
    }
}
