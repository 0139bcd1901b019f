package reprise.testee.router;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import reprise.fuzz.Chunks;
import reprise.fuzz.Decoding;
import reprise.fuzz.PlayedSocket;
import reprise.transport.Sockets;
import reprise.transport.UnreadBytes;
import reprise.transport.wamp.ConnectionOwner;
import reprise.transport.wamp.Message;
import reprise.transport.wamp.MessageListener;
import reprise.transport.wamp.RawSocketHandler;
import reprise.transport.wamp.WampConnection;
import reprise.transport.wamp.WampException;

/** What clients say to the router: HTTP calls, WebSockets that an HTTP request asks for, and sessions over rawsocket. */
public final class RouterDecodings {
    private static final String UPGRADE = """
        GET /ws HTTP/1.1
        Host: h
        Upgrade: websocket
        Connection: Upgrade
        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
        Sec-WebSocket-Version: 13
        Sec-WebSocket-Protocol: wamp.2.json, wamp.2.msgpack

        """.replace("\n", "\r\n");
    private static final List<String> SESSION = List.of(
        "[1,\"realm1\",{\"roles\":{\"caller\":{},\"callee\":{\"features\":{\"call_canceling\":true,\"progressive_call_results\":true}},"
            + "\"publisher\":{},\"subscriber\":{}}}]",
        "[64,1,{\"invoke\":\"roundrobin\",\"match\":\"prefix\"},\"com.example\"]", "[48,2,{\"timeout\":100000},\"com.example.add\",[2,3]]",
        "[70,1,{\"progress\":true},[1],{\"a\":2}]", "[70,1,{},[5]]", "[32,3,{\"match\":\"wildcard\"},\"com..topic\"]",
        "[16,4,{\"acknowledge\":true,\"exclude_me\":false,\"eligible\":[1,2]},\"com.a.topic\",[\"event\"]]",
        "[49,2,{\"mode\":\"kill\"}]", "[8,68,1,{},\"a.b\"]", "[66,5,1]", "[34,6,1]", "[6,{},\"wamp.close.normal\"]");

    private static final String BODY = "{\"procedure\": \"com.example.add2\", \"args\": [2, 3], \"x\": 1}";

    public static final List<Decoding> ALL = List.of(
        Decoding.of("http-request", input -> Chunks.makeNoDifference(input, RouterDecodings::http),
            call("Content-Length: 57\r\n", BODY), call("Transfer-Encoding: chunked\r\nExpect: 100-continue\r\n", "39;x=y\r\n" + BODY
                + "\r\n0\r\nTrailer: 1\r\n\r\n") + "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
            "HEAD /x HTTP/1.1\r\nHost: h\r\n\r\nOPTIONS /call HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n",
            UPGRADE + new String(webSocket(), StandardCharsets.ISO_8859_1)),
        new Decoding("wamp-websocket", List.of(webSocket()), input -> Chunks.makeNoDifference(input, pieces ->
            http(joined(UPGRADE.getBytes(StandardCharsets.ISO_8859_1), pieces)))),
        new Decoding("wamp-session", List.of(rawSocket()), input -> Chunks.makeNoDifference(input, RouterDecodings::session)));

    private static HttpPort port;

    private RouterDecodings() {}

    private static String call(String headers, String body) {
        return "POST /call?seq=7 HTTP/1.1\r\nHost: h\r\nContent-Type: application/json; charset=utf-8\r\n" + headers + "\r\n" + body;
    }

    private static byte[] rawSocket() {
        var out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {0x7F, (byte) 0xF1, 0, 0});
        for (var message : SESSION) out.writeBytes(ByteBuffer.allocate(4 + message.length()).putInt(message.length())
            .put(message.getBytes(StandardCharsets.US_ASCII)).array());
        return out.toByteArray();
    }

    /** Each message in a frame with a mask of zeros; the second in two, with a ping between them. */
    private static byte[] webSocket() {
        var out = new ByteArrayOutputStream();
        for (var message : SESSION) {
            boolean split = message == SESSION.get(1);
            var bytes = message.getBytes(StandardCharsets.US_ASCII);
            out.writeBytes(frame(split ? 0x01 : 0x81, split ? new byte[0] : bytes));
            if (split) out.writeBytes(frame(0x89, new byte[] {1}));
            if (split) out.writeBytes(frame(0x80, bytes));
        }
        out.writeBytes(frame(0x88, new byte[] {3, (byte) 0xE8}));
        return out.toByteArray();
    }

    private static byte[] frame(int first, byte[] payload) {
        boolean isLong = payload.length > 125;
        var out = ByteBuffer.allocate(8 + payload.length).put((byte) first).put((byte) (0x80 | (isLong ? 126 : payload.length)));
        if (isLong) out.putShort((short) payload.length);
        out.putInt(0).put(payload);
        return java.util.Arrays.copyOf(out.array(), out.position());
    }

    private static List<byte[]> joined(byte[] first, List<byte[]> rest) {
        var all = new ArrayList<>(List.of(first));
        all.addAll(rest);
        return all;
    }

    private static RouterPlan plan() {
        return RouterPlan.local();
    }

    /** One that has stopped to listen and to look at its connections' deadlines: what is left belongs to the caller's thread. */
    private static synchronized HttpPort port() {
        if (port != null) return port;
        var loops = Sockets.loops("fuzz", 1);
        Calls calls = (procedure, arguments, _, reply) -> {
            if (procedure.equals("com.example.add2")) reply.result(arguments);
            else reply.error("wamp.error.no_such_procedure", arguments);
        };
        port = HttpPort.listen(loops.next(), HttpPlan.local(), calls, (socket, request) -> new WampUpgrade(new Realm(plan(),
            socket.eventLoop())).begin(socket, request)).join();
        port.close().join();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        return port;
    }

    private static String http(List<byte[]> pieces) {
        var intake = new HttpIntake();
        var socket = new PlayedSocket(intake, new ChannelInboundHandlerAdapter() {
            @Override
            public void handlerAdded(ChannelHandlerContext context) {
                context.pipeline().addLast(new HttpConnection(port(), context.channel(), intake)).remove(this);
            }
        });
        for (var piece : pieces) socket.read(piece);
        return new String(socket.end(), StandardCharsets.ISO_8859_1);
    }

    /** A realm whose sessions tell a defect of ours, which a peer could not be told apart from its own words. */
    private record Watched(Realm realm, List<WampException> defects) implements ConnectionOwner {
        @Override
        public boolean admits() {
            return realm.admits();
        }

        @Override
        public UnreadBytes unread() {
            return realm.unread();
        }

        @Override
        public MessageListener open(WampConnection connection) {
            var session = realm.open(connection);
            return new MessageListener() {
                @Override
                public void onMessage(Message message) {
                    session.onMessage(message);
                }

                @Override
                public void onViolation(WampException violation) {
                    if (violation.uri().equals(WampException.RUNTIME_ERROR)) defects.add(violation);
                    session.onViolation(violation);
                }

                @Override
                public void onClosed(String why) {
                    session.onClosed(why);
                }
            };
        }
    }

    private static String session(List<byte[]> pieces) {
        var defects = new ArrayList<WampException>();
        var socket = new PlayedSocket(new ChannelInboundHandlerAdapter() {
            @Override
            public void handlerAdded(ChannelHandlerContext context) {
                var realm = new Realm(plan(), context.channel().eventLoop());
                context.pipeline().addLast(RawSocketHandler.server(plan().limits(), new Watched(realm, defects))).remove(this);
            }
        });
        for (var piece : pieces) socket.read(piece);
        var said = new String(socket.end(), StandardCharsets.ISO_8859_1);
        Decoding.require(defects.isEmpty(), defects.toString());
        return said;
    }
}
