package reprise.simulator.oslo;

import io.netty.buffer.ByteBuf;

/**
 * Writes a server's replies to the call that a {@link RequestReader} has just read. Stateless and thread-safe.
 *
 * <p>Layout (captured from oslo.messaging 14.0.3; one line, {@code <…>} varies):
 * <pre>
 *   {"oslo.version": "2.0", "oslo.message": "{\"result\": [&lt;seq&gt;, \"&lt;cargo&gt;\", &lt;client stamp&gt;, &lt;server stamp&gt;, 0],
 *     \"failure\": null, \"ending\": true, \"_msg_id\": \"&lt;the call's&gt;\", \"_unique_id\": \"&lt;32 hex&gt;\"}"}
 * </pre>
 * A failure has {@code result} null, and in {@code failure} JSON text: class, module, message, tb, args, kwargs.
 */
public final class ReplyWriter {
    static final String BEFORE_SEQ = "{\"oslo.version\": \"2.0\", \"oslo.message\": \"{\\\"result\\\": [";
    static final String BETWEEN_STAMPS = ", ";
    static final String BEFORE_MSG_ID = ", 0], \\\"failure\\\": null, \\\"ending\\\": true, \\\"_msg_id\\\": \\\"";
    static final String BEFORE_ID = "\\\", \\\"_unique_id\\\": \\\"";
    private static final byte[] HEAD = Ascii.bytes(BEFORE_SEQ);
    private static final byte[] CARGO = Ascii.bytes(CastWriter.BEFORE_CARGO);
    private static final byte[] STAMP = Ascii.bytes(CastWriter.BEFORE_STAMP);
    private static final byte[] BETWEEN = Ascii.bytes(BETWEEN_STAMPS);
    private static final byte[] MSG_ID = Ascii.bytes(BEFORE_MSG_ID);
    private static final byte[] ID = Ascii.bytes(BEFORE_ID);

    private ReplyWriter() {}

    /** Returns the message with the server's stamp. */
    // HOT: once per call; no String, no boxing.
    public static void result(ByteBuf out, RequestReader call, long serverNs, long idHigh, long idLow) {
        out.writeBytes(HEAD);
        Ascii.number(out, call.seq(), Ascii.digits(call.seq()));
        out.writeBytes(CARGO);
        call.copyCargo(out);
        out.writeBytes(STAMP);
        Ascii.stamp(out, call.clientNs());
        out.writeBytes(BETWEEN);
        Ascii.stamp(out, serverNs);
        out.writeBytes(MSG_ID);
        end(out, call, idHigh, idLow);
    }

    /** The reply of oslo's server if none of its endpoints has the method; there is no Python traceback to include. */
    public static void noSuchMethod(ByteBuf out, RequestReader call, long idHigh, long idLow) {
        var says = BodyJson.escaped("Endpoint does not support RPC method " + call.called());
        var failure = "{\"class\": \"NoSuchMethod\", \"module\": \"oslo_messaging.rpc.dispatcher\", \"message\": \"" + says
            + "\", \"tb\": [], \"args\": [\"" + says + "\"], \"kwargs\": {}}";
        var inner = "{\"result\": null, \"failure\": \"" + BodyJson.escaped(failure) + "\", \"ending\": true, \"_msg_id\": \"";
        out.writeBytes(Ascii.bytes("{\"oslo.version\": \"2.0\", \"oslo.message\": \"" + BodyJson.escaped(inner)));
        end(out, call, idHigh, idLow);
    }

    private static void end(ByteBuf out, RequestReader call, long idHigh, long idLow) {
        call.copyMsgId(out);
        out.writeBytes(ID);
        CastWriter.writeEnd(out, idHigh, idLow);
    }
}
