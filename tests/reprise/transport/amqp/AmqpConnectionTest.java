package reprise.transport.amqp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reprise.transport.amqp.AmqpFailure.Kind;

/** An open connection and its channel. */
final class AmqpConnectionTest extends PlayedBroker {
    @Test
    void heartbeat_nothingElseToSay_isSentTwiceAnIntervalAndSilenceIsDeath() {
        open(4096, 10);
        halfInterval(5);
        assertEquals(0, written().length); // this part sent tune-ok and open
        for (int half = 2; half <= 4; half++) {
            halfInterval(5);
            assertArrayEquals(new byte[] {8, 0, 0, 0, 0, 0, 0, (byte) 0xCE}, written());
        }
        wire.writeInbound(Unpooled.copiedBuffer(new byte[] {8, 0, 0, 0, 0, 0, 0, (byte) 0xCE}));
        for (int half = 1; half <= 4; half++) {
            assertTrue(wire.isOpen());
            halfInterval(5);
        }
        assertTrue(wire.isOpen()); // the first of these four still found the heartbeat
        halfInterval(5);
        assertFalse(wire.isOpen());
        assertEquals(List.of("closed SILENT b1:5672: nothing heard for two heartbeats of 10 s; the broker hangs, or the way "
            + "to it is cut"), told);
    }

    @Test
    void publish_fitsOneFrame_isOneWriteOfThreeFrames() {
        var channel = open(4096, 0);
        channel.beginPublish(new Route("ex", "key", true, PLAIN), 2).writeBytes("hi".getBytes(UTF_8));
        assertEquals(1, channel.endPublish());
        // By hand from the specification: publish (60,40) short 0, "ex", "key", mandatory; header 60, weight 0, size 2,
        // flags content-type and delivery-mode (0x9000), "text/plain", 1; body "hi".
        assertEquals(1, wire.outboundMessages().size());
        assertEquals("0100010000000e003c00280000026578036b657901ce"
            + "0200010000001a003c0000000000000000000290000a746578742f706c61696e01ce"
            + "030001000000026869ce", HexFormat.of().formatHex(written()));
    }

    @Test
    void publish_longerThanAFrame_isSplit() {
        var channel = open(4096, 0);
        channel.beginPublish(new Route("", "q", false, PLAIN), 5000).writeBytes(new byte[5000]);
        channel.endPublish();
        var sizes = new ArrayList<Integer>();
        FrameDecoder.ofClient(new Frames((type, payload) -> {
            if (type == Frame.BODY) sizes.add(payload.readableBytes());
        }), 4096).feed(Unpooled.wrappedBuffer(written()));
        assertEquals(List.of(4088, 912), sizes); // 4096 − 8, and the rest
    }

    @Test
    void publish_emptyBody_hasNoBodyFrame() {
        var channel = open(4096, 0);
        channel.beginPublish(new Route("", "q", false, PLAIN), 0);
        channel.endPublish();
        channel.beginPublish(new Route("", "q", false, PLAIN), 1).writeByte(1);
        assertEquals(2, channel.endPublish());
        var types = new ArrayList<Integer>();
        FrameDecoder.ofClient(new Frames((type, _) -> types.add(type)), 4096).feed(Unpooled.wrappedBuffer(written()));
        assertEquals(List.of(1, 2, 1, 2, 3), types);
    }

    @Test
    void confirmsReturnsAndDeliveries_inOneRead_areToldInOrder() {
        open(4096, 0);
        var bytes = Unpooled.buffer();
        Frame.writeMethod(bytes, 1, new BasicMethod.Ack(1, false));
        Frame.writeMethod(bytes, 1, new BasicMethod.Return(312, "NO_ROUTE", "ex", "key"));
        content(bytes, "lost", 100);
        Frame.writeMethod(bytes, 1, new BasicMethod.Ack(3, true));
        Frame.writeMethod(bytes, 1, new BasicMethod.Nack(4, false, false));
        Frame.writeMethod(bytes, 1, new BasicMethod.Deliver("tag", 7, true, "ex", "key"));
        content(bytes, "whole", 100);
        Frame.writeMethod(bytes, 1, new BasicMethod.Deliver("", 8, false, "", ""));
        content(bytes, "in parts", 3);
        Frame.writeMethod(bytes, 1, new BasicMethod.Deliver("tag", 9, false, "ex", "key"));
        content(bytes, "", 1);
        Frame.writeMethod(bytes, 1, new BasicMethod.Cancel("tag", true));
        Frame.writeMethod(bytes, 0, new ConnectionMethod.Blocked("low on memory"));
        Frame.writeMethod(bytes, 0, new ConnectionMethod.Unblocked());
        var expected = List.of("confirm 1 false true", "return 312", "confirm 3 true true", "confirm 4 false false",
            "deliver 7 true whole",
            "deliver 8 false in parts", "deliver 9 false ", "cancel tag", "blocked low on memory", "unblocked");
        wire.writeInbound(bytes.copy());
        assertEquals(expected, told);
        told.clear();
        while (bytes.isReadable()) wire.writeInbound(bytes.readBytes(1));
        assertEquals(expected, told);
    }

    /** It is refused at its head, before any of its octets can complete a message, in whatever pieces it comes. */
    @ParameterizedTest
    @ValueSource(ints = {1, 100, 20_000})
    void body_inAFrameLongerThanTheHeaderSays_isNotDelivered(int pieceBytes) {
        open(20_000, 0);
        var bytes = Unpooled.buffer();
        Frame.writeMethod(bytes, 1, new BasicMethod.Deliver("tag", 1, false, "ex", "key"));
        BasicCodec.writeHeader(bytes, 1, 6, new byte[2], 0, 2);
        BasicCodec.writeBody(bytes, 1, new byte[9_000], 0, 9_000, 0);
        while (wire.isOpen() && bytes.isReadable()) wire.writeInbound(bytes.readBytes(Math.min(pieceBytes, bytes.readableBytes())));
        assertEquals(List.of("closed NOT_AMQP b1:5672: the broker broke the protocol: UNEXPECTED_FRAME - a body frame without a header, or "
            + "longer than it said"), told);
    }

    @Test
    void ack_ofAllThatOneReadBrought_isOneWrite() {
        acking = open(4096, 0);
        var bytes = Unpooled.buffer();
        for (int tag = 1; tag <= 3; tag++) {
            Frame.writeMethod(bytes, 1, new BasicMethod.Deliver("tag", tag, false, "ex", "key"));
            content(bytes, "x", 9);
        }
        wire.writeInbound(bytes);
        assertEquals(1, wire.outboundMessages().size());
        assertEquals(List.of(new BasicMethod.Ack(1, false), new BasicMethod.Ack(2, false), new BasicMethod.Ack(3, false)),
            methods());
    }

    @Test
    void channelClose_fromTheBroker_isAnsweredToldAndFailsWhatWaits() {
        var channel = open(4096, 0);
        var reply = channel.call(List.of(new QueueMethod.Purge("none", false)));
        written();
        say(1, new ChannelMethod.Close(404, "NOT_FOUND - no queue 'none'", QueueMethod.PURGE), 0);
        assertEquals(List.of(new ChannelMethod.CloseOk()), methods());
        assertEquals(404, AmqpFailure.of(reply.exceptionNow()).replyCode());
        assertEquals(List.of("channel closed b1:5672: the broker closed the channel: 404 NOT_FOUND - no queue 'none'"), told);
        assertTrue(channel.call(List.of(new QueueMethod.Purge("none", false))).isCompletedExceptionally());
        say(1, new BasicMethod.Ack(1, false), 0); // late, for the closed channel: ignored
        assertTrue(wire.isOpen());
    }

    @Test
    void channel_closedByUs_takesNoMoreAndItsNumberIsFree() {
        var channel = open(4096, 0);
        var closed = channel.close();
        assertEquals(List.of(new ChannelMethod.Close(200, "bye", 0)), methods());
        say(1, new BasicMethod.Ack(1, false), 0); // still on its way
        assertEquals(List.of("confirm 1 false true"), told);
        assertFalse(closed.isDone());
        say(1, new ChannelMethod.CloseOk(), 0);
        assertTrue(closed.isDone() && channel.close().isDone());
        assertTrue(channel.call(List.of(new QueueMethod.Purge("q", false))).isCompletedExceptionally());
        var next = connection.newChannel(this).open(List.of());
        assertEquals(List.of(new ChannelMethod.Open()), methods());
        say(1, new ChannelMethod.OpenOk(), 0);
        assertTrue(next.isDone() && !next.isCompletedExceptionally());
    }

    /** RabbitMQ answers our close although it has closed the channel itself. */
    @Test
    void channel_closedByBothAtOnce_endsOnce() {
        var channel = open(4096, 0);
        var closed = channel.close();
        say(1, new ChannelMethod.Close(404, "NOT_FOUND", QueueMethod.PURGE), 0);
        say(1, new ChannelMethod.CloseOk(), 0);
        assertTrue(closed.isCompletedExceptionally() && wire.isOpen());
        written();
        connection.newChannel(this).open(List.of());
        say(2, new ChannelMethod.OpenOk(), 0); // number 1 was not used again
        assertTrue(wire.isOpen());
    }

    @Test
    void envelopeAndProperties_ofADelivery_areThereForWhoReadsThem() {
        var channel = connection.newChannel(new ChannelListener() {
            @Override
            public void onEnvelope(ByteBuf method) {
                told.add(Method.read(method).toString());
            }

            @Override
            public void onProperties(ByteBuf properties) {
                told.add(Properties.read(properties).messageId());
            }

            @Override
            public void onDeliver(long deliveryTag, boolean redelivered, ByteBuf body) {
                told.add(body.toString(UTF_8));
            }

            @Override
            public void onClosed(AmqpFailure why) {}
        });
        assertEquals(connection, channel.connection());
        say(0, start("PLAIN"), 0);
        say(0, new ConnectionMethod.Tune(0, 4096, 0), 0);
        say(0, new ConnectionMethod.OpenOk(), 0);
        var deliver = new BasicMethod.Deliver("tag", 7, true, "ex", "key");
        var bytes = Unpooled.buffer();
        Frame.writeMethod(bytes, 1, deliver);
        var properties = Unpooled.buffer();
        Properties.NONE.messageId("m7").write(properties);
        BasicCodec.writeHeader(bytes, 1, 2, properties.array(), 0, properties.readableBytes());
        BasicCodec.writeBody(bytes, 1, "hi".getBytes(UTF_8), 0, 2, 4096);
        wire.writeInbound(bytes);
        assertEquals(List.of(deliver.toString(), "m7", "hi"), told);
    }

    @Test
    void work_doneTogether_isOneWrite() {
        var channel = open(4096, 0);
        connection.together(() -> {
            for (int i = 1; i <= 3; i++) channel.ack(i, false);
        });
        assertEquals(1, wire.outboundMessages().size());
        assertEquals(3, methods().size());
    }

    /** Netty's mark is 64 KiB: what is gathered counts as well as what the socket has not taken. */
    @Test
    void writability_pastTheMark_endsAndIsToldWhenItComesBack() {
        var channel = open(131_072, 0);
        connection.together(() -> {
            channel.beginPublish(new Route("", "q", false, PLAIN), 60_000).writeZero(60_000);
            channel.endPublish();
            assertTrue(connection.isWritable());
            channel.beginPublish(new Route("", "q", false, PLAIN), 6_000).writeZero(6_000);
            channel.endPublish();
            assertFalse(connection.isWritable());
            assertEquals(List.of(), told);
        });
        assertEquals(List.of("writable"), told); // the played socket takes all at once
        assertTrue(connection.isWritable());
    }

    @Test
    void connectionClose_fromTheBroker_isAnsweredAndToldWithCodeAndText() {
        open(4096, 0);
        say(0, new ConnectionMethod.Close(320, "CONNECTION_FORCED - shutdown", 0), 0);
        assertEquals(List.of(new ConnectionMethod.CloseOk()), methods());
        assertFalse(wire.isOpen());
        assertEquals(List.of("closed CLOSED_BY_BROKER b1:5672: the broker closed the connection: 320 CONNECTION_FORCED - "
            + "shutdown"), told);
    }

    @Test
    void close_byUs_waitsForTheAnswerButNotForLong() {
        open(4096, 0);
        var closed = connection.close();
        assertEquals(List.of(new ConnectionMethod.Close(200, "bye", 0)), methods());
        assertFalse(closed.isDone());
        wire.advanceTimeBy(2, TimeUnit.SECONDS);
        wire.runScheduledPendingTasks();
        assertTrue(closed.isDone());
        assertEquals(List.of("closed CLOSED b1:5672: closed by us"), told);
    }

    @Test
    void brokenProtocol_afterOpening_isClosedWithTheCode() {
        open(4096, 0);
        var bytes = Unpooled.buffer();
        BasicCodec.writeBody(bytes, 1, new byte[5], 0, 5, 4096);
        wire.writeInbound(bytes);
        assertEquals(505, ((ConnectionMethod.Close) methods().getFirst()).replyCode());
        assertFalse(wire.isOpen());
        assertEquals(1, told.size());
        assertTrue(told.getFirst().startsWith("closed NOT_AMQP b1:5672: the broker broke the protocol: UNEXPECTED_FRAME"),
            told.getFirst());
    }

    @Test
    void socketLost_withCallsWaiting_failsThem() {
        var reply = open(4096, 0).call(List.of(new QueueMethod.Purge("q", false)));
        wire.close();
        assertEquals(Kind.LOST, AmqpFailure.of(reply.exceptionNow()).kind());
        assertEquals(List.of("closed LOST b1:5672: connection lost"), told);
    }
}
