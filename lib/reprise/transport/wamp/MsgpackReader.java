package reprise.transport.wamp;

import java.nio.charset.StandardCharsets;

/** Reads a message in MessagePack (the specification of 2013, with str, bin and ext). */
final class MsgpackReader extends ValueReader {
    private long left; // unread elements of the message

    @Override
    void open() {
        if (!atList()) throw wrong("message", "a list");
        left = count(in[at] & 0xFF);
    }

    @Override
    boolean next() {
        if (left == 0) return false;
        left--;
        return true;
    }

    @Override
    void trailing() {
        if (at < end) throw WampException.violation((end - at) + " octets after the end of the message");
    }

    @Override
    long whole(String what) {
        int head = peek();
        if (head == 0xCB) return wholeDouble(what);
        int bytes = head >= 0xCC && head <= 0xD3 ? 1 << (head & 3) : 0; // CC..CF uint 8 16 32 64, D0..D3 int
        if (head < 0 || head > 0x7F && bytes == 0) throw wrong(what, "a whole number from 0 to 2^53");
        need(1 + bytes);
        long value = head;
        if (bytes > 0) {
            value = head >= 0xD0 ? in[at + 1] : in[at + 1] & 0xFF;
            for (int i = 2; i <= bytes; i++) value = value << 8 | in[at + i] & 0xFF;
        }
        if (value < 0 || value > Message.MAX_ID) throw wrong(what, "a whole number from 0 to 2^53");
        at += 1 + bytes;
        return value;
    }

    // JavaScript has no integers, and its packers write those above 2^32 as doubles.
    private long wholeDouble(String what) {
        need(1 + Double.BYTES);
        double value = Double.longBitsToDouble(length(Double.BYTES));
        if (value != Math.rint(value) || value < 0 || value > Message.MAX_ID) throw wrong(what, "a whole number from 0 to 2^53");
        at += 1 + Double.BYTES;
        return (long) value;
    }

    /** HOT: looked up instead of created again. */
    @Override
    String uri(String what) {
        int start = passText(what);
        return uris.uri(in, start, at);
    }

    @Override
    String text(String what) {
        int start = passText(what);
        return new String(in, start, at - start, StandardCharsets.UTF_8);
    }

    // Returns where the text begins; it ends at the reader's new position.
    private int passText(String what) {
        int head = peek();
        if (head >> 5 != 5 && (head < 0xD9 || head > 0xDB)) throw wrong(what, "a string");
        int start = at;
        value(1);
        return start + (head >> 5 == 5 ? 1 : 1 + (1 << head - 0xD9));
    }

    @Override
    boolean atList() {
        int head = peek();
        return head >> 4 == 9 || head == 0xDC || head == 0xDD;
    }

    @Override
    boolean atDict() {
        int head = peek();
        return head >> 4 == 8 || head == 0xDE || head == 0xDF;
    }

    @Override
    boolean emptyDict() {
        if (peek() != 0x80) return false;
        at++;
        return true;
    }

    @Override
    void skip() {
        value(1);
    }

    /** <pre>
     * 00..7F E0..FF  fixint           C0 nil  C2 C3 bool         C1 is never used
     * 80..8F DE DF   map              C4 C5 C6  bin, length of 1 2 4 octets
     * 90..9F DC DD   array            C7 C8 C9  ext, length of 1 2 4 octets, then a type
     * A0..BF D9..DB  str              CA CB     float of 4, 8     CC..CF D0..D3  int of 1 2 4 8
     *                                 D4..D8    ext of 1 2 4 8 16, after a type
     * </pre> */
    private void value(int depth) {
        int head = peek();
        if (head < 0) throw WampException.violation("the message ends within a value");
        if (head <= 0x7F || head >= 0xE0 || head == 0xC0 || head == 0xC2 || head == 0xC3) at++;
        else if (atList()) values(count(head), depth + 1);
        else if (atDict()) values(2 * count(head), depth + 1);
        else if (head < 0xC0) text(1, head & 31);
        else if (head >= 0xD9) text(1 + (1 << head - 0xD9), length(1 << head - 0xD9));
        else pass(octets(head));
    }

    // The octets of a scalar value, including its head.
    private long octets(int head) {
        return switch (head) {
            case 0xC4, 0xC5, 0xC6 -> 1 + (1 << head - 0xC4) + length(1 << head - 0xC4);
            case 0xC7, 0xC8, 0xC9 -> 2 + (1 << head - 0xC7) + length(1 << head - 0xC7);
            case 0xCA, 0xCB -> 1 + (4 << head - 0xCA);
            case 0xCC, 0xCD, 0xCE, 0xCF, 0xD0, 0xD1, 0xD2, 0xD3 -> 1 + (1 << (head & 3));
            case 0xD4, 0xD5, 0xD6, 0xD7, 0xD8 -> 2 + (1 << head - 0xD4);
            default -> throw WampException.violation("octet " + head + " begins no value");
        };
    }

    private void values(long count, int depth) {
        if (depth > MAX_DEPTH) throw tooDeep();
        for (long i = 0; i < count; i++) value(depth);
    }

    private void text(int headBytes, long bytes) {
        need(headBytes + bytes);
        if (!Utf8.isWellFormed(in, at + headBytes, (int) (at + headBytes + bytes))) {
            throw WampException.violation("a string that is not well-formed UTF-8");
        }
        at += headBytes + (int) bytes;
    }

    // The number of elements of the list, or pairs of the dict, with this head, which it skips. Each is at least one octet.
    private long count(int head) {
        int bytes = head < 0xC0 ? 0 : (head & 1) == 0 ? 2 : 4; // DC DE: 16 bits, DD DF: 32
        long count = bytes == 0 ? head & 15 : length(bytes);
        at += 1 + bytes;
        if (count > end - at) throw WampException.violation(count + " elements in " + (end - at) + " octets");
        return count;
    }

    // The unsigned number of this many octets after the head.
    private long length(int bytes) {
        need(1 + bytes);
        long length = 0;
        for (int i = 1; i <= bytes; i++) length = length << 8 | in[at + i] & 0xFF;
        return length;
    }

    private void pass(long bytes) {
        need(bytes);
        at += (int) bytes;
    }

    private void need(long bytes) {
        if (bytes > end - at) throw WampException.violation("the message ends within a value");
    }

    private int peek() {
        return at < end ? in[at] & 0xFF : -1;
    }
}
