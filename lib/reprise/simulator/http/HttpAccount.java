package reprise.simulator.http;

import reprise.recorder.Clock;
import reprise.recorder.EventLog;
import reprise.recorder.LoopRecorder;

/**
 * What one {@link HttpLoop} counts: for its totals, and by the second for the recorder. Before the run begins there is no
 * second: what goes wrong while connections are opened is kept, and belongs to the first one. The first failure of each kind is
 * told in words. Owned by the loop; ns of the clock.
 */
final class HttpAccount {
    final HttpTotals.Tally tally = new HttpTotals.Tally();
    private final String who;
    private final Clock clock;
    private final EventLog notes;
    private final boolean[] noted = new boolean[HttpSchema.of().counters().size()];
    private final long[] early = new long[noted.length];
    private LoopRecorder recorder;
    private long startNs;
    private long endNs;
    private long unrecordedBytes;
    private boolean ended;

    /** @param who in the notes */
    HttpAccount(String who, Clock clock, EventLog notes) {
        this.who = who;
        this.clock = clock;
        this.notes = notes;
    }

    void start(LoopRecorder into, long startsNs, long endsNs) {
        recorder = into;
        startNs = startsNs;
        endNs = endsNs;
        for (int counter = 0; counter < early.length; counter++) count(counter, startNs, early[counter]);
    }

    /** The run is over: what fails while its connections are closed is no part of it. */
    void end() {
        ended = true;
    }

    // HOT: once per read.
    void read(int bytes) {
        unrecordedBytes += bytes;
    }

    // HOT: once per reply.
    void recordBytes(long atNs) {
        if (unrecordedBytes == 0) return;
        count(HttpSchema.READ_BYTES, atNs, unrecordedBytes);
        unrecordedBytes = 0;
    }

    // HOT: once or more per reply.
    void count(int counter, long atNs, long n) {
        if (n == 0) return;
        tally.count(counter, n);
        recorder.count(counter, atNs, n);
    }

    /** A failure; the first of its kind is told. */
    void failed(int counter, String why) {
        if (ended) return;
        long now = clock.nanos();
        if (recorder == null) early[counter]++;
        else count(counter, Math.clamp(now, startNs, endNs - 1), 1);
        note(counter, now, why);
    }

    /** Tells it, unless one of its kind was told. */
    void note(int counter, long now, String why) {
        if (noted[counter]) return;
        noted[counter] = true;
        notes.note(now, who + ": " + why + "; further ones are only counted");
    }
}
