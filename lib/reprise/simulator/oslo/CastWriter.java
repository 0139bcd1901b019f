package reprise.simulator.oslo;

import io.netty.buffer.ByteBuf;

/**
 * Writes a cast, to one server or to all servers of a topic.
 *
 * <p>Layout (captured from oslo.messaging 14.0.3 with the simulator's arguments; one line, {@code <…>} varies):
 * <pre>
 *   {"oslo.version": "2.0", "oslo.message": "{\"method\": \"info\", \"args\": {\"message\":
 *     [&lt;seq&gt;, \"&lt;cargo&gt;\", &lt;client seconds&gt;.&lt;9 decimals&gt;, 0, 0]}, \"_unique_id\": \"&lt;32 hex&gt;\"}"}
 * </pre>
 */
public final class CastWriter implements MessageWriter {
    static final String BEFORE_METHOD = "{\"oslo.version\": \"2.0\", \"oslo.message\": \"{\\\"method\\\": \\\"";
    static final String BEFORE_SEQ = "\\\", \\\"args\\\": {\\\"message\\\": [";
    static final String BEFORE_CARGO = ", \\\"";
    static final String BEFORE_STAMP = "\\\", ";
    static final String AFTER_STAMP = ", 0, 0]}, \\\"";
    static final String BEFORE_ID = "_unique_id\\\": \\\"";
    static final String END = "\\\"}\"}";
    private static final byte[] CARGO = Ascii.bytes(BEFORE_CARGO);
    private static final byte[] STAMP = Ascii.bytes(BEFORE_STAMP);
    private static final byte[] ID = Ascii.bytes(AFTER_STAMP + BEFORE_ID);
    private static final byte[] TAIL = Ascii.bytes(END);

    private final byte[] head;

    /** For casts that call this method; a plain name, for example {@code info}. */
    public CastWriter(String method) {
        if (!method.matches("[A-Za-z_][A-Za-z0-9_.]*")) {
            throw new IllegalArgumentException("method is \"" + method + "\"; it must be a name, for example info");
        }
        head = Ascii.bytes(BEFORE_METHOD + method + BEFORE_SEQ);
    }

    @Override
    public int bodyBytes(long seq, byte[] cargo, long clientNs) {
        return beforeIdBytes(seq, cargo, clientNs) + ID.length + 32 + TAIL.length;
    }

    // HOT: once per message.
    @Override
    public void write(ByteBuf out, long seq, byte[] cargo, long clientNs, long idHigh, long idLow) {
        writeBeforeId(out, seq, cargo, clientNs);
        out.writeBytes(ID);
        writeEnd(out, idHigh, idLow);
    }

    /** The part up to the client's stamp, which calls share. */
    int beforeIdBytes(long seq, byte[] cargo, long clientNs) {
        return head.length + Ascii.digits(seq) + CARGO.length + cargo.length + STAMP.length + Ascii.stampBytes(clientNs);
    }

    void writeBeforeId(ByteBuf out, long seq, byte[] cargo, long clientNs) {
        out.writeBytes(head);
        Ascii.number(out, seq, Ascii.digits(seq));
        out.writeBytes(CARGO).writeBytes(cargo).writeBytes(STAMP);
        Ascii.stamp(out, clientNs);
    }

    static void writeEnd(ByteBuf out, long idHigh, long idLow) {
        Ascii.hex(out, idHigh);
        Ascii.hex(out, idLow);
        out.writeBytes(TAIL);
    }
}
