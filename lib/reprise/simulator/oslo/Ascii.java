package reprise.simulator.oslo;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/** Writes the parts of message bodies straight into a buffer. Stateless. HOT: no String, no boxing. */
final class Ascii {
    private static final byte[] HEX = bytes("0123456789abcdef");
    private static final long SECOND_NS = 1_000_000_000L;

    private Ascii() {}

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** For comparisons. */
    static ByteBuf buffer(String text) {
        return Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(bytes(text)).asReadOnly());
    }

    /** A number ≥ 0 with exactly {@code digits} digits. */
    static void number(ByteBuf out, long value, int digits) {
        int at = out.writerIndex();
        out.ensureWritable(digits).writerIndex(at + digits);
        for (int i = at + digits - 1; i >= at; i--, value /= 10) out.setByte(i, (int) ('0' + value % 10));
    }

    static int digits(long value) {
        int digits = 1;
        for (long left = value / 10; left > 0; left /= 10) digits++;
        return digits;
    }

    /**
     * Epoch seconds with nine decimals, so that the receiver gets the exact ns; oslo's own stamps have as many decimals as a double prints.
     */
    static void stamp(ByteBuf out, long epochNs) {
        long seconds = epochNs / SECOND_NS;
        number(out, seconds, digits(seconds));
        out.writeByte('.');
        number(out, epochNs % SECOND_NS, 9);
    }

    static int stampBytes(long epochNs) {
        return digits(epochNs / SECOND_NS) + 10;
    }

    /** 16 hex digits. */
    static void hex(ByteBuf out, long value) {
        hex(out, value, 60, 0);
    }

    /** The hex digits from the one at bit {@code shift} to the one at bit {@code last}. */
    private static void hex(ByteBuf out, long value, int shift, int last) {
        for (; shift >= last; shift -= 4) out.writeByte(HEX[(int) (value >>> shift) & 15]);
    }

    /** 36 characters: 8-4-4-4-12 hex digits. */
    static void uuid(ByteBuf out, long high, long low) {
        hex(out, high, 60, 32);
        out.writeByte('-');
        hex(out, high, 28, 16);
        out.writeByte('-');
        hex(out, high, 12, 0);
        out.writeByte('-');
        hex(out, low, 60, 48);
        out.writeByte('-');
        hex(out, low, 44, 0);
    }

    /**
     * 26 characters, UTC: {@code 2026-11-26 06:49:35.648821}. Days count from 1 March of year 0, which makes a leap day a year's last:
     * 400 years have 146,097 days; five months from March have 153.
     */
    static void dateTime(ByteBuf out, long epochNs) {
        long micros = epochNs / 1000;
        long secondOfDay = micros / 1_000_000 % 86_400;
        long day = micros / 86_400_000_000L + 719_468; // 1970-01-01 is day 719,468
        long dayOfEra = day % 146_097;
        long yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        long dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        long marchMonth = (5 * dayOfYear + 2) / 153;
        long month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
        number(out, day / 146_097 * 400 + yearOfEra + (month <= 2 ? 1 : 0), 4);
        after(out, '-', month);
        after(out, '-', dayOfYear - (153 * marchMonth + 2) / 5 + 1);
        after(out, ' ', secondOfDay / 3600);
        after(out, ':', secondOfDay / 60 % 60);
        after(out, ':', secondOfDay % 60);
        out.writeByte('.');
        number(out, micros % 1_000_000, 6);
    }

    private static void after(ByteBuf out, char separator, long twoDigits) {
        out.writeByte(separator);
        number(out, twoDigits, 2);
    }
}
