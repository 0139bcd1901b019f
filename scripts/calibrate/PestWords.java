package calibrate;

import calibrate.Pests.Words;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import reprise.transport.amqp.AmqpUrl;
import reprise.transport.amqp.BasicCodec;
import reprise.transport.amqp.BasicMethod;
import reprise.transport.amqp.ChannelMethod;
import reprise.transport.amqp.ConnectionMethod;
import reprise.transport.amqp.Frame;
import reprise.transport.amqp.Method;
import reprise.transport.amqp.QueueMethod;
import reprise.transport.http.HttpUrl;
import reprise.transport.websocket.WebSocketUrl;

/** What {@link Pests} say to each kind of system. */
final class PestWords {
    private static final int HEARTBEAT_SEC = 10;
    private static final int BODY_BYTES = 3_300;
    private static final String UPGRADE = "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

    private PestWords() {}

    /** A login, and a queue of its own of at most a hundred messages; a slow reader publishes to itself what it then hardly reads. */
    static Words amqp(AmqpUrl.Host node) {
        var opening = Unpooled.buffer().writeLong(Frame.PROTOCOL_HEADER);
        methods(opening, 0, new ConnectionMethod.StartOk(Map.of(), "PLAIN", "\0guest\0guest".getBytes(StandardCharsets.UTF_8), "en_US"),
            new ConnectionMethod.TuneOk(2047, 131_072, HEARTBEAT_SEC), new ConnectionMethod.Open("/"));
        // without a name of its own the last declared queue is meant
        methods(opening, 1, new ChannelMethod.Open(),
            new QueueMethod.Declare("", false, false, true, true, false, Map.of("x-max-length", 100)),
            new QueueMethod.Bind("", "amq.fanout", "", false, Map.of()),
            new BasicMethod.Consume("", "pest", false, true, false, false, Map.of()));
        var asking = Unpooled.buffer();
        methods(asking, 1, new BasicMethod.Publish("amq.fanout", "", false, false));
        var none = new byte[2]; // no properties
        BasicCodec.writeHeader(asking, 1, BODY_BYTES, none, 0, none.length);
        BasicCodec.writeBody(asking, 1, new byte[BODY_BYTES], 0, BODY_BYTES, 131_072);
        return new Words(node.name(), node.port(), bytes(opening), bytes(asking), false);
    }

    private static void methods(ByteBuf out, int channel, Method... methods) {
        for (var method : methods) Frame.writeMethod(out, channel, method);
    }

    private static byte[] bytes(ByteBuf of) {
        var bytes = ByteBufUtil.getBytes(of);
        of.release();
        return bytes;
    }

    /** A call; a slow reader goes on to call. */
    static Words http(HttpUrl url) {
        var call = "POST " + url.target() + " HTTP/1.1\r\nHost: " + url.authority() + "\r\nContent-Type: application/json\r\n"
            + "Content-Length: " + HttpServer.ADD_BODY.length() + "\r\n\r\n" + HttpServer.ADD_BODY;
        var bytes = call.getBytes(StandardCharsets.US_ASCII);
        return new Words(url.host(), url.port(), bytes, bytes, false);
    }

    /** A user who joins; a slow reader asks for direct answers, and has everybody's broadcasts to read besides. */
    static Words chat(WebSocketUrl url, boolean waitsForReaders) {
        var join = "GET " + url.path() + " HTTP/1.1\r\nHost: " + url.host() + "\r\n" + UPGRADE + "\r\n";
        var direct = "{\"action_type\":\"direct\",\"body\":\"1\"}".getBytes(StandardCharsets.US_ASCII);
        var frame = Unpooled.buffer().writeByte(0x81).writeByte(0x80 | direct.length).writeInt(0).writeBytes(direct); // masked by zeros
        return new Words(url.host(), url.port(), join.getBytes(StandardCharsets.US_ASCII), bytes(frame), waitsForReaders);
    }
}
