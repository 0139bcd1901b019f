package reprise.testee.broker;

import static reprise.fuzz.Decoding.require;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import reprise.fuzz.Chunks;
import reprise.fuzz.Decoding;
import reprise.fuzz.PlayedSocket;
import reprise.transport.amqp.BasicCodec;
import reprise.transport.amqp.BasicMethod;
import reprise.transport.amqp.ChannelMethod;
import reprise.transport.amqp.ConfirmMethod;
import reprise.transport.amqp.ConnectionMethod;
import reprise.transport.amqp.ExchangeMethod;
import reprise.transport.amqp.Frame;
import reprise.transport.amqp.Method;
import reprise.transport.amqp.Properties;
import reprise.transport.amqp.QueueMethod;

/** A client's whole conversation with a node of the embedded cluster: from its first octet, or with a channel open already. */
public final class BrokerDecodings {
    private static final byte[] HEADER = "AMQP\0\0\11\1".getBytes(StandardCharsets.ISO_8859_1);
    private static final byte[] OPEN = joined(HEADER, frames(0, new ConnectionMethod.StartOk(Map.of("capabilities",
        Map.of("authentication_failure_close", true, "basic.nack", true)), "PLAIN", "\0guest\0guest".getBytes(StandardCharsets.UTF_8),
        "en_US"), new ConnectionMethod.TuneOk(2047, 131_072, 0), new ConnectionMethod.Open("/")), frames(1, new ChannelMethod.Open()));
    private static final Map<String, Object> NONE = Map.of();
    private static final byte[] WORK = joined(frames(1, new ConfirmMethod.Select(false),
        new ExchangeMethod.Declare("e", "topic", false, false, true, false, false, Map.of("alternate-exchange", "f")),
        new QueueMethod.Declare("q", false, false, false, false, false, Map.of("x-max-length", 2, "x-message-ttl", 60_000,
            "x-dead-letter-exchange", "e", "x-max-priority", 5)), new QueueMethod.Bind("q", "e", "a.*.#", false, NONE)),
        published("e", "a.b", Properties.NONE.replyTo("amq.rabbitmq.reply-to").header("BCC", List.of("q")).priority(3)),
        frames(1, new BasicMethod.Consume("q", "tag", false, false, false, false, NONE), new BasicMethod.Qos(0, 1, false),
            new BasicMethod.Ack(1, true), new BasicMethod.Get("q", true), new BasicMethod.Nack(0, true, true),
            new BasicMethod.Recover(true), new BasicMethod.Cancel("tag", false), new QueueMethod.Purge("q", false)),
        published("", "q", Properties.NONE.expiration("10").persistent()),
        frames(1, new QueueMethod.Unbind("q", "e", "a.*.#", NONE), new QueueMethod.Delete("q", false, false, false),
            new ExchangeMethod.Delete("e", false, false), new ChannelMethod.Close(200, "bye", 0)));

    public static final List<Decoding> ALL = List.of(
        new Decoding("amqp-broker-login", List.of(HEADER, OPEN, joined(OPEN, WORK)),
            input -> Chunks.each(input, pieces -> conversation(new byte[0], pieces))),
        new Decoding("amqp-broker", List.of(WORK, published("amq.direct", "k", Properties.NONE)),
            input -> Chunks.each(input, pieces -> conversation(OPEN, pieces))));

    private BrokerDecodings() {}

    private static byte[] joined(byte[]... parts) {
        var out = Unpooled.wrappedBuffer(parts);
        return ByteBufUtil.getBytes(out);
    }

    private static byte[] frames(int channel, Method... methods) {
        var out = Unpooled.buffer();
        for (var method : methods) Frame.writeMethod(out, channel, method);
        return taken(out);
    }

    private static byte[] published(String exchange, String key, Properties properties) {
        ByteBuf out = Unpooled.buffer();
        Frame.writeMethod(out, 1, new BasicMethod.Publish(exchange, key, true, false));
        var list = Unpooled.buffer();
        properties.write(list);
        byte[] content = taken(list);
        BasicCodec.writeHeader(out, 1, 6, content, 0, content.length);
        BasicCodec.writeBody(out, 1, "body!!".getBytes(StandardCharsets.UTF_8), 0, 6, Frame.OVERHEAD_BYTES + 4);
        return taken(out);
    }

    private static byte[] taken(ByteBuf out) {
        byte[] bytes = ByteBufUtil.getBytes(out);
        out.release();
        return bytes;
    }

    /** When the client is gone nothing of it is held. What the node says depends on the pieces: a confirm covers a turn. */
    private static void conversation(byte[] before, List<byte[]> pieces) {
        var holder = new Broker[1];
        var accepting = new ChannelInboundHandlerAdapter() {
            @Override
            public void handlerAdded(ChannelHandlerContext context) {
                holder[0] = new Broker(context.channel().eventLoop(), ClusterPlan.local(1).withHighWaterBytes(64L << 20));
                context.pipeline().addLast(new ClientConnection(new Node(1, holder[0], 0), context.channel()));
            }
        };
        var socket = new PlayedSocket((ChannelHandler) accepting);
        holder[0].memory.hold(Memory.CONNECTION_BYTES);
        if (before.length > 0) socket.read(before);
        for (var piece : pieces) socket.read(piece);
        socket.end();
        require(holder[0].memory.heldBytes() >= 0, "more was given back than was held");
    }
}
