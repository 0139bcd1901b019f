package reprise.simulator.oslo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.netty.buffer.ByteBuf;
import reprise.transport.JsonFault;

/**
 * Reads a client's replies; its fields hold the result until the next read. Owned by one event loop. The usual layout ({@link
 * ReplyWriter}, and oslo's own) is scanned in place; any other JSON goes through Jackson. It never throws.
 */
public final class ReplyReader {
    private static final ByteBuf BEFORE_SEQ = Ascii.buffer(ReplyWriter.BEFORE_SEQ);
    private static final ByteBuf BEFORE_CARGO = Ascii.buffer(CastWriter.BEFORE_CARGO);
    private static final ByteBuf BEFORE_STAMP = Ascii.buffer(CastWriter.BEFORE_STAMP);
    private static final ByteBuf BETWEEN_STAMPS = Ascii.buffer(ReplyWriter.BETWEEN_STAMPS);
    private static final ByteBuf BEFORE_MSG_ID = Ascii.buffer(ReplyWriter.BEFORE_MSG_ID);
    private static final ByteBuf BEFORE_ID = Ascii.buffer(ReplyWriter.BEFORE_ID);
    private static final ByteBuf END = Ascii.buffer(CastWriter.END);

    private final BodyScan scan = new BodyScan();
    private long msgHigh;
    private long msgLow;
    private long clientNs;
    private long serverNs;
    private String failure;
    private boolean ending;
    private String why = "";

    /** The high half of the call's {@code _msg_id}, a {@link CallId}. */
    public long msgHigh() {
        return msgHigh;
    }

    public long msgLow() {
        return msgLow;
    }

    /** The client's stamp as the server returned it, in epoch ns; 0 if absent. */
    public long clientNs() {
        return clientNs;
    }

    /** The server's stamp of receiving the call, in epoch ns of its own clock; 0 if absent. */
    public long serverNs() {
        return serverNs;
    }

    /** The server's exception, class and message; null if the call succeeded. */
    public String failure() {
        return failure;
    }

    /** False for a heartbeat from a server that still works on the call. */
    public boolean isEnding() {
        return ending;
    }

    /** Why the last body was not a reply to a call of ours. */
    public String why() {
        return why;
    }

    /** Reads the readable bytes of {@code body} without moving its indices; false if it cannot be a reply to a call of ours. */
    // HOT: once per reply; the usual layout is read without creating objects.
    public boolean read(ByteBuf body) {
        failure = null;
        ending = true;
        clientNs = 0;
        serverNs = 0;
        return scanned(body) || parsed(body);
    }

    private boolean scanned(ByteBuf body) {
        scan.over(body);
        if (!scan.skip(BEFORE_SEQ) || !scan.readNumber() || !scan.skip(BEFORE_CARGO) || !scan.readText(1)) return false;
        if (!scan.skip(BEFORE_STAMP) || !scan.readStamp()) return false;
        clientNs = scan.stampNs();
        if (!scan.skip(BETWEEN_STAMPS) || !scan.readStamp()) return false;
        serverNs = scan.stampNs();
        if (!scan.skip(BEFORE_MSG_ID) || !scan.readId()) return false;
        msgHigh = scan.idHigh();
        msgLow = scan.idLow();
        return scan.skip(BEFORE_ID) && scan.readId() && scan.skip(END) && scan.atEnd();
    }

    private boolean parsed(ByteBuf body) {
        try {
            return message(BodyJson.message(body));
        } catch (JsonProcessingException e) {
            return invalid("not JSON: " + JsonFault.of(e));
        }
    }

    private boolean message(JsonNode message) {
        if (!message.has("result") && !message.has("failure")) return invalid("neither result nor failure");
        var msgId = message.path("_msg_id").asText();
        if (!msgId.matches("[0-9a-f]{32}")) return invalid("_msg_id is " + message.path("_msg_id") + "; it must be 32 hex digits");
        msgHigh = Long.parseUnsignedLong(msgId, 0, 16, 16);
        msgLow = Long.parseUnsignedLong(msgId, 16, 32, 16);
        ending = message.path("ending").asBoolean();
        clientNs = Math.max(0, BodyJson.stampNs(message.path("result").path(2)));
        serverNs = Math.max(0, BodyJson.stampNs(message.path("result").path(3)));
        var failed = message.path("failure");
        if (failed.isTextual() && !failed.textValue().isEmpty()) failure = text(failed.textValue());
        return true;
    }

    private static String text(String failure) {
        try {
            var json = BodyJson.parse(failure);
            return json.isObject() ? json.path("class").asText() + ": " + json.path("message").asText() : failure;
        } catch (JsonProcessingException _) {
            return failure; // reported unchanged
        }
    }

    private boolean invalid(String reason) {
        why = reason;
        return false;
    }
}
