package reprise.simulator.oslo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import reprise.simulator.Allocation;

/** Calls, their replies and notifications, compared with what oslo.messaging 14.0.3 was seen to send. */
final class KindsWireTest {
    private static final String QUEUE = "reply_7f7537d06c654d1aa84d97b9278121bf";
    /** Captured: call of info, message=(1, "abcdefgh", time.time(), 0, 0), 318 bytes. */
    private static final String CALL = "{\"oslo.version\": \"2.0\", \"oslo.message\": \"{\\\"method\\\": \\\"info\\\", \\\"args\\\": "
        + "{\\\"message\\\": [1, \\\"abcdefgh\\\", 1795675772.7160442, 0, 0]}, \\\"_msg_id\\\": "
        + "\\\"fe235d76da894432b0f6c5ea18049d56\\\", \\\"_reply_q\\\": \\\"" + QUEUE + "\\\", \\\"_timeout\\\": null, "
        + "\\\"_unique_id\\\": \\\"55ca5594cb4249b7aea441bbec31ab77\\\"}\"}";
    /** Captured: its reply, 259 bytes. */
    private static final String REPLY = "{\"oslo.version\": \"2.0\", \"oslo.message\": \"{\\\"result\\\": [1, \\\"abcdefgh\\\", "
        + "1795675772.7160442, 1795675772.8188927, 0], \\\"failure\\\": null, \\\"ending\\\": true, \\\"_msg_id\\\": "
        + "\\\"fe235d76da894432b0f6c5ea18049d56\\\", \\\"_unique_id\\\": \\\"c03c84bac06c4ea28ee6e65e8d5527ff\\\"}\"}";
    /** Captured: the reply to a method that raised ValueError('no é "such" thing'); its traceback is left out. */
    private static final String FAILURE = "{\"oslo.version\": \"2.0\", \"oslo.message\": \"{\\\"result\\\": null, \\\"failure\\\": "
        + "\\\"{\\\\\\\"class\\\\\\\": \\\\\\\"ValueError\\\\\\\", \\\\\\\"module\\\\\\\": \\\\\\\"builtins\\\\\\\", "
        + "\\\\\\\"message\\\\\\\": \\\\\\\"no \\\\\\\\u00e9 \\\\\\\\\\\\\\\"such\\\\\\\\\\\\\\\" thing\\\\\\\", \\\\\\\"tb\\\\\\\": [], "
        + "\\\\\\\"args\\\\\\\": [\\\\\\\"no \\\\\\\\u00e9 \\\\\\\\\\\\\\\"such\\\\\\\\\\\\\\\" thing\\\\\\\"], \\\\\\\"kwargs\\\\\\\": "
        + "{}}\\\", "
        + "\\\"ending\\\": true, \\\"_msg_id\\\": \\\"f565fc46a9e348378e30de58a107bf4f\\\", \\\"_unique_id\\\": "
        + "\\\"3a1d8fcef2724065b8b25160b0d8edbf\\\"}\"}";
    /** Captured: the reply to a call of method nosuch; its traceback is left out. */
    private static final String NO_SUCH_METHOD = "{\"oslo.version\": \"2.0\", \"oslo.message\": \"{\\\"result\\\": null, \\\"failure\\\": "
        + "\\\"{\\\\\\\"class\\\\\\\": \\\\\\\"NoSuchMethod\\\\\\\", \\\\\\\"module\\\\\\\": "
        + "\\\\\\\"oslo_messaging.rpc.dispatcher\\\\\\\", "
        + "\\\\\\\"message\\\\\\\": \\\\\\\"Endpoint does not support RPC method nosuch\\\\\\\", \\\\\\\"tb\\\\\\\": [], "
        + "\\\\\\\"args\\\\\\\": [\\\\\\\"Endpoint does not support RPC method nosuch\\\\\\\"], \\\\\\\"kwargs\\\\\\\": {}}\\\", "
        + "\\\"ending\\\": true, \\\"_msg_id\\\": \\\"fe235d76da894432b0f6c5ea18049d56\\\", \\\"_unique_id\\\": "
        + "\\\"d793a90cd9214d68b78c7af05d4003b6\\\"}\"}";
    /** Captured: notifier.info({}, "compute.start", (6, "abcdefgh", time.time(), 0, 0)), 283 bytes. */
    private static final String EVENT = "{\"message_id\": \"56ba4e45-48aa-4891-a63a-765d9f013606\", \"publisher_id\": \"publisher-1\", "
        + "\"event_type\": \"compute.start\", \"priority\": \"INFO\", \"payload\": [6, \"abcdefgh\", 1795675775.6487854, 0, 0], "
        + "\"timestamp\": \"2026-11-26 06:49:35.648821\", \"_unique_id\": \"369b868f571c4cc3a23bf5073226dd55\"}";
    private static final byte[] CARGO = "abcdefgh".getBytes(UTF_8);

    private final RequestReader reader = new RequestReader("info");
    private final ReplyReader replies = new ReplyReader();
    private final NotificationReader events = new NotificationReader();

    // ---- calls

    @Test
    void call_sameAsOslos_hasTheSameBytesButForTheStampsDigitsAndTheId() {
        var writer = new CallWriter("info", QUEUE, 0xfe235d76da894432L, 0xb0f6c5);
        var text = text(writer, 1, 1795675772_716044200L, 0x55ca5594cb4249b7L, 0xaea441bbec31ab77L);
        // The id's low half: thread 0xb0f6c5 in 24 bits, number 1 in 40.
        assertEquals(CALL.replace("716044" + "2,", "716044200,").replace("b0f6c5ea18049d56", "b0f6c50000000001"), text);
        assertEquals(318, CALL.length());
        assertEquals(0xb0f6c5, CallId.thread(0xb0f6c50000000001L));
        assertEquals(1, CallId.seq(0xb0f6c50000000001L));
    }

    @Test
    void call_capturedFromOslo_isReadWithWhatItsReplyNeeds() {
        assertTrue(reader.read(bytes(CALL)), reader.why());
        assertTrue(reader.isCall());
        assertEquals(1, reader.seq());
        assertEquals(8, reader.cargoBytes());
        assertEquals(1795675772_716044200L, reader.clientNs());
        assertEquals(0x55ca5594cb4249b7L, reader.idHigh());
        assertEquals(QUEUE, queue());
        var out = Unpooled.buffer();
        ReplyWriter.result(out, reader, 1795675772_818892700L, 0xc03c84bac06c4ea2L, 0x8ee6e65e8d5527ffL);
        assertEquals(REPLY.replace("7160442,", "716044200,").replace("8188927,", "818892700,"), out.toString(UTF_8));
    }

    @Test
    void call_inAnyOtherLayout_isRepliedToAlike() {
        var other = "{\"_unique_id\":\"55ca5594cb4249b7aea441bbec31ab77\",\"_timeout\":null,\"_reply_q\":\"" + QUEUE
            + "\",\"_msg_id\":\"fe235d76da894432b0f6c5ea18049d56\",\"args\":{\"message\":[1,\"é\\\"\\\\\",1795675772.7160442,0,0]},"
            + "\"method\":\"info\"}";
        assertTrue(reader.read(bytes(other)), reader.why());
        assertTrue(reader.isCall());
        assertEquals(4, reader.cargoBytes());
        assertEquals(QUEUE, queue());
        var out = Unpooled.buffer();
        ReplyWriter.result(out, reader, 1795675772_818892700L, 0xc03c84bac06c4ea2L, 0x8ee6e65e8d5527ffL);
        // é, a quote and a backslash inside JSON text inside JSON text.
        assertEquals(REPLY.replace("7160442,", "716044200,").replace("8188927,", "818892700,")
            .replace("abcdefgh", "\\\\u00E9\\\\\\\"\\\\\\\\"), out.toString(UTF_8));
    }

    @Test
    void call_whoseIdIsTheWordNull_isACallInAnyLayout() {
        var odd = CALL.replace("fe235d76da894432b0f6c5ea18049d56", "null");
        assertTrue(reader.read(bytes(odd)) && reader.isCall(), reader.why());
        assertTrue(reader.read(bytes(" " + odd)) && reader.isCall(), "the blank leaves the usual layout");
        assertTrue(reader.read(bytes(" " + odd.replace("\\\"null\\\"", "null"))) && !reader.isCall(), "JSON's null is no id");
    }

    @Test
    void call_ofAnotherMethod_isForeignAndRefusedAsByOslo() {
        assertFalse(reader.read(bytes(CALL.replace("info", "nosuch"))));
        assertTrue(reader.isForeign() && reader.isCall());
        assertEquals("method is \"nosuch\"; this server has only \"info\"", reader.why());
        var out = Unpooled.buffer();
        ReplyWriter.noSuchMethod(out, reader, 0xd793a90cd9214d68L, 0xb78c7af05d4003b6L);
        assertEquals(NO_SUCH_METHOD, out.toString(UTF_8));
    }

    @Test
    void castAfterACall_isNoCall() {
        assertTrue(reader.read(bytes(CALL)));
        assertTrue(reader.read(bytes(CastWireTest.OSLO)));
        assertFalse(reader.isCall());
        assertTrue(reader.read(bytes(CALL)));
        assertTrue(reader.read(bytes(CastWireTest.OSLO_CONTEXT)));
        assertFalse(reader.isCall());
        assertTrue(reader.read(bytes(CALL.replace(QUEUE, "a queue")))); // this cannot name a queue
        assertFalse(reader.isCall());
        assertFalse(reader.read(bytes("nonsense")));
        assertFalse(reader.isForeign() || reader.isCall());
    }

    // ---- replies

    @Test
    void reply_capturedFromOslo_isRead() {
        assertTrue(replies.read(bytes(REPLY)), replies.why());
        assertEquals(0xfe235d76da894432L, replies.msgHigh());
        assertEquals(0xb0f6c5ea18049d56L, replies.msgLow());
        assertNull(replies.failure());
        assertTrue(replies.isEnding());
        assertEquals(1795675772_716044200L, replies.clientNs());
        assertEquals(1795675772_818892700L, replies.serverNs());
        // The same in another layout goes through Jackson.
        assertTrue(replies.read(bytes(REPLY.replace("{\"oslo.version\"", "{ \"oslo.version\""))), replies.why());
        assertEquals(1795675772_716044200L, replies.clientNs());
        assertEquals(1795675772_818892700L, replies.serverNs());
    }

    @Test
    void reply_capturedFailure_hasItsText() {
        assertTrue(replies.read(bytes(FAILURE)), replies.why());
        assertEquals(0xf565fc46a9e34837L, replies.msgHigh());
        assertEquals("ValueError: no é \"such\" thing", replies.failure());
        assertTrue(replies.read(bytes(NO_SUCH_METHOD)), replies.why());
        assertEquals("NoSuchMethod: Endpoint does not support RPC method nosuch", replies.failure());
        assertTrue(replies.read(bytes(REPLY)));
        assertNull(replies.failure());
    }

    @Test
    void reply_otherLayouts_areReadOrNot() {
        var plain = "{\"_msg_id\":\"000000000000000100000000000000ff\",\"result\":7,\"ending\":true}";
        assertTrue(replies.read(bytes(plain)), replies.why());
        assertEquals(1, replies.msgHigh());
        assertEquals(255, replies.msgLow());
        assertTrue(replies.isEnding());
        assertEquals(0, replies.serverNs());
        assertTrue(replies.read(bytes(plain.replace("true", "false"))));
        assertFalse(replies.isEnding());
        for (var none : new String[] {"", "x", "[]", "{}", plain.replace("result", "method"), plain.replace("ff", "fg"),
            plain.replace("ff", "f")}) {
            assertFalse(replies.read(bytes(none)), none);
        }
        assertEquals("_msg_id is \"000000000000000100000000000000f\"; it must be 32 hex digits", replies.why());
    }

    // ---- notifications

    @Test
    void notification_sameAsOslos_hasTheSameBytesButForTheStampsDigits() {
        var writer = new NotificationWriter("publisher-1", 0x56ba4e4548aa4891L, 0xa63a76);
        var text = text(writer, 6, 1795675775_648821400L, 0x369b868f571c4cc3L, 0xa23bf5073226dd55L);
        // The event's time is truncated to µs; oslo reads the clock again for it, we do not.
        assertEquals(EVENT.replace("6487854,", "648821400,").replace("a63a-765d9f013606", "a63a-760000000006"), text);
        assertEquals(283, EVENT.length());
    }

    @Test
    void notification_withOrWithoutEnvelope_isRead() throws Exception {
        var json = new ObjectMapper();
        var enveloped = json.writeValueAsString(json.createObjectNode().put("oslo.version", "2.0").put("oslo.message", EVENT));
        for (var body : new String[] {EVENT, enveloped, json.readTree(EVENT).toString(), EVENT.replace("35.648821", "35")}) {
            assertTrue(events.read(bytes(body)), events.why());
            assertEquals(6, events.seq());
            assertEquals(8, events.cargoBytes());
            assertEquals(1795675775_648785400L, events.clientNs());
            assertEquals(0x369b868f571c4cc3L, events.idHigh());
            assertEquals(0xa23bf5073226dd55L, events.idLow());
        }
    }

    @Test
    void notification_ofAnotherKind_isForeignOrMalformed() {
        assertFalse(events.read(bytes(EVENT.replace("compute.start", "compute.stop"))));
        assertTrue(events.isForeign());
        assertEquals("event_type is \"compute.stop\"; this listener has only \"compute.start\"", events.why());
        assertFalse(events.read(bytes(CALL)));
        assertTrue(events.isForeign());
        assertFalse(reader.read(bytes(EVENT)));
        assertTrue(reader.isForeign());
        for (var wrong : new String[] {EVENT.replace("[6,", "[\"6\","), EVENT.replace("payload", "load"), EVENT + "x", ""}) {
            assertFalse(events.read(bytes(wrong)), wrong);
            assertFalse(events.isForeign(), wrong);
        }
    }

    @Test
    void dateTime_anyDay_isTheCalendars() {
        var random = new Random(8);
        var pattern = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS");
        for (int i = 0; i < 2_000; i++) {
            // Days up to the year 2262, and each end of February.
            long ns = i % 2 == 0 ? random.nextLong() >>> 1
                : Instant.parse((1970 + i / 10) + "-02-28T23:59:59.999999Z").plusSeconds(random.nextInt(3) * 86_400L).getEpochSecond()
                * 1_000_000_000L;
            var out = Unpooled.buffer();
            Ascii.dateTime(out, ns);
            var expected = LocalDateTime.ofEpochSecond(ns / 1_000_000_000L, (int) (ns % 1_000_000_000L), ZoneOffset.UTC).format(pattern);
            assertEquals(expected, out.toString(UTF_8));
        }
    }

    // ---- all

    @Test
    void bodyBytes_beforeWriting_isWhatIsWritten() {
        var random = new Random(3);
        for (int i = 0; i < 500; i++) {
            long seq = random.nextLong() >>> 1 >>> random.nextInt(63);
            long ns = random.nextLong() >>> 1 >>> random.nextInt(63);
            for (var writer : new MessageWriter[] {new CallWriter("info", QUEUE, random.nextLong(), i),
                new NotificationWriter("client-" + i, random.nextLong(), i)}) {
                assertEquals(text(writer, seq, ns, 1, 2).length(), writer.bodyBytes(seq, CARGO, ns));
            }
        }
    }

    @Test
    void read_anyByteChangedOrCut_neverThrows() {
        var random = new Random(12);
        for (var whole : new String[] {CALL, REPLY, FAILURE, EVENT}) {
            for (int i = 0; i < 3_000; i++) {
                var bytes = whole.substring(0, random.nextInt(4) == 0 ? random.nextInt(whole.length()) : whole.length()).getBytes(UTF_8);
                if (bytes.length > 0) bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
                if ((reader.read(Unpooled.wrappedBuffer(bytes)) || reader.isForeign()) && reader.isCall()) {
                    ReplyWriter.result(Unpooled.buffer(), reader, 1, 2, 3);
                }
                replies.read(Unpooled.wrappedBuffer(bytes));
                events.read(Unpooled.wrappedBuffer(bytes));
            }
        }
    }

    @Test
    void callReplyAndNotification_perMessage_allocateNothing() {
        var calls = new CallWriter("info", QUEUE, 5, 6);
        var notifications = new NotificationWriter("client-1", 5, 6);
        var cargo = "z".repeat(3280).getBytes(UTF_8);
        var buffer = PooledByteBufAllocator.DEFAULT.directBuffer(8192);
        var reply = Unpooled.buffer(8192);
        Allocation.assertNone(5_000, () -> {
            calls.write(buffer.clear(), 77, cargo, 1795298083_324477001L, 3, 4);
            if (!reader.read(buffer) || !reader.isCall()) throw new AssertionError(reader.why());
            ReplyWriter.result(reply.clear(), reader, 1795298083_324477002L, 7, 8);
            if (!replies.read(reply) || CallId.seq(replies.msgLow()) != 77) throw new AssertionError(replies.why());
            notifications.write(buffer.clear(), 78, cargo, 1795298083_324477001L, 3, 4);
            if (!events.read(buffer) || events.seq() != 78) throw new AssertionError(events.why());
        });
        buffer.release();
    }

    private String queue() {
        var name = new StringBuilder();
        for (int i = 0; i < reader.replyQueueBytes(); i++) name.append((char) reader.replyQueueByte(i));
        return name.toString();
    }

    private static String text(MessageWriter writer, long seq, long ns, long high, long low) {
        var out = Unpooled.buffer(16);
        writer.write(out, seq, CARGO, ns, high, low);
        return out.toString(UTF_8);
    }

    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, UTF_8);
    }
}
