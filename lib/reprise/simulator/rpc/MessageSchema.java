package reprise.simulator.rpc;

import java.util.List;
import reprise.recorder.Schema;

/** What the client-server pair records: names, and their positions for the loops. Timings in ns. */
public final class MessageSchema {
    static final int SENT = 0;
    static final int ERRORS = 1;
    static final int RECEIVED = 2;
    static final int DUPLICATES = 3;
    static final int UNROUTABLE = 4;
    static final int MISSED_TICKS = 5;
    static final int BODY_BYTES = 6;
    static final int RECEIVED_BYTES = 7;
    static final int MALFORMED = 8;
    static final int REPLIES = 9;
    static final int LATE_REPLIES = 10;
    static final int UNKNOWN_REPLIES = 11;
    static final int TIMEOUTS = 12;
    static final int REPLIES_SENT = 13;
    static final int REPLIES_LOST = 14;
    static final int FOREIGN = 15;
    static final int REFUSED = 16;
    static final int LATENCY = 0;
    static final int CONFIRM = 1;
    static final int SERVICE = 2;
    static final int ROUND_TRIP = 3;

    private MessageSchema() {}

    /**
     * Counters of the client: sent (at the confirm), errors (timeouts and refused are parts), unroutable, missedTicks, bodyBytes (cargo
     * sent), replies, lateReplies, unknownReplies, timeouts. Of the server: received, duplicates, receivedBytes (cargo),
     * malformed, foreign, repliesSent (at the confirm), repliesLost. Timings: latency (server: received − the client's
     * stamp), confirm (client: intended tick to confirm), service (client: begin to confirm), roundTrip (client: begin of a
     * call to its reply). The expected interval corrects the latency.
     */
    public static Schema of(long expectedIntervalNs) {
        return new Schema(List.of("sent", "errors", "received", "duplicates", "unroutable", "missedTicks", "bodyBytes",
            "receivedBytes", "malformed", "replies", "lateReplies", "unknownReplies", "timeouts", "repliesSent", "repliesLost",
            "foreign", "refused"),
            List.of(new Schema.Timing("latency", expectedIntervalNs), new Schema.Timing("confirm", 0),
                new Schema.Timing("service", 0), new Schema.Timing("roundTrip", 0)));
    }
}
