package reprise.simulator.oslo;

import com.fasterxml.jackson.databind.JsonNode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Reads an RPC server's messages: casts and calls of one method. For a call it also keeps what the reply needs, in place: valid until the
 * next read, and only as long as the body.
 */
public final class RequestReader extends MessageReader {
    private static final ByteBuf BEFORE_CARGO = Ascii.buffer(CastWriter.BEFORE_CARGO);
    private static final ByteBuf BEFORE_STAMP = Ascii.buffer(CastWriter.BEFORE_STAMP);
    private static final ByteBuf AFTER_STAMP = Ascii.buffer(CastWriter.AFTER_STAMP);
    private static final ByteBuf BEFORE_MSG_ID = Ascii.buffer(CallWriter.MSG_ID);
    private static final ByteBuf BEFORE_REPLY_QUEUE = Ascii.buffer(CallWriter.BEFORE_REPLY_QUEUE);
    private static final ByteBuf AFTER_REPLY_QUEUE = Ascii.buffer(CallWriter.BEFORE_ID);
    private static final ByteBuf BEFORE_ID = Ascii.buffer(CastWriter.BEFORE_ID);
    private static final ByteBuf END = Ascii.buffer(CastWriter.END);

    private final String method;
    private final ByteBuf head;
    private final ByteBuf parsed = Unpooled.buffer();
    private boolean call;
    private ByteBuf source = parsed;
    private int cargoAt;
    private int cargoRawBytes;
    private int msgIdAt;
    private int msgIdBytes;
    private int replyQueueAt;
    private int replyQueueBytes;
    private String called = "";

    /** For a server that has this one method. */
    public RequestReader(String method) {
        this.method = method;
        head = Ascii.buffer(CastWriter.BEFORE_METHOD + method + CastWriter.BEFORE_SEQ);
    }

    /** Whether the last message, read or foreign, expects a reply. */
    public boolean isCall() {
        return call;
    }

    /** The method that the last foreign message called. */
    public String called() {
        return called;
    }

    /** Cargo and {@code _msg_id} as they appear inside an envelope: escaped twice. */
    void copyCargo(ByteBuf out) {
        out.writeBytes(source, cargoAt, cargoRawBytes);
    }

    void copyMsgId(ByteBuf out) {
        out.writeBytes(source, msgIdAt, msgIdBytes);
    }

    public int replyQueueBytes() {
        return replyQueueBytes;
    }

    /** A byte of the reply queue's name, which is ASCII. */
    public byte replyQueueByte(int index) {
        return source.getByte(replyQueueAt + index);
    }

    // HOT: once per message.
    @Override
    boolean scan(ByteBuf body) {
        call = false;
        if (!scan.skip(head) || !scan.readNumber()) return false;
        long number = scan.number();
        if (!scan.skip(BEFORE_CARGO) || !scan.readText(1)) return false;
        source = body;
        cargoAt = scan.textAt();
        cargoRawBytes = scan.textBytes();
        if (!scan.skip(BEFORE_STAMP) || !scan.readStamp() || !scan.skip(AFTER_STAMP)) return false;
        found(number, cargoRawBytes, scan.stampNs());
        if (!scan.skip(BEFORE_ID) && !scanCall()) return false;
        return scan.readId() && foundId() && scan.skip(END) && scan.atEnd();
    }

    // HOT: once per call.
    private boolean scanCall() {
        if (!scan.skip(BEFORE_MSG_ID) || !scan.readText(1)) return false;
        msgIdAt = scan.textAt();
        msgIdBytes = scan.textBytes();
        if (!scan.skip(BEFORE_REPLY_QUEUE) || !scan.readText(1)) return false;
        replyQueueAt = scan.textAt();
        replyQueueBytes = scan.textBytes();
        call = msgIdBytes > 0 && replyQueueBytes > 0 && replyQueueBytes <= 255 && scan.isName();
        return call && scan.skip(AFTER_REPLY_QUEUE);
    }

    @Override
    boolean message(JsonNode message) {
        call = false;
        if (!isCallOrCast(message)) {
            return isNotification(message) ? foreign("a notification of " + message.get("event_type"))
                : malformed("method is " + message.path("method") + "; this server has only \"" + method + "\"");
        }
        called = message.get("method").textValue();
        var list = message.path("args").path("message");
        parseCall(message, list.path(1).asText());
        return called.equals(method) ? fields(list, "args.message", message)
            : foreign("method is \"" + called + "\"; this server has only \"" + method + "\"");
    }

    private void parseCall(JsonNode message, String cargo) {
        var msgId = message.path("_msg_id").isTextual() ? message.path("_msg_id").textValue() : ""; // a cast may have null
        var replyQueue = message.path("_reply_q").asText();
        if (msgId.isEmpty() || !replyQueue.matches("[!-~]{1,255}")) return;
        call = true;
        source = parsed.clear();
        cargoAt = 0;
        cargoRawBytes = append(BodyJson.escaped(BodyJson.escaped(cargo)));
        msgIdAt = parsed.writerIndex();
        msgIdBytes = append(BodyJson.escaped(BodyJson.escaped(msgId)));
        replyQueueAt = parsed.writerIndex();
        replyQueueBytes = append(replyQueue);
    }

    private int append(String text) {
        var bytes = Ascii.bytes(text);
        parsed.writeBytes(bytes);
        return bytes.length;
    }
}
