package reprise.simulator.http;

import reprise.peer.wrk.WrkStatistics;
import reprise.recorder.Clock;
import reprise.recorder.Counter;
import reprise.recorder.Event.Severity;
import reprise.recorder.EventLog;
import reprise.recorder.LoopRecorder;
import reprise.transport.tls.TlsFailure;

/**
 * One {@link HttpLoop}'s counts in one window, the measured one or the warm-up before it: totals, and by second for the recorder. A
 * request belongs to the window in which it began, whenever it ends. Before the first window opens there is no second, so failures to
 * connect are kept and belong to the first one. The first failure of each kind is noted in words. Owned by the loop; times are ns of the
 * clock, wrk's from the window's start.
 */
final class HttpAccount {
    final HttpTotals.Tally tally = new HttpTotals.Tally();
    final HttpBodyCheck.Unexpected unexpected = new HttpBodyCheck.Unexpected();
    final WrkStatistics statistics;
    private final String who;
    private final long timeoutUs;
    private final boolean isPlain;
    private final Clock clock;
    private final EventLog notes;
    private final boolean[] noted = new boolean[HttpMetrics.ALL.counters().size()];
    private final long[] early = new long[noted.length];
    private LoopRecorder recorder;
    private long startNs;
    private long endNs;
    private long unrecordedBytes;

    /** @param who names the source in the notes @param isPlain whether it is not over TLS, which a server may want */
    HttpAccount(String who, long timeoutNs, boolean isPlain, Clock clock, EventLog notes) {
        this.who = who;
        this.isPlain = isPlain;
        this.clock = clock;
        this.notes = notes;
        statistics = new WrkStatistics(timeoutNs);
        timeoutUs = timeoutNs / 1000;
    }

    void open(LoopRecorder into, long startsNs, long endsNs) {
        recorder = into;
        startNs = startsNs;
        endNs = endsNs;
        for (var counter : HttpMetrics.ALL.counters()) {
            if (early[counter.at()] > 0) count(counter, startNs, early[counter.at()]); // counting 0 would run a path that no reply runs
        }
    }

    boolean isOpen() {
        return recorder != null;
    }

    long startNs() {
        return startNs;
    }

    long endNs() {
        return endNs;
    }

    /** Closes the window at {@code atNs}, which may be past, or before the window opened. */
    void close(long atNs) {
        endNs = Math.max(startNs, atNs);
        if (recorder == null) return;
        statistics.tick(endNs - startNs);
        recordBytes(lastNs());
    }

    private long lastNs() {
        return Math.max(startNs, endNs - 1);
    }

    /** Called every {@link WrkStatistics#TICK_NS}: takes wrk's sample and closes finished seconds. */
    void tick(long now) {
        statistics.tick(now - startNs);
        recordBytes(now);
        recorder.tick(now);
    }

    // HOT: once per read.
    void read(int bytes) {
        unrecordedBytes += bytes;
    }

    // HOT: once per reply.
    private void recordBytes(long atNs) {
        if (unrecordedBytes == 0) return;
        count(HttpMetrics.READ_BYTES, atNs, unrecordedBytes);
        unrecordedBytes = 0;
    }

    /** The request's delay on the emulated link is over. */
    void held(long now, long heldNs) {
        recorder.time(HttpMetrics.LINK_DELAY, now, heldNs);
    }

    /** A reply to a request of this window is complete. */
    // HOT: once per reply.
    void replied(HttpConnection connection, long now) {
        recordBytes(now);
        boolean inTime = statistics.replied(connection.begunNs() - startNs, now - startNs);
        if (!inTime && connection.exceedsTimeout(now)) count(HttpMetrics.TIMEOUTS, now, 1);
        recorder.time(HttpMetrics.LATENCY, now, now - connection.intendedNs());
        recorder.time(HttpMetrics.SERVICE, now, now - connection.begunNs());
        outcome(connection, now);
    }

    private void outcome(HttpConnection connection, long now) {
        boolean wrongStatus = connection.status() > 399;
        if (connection.timedOut()) {
            count(HttpMetrics.LATE_REPLIES, now, 1);
            if (wrongStatus) tally.lateStatusError();
        } else if (wrongStatus) {
            count(HttpMetrics.STATUS_ERRORS, now, 1);
            if (!noted[HttpMetrics.STATUS_ERRORS.at()]) note(HttpMetrics.STATUS_ERRORS, now, refusal(connection.status()));
        } else if (connection.check().isExpected()) {
            count(HttpMetrics.REQUESTS, now, 1);
        } else {
            connection.check().sample(unexpected);
            count(HttpMetrics.UNEXPECTED, now, 1);
        }
    }

    /** A server that speaks TLS answers a plain request by 400, if at all. */
    private String refusal(int status) {
        return "a reply of status " + status + (status == 400 && isPlain ? "; " + TlsFailure.perhapsWanted("https") : "");
    }

    boolean isTooLate(long begunNs, long now) {
        return WrkStatistics.latencyUs(begunNs - startNs, now - startNs) > timeoutUs;
    }

    void exceededTimeout(HttpConnection late, long now) {
        count(HttpMetrics.TIMEOUTS, now, 1);
        if (late.awaitsClose()) note(HttpMetrics.TIMEOUTS, now, HttpConnection.ENDLESS);
    }

    /** A request of this window was in flight when the run ended. */
    void interrupted(long atNs) {
        recordBytes(atNs);
        count(HttpMetrics.INTERRUPTED, atNs, 1);
    }

    void unsent(long ticks) {
        count(HttpMetrics.UNSENT, lastNs(), ticks);
    }

    // HOT: once or more per reply.
    private void count(Counter counter, long atNs, long n) {
        if (n == 0) return;
        tally.count(counter, n);
        recorder.count(counter, atNs, n);
    }

    /** Counts a failure and notes the first of its kind. */
    void failed(Counter counter, String why) {
        long now = clock.nanos();
        if (recorder == null) early[counter.at()]++;
        else count(counter, Math.clamp(now, startNs, lastNs()), 1);
        note(counter, now, why);
    }

    /** Notes it, unless one of its kind was noted. */
    private void note(Counter counter, long now, String why) {
        if (noted[counter.at()]) return;
        noted[counter.at()] = true;
        notes.note(now, Severity.WARNING, who + ": " + why + "; further ones are only counted");
    }
}
