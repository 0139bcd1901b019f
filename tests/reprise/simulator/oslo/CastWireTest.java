package reprise.simulator.oslo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.util.Random;
import org.junit.jupiter.api.Test;
import reprise.simulator.Allocation;

final class CastWireTest {
    /** Captured: oslo.messaging 14.0.3, cast of info, message=(1, "abcdefgh", time.time(), 0, 0), 188 bytes. */
    static final String OSLO = "{\"oslo.version\": \"2.0\", \"oslo.message\": \"{\\\"method\\\": \\\"info\\\", "
        + "\\\"args\\\": {\\\"message\\\": "
        + "[1, \\\"abcdefgh\\\", 1795298083.324477, 0, 0]}, \\\"_unique_id\\\": \\\"c4ad419b6b444b64b08b934f50d9b130\\\"}\"}";
    /** Captured: the same with a namespace, a version, a context and a cargo with é, a quote and a backslash. */
    static final String OSLO_CONTEXT = "{\"oslo.version\": \"2.0\", \"oslo.message\": \"{\\\"method\\\": \\\"info\\\", "
        + "\\\"args\\\": {\\\"message\\\": "
        + "[2, \\\"ab\\\\u00e9\\\\\\\"\\\\\\\\x\\\", 1795298083.3329093, 0, 0]}, \\\"namespace\\\": \\\"ns\\\", "
            + "\\\"version\\\": \\\"1.1\\\", "
        + "\\\"_unique_id\\\": \\\"28d85f587cd04fb09d170b5d8a98414c\\\", \\\"_context_user\\\": \\\"joe "
            + "\\\\\\\"q\\\\\\\"\\\"}\"}";
    private static final byte[] CARGO = "abcdefgh".getBytes(UTF_8);

    private final RequestReader reader = new RequestReader("info");

    @Test
    void write_sameMessageAsOslo_hasTheSameBytesButForTheStampsDigits() {
        var expected = OSLO.replace("1795298083.324477,", "1795298083.324477000,");
        assertEquals(188, OSLO.length());
        assertEquals(expected, written(1, CARGO, 1795298083_324477000L, 0xc4ad419b6b444b64L, 0xb08b934f50d9b130L));
    }

    @Test
    void bodyBytes_beforeWriting_isWhatIsWritten() {
        var writer = new CastWriter("info");
        var random = new Random(3);
        for (int i = 0; i < 500; i++) {
            long seq = random.nextLong() >>> 1 >>> random.nextInt(63);
            long ns = random.nextLong() >>> 1 >>> random.nextInt(63);
            var cargo = new byte[random.nextInt(50)];
            assertEquals(written(seq, cargo, ns, 1, 2).length(), writer.bodyBytes(seq, cargo, ns));
        }
    }

    @Test
    void read_whatWasWritten_isTheSameToTheNs() throws Exception {
        var random = new Random(5);
        for (int i = 0; i < 500; i++) {
            long seq = random.nextInt(1_000_000);
            long ns = Math.floorMod(random.nextLong(), 2_000_000_000_000_000_000L);
            long high = random.nextLong();
            long low = random.nextLong();
            var text = written(seq, "q".repeat(random.nextInt(50)).getBytes(UTF_8), ns, high, low);
            new ObjectMapper().readTree(new ObjectMapper().readTree(text).get("oslo.message").asText()); // legal JSON, twice
            assertTrue(reader.read(bytes(text)));
            assertEquals(seq, reader.seq());
            assertEquals(ns, reader.clientNs());
            assertEquals(high, reader.idHigh());
            assertEquals(low, reader.idLow());
        }
    }

    @Test
    void read_capturedFromOslo_hasItsFields() {
        assertTrue(reader.read(bytes(OSLO)), reader.why());
        assertEquals(1, reader.seq());
        assertEquals(8, reader.cargoBytes());
        assertEquals(1795298083_324477000L, reader.clientNs());
        assertTrue(reader.hasId());
        assertEquals(0xc4ad419b6b444b64L, reader.idHigh());
        assertEquals(0xb08b934f50d9b130L, reader.idLow());
    }

    @Test
    void read_capturedWithContextAndEscapes_hasItsFields() {
        assertTrue(reader.read(bytes(OSLO_CONTEXT)), reader.why());
        assertEquals(2, reader.seq());
        assertEquals(7, reader.cargoBytes()); // a b é(2 bytes) " \ x
        assertEquals(1795298083_332909300L, reader.clientNs());
        assertEquals(0x28d85f587cd04fb0L, reader.idHigh());
        assertEquals(0x9d170b5d8a98414cL, reader.idLow());
    }

    @Test
    void read_otherOrderSpacesNoEnvelopeIntegerStamp_hasItsFields() {
        assertTrue(reader.read(bytes(" {\"_unique_id\":\"x-1\",\"args\":{\"message\":[ 7 "
            + ",\"abc\",1795298083,0,0]},\n\"method\":\"info\"} ")), reader.why());
        assertEquals(7, reader.seq());
        assertEquals(3, reader.cargoBytes());
        assertEquals(1795298083_000000000L, reader.clientNs());
        assertTrue(reader.hasId());
        assertTrue(reader.read(bytes("{\"args\":{\"message\":[8,\"\",1.5e9]},\"method\":\"info\"}")), reader.why());
        assertEquals(1_500_000_000_000000000L, reader.clientNs());
        assertFalse(reader.hasId());
    }

    @Test
    void read_malformed_saysWhyAndDoesNotThrow() {
        malformed("", "args.message is not [seq, cargo, client_ts, …]", "method is ; this server has only \"info\"");
        malformed("nonsense", "not JSON: ");
        malformed("{\"method\":\"info\",\"args\":{\"message\":[8,\"\",1.5e90000000000]}}", "not JSON: ");
        malformed("{\"oslo.version\": \"2.0\", \"oslo.message\": \"{\\\"method\"}", "not JSON: ");
        malformed(OSLO + "x", "not JSON: ");
        malformed("{\"method\":\"other\"}", "method is \"other\"; this server has only \"info\"");
        malformed("{\"method\":\"info\",\"args\":{\"message\":[1]}}", "args.message is not [seq, cargo, client_ts, …]");
        malformed("{\"method\":\"info\",\"args\":{\"message\":[1,\"a\",1e999999999]}}", "client_ts is ");
        malformed("{\"method\":\"info\",\"args\":{\"message\":[1,\"a\",1e-999999999]}}", "client_ts is ");
        malformed("{\"method\":\"info\",\"args\":{\"message\":[1,\"a\",-1]}}", "client_ts is -1; it must be epoch seconds");
        malformed("[".repeat(100_000), "");
    }

    @Test
    void read_anyByteChangedOrCut_neverThrows() {
        var random = new Random(11);
        var whole = OSLO.getBytes(UTF_8);
        for (int i = 0; i < 5_000; i++) {
            var bytes = java.util.Arrays.copyOf(whole, random.nextInt(4) == 0 ? random.nextInt(whole.length) : whole.length);
            if (bytes.length > 0) bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            reader.read(Unpooled.wrappedBuffer(bytes));
        }
    }

    @Test
    void read_fromTheMiddleOfABuffer_leavesItsIndices() {
        ByteBuf buffer = bytes("xx" + OSLO + "yy").readerIndex(2);
        buffer.writerIndex(2 + OSLO.length());
        assertTrue(reader.read(buffer));
        assertEquals(2, buffer.readerIndex());
        assertEquals(2 + OSLO.length(), buffer.writerIndex());
    }

    @Test
    void writeAndRead_perMessage_allocateNothing() {
        var writer = new CastWriter("info");
        var cargo = "z".repeat(3280).getBytes(UTF_8);
        var buffer = PooledByteBufAllocator.DEFAULT.directBuffer(8192);
        Allocation.assertNone(5_000, () -> {
            buffer.clear();
            writer.write(buffer, 77, cargo, 1795298083_324477001L, 3, 4);
            if (!reader.read(buffer) || reader.clientNs() != 1795298083_324477001L) throw new AssertionError(reader.why());
        });
        buffer.release();
    }

    @Test
    void recentIds_sixteenKept_seventeenthBackIsNewAgain() {
        var recent = new RecentIds();
        assertTrue(recent.accept(0, 0)); // the array's zeros are not ids
        assertFalse(recent.accept(0, 0));
        for (int i = 1; i <= 15; i++) assertTrue(recent.accept(0, i));
        assertFalse(recent.accept(0, 0)); // 16 accepted: 0 … 15, and a duplicate does not push one out
        assertTrue(recent.accept(0, 16));
        assertTrue(recent.accept(0, 0)); // now 1 … 16 were the last sixteen
        assertFalse(recent.accept(0, 16));
        assertTrue(recent.accept(16, 0));
    }

    private void malformed(String body, String... reasons) {
        assertFalse(reader.read(bytes(body)), body);
        assertTrue(java.util.Arrays.stream(reasons).anyMatch(reader.why()::startsWith), reader.why());
    }

    private static String written(long seq, byte[] cargo, long ns, long high, long low) {
        var out = Unpooled.buffer(16);
        new CastWriter("info").write(out, seq, cargo, ns, high, low);
        return out.toString(UTF_8);
    }

    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, UTF_8);
    }
}
