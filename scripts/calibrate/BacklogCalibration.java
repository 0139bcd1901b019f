package calibrate;

import java.time.Duration;
import java.util.Locale;
import reprise.sut.Failure;

/**
 * Publishes to a queue of the embedded cluster twice as fast as it is consumed: publishers must be blocked, nothing dropped, and
 * memory suffice.
 */
public final class BacklogCalibration {
    private static final int BODY_BYTES = 3_300;
    private static final int PUBLISHERS = 4;
    private static final int MOST_MESSAGES = 100_000_000;
    private static final int HEAP_MIB = 1_024;
    /** The rate sets the limit for filling and consuming; an idle host needs a tenth of that time. */
    private static final int LEAST_PER_SEC = 5_000, WAIT_SEC = 60;
    private final LimitTable table;
    private final int messages;

    public BacklogCalibration(LimitTable table, int messages) {
        if (messages < PUBLISHERS || messages > MOST_MESSAGES) {
            throw new Failure.BadInput("--backlog is " + messages + "; it must be " + PUBLISHERS + " to " + MOST_MESSAGES
                + ", for example 1000000");
        }
        this.table = table;
        this.messages = messages;
    }

    /** Prints a failed measurement with its cause instead of a row. */
    public void print() {
        try {
            print(Backlog.run(new Backlog.Plan(messages, BODY_BYTES, PUBLISHERS, HEAP_MIB,
                Duration.ofSeconds(WAIT_SEC + messages / LEAST_PER_SEC))));
        } catch (Failure.Environment e) {
            table.remark("(no figures of a backlog: " + e.getMessage() + ")");
        }
    }

    private void print(Backlog.Result result) {
        table.row(String.format(Locale.ROOT, "backlog: %,d of 3.3 kB, -Xmx1g, arrived once; sent", messages),
            result.taken() - result.wrong() - result.left(), (double) messages, "1");
        table.row("backlog: taken, 1/s; published while not held back, 1/s", result.takenPerSec(), result.publishedPerSec(), "< 1");
        table.row("backlog: each publisher held back, s; of", result.blockedSec(), result.tookSec(), 1, "> 0");
        table.row("backlog: held at most, MB of bodies; heap", result.heldAtMost() * BODY_BYTES / 1e6, HEAP_MIB * (1 << 20) / 1e6,
            "<= 0.4");
        table.row("backlog: memory of the cluster, MB", result.residentBytes() / 1e6, 0, "");
    }
}
