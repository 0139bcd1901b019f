package reprise.transport.amqp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The hot frames and the properties as pika 1.2 writes them. */
final class BasicCodecTest {
    private static final String ALL_PROPERTIES = "fffc106170706c69636174696f6e2f6a736f6e057574662d38000000070168490000000102"
        + "0004636f7272077265706c795f310435303030036d6964000000006553f10001740567756573740361707002636c";
    private static final Properties ALL = new Properties("application/json", "utf-8", Map.of("h", 1), 2, 0, "corr", "reply_1",
        "5000", "mid", Instant.ofEpochSecond(1_700_000_000), "t", "guest", "app", "cl");

    private final ByteBuf out = Unpooled.buffer();

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static ByteBuf bytes(String hex) {
        return Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(hex));
    }

    private String written() {
        return ByteBufUtil.hexDump(out);
    }

    /** The cluster's id is reserved (specification 1.8.3), so nobody sets it. */
    @Test
    void properties_setByName_areThoseOfThatName() {
        var named = Properties.NONE.contentType("application/json").contentEncoding("utf-8").header("h", 1).persistent().priority(0)
            .correlationId("corr").replyTo("reply_1").expiration("5000").messageId("mid").timestamp(Instant.ofEpochSecond(1_700_000_000))
            .type("t").userId("guest").appId("app");
        assertEquals(ALL, new Properties(named.contentType(), named.contentEncoding(), named.headers(), named.deliveryMode(),
            named.priority(), named.correlationId(), named.replyTo(), named.expiration(), named.messageId(), named.timestamp(),
            named.type(), named.userId(), named.appId(), "cl"));
        assertEquals(Map.of("h", 1, "k", "v"), named.header("k", "v").headers());
        assertEquals(Map.of("h", 1), named.headers()); // as it was
        assertEquals("priority is 256; it must be 0 to 255, for example 5",
            assertThrows(IllegalArgumentException.class, () -> named.priority(256)).getMessage());
    }

    @Test
    void publish_written_isPikas() {
        BasicCodec.writePublish(out, 1, ascii("e"), ascii("k"), true);
        assertEquals("0100010000000b003c002800000165016b01ce", written());
    }

    @Test
    void deliver_written_isPikas() {
        BasicCodec.writeDeliver(out, 1, ascii("ctag"), 258, true, ByteBufUtil.decodeHexDump("0165016bffff"), 4);
        assertEquals("01000100000016003c003c04637461670000000000000102010165016bce", written());
        ByteBuf payload = out.setIndex(7, out.writerIndex() - 1);
        assertEquals(BasicMethod.DELIVER, BasicCodec.methodId(payload));
        assertEquals(258, BasicCodec.deliveryTag(payload));
    }

    @Test
    void ack_written_isPikas() {
        BasicCodec.writeAck(out, 1, 5, true);
        assertEquals("0100010000000d003c0050000000000000000501ce", written());
        ByteBuf payload = out.setIndex(7, out.writerIndex() - 1);
        assertEquals(5, BasicCodec.deliveryTag(payload));
        assertTrue(BasicCodec.multiple(payload));
    }

    @Test
    void header_written_isPikas() {
        byte[] properties = ByteBufUtil.decodeHexDump(ALL_PROPERTIES);
        BasicCodec.writeHeader(out, 1, 3280, properties, 0, properties.length);
        assertEquals("0200010000005f003c00000000000000000cd0" + ALL_PROPERTIES + "ce", written());
        assertEquals(3280, BasicCodec.bodyBytes(out.setIndex(7, out.writerIndex() - 1)));
    }

    @Test
    void body_shorterThanAFrame_isOneFrame() {
        BasicCodec.writeBody(out, 1, ascii("abc"), 0, 3, 4096);
        assertEquals("03000100000003616263ce", written());
    }

    @Test
    void body_longerThanAFrame_isCut() {
        // frame-max 10 leaves 2 octets a frame: "ab", "cd", "e"
        BasicCodec.writeBody(out, 1, ascii("-abcde"), 1, 5, 10);
        assertEquals("030001000000026162ce" + "030001000000026364ce" + "0300010000000165ce", written());
    }

    @Test
    void body_ofNothing_hasNoFrame() {
        BasicCodec.writeBody(out, 1, ascii(""), 0, 0, 0);
        assertEquals("", written());
    }

    @Test
    void properties_writtenByPika_areReadAndWrittenAlike() {
        assertEquals(ALL, Properties.read(bytes(ALL_PROPERTIES)));
        ALL.write(out);
        assertEquals(ALL_PROPERTIES, written());
    }

    @Test
    void properties_found_beginWhereTheirValueDoes() {
        ByteBuf properties = bytes(ALL_PROPERTIES);
        int at = Properties.find(properties, Properties.EXPIRATION);
        assertEquals("5000", Wire.readShortString(properties.readerIndex(at)));
        assertEquals(-1, Properties.find(bytes("0000"), Properties.EXPIRATION));
    }

    /** Each octet that is not UTF-8 becomes U+FFFD, which has three: 100 would be too many for a short string, and so 85 stay. */
    @Test
    void properties_thatAreNotUtf8_canBeWrittenAgain() {
        var read = Properties.read(bytes("a00064" + "ff".repeat(100) + "0000006764" + "ff".repeat(100) + "7401"));
        assertEquals("\uFFFD".repeat(85), read.contentType());
        assertEquals(Map.of("\uFFFD".repeat(85), true), read.headers());
        read.write(out);
        assertEquals(read, Properties.read(out));
    }

    @Test
    void properties_thatEndTooEarly_areSyntaxError() {
        assertEquals("SYNTAX_ERROR - the properties end too early",
            assertThrows(AmqpException.class, () -> Properties.read(bytes("8000ff"))).getMessage());
    }

    @Test
    void properties_withUndefinedFlags_areSyntaxError() {
        assertThrows(AmqpException.class, () -> Properties.find(bytes("0001"), Properties.EXPIRATION));
        assertThrows(IndexOutOfBoundsException.class, () -> Properties.find(bytes("8000ff"), Properties.EXPIRATION));
    }
}
