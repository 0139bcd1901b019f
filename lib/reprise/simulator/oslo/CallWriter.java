package reprise.simulator.oslo;

import io.netty.buffer.ByteBuf;

/**
 * Writes a call: a cast that names the queue for its reply.
 *
 * <p>Layout (captured from oslo.messaging 14.0.3; {@code _timeout} belongs to its call monitor, which is off):
 * <pre>
 *   as {@link CastWriter} up to the client's stamp, then
 *   , 0, 0]}, \"_msg_id\": \"&lt;32 hex&gt;\", \"_reply_q\": \"&lt;queue&gt;\", \"_timeout\": null, \"_unique_id\": \"&lt;32 hex&gt;\"}"}
 * </pre>
 */
public final class CallWriter implements MessageWriter {
    static final String MSG_ID = "_msg_id\\\": \\\"";
    static final String BEFORE_MSG_ID = CastWriter.AFTER_STAMP + MSG_ID;
    static final String BEFORE_REPLY_QUEUE = "\\\", \\\"_reply_q\\\": \\\"";
    static final String BEFORE_ID = "\\\", \\\"_timeout\\\": null, \\\"" + CastWriter.BEFORE_ID;
    private static final byte[] HEAD = Ascii.bytes(BEFORE_MSG_ID);
    private static final int TAIL_BYTES = 32 + CastWriter.END.length();

    private final CastWriter cast;
    private final byte[] replyTo;
    private final long callsHigh;
    private final int thread;

    /** For a client's thread that receives replies on this queue; ids are {@link CallId}s. */
    public CallWriter(String method, String replyQueue, long callsHigh, int thread) {
        cast = new CastWriter(method);
        replyTo = Ascii.bytes(BEFORE_REPLY_QUEUE + replyQueue + BEFORE_ID);
        this.callsHigh = callsHigh;
        this.thread = thread;
    }

    @Override
    public int bodyBytes(long seq, byte[] cargo, long clientNs) {
        return cast.beforeIdBytes(seq, cargo, clientNs) + HEAD.length + 32 + replyTo.length + TAIL_BYTES;
    }

    // HOT: once per call.
    @Override
    public void write(ByteBuf out, long seq, byte[] cargo, long clientNs, long idHigh, long idLow) {
        cast.writeBeforeId(out, seq, cargo, clientNs);
        out.writeBytes(HEAD);
        Ascii.hex(out, callsHigh);
        Ascii.hex(out, CallId.low(thread, seq));
        out.writeBytes(replyTo);
        CastWriter.writeEnd(out, idHigh, idLow);
    }
}
