package reprise.testee.router;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.List;

/**
 * Netty's decoder of requests, one a connection, without its leniency: a request whose length could be read in two ways is
 * refused, and so is a line that ends with a bare line feed (RFC 9112, sections 2.2 and 6.3); one length said twice is one
 * (RFC 9110, 8.6). It also knows whether it
 * is in the midst of a request. Owned by the event loop.
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

    /** Has a request begun to come in that has not come to its end? */
    boolean unfinished() {
        return unfinished;
    }

    // HOT: every request, twice; it is called only where there are octets to decode.
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
