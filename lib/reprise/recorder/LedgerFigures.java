package reprise.recorder;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
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
public record LedgerFigures(Optional<Sends> sends, Optional<Arrivals> arrivals, Optional<Fates> fates, double durationSec,
    List<NodeRow> nodes,
                            List<KillRow> kills, Optional<List<OutageRow>> outages, List<Message> messages, long messagesLeftOut)
                            implements RunDetails {
    public static final int MOST_MESSAGES = 10_000;

    /**
     * At the client: attempted = confirmed + unroutable + failed + interrupted.
     *
     * @param resent messages that were written more than once, {@code resends} all those writes
     * @param unfollowed messages that the ledger had no room for; in no other count
     */
    public record Sends(long attempted, long confirmed, long unroutable, long failed, long interrupted, long resent, long resends,
        long unfollowed) {}

    /**
     * At the server: deliveries = messages + dropped + countedTwice.
     *
     * @param messages different ones that came
     * @param dropped deliveries after a message's first that the duplicate rule dropped, {@code countedTwice} those it had forgotten
     * @param withoutId deliveries without an id, {@code unfollowed} those that the ledger had no room for; in no other count
     */
    public record Arrivals(long deliveries, long messages, long dropped, long countedTwice, long withoutId, long unfollowed) {}

    /**
     * Of both: confirmed = once + again + lost, and the messages that arrived are once + again + the four that follow.
     *
     * @param unroutableArrived unroutable at last, and there all the same; {@code failedArrived} and {@code interruptedArrived} likewise
     * @param unknown messages that this client did not send
     */
    public record Fates(long once, long again, long lost, long unroutableArrived, long failedArrived, long interruptedArrived,
        long unknown) {}

    /**
     * @param confirmed messages whose outcome "confirmed" it gave; {@code lost} those of them that never came
     * @param delivered messages that it delivered first; {@code again} deliveries after a message's first
     */
    public record NodeRow(int node, long kills, double downSec, OptionalLong confirmed, OptionalLong delivered, OptionalLong again,
        OptionalLong lost) {}

    /**
     * @param downSec until the node served again; absent if it never did
     * @param inFlight messages without an outcome when the kill began
     * @param resent writes of a message that had been written before, from this kill to the next; {@code again} deliveries after
     *     a message's first likewise
     * @param lost messages that never came, though confirmed after the kill before was done, and before this one was
     */
    public record KillRow(int number, double atSec, int node, OptionalDouble downSec, OptionalLong inFlight, OptionalLong resent,
        OptionalLong again,
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
        check(durationSec >= 0 && messagesLeftOut >= 0,
            "durationSec " + durationSec + " or messagesLeftOut " + messagesLeftOut + " is below 0");
    }

    private static void check(boolean holds, String what) {
        if (!holds) throw new IllegalArgumentException("ledger: " + what);
    }

    /** Both sides of each count: the totals were counted as they came, their parts by what is known of each message at the end. */
    public List<Account> accounts() {
        var accounts = new ArrayList<Account>();
        sends.ifPresent(each -> {
            accounts.add(account("messages followed", "attempted", each.attempted, "confirmed", each.confirmed, "unroutable",
                each.unroutable, "failed", each.failed,
                "interrupted", each.interrupted));
            accounts.add(account("messages sent again", "writes", each.resends, "messages", each.resent, "further ones",
                each.resends - each.resent));
        });
        arrivals.ifPresent(each ->
            accounts.add(account("deliveries followed", "came", each.deliveries, "a message's first", each.messages, "dropped",
                each.dropped, "counted twice", each.countedTwice)));
        fates.ifPresent(each -> {
            accounts.add(account("confirmed messages followed", "confirmed", sends.orElseThrow().confirmed, "delivered once", each.once,
                "again", each.again, "lost", each.lost));
            accounts.add(account("messages that arrived", "came", arrivals.orElseThrow().messages, "delivered once", each.once, "again",
                each.again, "unroutable", each.unroutableArrived,
                "failed", each.failedArrived, "interrupted", each.interruptedArrived, "not sent here", each.unknown));
            accounts.add(account("lost messages", "lost", each.lost, "before a kill was done", lostBy(kills), "after all kills",
                lostAfterTheLastKill()));
        });
        return accounts;
    }

    private static Account account(String of, String whole, long total, Object... parts) {
        var counts = new LinkedHashMap<String, Long>();
        for (int i = 0; i < parts.length; i += 2) counts.put((String) parts[i], (Long) parts[i + 1]);
        return new Account(of, whole, total, counts, Set.of());
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
