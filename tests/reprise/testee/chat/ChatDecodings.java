package reprise.testee.chat;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import reprise.fuzz.Chunks;
import reprise.fuzz.Decoding;
import reprise.fuzz.PlayedSocket;

/** What users say to a chat server, from the request on or in the room. */
public final class ChatDecodings {
    private static final int REQUEST_BODY_BYTES = 8192;

    public static final List<Decoding> ALL = List.of(
        new Decoding("chat-request", List.of(RawUser.upgrade(), RawUser.octets("GET /metrics HTTP/1.1\nHost: h\n\n"),
            RawUser.octets("HEAD / HTTP/1.0\nConnection: keep-alive\n\nPOST /ws HTTP/1.1\nContent-Length: 1\n\nx")),
            input -> Chunks.makeNoDifference(input, pieces -> conversation(Style.QUEUEING, pieces))),
        new Decoding("chat-queueing", frames(), input -> in(Style.QUEUEING, input)),
        new Decoding("chat-awaiting", frames(), input -> in(Style.AWAITING, input)));

    private ChatDecodings() {}

    private static List<byte[]> frames() {
        return List.of(RawUser.frame(RawUser.TEXT, RawUser.direct("1")), RawUser.frame(RawUser.TEXT, RawUser.broadcast("\\u00e9")),
            RawUser.frame(RawUser.PING, "ping"), RawUser.close(1000), RawUser.frame(RawUser.BINARY, "x"),
            RawUser.frame(1, true, 3, new byte[] {'{', '"', 'a'}));
    }

    private static void in(Style style, byte[] input) {
        Chunks.makeNoDifference(input, pieces -> {
            var all = new ArrayList<>(List.of(RawUser.upgrade()));
            all.addAll(pieces);
            return conversation(style, all);
        });
    }

    /** What the server says, with its times left out. */
    private static String conversation(Style style, List<byte[]> pieces) {
        var socket = new PlayedSocket(new ChannelInboundHandlerAdapter() {
            @Override
            public void handlerAdded(ChannelHandlerContext context) {
                var chat = new Chat(ChatPlan.local(style), context.channel().eventLoop());
                context.pipeline().addLast(new HttpServerCodec(new HttpDecoderConfig().setAllowDuplicateContentLengths(true)),
                    new HttpObjectAggregator(REQUEST_BODY_BYTES), new HttpFront(chat, true)).remove(this);
            }
        });
        for (var piece : pieces) socket.read(piece);
        var said = new String(socket.end(), StandardCharsets.ISO_8859_1);
        return said.replaceAll("\"data\":\"\\d+\"", "").replaceAll("(?m)^\\w+_(sum|bucket|created).*$", "");
    }
}
