package reprise.simulator.http;

import java.util.List;
import org.HdrHistogram.Histogram;
import reprise.peer.wrk.WrkFigures;
import reprise.peer.wrk.WrkShares;
import reprise.recorder.Counter;
import reprise.recorder.Fact;
import reprise.recorder.FactRule;
import reprise.recorder.Metrics;
import reprise.recorder.Timing;
import reprise.recorder.Unit;

/**
 * What an HTTP load records. Each attempt has one outcome, from {@link #REQUESTS} to {@link #INTERRUPTED}. Timings cover all replies,
 * including late ones and those with status or body errors.
 */
public final class HttpMetrics {
    /** Good replies. */
    public static final Counter REQUESTS = new Counter("requests", Unit.COUNT, 0);
    /** Replies with another body than the expected one. */
    public static final Counter UNEXPECTED = new Counter("unexpected", Unit.COUNT, 1);
    /** Replies with a status above 399. */
    public static final Counter STATUS_ERRORS = new Counter("statusErrors", Unit.COUNT, 2);
    /** Attempts that exceeded the time-out. */
    public static final Counter TIMEOUTS = new Counter("timeouts", Unit.COUNT, 3);
    /** Reset, closed within the reply, protocol error. */
    public static final Counter READ_ERRORS = new Counter("readErrors", Unit.COUNT, 4);
    /** The connection broke before the whole request was sent. */
    public static final Counter WRITE_ERRORS = new Counter("writeErrors", Unit.COUNT, 5);
    /** In flight when the run ended. */
    public static final Counter INTERRUPTED = new Counter("interrupted", Unit.COUNT, 6);
    /** Replies to attempts that had timed out; not an outcome. */
    public static final Counter LATE_REPLIES = new Counter("lateReplies", Unit.COUNT, 7);
    /** Failed attempts to connect; not among the attempts. */
    public static final Counter CONNECT_ERRORS = new Counter("connectErrors", Unit.COUNT, 8);
    /** Connections closed because of bytes that answer no request; not among the attempts. */
    public static final Counter STRAYS = new Counter("strays", Unit.COUNT, 9);
    /** All bytes read. */
    public static final Counter READ_BYTES = new Counter("readBytes", Unit.BYTES, 10);
    /** Ticks of the open loop that were never sent; not among the attempts. */
    public static final Counter UNSENT = new Counter("unsent", Unit.COUNT, 11);

    /** From the intended time; in a closed loop, from the first written byte. */
    public static final Timing LATENCY = new Timing("latency", 0);
    /** From the first written byte to the parsed reply. */
    public static final Timing SERVICE = new Timing("service", 1);
    /** The real delay of a held-back request, between its stamp and its first byte. */
    public static final Timing LINK_DELAY = new Timing("linkDelay", 2);
    /** Of TLS, for each connection that was opened for the run or within it; only where TLS is spoken. */
    public static final Timing HANDSHAKE = new Timing("handshake", 3);

    /** All begun requests; the sum of their outcomes. */
    public static final Fact ATTEMPTS = new Fact("attempts", Unit.COUNT);
    /** The number of recorded latencies: one for each reply. */
    public static final Fact TIMED = new Fact("timed", Unit.COUNT);
    /** The delay that was to be added to each round trip; this one and the two below only of an emulated link. */
    public static final Fact LINK_ASKED_US = new Fact("linkAskedUs", Unit.US);
    public static final Fact LINK_MEAN_US = new Fact("linkMeanUs", Unit.US);
    public static final Fact LINK_MEDIAN_US = new Fact("linkMedianUs", Unit.US);
    /** The same load by wrk's rules. */
    public static final Fact.Group<WrkFigures> WRK = new Fact.Group<>("wrk", WrkFigures.class);
    /** The words that name where the requests went. */
    public static final String URL = "url";

    /** Of these facts, those of a whole load from its shares'. */
    public static final List<FactRule> SHARED = List.of(FactRule.sum(ATTEMPTS, TIMED), FactRule.largest(LINK_ASKED_US),
        FactRule.ofTiming(LINK_MEAN_US, LINK_DELAY, Histogram::getMean),
        FactRule.ofTiming(LINK_MEDIAN_US, LINK_DELAY, values -> (double) values.getValueAtPercentile(50)),
        FactRule.group(WRK, (parts, timings) -> WrkShares.whole(parts, timings.apply(SERVICE))));

    private static final List<Counter> COUNTERS = List.of(REQUESTS, UNEXPECTED, STATUS_ERRORS, TIMEOUTS, READ_ERRORS, WRITE_ERRORS,
        INTERRUPTED, LATE_REPLIES, CONNECT_ERRORS, STRAYS, READ_BYTES, UNSENT);
    /** Of a load over TLS; the names that one without has are among them. */
    public static final Metrics ALL = new Metrics(COUNTERS, List.of(LATENCY, SERVICE, LINK_DELAY, HANDSHAKE));
    /** Of a load without TLS. */
    public static final Metrics PLAIN = new Metrics(COUNTERS, List.of(LATENCY, SERVICE, LINK_DELAY));

    private HttpMetrics() {}
}
