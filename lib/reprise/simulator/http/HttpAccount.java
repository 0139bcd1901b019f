package reprise.simulator.http;

import reprise.peer.wrk.WrkStatistics;
import reprise.recorder.Clock;
import reprise.recorder.EventLog;
import reprise.recorder.LoopRecorder;

/**
 * What one {@link HttpLoop} counts in one window, the measured one or the warm-up before it: for its totals, and by the second
 * for the recorder. A request belongs to the window in which it began, whenever it ends. Before the first window opens there is
 * no second: what goes wrong while connections are opened is kept, and belongs to its first one. The first failure of each kind
 * is told in words. Owned by the loop; ns of the clock, wrk's from the window's start.
 */
final class HttpAccount {
    final HttpTotals.Tally tally = new HttpTotals.Tally();
    final HttpBodyCheck.Unexpected unexpected = new HttpBodyCheck.Unexpected();
    final WrkStatistics statistics;
    private final String who;
    private final long timeoutUs;
    private final Clock clock;
    private final EventLog notes;
    private final boolean[] noted = new boolean[HttpSchema.of().counters().size()];
    private final long[] early = new long[noted.length];
    private LoopRecorder recorder;
    private long startNs;
    private long endNs;
    private long unrecordedBytes;

    /** @param who in the notes */
    HttpAccount(String who, long timeoutNs, Clock clock, EventLog notes) {
        this.who = who;
        this.clock = clock;
        this.notes = notes;
        statistics = new WrkStatistics(timeoutNs);
        timeoutUs = timeoutNs / 1000;
    }

    void open(LoopRecorder into, long startsNs, long endsNs) {
        recorder = into;
        startNs = startsNs;
        endNs = endsNs;
        for (int counter = 0; counter < early.length; counter++) {
            if (early[counter] > 0) count(counter, startNs, early[counter]); // a count of 0 is a path that no reply runs
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

    /** Nothing begins in it any more. At that moment, now or before, opened or not. */
    void close(long atNs) {
        endNs = Math.max(startNs, atNs);
        if (recorder == null) return;
        statistics.tick(endNs - startNs);
        recordBytes(lastNs());
    }

    private long lastNs() {
        return Math.max(startNs, endNs - 1);
    }

    /** Each {@link WrkStatistics#TICK_NS}: wrk's sample, and the seconds that are over. */
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
        count(HttpSchema.READ_BYTES, atNs, unrecordedBytes);
        unrecordedBytes = 0;
    }

    /** The request's time on the emulated link is over. */
    void held(long now, long heldNs) {
        recorder.time(HttpSchema.LINK_DELAY, now, heldNs);
    }

    /** A reply to a request of this window is complete. */
    // HOT: once per reply.
    void replied(HttpConnection connection, long now) {
        recordBytes(now);
        boolean inTime = statistics.replied(connection.begunNs() - startNs, now - startNs);
        if (!inTime && connection.goesOver(now)) count(HttpSchema.TIMEOUTS, now, 1);
        recorder.time(HttpSchema.LATENCY, now, now - connection.intendedNs());
        recorder.time(HttpSchema.SERVICE, now, now - connection.begunNs());
        outcome(connection, now);
    }

    private void outcome(HttpConnection connection, long now) {
        boolean wrongStatus = connection.status() > 399;
        if (connection.timedOut()) {
            count(HttpSchema.LATE_REPLIES, now, 1);
            if (wrongStatus) tally.lateStatusError();
        } else if (wrongStatus) {
            count(HttpSchema.STATUS_ERRORS, now, 1);
        } else if (connection.check().isExpected()) {
            count(HttpSchema.REQUESTS, now, 1);
        } else {
            connection.check().sample(unexpected);
            count(HttpSchema.UNEXPECTED, now, 1);
        }
    }

    boolean isOver(long begunNs, long now) {
        return WrkStatistics.latencyUs(begunNs - startNs, now - startNs) > timeoutUs;
    }

    void wentOver(HttpConnection late, long now) {
        count(HttpSchema.TIMEOUTS, now, 1);
        if (late.awaitsClose()) note(HttpSchema.TIMEOUTS, now, HttpConnection.ENDLESS);
    }

    /** A request of this window was in flight when the run ended. */
    void interrupted(long atNs) {
        recordBytes(atNs);
        count(HttpSchema.INTERRUPTED, atNs, 1);
    }

    void unsent(long ticks) {
        count(HttpSchema.UNSENT, lastNs(), ticks);
    }

    // HOT: once or more per reply.
    private void count(int counter, long atNs, long n) {
        if (n == 0) return;
        tally.count(counter, n);
        recorder.count(counter, atNs, n);
    }

    /** A failure; the first of its kind is told. */
    void failed(int counter, String why) {
        long now = clock.nanos();
        if (recorder == null) early[counter]++;
        else count(counter, Math.clamp(now, startNs, lastNs()), 1);
        note(counter, now, why);
    }

    /** Tells it, unless one of its kind was told. */
    private void note(int counter, long now, String why) {
        if (noted[counter]) return;
        noted[counter] = true;
        notes.note(now, who + ": " + why + "; further ones are only counted");
    }
}
