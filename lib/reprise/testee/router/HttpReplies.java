package reprise.testee.router;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.DateFormatter;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.util.Date;

/**
 * Writes replies, each into one buffer. The common reply's head is prepared, and rebuilt when the date changes. Owned by the event loop.
 * <pre>
 * HTTP/1.1 200 OK
 * content-type: application/json; charset=UTF-8
 * cache-control: no-store,no-cache,must-revalidate,max-age=0
 * access-control-allow-origin: *
 * access-control-allow-headers: content-type
 * date: Tue, 15 Nov 1994 08:12:31 GMT
 * content-length: 12
 * connection: …               (only where it is not what the request's version has by default)
 *
 * {"args":[5]}
 * </pre>
 */
final class HttpReplies {
    private static final byte[] CONTINUE = ascii("HTTP/1.1 100 Continue\r\n\r\n");
    private static final byte[] END = ascii("\r\n\r\n");
    private static final byte[] CLOSE_END = ascii("\r\nconnection: close\r\n\r\n");
    private static final byte[] KEEP_ALIVE_END = ascii("\r\nconnection: keep-alive\r\n\r\n");
    private static final int LONGEST_NUMBER = 10;

    private String date;
    private byte[] resultHead;

    HttpReplies() {
        setTime(System.currentTimeMillis());
    }

    /** Called once a second, for the date header. */
    void setTime(long epochMs) {
        date = DateFormatter.format(new Date(epochMs));
        resultHead = ascii(head(200, HttpReply.JSON, ""));
    }

    private String head(int status, String contentType, String headers) {
        return "HTTP/1.1 " + status + " " + HttpResponseStatus.valueOf(status).reasonPhrase()
            + "\r\ncontent-type: " + contentType
            + "\r\ncache-control: no-store,no-cache,must-revalidate,max-age=0"
            + "\r\naccess-control-allow-origin: *"
            + "\r\naccess-control-allow-headers: content-type"
            + "\r\ndate: " + date
            + "\r\n" + headers + "content-length: ";
    }

    /** HOT: every call. */
    ByteBuf write(ByteBufAllocator buffers, CallerReply reply, HttpExchange exchange) {
        int bodyBytes = reply.lengthBytes();
        byte[] end = end(exchange);
        ByteBuf out = buffers.ioBuffer(resultHead.length + LONGEST_NUMBER + end.length + bodyBytes);
        out.writeBytes(resultHead);
        writeNumber(out, bodyBytes);
        out.writeBytes(end);
        reply.write(out);
        return out;
    }

    ByteBuf write(ByteBufAllocator buffers, HttpReply reply, HttpExchange exchange) {
        byte[] head = ascii(head(reply.status(), reply.contentType(), reply.headers()));
        byte[] end = end(exchange);
        ByteBuf out = buffers.ioBuffer(head.length + LONGEST_NUMBER + end.length + reply.body().length);
        out.writeBytes(head);
        writeNumber(out, reply.body().length);
        out.writeBytes(end);
        if (!exchange.bodyless) out.writeBytes(reply.body());
        return out;
    }

    static ByteBuf writeContinue(ByteBufAllocator buffers) {
        return buffers.ioBuffer(CONTINUE.length).writeBytes(CONTINUE);
    }

    private static byte[] end(HttpExchange exchange) {
        if (exchange.closes) return CLOSE_END;
        return exchange.saysKeepAlive ? KEEP_ALIVE_END : END;
    }

    private static void writeNumber(ByteBuf out, int number) {
        int scale = 1;
        while (number / scale >= 10) scale *= 10;
        for (; scale > 0; scale /= 10) out.writeByte('0' + number / scale % 10);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
