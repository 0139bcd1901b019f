package reprise.simulator.oslo;

import io.netty.buffer.ByteBuf;

/**
 * Writes a notification of priority info, like oslo's driver "messaging": without the envelope of casts.
 *
 * <p>Layout (captured from oslo.messaging 14.0.3, {@code notifier.info({}, "compute.start", message)}; one line):
 * <pre>
 *   {"message_id": "&lt;uuid&gt;", "publisher_id": "&lt;client&gt;", "event_type": "compute.start", "priority": "INFO", "payload":
 *     [&lt;seq&gt;, "&lt;cargo&gt;", &lt;client stamp&gt;, 0, 0], "timestamp": "&lt;UTC, µs&gt;", "_unique_id": "&lt;32 hex&gt;"}
 * </pre>
 */
public final class NotificationWriter implements MessageWriter {
    static final String BEFORE_MESSAGE_ID = "{\"message_id\": \"";
    static final String BEFORE_PUBLISHER = "\", \"publisher_id\": \"";
    static final String EVENT = "compute.start";
    static final String BEFORE_SEQ = "\", \"event_type\": \"" + EVENT + "\", \"priority\": \"INFO\", \"payload\": [";
    static final String BEFORE_CARGO = ", \"";
    static final String BEFORE_STAMP = "\", ";
    static final String BEFORE_TIME = ", 0, 0], \"timestamp\": \"";
    static final String BEFORE_ID = "\", \"_unique_id\": \"";
    static final String END = "\"}";
    static final int UUID_BYTES = 36;
    static final int TIME_BYTES = 26;
    private static final byte[] HEAD = Ascii.bytes(BEFORE_MESSAGE_ID);
    private static final byte[] CARGO = Ascii.bytes(BEFORE_CARGO);
    private static final byte[] STAMP = Ascii.bytes(BEFORE_STAMP);
    private static final byte[] TIME = Ascii.bytes(BEFORE_TIME);
    private static final byte[] ID = Ascii.bytes(BEFORE_ID);
    private static final byte[] TAIL = Ascii.bytes(END);

    private final byte[] publisher;
    private final long messagesHigh;
    private final int thread;

    /** {@code publisher} is a plain name; ids are {@link CallId}s. */
    public NotificationWriter(String publisher, long messagesHigh, int thread) {
        if (!publisher.matches("[A-Za-z0-9_. -]+")) {
            throw new IllegalArgumentException("publisher is \"" + publisher + "\"; it must be a name, for example client-1");
        }
        this.publisher = Ascii.bytes(BEFORE_PUBLISHER + publisher + BEFORE_SEQ);
        this.messagesHigh = messagesHigh;
        this.thread = thread;
    }

    @Override
    public int bodyBytes(long seq, byte[] cargo, long clientNs) {
        return HEAD.length + UUID_BYTES + publisher.length + Ascii.digits(seq) + CARGO.length + cargo.length + STAMP.length
            + Ascii.stampBytes(clientNs) + TIME.length + TIME_BYTES + ID.length + 32 + TAIL.length;
    }

    // HOT: once per notification.
    @Override
    public void write(ByteBuf out, long seq, byte[] cargo, long clientNs, long idHigh, long idLow) {
        out.writeBytes(HEAD);
        Ascii.uuid(out, messagesHigh, CallId.low(thread, seq));
        out.writeBytes(publisher);
        Ascii.number(out, seq, Ascii.digits(seq));
        out.writeBytes(CARGO).writeBytes(cargo).writeBytes(STAMP);
        Ascii.stamp(out, clientNs);
        out.writeBytes(TIME);
        Ascii.dateTime(out, clientNs);
        out.writeBytes(ID);
        Ascii.hex(out, idHigh);
        Ascii.hex(out, idLow);
        out.writeBytes(TAIL);
    }
}
