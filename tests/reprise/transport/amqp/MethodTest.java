package reprise.transport.amqp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every method frame as pika 1.2 writes it (captured from {@code pika.frame.Method(channel, method).marshal()}). */
final class MethodTest {
    private static Map<String, Object> table(Object... namesAndValues) {
        var table = new LinkedHashMap<String, Object>();
        for (int i = 0; i < namesAndValues.length; i += 2) table.put((String) namesAndValues[i], namesAndValues[i + 1]);
        return table;
    }

    static Stream<Arguments> vectors() {
        return Stream.concat(Stream.concat(connection(), channelAndExchange()), Stream.concat(queue(), basic()));
    }

    private static Arguments vector(String frame, Method method) {
        return Arguments.of(frame, method);
    }

    private static Stream<Arguments> connection() {
        return Stream.of(
            vector("01000000000049000a000a0009000000240770726f647563745300000001580c6361706162696c6974696573460000000401617401"
                + "0000000e504c41494e20414d51504c41494e00000005656e5f5553ce", new ConnectionMethod.Start(0, 9,
                    table("product", "X", "capabilities", table("a", true)), "PLAIN AMQPLAIN", "en_US")),
            vector("0100000000000c000a001e07ff00020000003cce", new ConnectionMethod.Tune(2047, 131072, 60)),
            vector("0100000000000c000a001f07ff00020000003cce", new ConnectionMethod.TuneOk(2047, 131072, 60)),
            vector("01000000000008000a0028012f0000ce", new ConnectionMethod.Open("/")),
            vector("01000000000005000a002900ce", new ConnectionMethod.OpenOk()),
            vector("01000000000020000a0032014015434f4e4e454354494f4e5f464f52434544202d207800000000ce",
                new ConnectionMethod.Close(320, "CONNECTION_FORCED - x", 0)),
            vector("01000000000004000a0033ce", new ConnectionMethod.CloseOk()),
            vector("01000000000012000a003c0d6c6f77206f6e206d656d6f7279ce", new ConnectionMethod.Blocked("low on memory")),
            vector("01000000000004000a003dce", new ConnectionMethod.Unblocked()));
    }

    private static Stream<Arguments> channelAndExchange() {
        return Stream.of(
            vector("010001000000050014000a00ce", new ChannelMethod.Open()),
            vector("010001000000080014000b00000000ce", new ChannelMethod.OpenOk()),
            vector("010001000000050014001401ce", new ChannelMethod.Flow(true)),
            vector("010001000000050014001501ce", new ChannelMethod.FlowOk(true)),
            vector("01000100000023001400280194184e4f545f464f554e44202d206e6f207175657565202771270032000ace",
                new ChannelMethod.Close(404, "NOT_FOUND - no queue 'q'", 50 << 16 | 10)),
            vector("0100010000000400140029ce", new ChannelMethod.CloseOk()),
            vector("0100010000002c0028000a0000016505746f7069630e0000001912616c7465726e6174652d65786368616e6765530000000178ce",
                new ExchangeMethod.Declare("e", "topic", false, true, true, true, false, table("alternate-exchange", "x"))),
            vector("010001000000040028000bce", new ExchangeMethod.DeclareOk()),
            vector("01000100000009002800140000016501ce", new ExchangeMethod.Delete("e", true, false)),
            vector("0100010000000400280015ce", new ExchangeMethod.DeleteOk()),
            vector("010001000000110028001e000001640173016b0000000000ce",
                new ExchangeMethod.Bind("d", "s", "k", false, table())),
            vector("010001000000040028001fce", new ExchangeMethod.BindOk()),
            vector("0100010000001100280028000001640173016b0100000000ce",
                new ExchangeMethod.Unbind("d", "s", "k", true, table())),
            vector("0100010000000400280033ce", new ExchangeMethod.UnbindOk()));
    }

    private static Stream<Arguments> queue() {
        return Stream.of(
            vector("0100010000002f0032000a000001710a0000002209782d6578706972657349001b77400d782d6d6573736167652d74746c49"
                + "0000ea60ce", new QueueMethod.Declare("q", false, true, false, true, false,
                    table("x-expires", 1_800_000, "x-message-ttl", 60_000))),
            vector("0100010000000e0032000b01710000000700000002ce", new QueueMethod.DeclareOk("q", 7, 2)),
            vector("0100010000002100320014000001710165016b000000001007782d6d617463685300000003616c6cce",
                new QueueMethod.Bind("q", "e", "k", false, table("x-match", "all"))),
            vector("0100010000000400320015ce", new QueueMethod.BindOk()),
            vector("010001000000090032001e0000017100ce", new QueueMethod.Purge("q", false)),
            vector("010001000000080032001f00000003ce", new QueueMethod.PurgeOk(3)),
            vector("01000100000009003200280000017103ce", new QueueMethod.Delete("q", true, true, false)),
            vector("010001000000080032002900000003ce", new QueueMethod.DeleteOk(3)),
            vector("0100010000001000320032000001710165016b00000000ce", new QueueMethod.Unbind("q", "e", "k", table())),
            vector("0100010000000400320033ce", new QueueMethod.UnbindOk()));
    }

    private static Stream<Arguments> basic() {
        return Stream.of(
            vector("0100010000000b003c000a00000000000a01ce", new BasicMethod.Qos(0, 10, true)),
            vector("01000100000004003c000bce", new BasicMethod.QosOk()),
            vector("01000100000012003c00140000017104637461670200000000ce",
                new BasicMethod.Consume("q", "ctag", false, true, false, false, table())),
            vector("01000100000009003c00150463746167ce", new BasicMethod.ConsumeOk("ctag")),
            vector("0100010000000a003c001e046374616700ce", new BasicMethod.Cancel("ctag", false)),
            vector("01000100000009003c001f0463746167ce", new BasicMethod.CancelOk("ctag")),
            vector("0100010000000b003c002800000165016b01ce", new BasicMethod.Publish("e", "k", true, false)),
            vector("01000100000013003c00320138084e4f5f524f5554450165016bce",
                new BasicMethod.Return(312, "NO_ROUTE", "e", "k")),
            vector("01000100000016003c003c04637461670000000000000102010165016bce",
                new BasicMethod.Deliver("ctag", 258, true, "e", "k")),
            vector("01000100000009003c00460000017101ce", new BasicMethod.Get("q", true)),
            vector("01000100000015003c00470000000000000005000165016b00000009ce",
                new BasicMethod.GetOk(5, false, "e", "k", 9)),
            vector("01000100000005003c004800ce", new BasicMethod.GetEmpty()),
            vector("0100010000000d003c0050000000000000000501ce", new BasicMethod.Ack(5, true)),
            vector("0100010000000d003c005a000000000000000501ce", new BasicMethod.Reject(5, true)),
            vector("01000100000005003c006401ce", new BasicMethod.RecoverAsync(true)),
            vector("01000100000005003c006e01ce", new BasicMethod.Recover(true)),
            vector("01000100000004003c006fce", new BasicMethod.RecoverOk()),
            vector("0100010000000d003c0078000000000000000503ce", new BasicMethod.Nack(5, true, true)),
            vector("010001000000050055000a00ce", new ConfirmMethod.Select(false)),
            vector("010001000000040055000bce", new ConfirmMethod.SelectOk()));
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void method_writtenByPika_isReadAndWrittenAlike(String frame, Method method) {
        ByteBuf payload = Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(frame));
        int channel = payload.getUnsignedShort(1);
        payload.setIndex(7, payload.writerIndex() - 1);
        assertEquals(method, Method.read(payload));
        ByteBuf written = Unpooled.buffer();
        Frame.writeMethod(written, channel, method);
        assertEquals(frame, ByteBufUtil.hexDump(written));
    }

    @Test
    void startOk_writtenByPika_isReadAndWrittenAlike() {
        String frame = "01000000000032000a000b0000000e0770726f6475637453000000017005504c41494e0000000c006775657374006775657374"
            + "05656e5f5553ce";
        ByteBuf payload = Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(frame));
        var startOk = (ConnectionMethod.StartOk) Method.read(payload.setIndex(7, payload.writerIndex() - 1));
        assertEquals(table("product", "p"), startOk.clientProperties());
        assertEquals("PLAIN", startOk.mechanism());
        assertEquals("\0guest\0guest", new String(startOk.response()));
        ByteBuf written = Unpooled.buffer();
        Frame.writeMethod(written, 0, startOk);
        assertEquals(frame, ByteBufUtil.hexDump(written));
    }

    private static AmqpException refusal(String payload) {
        return assertThrows(AmqpException.class,
            () -> Method.read(Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(payload))));
    }

    @Test
    void method_ofTransactions_isNotImplemented() {
        var refusal = refusal("005a000a"); // tx.select
        assertEquals(ReplyCode.NOT_IMPLEMENTED, refusal.code());
        assertEquals(90 << 16 | 10, refusal.methodId());
        assertEquals("NOT_IMPLEMENTED - transactions (class 90)", refusal.getMessage());
    }

    @Test
    void method_thatEndsTooEarly_isSyntaxErrorOfThatMethod() {
        var refusal = refusal("003c005000000000"); // basic.ack with half a tag
        assertEquals(ReplyCode.SYNTAX_ERROR, refusal.code());
        assertEquals(BasicMethod.ACK, refusal.methodId());
    }

    /** What follows in the receive buffer is the next frame's, or was somebody else's. */
    @Test
    void shortString_longerThanItsFrame_isNotReadBeyondIt() {
        ByteBuf frames = Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump("000a002904" + "73656372")); // connection.open-ok, then "secr"
        var refusal = assertThrows(AmqpException.class, () -> Method.read(frames.setIndex(0, 5)));
        assertEquals("SYNTAX_ERROR - the arguments end too early", refusal.getMessage());
    }

    @Test
    void shortString_thatIsNotUtf8_isSyntaxError() {
        assertEquals("SYNTAX_ERROR - a short string that is not UTF-8", refusal("003c001501ff").getMessage()); // basic.consume-ok
        var replaced = (BasicMethod.ConsumeOk) Method.read(Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump("003c001503efbfbd")));
        assertEquals("\uFFFD", replaced.consumerTag(), "U+FFFD itself is text as any other");
    }

    @Test
    void method_withOctetsLeft_isSyntaxError() {
        assertEquals(ReplyCode.SYNTAX_ERROR, refusal("003c006f00").code()); // basic.recover-ok and one octet
    }

    @Test
    void method_ofHalfAnId_isFrameError() {
        assertEquals(ReplyCode.FRAME_ERROR, refusal("003c").code());
    }

    @Test
    void replyText_longerThanAShortString_isCut() {
        ByteBuf written = Unpooled.buffer();
        new ChannelMethod.Close(404, "é".repeat(200), 0).write(written);
        // 200 × 2 octets; the longest short string is 255, so 127 letters of two octets stay.
        assertEquals(254, written.getUnsignedByte(2));
        written.clear();
        new ChannelMethod.Close(404, "x".repeat(253) + "\uD83D\uDE00".repeat(50_000), 0).write(written);
        assertEquals(253, written.getUnsignedByte(2), "half of a pair of surrogates is left out");
    }
}
