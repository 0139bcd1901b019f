package reprise.transport.amqp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.rabbitmq.client.impl.ValueReader;
import com.rabbitmq.client.impl.ValueWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufInputStream;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Tables against the RabbitMQ Java client's own reader and writer, and against bytes laid out by hand from the errata. */
final class FieldTableTest {
    private static ByteBuf bytes(String hex) {
        return Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(hex.replace(" ", "")));
    }

    private static Map<String, Object> everything(Object timestamp) {
        var table = new LinkedHashMap<String, Object>();
        table.put("t", true);
        table.put("b", (byte) -1);
        table.put("s", (short) -300);
        table.put("I", -70_000);
        table.put("l", 5_000_000_000L);
        table.put("f", 1.5f);
        table.put("d", -2.25);
        table.put("D", new BigDecimal("3.14"));
        table.put("S", "text é");
        table.put("A", Arrays.asList(1, "a", null, List.of(true)));
        table.put("T", timestamp);
        table.put("F", Map.of("inner", "value"));
        table.put("V", null);
        return table;
    }

    @Test
    void table_writtenByJavaClient_isRead() throws IOException {
        var out = new ByteArrayOutputStream();
        new ValueWriter(new DataOutputStream(out)).writeTable(everything(new Date(1_700_000_000_000L)));
        assertEquals(everything(Instant.ofEpochSecond(1_700_000_000)), FieldTable.read(Unpooled.wrappedBuffer(out.toByteArray())));
        ByteBuf skipped = Unpooled.wrappedBuffer(out.toByteArray());
        FieldTable.skip(skipped);
        assertEquals(0, skipped.readableBytes());
    }

    @Test
    void table_writtenByUs_isReadByJavaClient() throws IOException {
        ByteBuf out = Unpooled.buffer();
        FieldTable.write(out, everything(Instant.ofEpochSecond(1_700_000_000)));
        var read = new ValueReader(new DataInputStream(new ByteBufInputStream(out))).readTable();
        assertEquals("text é", read.remove("S").toString()); // the client keeps strings as LongString
        assertEquals("[1, a, null, [true]]", read.remove("A").toString());
        assertEquals("{inner=value}", read.remove("F").toString());
        var expected = everything(new Date(1_700_000_000_000L));
        expected.keySet().removeAll(List.of("S", "A", "F"));
        assertEquals(expected, read);
    }

    @Test
    void table_ofUnsignedAndOctets_isReadInTheNextWiderType() {
        // length 36 = 4 (B) + 5 (u) + 7 (i) + 9 (x) + 11 (L), each: name length, name, type, value
        var table = FieldTable.read(bytes("00000024 0142 42ff 0175 75ffff 0169 69ffffffff 0178 78 00000002 00ff 014c 4c 0000000000000001"));
        assertEquals((short) 255, table.get("B"));
        assertEquals(65_535, table.get("u"));
        assertEquals(4_294_967_295L, table.get("i"));
        assertArrayEquals(new byte[] {0, -1}, (byte[]) table.get("x"));
        assertEquals(1L, table.get("L"));
    }

    @Test
    void table_longerThanItsFrame_isSyntaxError() {
        assertEquals(ReplyCode.SYNTAX_ERROR, assertThrows(AmqpException.class, () -> FieldTable.read(bytes("7fffffff"))).code());
        assertEquals(ReplyCode.SYNTAX_ERROR, assertThrows(AmqpException.class, () -> FieldTable.skip(bytes("ffffffff"))).code());
    }

    @Test
    void field_longerThanItsTable_isSyntaxError() {
        assertEquals(ReplyCode.SYNTAX_ERROR,
            assertThrows(AmqpException.class, () -> FieldTable.read(bytes("00000004 0161 4900000001"))).code());
    }

    @Test
    void field_ofUnknownType_isSyntaxError() {
        var refusal = assertThrows(AmqpException.class, () -> FieldTable.read(bytes("00000003 0161 51")));
        assertEquals("SYNTAX_ERROR - a table field of the unknown type 81", refusal.getMessage());
    }

    @Test
    void table_nestedWithoutEnd_isSyntaxErrorAndNotAnEndOfStack() {
        ByteBuf nested = Unpooled.buffer();
        for (int left = 100_000; left > 0; left--) nested.writeInt(left * 7).writeBytes(new byte[] {1, 'a', 'F'});
        nested.writeInt(0);
        assertThrows(AmqpException.class, () -> FieldTable.skip(nested.duplicate()));
        assertThrows(AmqpException.class, () -> FieldTable.read(nested));
    }
}
