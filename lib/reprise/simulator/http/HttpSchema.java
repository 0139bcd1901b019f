package reprise.simulator.http;

import java.util.List;
import reprise.recorder.Schema;

/** What a load of HTTP requests records: names, and their positions for the loops. Timings in ns. */
public final class HttpSchema {
    static final int REQUESTS = 0;
    static final int UNEXPECTED = 1;
    static final int STATUS_ERRORS = 2;
    static final int TIMEOUTS = 3;
    static final int READ_ERRORS = 4;
    static final int WRITE_ERRORS = 5;
    static final int INTERRUPTED = 6;
    static final int LATE_REPLIES = 7;
    static final int CONNECT_ERRORS = 8;
    static final int STRAYS = 9;
    static final int READ_BYTES = 10;
    static final int UNSENT = 11;
    static final int LATENCY = 0;
    static final int SERVICE = 1;
    static final int LINK_DELAY = 2;

    private HttpSchema() {}

    /**
     * Counters, one outcome for each attempt: requests (good replies), unexpected (the body is not the expected one),
     * statusErrors (status above 399), timeouts, readErrors (reset, closed in the middle, protocol error), writeErrors,
     * interrupted (by the end of the run). Beside them: lateReplies (to attempts that had timed out), connectErrors, strays
     * (bytes that answer no request), readBytes, unsent (ticks of the open loop that were never sent).
     * Timings of replies, late ones and errors of status or body too: latency (from the intended time; in a closed loop that
     * is the first byte written), service (first byte written to reply parsed). linkDelay: what a held-back request really
     * waited between its stamp and its first byte.
     */
    public static Schema of() {
        return new Schema(List.of("requests", "unexpected", "statusErrors", "timeouts", "readErrors", "writeErrors", "interrupted",
            "lateReplies", "connectErrors", "strays", "readBytes", "unsent"),
            List.of(new Schema.Timing("latency", 0), new Schema.Timing("service", 0), new Schema.Timing("linkDelay", 0)));
    }
}
