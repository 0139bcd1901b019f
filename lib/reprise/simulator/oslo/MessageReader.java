package reprise.simulator.oslo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import reprise.transport.JsonFault;

/**
 * Reads a server's message bodies; its fields hold the result until the next read. Owned by one event loop.
 *
 * <p>The usual layout (our writers', and oslo's own, whose stamps have fewer decimals) is scanned in place without creating objects; any
 * other valid JSON (key order, spaces, escapes, {@code namespace}, {@code version}, {@code _context_*}, with or without envelope) goes
 * through Jackson. Any other body is {@link #isForeign foreign} if oslo could have sent it, otherwise malformed: {@link #read} returns
 * false, {@link #why} gives the reason; it never throws.
 */
public abstract sealed class MessageReader permits RequestReader, NotificationReader {
    final BodyScan scan = new BodyScan();
    private long seq;
    private int cargoBytes;
    private long clientNs;
    private boolean hasId;
    private long idHigh;
    private long idLow;
    private boolean foreign;
    private String why = "";

    public final long seq() {
        return seq;
    }

    public final int cargoBytes() {
        return cargoBytes;
    }

    /** The sender's stamp in epoch ns, computed from its digits, not through a double. */
    public final long clientNs() {
        return clientNs;
    }

    /** Whether the message has a {@code _unique_id}. */
    public final boolean hasId() {
        return hasId;
    }

    public final long idHigh() {
        return idHigh;
    }

    public final long idLow() {
        return idLow;
    }

    /** Whether the last rejected body was a valid oslo message for another server. */
    public final boolean isForeign() {
        return foreign;
    }

    /** Why the last body was rejected. */
    public final String why() {
        return why;
    }

    /** Reads the readable bytes of {@code body} without moving its indices; false if it is not a message for this server. */
    // HOT: once per message; the usual layout is read without creating objects.
    public final boolean read(ByteBuf body) {
        foreign = false;
        scan.over(body);
        return scan(body) || parse(body);
    }

    abstract boolean scan(ByteBuf body);

    /** Reads an object in an unusual layout. */
    abstract boolean message(JsonNode message);

    // HOT: the scan's results so far.
    final void found(long number, int bytes, long stampNs) {
        seq = number;
        cargoBytes = bytes;
        clientNs = stampNs;
    }

    final boolean foundId() {
        hasId = true;
        idHigh = scan.idHigh();
        idLow = scan.idLow();
        return true;
    }

    private boolean parse(ByteBuf body) {
        try {
            return message(BodyJson.message(body));
        } catch (JsonProcessingException e) {
            return malformed("not JSON: " + JsonFault.of(e));
        }
    }

    /** Reads {@code [seq, cargo, client_ts, …]} under {@code name}, and the id of the surrounding message. */
    final boolean fields(JsonNode list, String name, JsonNode around) {
        if (!list.path(0).canConvertToLong() || !list.path(1).isTextual() || !list.path(2).isNumber()) {
            return malformed(name + " is not [seq, cargo, client_ts, …]");
        }
        long clientNs = BodyJson.stampNs(list.get(2));
        if (clientNs < 0) return malformed("client_ts is " + list.get(2) + "; it must be epoch seconds");
        found(list.get(0).longValue(), list.get(1).textValue().getBytes(StandardCharsets.UTF_8).length,
            clientNs);
        return uniqueId(around.path("_unique_id"));
    }

    private boolean uniqueId(JsonNode id) {
        hasId = id.isTextual() && !id.textValue().isEmpty();
        if (!hasId) return true;
        var text = id.textValue();
        if (text.matches("[0-9a-f]{32}")) {
            idHigh = Long.parseUnsignedLong(text, 0, 16, 16);
            idLow = Long.parseUnsignedLong(text, 16, 32, 16);
        } else { // other peers' ids are arbitrary text, kept as 128 bits of its digest
            var digest = UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8));
            idHigh = digest.getMostSignificantBits();
            idLow = digest.getLeastSignificantBits();
        }
        return true;
    }

    static boolean isCallOrCast(JsonNode message) {
        return message.path("method").isTextual();
    }

    static boolean isNotification(JsonNode message) {
        return message.path("event_type").isTextual() && message.has("payload");
    }

    final boolean malformed(String reason) {
        why = reason;
        return false;
    }

    final boolean foreign(String reason) {
        foreign = true;
        return malformed(reason);
    }
}
