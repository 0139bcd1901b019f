package reprise.recorder;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.HdrHistogram.Histogram;

/**
 * The account of every message of a run: what became of each at the client, how often the server had it, and what the kills
 * did. Times are seconds after the start; nodes count from 1, 0 is unknown. Where a side ran elsewhere its figures are absent.
 *
 * @param fates absent where one side is
 * @param durationSec of the time that the account covers
 * @param outages in which the client stood still; absent where it ran elsewhere, and in runs of earlier versions
 * @param messages each that was lost, then each delivery after a message's first; at most {@link #MOST_MESSAGES}
 * @param messagesLeftOut how many more there were
 */
public record LedgerFigures(Optional<Sends> sends, Optional<Arrivals> arrivals, Optional<Fates> fates, double durationSec, List<NodeRow> nodes,
                            List<KillRow> kills, Optional<List<OutageRow>> outages, List<Message> messages, long messagesLeftOut) implements RunDetails {
    public static final int MOST_MESSAGES = 10_000;

    /**
     * At the client: attempted = confirmed + unroutable + failed + interrupted.
     *
     * @param resent messages that were written more than once, {@code resends} all those writes
     * @param unfollowed messages that the ledger had no room for; in no other count
     */
    public record Sends(long attempted, long confirmed, long unroutable, long failed, long interrupted, long resent, long resends, long unfollowed) {
        public Sends {
            check(attempted == confirmed + unroutable + failed + interrupted, "attempted " + attempted + " is not confirmed " + confirmed + " + unroutable "
                + unroutable + " + failed " + failed + " + interrupted " + interrupted);
            check(resent <= resends && resent <= attempted, "resent " + resent + " is above resends " + resends + " or attempted " + attempted);
        }
    }

    /**
     * At the server: deliveries = messages + dropped + countedTwice.
     *
     * @param messages different ones that came
     * @param dropped deliveries after a message's first that the duplicate rule dropped, {@code countedTwice} those it had forgotten
     * @param withoutId deliveries without an id, {@code unfollowed} those that the ledger had no room for; in no other count
     */
    public record Arrivals(long deliveries, long messages, long dropped, long countedTwice, long withoutId, long unfollowed) {
        public Arrivals {
            check(deliveries == messages + dropped + countedTwice, "deliveries " + deliveries + " are not messages " + messages + " + dropped " + dropped
                + " + countedTwice " + countedTwice);
        }
    }

    /**
     * Of both: confirmed = once + again + lost, and the messages that arrived are once + again + the four that follow.
     *
     * @param unroutableArrived unroutable at last, and there all the same; {@code failedArrived} and {@code interruptedArrived} likewise
     * @param unknown messages that this client did not send
     */
    public record Fates(long once, long again, long lost, long unroutableArrived, long failedArrived, long interruptedArrived, long unknown) {
        long arrived() {
            return once + again + unroutableArrived + failedArrived + interruptedArrived + unknown;
        }
    }

    /**
     * @param confirmed messages whose outcome "confirmed" it gave; {@code lost} those of them that never came
     * @param delivered messages that it delivered first; {@code again} deliveries after a message's first
     */
    public record NodeRow(int node, long kills, double downSec, OptionalLong confirmed, OptionalLong delivered, OptionalLong again, OptionalLong lost) {}

    /**
     * @param downSec until the node served again; absent if it never did
     * @param inFlight messages without an outcome when the kill began
     * @param resent writes of a message that had been written before, from this kill to the next; {@code again} deliveries after
     *     a message's first likewise
     * @param lost messages that never came, though confirmed after the kill before was done, and before this one was
     */
    public record KillRow(int number, double atSec, int node, OptionalDouble downSec, OptionalLong inFlight, OptionalLong resent, OptionalLong again,
                          OptionalLong lost) {}

    /**
     * No send was completed for a tenth of a second longer than the client's pace has between two.
     *
     * @param fromSec of the last completed send before it; {@code toSec} of the next one, or the end of the run
     * @param kills the numbers of those that were under way in it, or had just been done
     */
    public record OutageRow(int number, double fromSec, double toSec, List<Integer> kills) {
        public OutageRow {
            kills = List.copyOf(kills);
            check(fromSec <= toSec, "outage " + number + " begins at " + fromSec + " s and ends at " + toSec + " s");
        }

        public double lengthSec() {
            return toSec - fromSec;
        }
    }

    /** What is told of a single message. */
    public enum What {
        /** Confirmed, and never delivered; when and by which node it was confirmed. */
        LOST("lost"),
        /** Delivered again, when and by which node, and dropped by the duplicate rule. */
        AGAIN_DROPPED("delivered again, dropped"),
        /** The same, and not dropped. */
        AGAIN_COUNTED("delivered again, counted twice");

        private final String words;

        What(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }
    }

    /** {@code thread}: of the client, from 1; absent if it is not known. */
    public record Message(What what, long seq, OptionalInt thread, double sec, int node) {}

    public LedgerFigures {
        nodes = List.copyOf(nodes);
        kills = List.copyOf(kills);
        outages = outages.map(List::copyOf);
        messages = List.copyOf(messages);
        check(fates.isPresent() == (sends.isPresent() && arrivals.isPresent()), "fates need sends and arrivals, and these have fates");
        check(durationSec >= 0 && messagesLeftOut >= 0, "durationSec " + durationSec + " or messagesLeftOut " + messagesLeftOut + " is below 0");
        if (fates.isPresent()) {
            var fate = fates.get();
            check(sends.orElseThrow().confirmed == fate.once + fate.again + fate.lost, "confirmed " + sends.get().confirmed + " is not once " + fate.once
                + " + again " + fate.again + " + lost " + fate.lost);
            check(arrivals.orElseThrow().messages == fate.arrived(), "the server had " + arrivals.get().messages + " messages, the fates have " + fate.arrived());
            check(lostBy(kills) <= fate.lost, "the kills have " + lostBy(kills) + " lost messages of " + fate.lost);
        }
    }

    private static void check(boolean holds, String what) {
        if (!holds) throw new IllegalArgumentException("ledger: " + what);
    }

    /** Lost ones that were confirmed after all kills; 0 where it is not known. */
    public long lostAfterTheLastKill() {
        return fates.map(fate -> fate.lost - lostBy(kills)).orElse(0L);
    }

    private static long lostBy(List<KillRow> kills) {
        return kills.stream().mapToLong(kill -> kill.lost.orElse(0)).sum();
    }

    @Override
    public Map<String, Object> parts() {
        return LedgerJson.parts(this);
    }

    /** Of a run without a ledger: nothing. */
    public static RunDetails.Reader reader() {
        return (StrictJson root, Map<String, Histogram> _) -> LedgerJson.read(root).map(RunDetails.class::cast).orElse(NONE);
    }
}
