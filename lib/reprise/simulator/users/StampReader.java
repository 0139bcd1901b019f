package reprise.simulator.users;

import io.netty.buffer.ByteBuf;
import io.netty.util.ByteProcessor;

/** Finds the stamp in a received message. The event loop calls it for every message, so it creates no object. */
@FunctionalInterface
public interface StampReader {
    long NONE = -1;

    /** The stamp, or {@link #NONE}. */
    long stamp(ByteBuf utf8);

    /**
     * Reads the digits of a JSON object's member {@code "body"}, quoted or bare, with optional blanks around the colon. The first member
     * of that name counts, wherever it stands; a body with other characters is not a stamp.
     */
    StampReader JSON_BODY = new StampReader() {
        private static final byte[] KEY = {'"', 'b', 'o', 'd', 'y', '"'};
        private static final ByteProcessor NOT_BLANK = value -> value == ' ' || value == '\t' || value == '\n' || value == '\r';

        // HOT: once per received message.
        @Override
        public long stamp(ByteBuf utf8) {
            int end = utf8.writerIndex();
            for (int at = utf8.readerIndex(); (at = utf8.indexOf(at, end, (byte) '"')) >= 0; at++) {
                if (!isKey(utf8, at, end)) continue;
                int colon = skipBlanks(utf8, at + KEY.length, end);
                if (colon < end && utf8.getByte(colon) == ':') return digits(utf8, skipBlanks(utf8, colon + 1, end), end);
            }
            return NONE;
        }

        private static boolean isKey(ByteBuf utf8, int at, int end) {
            if (end - at < KEY.length) return false;
            for (int i = 1; i < KEY.length; i++) if (utf8.getByte(at + i) != KEY[i]) return false;
            return true;
        }

        private static int skipBlanks(ByteBuf utf8, int from, int end) {
            int found = from < end ? utf8.forEachByte(from, end - from, NOT_BLANK) : -1;
            return found < 0 ? end : found;
        }

        private static long digits(ByteBuf utf8, int from, int end) {
            int at = from < end && utf8.getByte(from) == '"' ? from + 1 : from;
            boolean quoted = at > from;
            int first = at;
            long value = 0;
            for (; at < end && at - first < 19; at++) {
                int digit = utf8.getByte(at) - '0';
                if (digit < 0 || digit > 9) break;
                value = value * 10 + digit;
            }
            if (at == first || value < 0 || quoted && (at == end || utf8.getByte(at) != '"')) return NONE;
            return at < end && utf8.getByte(at) >= '0' && utf8.getByte(at) <= '9' ? NONE : value;
        }
    };
}
