package reprise.testee.chat;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import reprise.fuzz.Chunks;
import reprise.fuzz.Decoding;
import reprise.fuzz.PlayedSocket;

/** What users say to a chat server, from the request on or in the room. */
public final class ChatDecodings {
    private static final int REQUEST_BODY_BYTES = 8192;
    /** Its frame's head, and the text without its time. */
    private static final Pattern BROADCAST = Pattern.compile("(?s)\\x81(?:~..|\\x7F.{8}|[^~\\x7F])"
        + "\\{\"action_type\":\"broadcast\",\"body\":\"(?:[^\"\\\\]|\\\\.)*\",\"user_id\":\\d+,\\}");

    public static final List<Decoding> ALL = List.of(
        new Decoding("chat-request", List.of(RawUser.upgrade(), RawUser.octets("GET /metrics HTTP/1.1\nHost: h\n\n"),
            RawUser.octets("HEAD / HTTP/1.0\nConnection: keep-alive\n\nPOST /ws HTTP/1.1\nContent-Length: 1\n\nx")),
            input -> Chunks.makeNoDifference(input, pieces -> conversation(Style.QUEUEING, pieces))),
        new Decoding("chat-queueing", frames(), input -> in(Style.QUEUEING, input)),
        new Decoding("chat-awaiting", frames(), input -> in(Style.AWAITING, input)));

    private ChatDecodings() {}

    private static List<byte[]> frames() {
        return List.of(RawUser.frame(RawUser.TEXT, RawUser.direct("1")), RawUser.frame(RawUser.TEXT, RawUser.broadcast("\\u00e9")),
            joined(RawUser.frame(RawUser.TEXT, RawUser.broadcast("1")), RawUser.frame(RawUser.TEXT, RawUser.direct("1")),
                RawUser.close(1000)), RawUser.frame(RawUser.PING, "ping"), RawUser.close(1000), RawUser.frame(RawUser.BINARY, "x"),
            RawUser.frame(1, true, 3, new byte[] {'{', '"', 'a'}));
    }

    private static byte[] joined(byte[]... frames) {
        var all = new ByteArrayOutputStream();
        for (var frame : frames) all.writeBytes(frame);
        return all.toByteArray();
    }

    /**
     * The room that queues delivers a broadcast after what came with it: that may be an answer, or the end of the connection, which then
     * does not hear itself.
     */
    private static void in(Style style, byte[] input) {
        Chunks.makeNoDifference(input, pieces -> {
            var all = new ArrayList<>(List.of(RawUser.upgrade()));
            all.addAll(pieces);
            var said = conversation(style, all);
            return style == Style.QUEUEING ? BROADCAST.matcher(said).replaceAll("") : said;
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
