package reprise.simulator.oslo;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

/**
 * Scans a body in the usual layout without creating objects; each step returns whether it found what it looked for. HOT: once per
 * message. Owned by its reader.
 */
final class BodyScan {
    private static final int MAX_DIGITS = 18;

    private ByteBuf body;
    private int at;
    private int end;
    private long number;
    private int digits;
    private long stampNs;
    private int textAt;
    private int textBytes;
    private long idHigh;
    private long idLow;

    void over(ByteBuf readable) {
        body = readable;
        at = readable.readerIndex();
        end = readable.writerIndex();
    }

    long number() {
        return number;
    }

    long stampNs() {
        return stampNs;
    }

    int textAt() {
        return textAt;
    }

    int textBytes() {
        return textBytes;
    }

    long idHigh() {
        return idHigh;
    }

    long idLow() {
        return idLow;
    }

    boolean atEnd() {
        return at == end;
    }

    boolean skip(ByteBuf expected) {
        int length = expected.writerIndex();
        if (end - at < length || !ByteBufUtil.equals(body, at, expected, 0, length)) return false;
        at += length;
        return true;
    }

    boolean skip(int bytes) {
        at += bytes;
        return at <= end;
    }

    /** Reads digits up to another character. It accepts a leading zero, which JSON forbids. */
    boolean readNumber() {
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
    boolean readStamp() {
        if (!readNumber() || digits > 10 || at >= end || body.getByte(at) != '.') return false;
        long seconds = number;
        at++;
        if (!readNumber() || digits > 9) return false;
        for (; digits < 9; digits++) number *= 10;
        stampNs = seconds * 1_000_000_000L + number;
        return stampNs >= 0;
    }

    /**
     * Text without escapes, up to its closing quote, where it stops: in an envelope ({@code depth} 1) that is {@code \"}, otherwise
     * {@code "}. The bytes in between are not checked.
     */
    boolean readText(int depth) {
        int quote = body.indexOf(at, end, (byte) '"');
        int escape = quote < 0 ? -1 : body.indexOf(at, quote, (byte) '\\');
        if (quote < 0 || escape != (depth == 0 ? -1 : quote - 1)) return false;
        textAt = at;
        textBytes = quote - depth - at;
        at = quote - depth;
        return textBytes >= 0;
    }

    /** Whether the text is ASCII without spaces. */
    boolean isName() {
        for (int i = textAt; i < textAt + textBytes; i++) if (body.getByte(i) <= ' ' || body.getByte(i) > '~') return false;
        return true;
    }

    /** 32 hex digits. */
    boolean readId() {
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
        return true;
    }

    private static int hexDigit(int character) {
        if (character >= '0' && character <= '9') return character - '0';
        return character >= 'a' && character <= 'f' ? character - 'a' + 10 : -1;
    }
}
