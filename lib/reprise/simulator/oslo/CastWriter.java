package reprise.simulator.oslo;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * Writes a cast's body as oslo.messaging puts it on the wire, straight into a buffer. Immutable, so any thread may use it.
 *
 * <p>Layout (captured from oslo.messaging 14.0.3 with the simulator's arguments; one line, {@code <…>} is what changes):
 * <pre>
 *   {"oslo.version": "2.0", "oslo.message": "{\"method\": \"info\", \"args\": {\"message\":
 *     [&lt;seq&gt;, \"&lt;cargo&gt;\", &lt;client seconds&gt;.&lt;9 decimals&gt;, 0, 0]}, \"_unique_id\": \"&lt;32 hex&gt;\"}"}
 * </pre>
 * The message is {@code [seq, cargo, client_ts, server_ts, return_ts]}; a cast leaves the last two 0. oslo's own stamps have
 * as many decimals as a double prints; ours have nine, so that the receiver gets the sender's ns exactly.
 */
public final class CastWriter {
    static final String BEFORE_METHOD = "{\"oslo.version\": \"2.0\", \"oslo.message\": \"{\\\"method\\\": \\\"";
    static final String BEFORE_SEQ = "\\\", \\\"args\\\": {\\\"message\\\": [";
    static final String BEFORE_CARGO = ", \\\"";
    static final String BEFORE_STAMP = "\\\", ";
    static final String BEFORE_ID = ", 0, 0]}, \\\"_unique_id\\\": \\\"";
    static final String END = "\\\"}\"}";
    private static final byte[] HEX = ascii("0123456789abcdef");
    private static final byte[] CARGO = ascii(BEFORE_CARGO);
    private static final byte[] STAMP = ascii(BEFORE_STAMP);
    private static final byte[] ID = ascii(BEFORE_ID);
    private static final byte[] TAIL = ascii(END);

    private final byte[] head;

    /** For casts that call this method; a plain name, for example {@code info}. */
    public CastWriter(String method) {
        if (!method.matches("[A-Za-z_][A-Za-z0-9_.]*")) {
            throw new IllegalArgumentException("method is \"" + method + "\"; it must be a name, for example info");
        }
        head = ascii(BEFORE_METHOD + method + BEFORE_SEQ);
    }

    /** Bytes that {@link #write} will write: known beforehand, for the frame headers. */
    // HOT: once per message; counts digits only.
    public int bodyBytes(long seq, byte[] cargo, long clientNs) {
        return head.length + digits(seq) + CARGO.length + cargo.length + STAMP.length
            + digits(clientNs / 1_000_000_000L) + 10 + ID.length + 32 + TAIL.length;
    }

    /**
     * @param seq number of the message, from 1 on its thread, ≥ 0
     * @param cargo ASCII letters, written as they are
     * @param clientNs epoch ns of the first try, ≥ 0
     * @param idHigh first 16 hex digits of {@code _unique_id}
     * @param idLow last 16
     */
    // HOT: once per message; no String, no box, bytes go straight into the frame.
    public void write(ByteBuf out, long seq, byte[] cargo, long clientNs, long idHigh, long idLow) {
        out.writeBytes(head);
        number(out, seq, digits(seq));
        out.writeBytes(CARGO).writeBytes(cargo).writeBytes(STAMP);
        long seconds = clientNs / 1_000_000_000L;
        number(out, seconds, digits(seconds));
        out.writeByte('.');
        number(out, clientNs % 1_000_000_000L, 9);
        out.writeBytes(ID);
        hex(out, idHigh);
        hex(out, idLow);
        out.writeBytes(TAIL);
    }

    private static void number(ByteBuf out, long value, int digits) {
        int at = out.writerIndex();
        out.ensureWritable(digits).writerIndex(at + digits);
        for (int i = at + digits - 1; i >= at; i--, value /= 10) out.setByte(i, (int) ('0' + value % 10));
    }

    private static int digits(long value) {
        int digits = 1;
        for (long left = value / 10; left > 0; left /= 10) digits++;
        return digits;
    }

    private static void hex(ByteBuf out, long value) {
        for (int shift = 60; shift >= 0; shift -= 4) out.writeByte(HEX[(int) (value >>> shift) & 15]);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
