package reprise.simulator.rpc;

import java.util.List;
import reprise.recorder.Counter;
import reprise.recorder.Metrics;
import reprise.recorder.Timing;
import reprise.recorder.Unit;

/** What the client-server pair records. */
public final class RpcMetrics {
    /** Client: confirmed by the broker; counted at the confirm. */
    public static final Counter SENT = new Counter("sent", Unit.MESSAGES, 0);
    /** Client: sends that failed, including time-outs and refused ones. */
    public static final Counter ERRORS = new Counter("errors", Unit.MESSAGES, 1);
    /** Server: messages, each counted once. */
    public static final Counter RECEIVED = new Counter("received", Unit.MESSAGES, 2);
    /** Server: further copies of a message. */
    public static final Counter DUPLICATES = new Counter("duplicates", Unit.MESSAGES, 3);
    /** Client: sent messages that the broker returned, because no queue took them. */
    public static final Counter UNROUTABLE = new Counter("unroutable", Unit.MESSAGES, 4);
    /** Client: moments at which a send was due but none was made. */
    public static final Counter MISSED_TICKS = new Counter("missedTicks", Unit.COUNT, 5);
    /** Client: cargo of sent messages. */
    public static final Counter BODY_BYTES = new Counter("bodyBytes", Unit.BYTES, 6);
    /** Server: cargo of received messages. */
    public static final Counter RECEIVED_BYTES = new Counter("receivedBytes", Unit.BYTES, 7);
    /** Server: messages that violate the protocol. */
    public static final Counter MALFORMED = new Counter("malformed", Unit.MESSAGES, 8);
    /** Client: calls that were answered in time. */
    public static final Counter REPLIES = new Counter("replies", Unit.MESSAGES, 9);
    /** Client: answers to calls that had timed out. */
    public static final Counter LATE_REPLIES = new Counter("lateReplies", Unit.MESSAGES, 10);
    /** Client: answers to calls that it never made. */
    public static final Counter UNKNOWN_REPLIES = new Counter("unknownReplies", Unit.MESSAGES, 11);
    /** Client: calls that were not answered in time. */
    public static final Counter TIMEOUTS = new Counter("timeouts", Unit.MESSAGES, 12);
    /** Server: replies, at their confirm. */
    public static final Counter REPLIES_SENT = new Counter("repliesSent", Unit.MESSAGES, 13);
    /** Server: replies that no broker confirmed. */
    public static final Counter REPLIES_LOST = new Counter("repliesLost", Unit.MESSAGES, 14);
    /** Server: well-formed messages other than our client's casts and calls. */
    public static final Counter FOREIGN = new Counter("foreign", Unit.MESSAGES, 15);
    /** Client: sends that the broker refused. */
    public static final Counter REFUSED = new Counter("refused", Unit.MESSAGES, 16);

    /** Server: from the client's stamp to the arrival. */
    public static final Timing LATENCY = new Timing("latency", 0);
    /** Client: from the intended tick to the confirm. */
    public static final Timing CONFIRM = new Timing("confirm", 1);
    /** Client: from the begin of a send to its confirm. */
    public static final Timing SERVICE = new Timing("service", 2);
    /** Client: from the begin of a call to its reply. */
    public static final Timing ROUND_TRIP = new Timing("roundTrip", 3);
    /** Client and server: of TLS, for each connection to a broker; only where TLS is spoken. */
    public static final Timing HANDSHAKE = new Timing("handshake", 4);

    private static final List<Counter> COUNTERS = List.of(SENT, ERRORS, RECEIVED, DUPLICATES, UNROUTABLE, MISSED_TICKS, BODY_BYTES,
        RECEIVED_BYTES, MALFORMED, REPLIES, LATE_REPLIES, UNKNOWN_REPLIES, TIMEOUTS, REPLIES_SENT, REPLIES_LOST, FOREIGN, REFUSED);

    private RpcMetrics() {}

    /** Of a pair without TLS. @param expectedIntervalNs between two sends, to correct the latency; 0 for no correction */
    public static Metrics of(long expectedIntervalNs) {
        return new Metrics(COUNTERS, List.of(LATENCY.expecting(expectedIntervalNs), CONFIRM, SERVICE, ROUND_TRIP));
    }

    /** Of a pair over TLS; the names that one without has are among them. */
    public static Metrics overTls(long expectedIntervalNs) {
        return new Metrics(COUNTERS, List.of(LATENCY.expecting(expectedIntervalNs), CONFIRM, SERVICE, ROUND_TRIP, HANDSHAKE));
    }
}
