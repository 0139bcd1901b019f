package reprise.simulator.oslo;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.UUID;

/**
 * Reads a cast's body; what it found is in its fields until the next read. Owned by one event loop.
 *
 * <p>The usual layout ({@link CastWriter}, and oslo's own, whose stamps have fewer decimals) is scanned in place, without
 * an object; any other legal JSON (key order, spaces, escapes, {@code namespace}, {@code version}, {@code _context_*}, no
 * envelope) goes through Jackson. Whatever else comes is malformed: {@link #read} says false, {@link #why} says why; it
 * never throws. The scanner does not look at the cargo's own bytes, but for quotes and backslashes.
 */
public final class CastReader {
    private static final ObjectMapper JSON = JsonMapper.builder()
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS, DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();
    private static final int MAX_DIGITS = 18;
    private static final ByteBuf BEFORE_CARGO = ascii(CastWriter.BEFORE_CARGO);
    private static final ByteBuf BEFORE_STAMP = ascii(CastWriter.BEFORE_STAMP);
    private static final ByteBuf BEFORE_ID = ascii(CastWriter.BEFORE_ID);
    private static final ByteBuf END = ascii(CastWriter.END);

    private final String method;
    private final ByteBuf head;
    private int at;
    private long number;
    private int digits;

    private long seq;
    private int cargoBytes;
    private long clientNs;
    private boolean hasId;
    private long idHigh;
    private long idLow;
    private String why = "";

    /** For a server that has this one method. */
    public CastReader(String method) {
        this.method = method;
        head = ascii(CastWriter.BEFORE_METHOD + method + CastWriter.BEFORE_SEQ);
    }

    public long seq() {
        return seq;
    }

    public int cargoBytes() {
        return cargoBytes;
    }

    /** The sender's stamp, epoch ns, taken from the digits, not through a double. */
    public long clientNs() {
        return clientNs;
    }

    /** Whether there was a {@code _unique_id}. */
    public boolean hasId() {
        return hasId;
    }

    public long idHigh() {
        return idHigh;
    }

    public long idLow() {
        return idLow;
    }

    /** Why the last body that was not read was malformed. */
    public String why() {
        return why;
    }

    /** Reads the readable bytes of {@code body}, whose indices stay; false if it is malformed. */
    // HOT: once per message; the usual layout is read without an object.
    public boolean read(ByteBuf body) {
        return scan(body) || parse(body);
    }

    private boolean scan(ByteBuf body) {
        at = body.readerIndex();
        int end = body.writerIndex();
        if (!skip(body, end, head) || !number(body, end)) return false;
        seq = number;
        if (!skip(body, end, BEFORE_CARGO)) return false;
        int quote = body.indexOf(at, end, (byte) '"');
        if (quote < 0 || body.indexOf(at, end, (byte) '\\') != quote - 1) return false;
        cargoBytes = quote - 1 - at;
        at = quote - 1;
        return skip(body, end, BEFORE_STAMP) && stamp(body, end) && skip(body, end, BEFORE_ID)
            && id(body, end) && skip(body, end, END) && at == end;
    }

    private static boolean same(ByteBuf body, int at, int end, ByteBuf expected) {
        int length = expected.writerIndex();
        return end - at >= length && ByteBufUtil.equals(body, at, expected, 0, length);
    }

    private boolean skip(ByteBuf body, int end, ByteBuf expected) {
        boolean same = same(body, at, end, expected);
        at += expected.writerIndex();
        return same;
    }

    /** Digits up to another character, as {@code number}. A leading zero, which JSON forbids, is let pass. */
    private boolean number(ByteBuf body, int end) {
        number = 0;
        digits = 0;
        for (; at < end && digits <= MAX_DIGITS; at++, digits++) {
            int digit = body.getByte(at) - '0';
            if (digit < 0 || digit > 9) break;
            number = number * 10 + digit;
        }
        return digits > 0 && digits <= MAX_DIGITS;
    }

    /** {@code seconds.fraction}, the fraction of one to nine digits: ns = seconds × 10⁹ + fraction × 10^(9 − digits). */
    private boolean stamp(ByteBuf body, int end) {
        if (!number(body, end) || digits > 10 || at >= end || body.getByte(at) != '.') return false;
        long seconds = number;
        at++;
        if (!number(body, end) || digits > 9) return false;
        for (; digits < 9; digits++) number *= 10;
        clientNs = seconds * 1_000_000_000L + number;
        return clientNs >= 0;
    }

    private boolean id(ByteBuf body, int end) {
        if (end - at < 32) return false;
        long high = 0;
        long low = 0;
        for (int i = 0; i < 32; i++, at++) {
            int digit = hexDigit(body.getByte(at));
            if (digit < 0) return false;
            if (i < 16) high = high << 4 | digit;
            else low = low << 4 | digit;
        }
        idHigh = high;
        idLow = low;
        hasId = true;
        return true;
    }

    private static int hexDigit(int character) {
        if (character >= '0' && character <= '9') return character - '0';
        return character >= 'a' && character <= 'f' ? character - 'a' + 10 : -1;
    }

    private boolean parse(ByteBuf body) {
        try {
            var outer = JSON.readTree(body.toString(UTF_8));
            // As oslo does: without both keys of the envelope, the whole is the message.
            var enveloped = outer.has("oslo.version") && outer.has("oslo.message");
            return message(enveloped ? JSON.readTree(outer.get("oslo.message").asText()) : outer);
        } catch (JsonProcessingException e) {
            return malformed("not JSON: " + e.getOriginalMessage());
        }
    }

    private boolean message(JsonNode inner) {
        if (!inner.path("method").asText().equals(method)) {
            return malformed("method is " + inner.path("method") + "; this server has only \"" + method + "\"");
        }
        var message = inner.path("args").path("message");
        if (!message.path(0).canConvertToLong() || !message.path(1).isTextual() || !message.path(2).isNumber()) {
            return malformed("args.message is not [seq, cargo, client_ts, …]");
        }
        var seconds = message.get(2).decimalValue();
        if (!plausible(seconds)) return malformed("client_ts is " + message.get(2) + "; it must be epoch seconds");
        seq = message.get(0).longValue();
        cargoBytes = message.get(1).textValue().getBytes(UTF_8).length;
        clientNs = seconds.movePointRight(9).setScale(0, RoundingMode.HALF_EVEN).longValue();
        return uniqueId(inner.path("_unique_id"));
    }

    /** From 0 to 10¹⁰ seconds less one (9·10¹⁸ ns fit a long to 9.2·10⁹) and not of a scale that takes long to round. */
    private static boolean plausible(BigDecimal seconds) {
        return Math.abs((long) seconds.scale()) <= 1000 && seconds.signum() >= 0
            && seconds.compareTo(BigDecimal.valueOf(9_000_000_000L)) < 0;
    }

    private boolean uniqueId(JsonNode id) {
        hasId = id.isTextual() && !id.textValue().isEmpty();
        if (!hasId) return true;
        var text = id.textValue();
        if (text.matches("[0-9a-f]{32}")) {
            idHigh = Long.parseUnsignedLong(text, 0, 16, 16);
            idLow = Long.parseUnsignedLong(text, 16, 32, 16);
        } else { // another peer's kind of id: any text, kept as 128 bits of its digest
            var digest = UUID.nameUUIDFromBytes(text.getBytes(UTF_8));
            idHigh = digest.getMostSignificantBits();
            idLow = digest.getLeastSignificantBits();
        }
        return true;
    }

    private boolean malformed(String reason) {
        why = reason;
        return false;
    }

    private static ByteBuf ascii(String text) {
        return Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(text.getBytes(US_ASCII)).asReadOnly());
    }
}
