package reprise.simulator.oslo;

import com.fasterxml.jackson.databind.JsonNode;
import io.netty.buffer.ByteBuf;

/** Reads a notification listener's messages: the event of {@link NotificationWriter}, from any publisher. */
public final class NotificationReader extends MessageReader {
    private static final ByteBuf BEFORE_MESSAGE_ID = Ascii.buffer(NotificationWriter.BEFORE_MESSAGE_ID);
    private static final ByteBuf BEFORE_PUBLISHER = Ascii.buffer(NotificationWriter.BEFORE_PUBLISHER);
    private static final ByteBuf BEFORE_SEQ = Ascii.buffer(NotificationWriter.BEFORE_SEQ);
    private static final ByteBuf BEFORE_CARGO = Ascii.buffer(NotificationWriter.BEFORE_CARGO);
    private static final ByteBuf BEFORE_STAMP = Ascii.buffer(NotificationWriter.BEFORE_STAMP);
    private static final ByteBuf BEFORE_TIME = Ascii.buffer(NotificationWriter.BEFORE_TIME);
    private static final ByteBuf BEFORE_ID = Ascii.buffer(NotificationWriter.BEFORE_ID);
    private static final ByteBuf END = Ascii.buffer(NotificationWriter.END);

    // HOT: once per notification.
    @Override
    boolean scan(ByteBuf body) {
        if (!scan.skip(BEFORE_MESSAGE_ID) || !scan.skip(NotificationWriter.UUID_BYTES) || !scan.skip(BEFORE_PUBLISHER)) return false;
        if (!scan.readText(0) || !scan.skip(BEFORE_SEQ) || !scan.readNumber()) return false;
        long number = scan.number();
        if (!scan.skip(BEFORE_CARGO) || !scan.readText(0)) return false;
        int bytes = scan.textBytes();
        if (!scan.skip(BEFORE_STAMP) || !scan.readStamp()) return false;
        found(number, bytes, scan.stampNs());
        // oslo omits the fraction of a whole second; Jackson reads that case.
        return scan.skip(BEFORE_TIME) && scan.skip(NotificationWriter.TIME_BYTES) && scan.skip(BEFORE_ID) && scan.readId() && foundId()
            && scan.skip(END) && scan.atEnd();
    }

    @Override
    boolean message(JsonNode message) {
        if (!isNotification(message)) {
            return isCallOrCast(message) ? foreign("a call or cast of method " + message.get("method"))
                : malformed("event_type is " + message.path("event_type") + "; it must be a name, and there must be a payload");
        }
        var event = message.get("event_type").textValue();
        return event.equals(NotificationWriter.EVENT) ? fields(message.get("payload"), "payload", message)
            : foreign("event_type is \"" + event + "\"; this listener has only \"" + NotificationWriter.EVENT + "\"");
    }
}
