package reprise.transport.amqp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import reprise.transport.amqp.AmqpFailure.Kind;

/** The client's connection against a broker that the test plays, with its own time. The connection's reports are logged. */
abstract class PlayedBroker implements ConnectionListener, ChannelListener {
    static final AmqpUrl URL = AmqpUrl.parse("amqp://joe:secret@b1/v");
    static final Properties PLAIN = new Properties("text/plain", null, null, 1, null, null, null, null, null, null,
        null, null, null, null);

    final List<String> told = new ArrayList<>();
    AmqpConnection connection;
    EmbeddedChannel wire;

    @BeforeEach
    void dial() {
        connection = new AmqpConnection(URL, URL.hosts().getFirst(), AmqpSettings.named("test"), this);
        wire = new EmbeddedChannel(new ChannelInitializer<EmbeddedChannel>() {
            @Override
            protected void initChannel(EmbeddedChannel channel) {
                channel.freezeTime(); // before the connection sets a timer
                channel.pipeline().addLast(connection);
            }
        });
        assertArrayEquals(new byte[] {'A', 'M', 'Q', 'P', 0, 0, 9, 1}, written());
    }

    @AfterEach
    void noBufferIsLeft() {
        wire.finishAndReleaseAll();
    }

    // ---- the connection's reports

    AmqpChannel acking;

    @Override
    public void onBlocked(String reason) {
        told.add("blocked " + reason);
    }

    @Override
    public void onUnblocked() {
        told.add("unblocked");
    }

    @Override
    public void onWritable() {
        told.add("writable");
    }

    @Override
    public void onConfirm(long publishNumber, boolean multiple, boolean acked) {
        told.add("confirm " + publishNumber + " " + multiple + " " + acked);
    }

    @Override
    public void onReturn(int replyCode, ByteBuf body) {
        told.add("return " + replyCode);
    }

    @Override
    public void onDeliver(long deliveryTag, boolean redelivered, ByteBuf body) {
        told.add("deliver " + deliveryTag + " " + redelivered + " " + body.toString(UTF_8));
        if (acking != null) acking.ack(deliveryTag, false);
    }

    @Override
    public void onCancel(String consumerTag) {
        told.add("cancel " + consumerTag);
    }

    @Override
    public void onClosed(AmqpFailure why) {
        told.add((why.kind() == Kind.CHANNEL_CLOSED ? "channel closed " : "closed " + why.kind() + " ") + why.getMessage());
    }

    // ---- the played broker

    record Frames(BiConsumer<Integer, ByteBuf> frames) implements FrameListener {
        @Override
        public void onProtocolHeader(long header) {
            throw new AssertionError(header);
        }

        @Override
        public void onFrame(int type, int channel, ByteBuf payload, int moreBytes) {
            frames.accept(type, payload);
        }
    }

    void say(int channel, Method method, int piece) {
        var bytes = Unpooled.buffer();
        Frame.writeMethod(bytes, channel, method);
        while (bytes.isReadable()) wire.writeInbound(bytes.readBytes(piece == 0 ? bytes.readableBytes() : piece));
    }

    static void content(ByteBuf out, String body, int partBytes) {
        BasicCodec.writeHeader(out, 1, body.length(), new byte[2], 0, 2);
        BasicCodec.writeBody(out, 1, body.getBytes(UTF_8), 0, body.length(), partBytes + Frame.OVERHEAD_BYTES);
    }

    List<Method> methods() {
        var methods = new ArrayList<Method>();
        FrameDecoder.ofClient(new Frames((_, payload) -> methods.add(Method.read(payload))),
            0xFFFF).feed(Unpooled.wrappedBuffer(written()));
        return methods;
    }

    byte[] written() {
        var all = Unpooled.buffer();
        for (ByteBuf one = wire.readOutbound(); one != null; one = wire.readOutbound()) {
            all.writeBytes(one);
            one.release();
        }
        var bytes = new byte[all.readableBytes()];
        all.readBytes(bytes);
        return bytes;
    }

    AmqpChannel open(int frameMaxBytes, int heartbeatSec) {
        say(0, start("PLAIN"), 0);
        say(0, new ConnectionMethod.Tune(0, frameMaxBytes, heartbeatSec), 0);
        say(0, new ConnectionMethod.OpenOk(), 0);
        var channel = connection.opened.join().newChannel(this);
        var replies = channel.open(List.of(new ConfirmMethod.Select(false)));
        var sent = written();
        assertTrue(sent.length > 0);
        say(1, new ChannelMethod.OpenOk(), 0);
        say(1, new ConfirmMethod.SelectOk(), 0);
        assertEquals(List.of(new ConfirmMethod.SelectOk()), replies.join());
        return channel;
    }

    static ConnectionMethod.Start start(String mechanisms) {
        return new ConnectionMethod.Start(0, 9, Map.of("product", "played"), mechanisms, "en_US");
    }

    void halfInterval(int seconds) {
        wire.advanceTimeBy(seconds, TimeUnit.SECONDS);
        wire.runScheduledPendingTasks();
    }
}
