package reprise.testee.router;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.List;

/**
 * Netty's request decoder, one per connection, without its leniency: it refuses a request with an ambiguous length and a line that
 * ends with a bare line feed (RFC 9112, sections 2.2 and 6.3); a repeated equal length is accepted (RFC 9110, 8.6). It also knows
 * whether a request is incomplete. Owned by the event loop.
 */
final class HttpIntake extends HttpRequestDecoder {
    static final int LINE_LIMIT_BYTES = 4096;
    static final int HEADER_LIMIT_BYTES = 8192;
    private static final HttpDecoderConfig STRICT = new HttpDecoderConfig().setMaxInitialLineLength(LINE_LIMIT_BYTES)
        .setMaxHeaderSize(HEADER_LIMIT_BYTES).setStrictLineParsing(true).setAllowDuplicateContentLengths(true);

    private boolean unfinished;

    HttpIntake() {
        super(STRICT);
    }

    /** Whether a request has begun but not ended. */
    boolean unfinished() {
        return unfinished;
    }

    /** Takes the bytes after the last request away from it; the caller must release them. */
    ByteBuf takeUnread() {
        var unread = internalBuffer();
        return unread.readBytes(unread.readableBytes());
    }

    // HOT: twice per request; called only if there are bytes to decode.
    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws Exception {
        super.decode(context, in, out);
        unfinished = out.isEmpty() || !(out.getLast() instanceof LastHttpContent);
    }

    @Override
    protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
        throw new IllegalArgumentException("it has both a content-length and a transfer-encoding");
    }
}
