package reprise.simulator.rpc;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import reprise.recorder.Account;
import reprise.recorder.JsonFile;
import reprise.recorder.RunDetails;

/**
 * The account of every message of a run: its outcome at the client, how often it reached the server, and the effect of the kills. Times
 * are seconds after the start; nodes count from 1, 0 is unknown. Figures of a side that ran elsewhere are absent.
 *
 * @param fates absent without both sides
 * @param durationSec covered by the account
 * @param outages in which the client stood still; absent if it ran elsewhere, and in runs of earlier versions
 * @param messages each lost one, then each delivery after a message's first; at most {@link #MOST_MESSAGES}
 * @param messagesLeftOut how many more there were
 */
public record LedgerFigures(Optional<Sends> sends, Optional<Arrivals> arrivals, Optional<DeliveryOutcomes> fates, double durationSec,
    List<NodeRow> nodes,
                            List<KillRow> kills, Optional<List<OutageRow>> outages, List<Message> messages, long messagesLeftOut)
                            implements RunDetails {
    public static final int MOST_MESSAGES = 10_000;

    /**
     * At the client: attempted = confirmed + unroutable + failed + interrupted.
     *
     * @param resent messages that were written more than once, {@code resends} all those writes
     * @param unfollowed messages for which the ledger had no room; in no other count
     */
    public record Sends(long attempted, long confirmed, long unroutable, long failed, long interrupted, long resent, long resends,
        long unfollowed) {}

    /**
     * At the server: deliveries = messages + dropped + countedTwice.
     *
     * @param messages distinct ones that arrived
     * @param dropped deliveries after a message's first that the duplicate rule dropped, {@code countedTwice} those it had forgotten
     * @param withoutId deliveries without an id, {@code unfollowed} those for which the ledger had no room; in no other count
     */
    public record Arrivals(long deliveries, long messages, long dropped, long countedTwice, long withoutId, long unfollowed) {}

    /**
     * From both sides: confirmed = once + again + lost, and the messages that arrived are once + again + the four that follow.
     *
     * @param unroutableArrived finally unroutable, but arrived all the same; {@code failedArrived} and {@code interruptedArrived} likewise
     * @param unknown messages that this client did not send
     */
    public record DeliveryOutcomes(long once, long again, long lost, long unroutableArrived, long failedArrived, long interruptedArrived,
        long unknown) {}

    /**
     * @param confirmed messages that this node confirmed; {@code lost} those of them that never arrived
     * @param delivered messages that it delivered first; {@code again} deliveries after a message's first
     */
    public record NodeRow(int node, long kills, double downSec, OptionalLong confirmed, OptionalLong delivered, OptionalLong again,
        OptionalLong lost) {}

    /**
     * @param downSec until the node served again; absent if it never did
     * @param inFlight messages without an outcome when the kill began
     * @param resent repeated writes of messages, from this kill to the next; {@code again} deliveries after a message's first likewise
     * @param lost messages that never arrived, though confirmed after the previous kill was done and before this one was
     */
    public record KillRow(int number, double atSec, int node, OptionalDouble downSec, OptionalLong inFlight, OptionalLong resent,
        OptionalLong again,
                          OptionalLong lost) {
        public KillRow {
            check(downSec.orElse(0) >= 0, "downSec is " + downSec.orElse(0) + "; it must be 0 or above");
        }
    }

    /**
     * An outage: no send completed for a tenth of a second longer than the client's interval between two.
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

    /** What is reported about a single message. */
    public enum What {
        /** Confirmed but never delivered; time and node are those of the confirm. */
        LOST("lost"),
        /** Redelivered, with time and node, and dropped by the duplicate rule. */
        @JsonProperty("delivered again, dropped") AGAIN_DROPPED("delivered again, dropped"),
        /** The same, but not dropped. */
        @JsonProperty("delivered again, counted twice") AGAIN_COUNTED("delivered again, counted twice");

        private final String words;

        What(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }
    }

    /** {@code thread} of the client counts from 1; absent if unknown. */
    public record Message(What what, long seq, OptionalInt thread, double sec, int node) {}

    public LedgerFigures {
        nodes = List.copyOf(nodes);
        kills = List.copyOf(kills);
        outages = outages.map(List::copyOf);
        messages = List.copyOf(messages);
        new Counts(durationSec, sends, arrivals, fates, messagesLeftOut); // has the same bounds
    }

    private static void check(boolean holds, String what) {
        if (!holds) throw new IllegalArgumentException(what);
    }

    /** Both sides of each count: the totals were counted as they came, their parts follow from each message's final state. */
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

    /** Lost messages that were confirmed after all kills; 0 if unknown. */
    public long lostAfterTheLastKill() {
        return fates.map(fate -> fate.lost - lostBy(kills)).orElse(0L);
    }

    private static long lostBy(List<KillRow> kills) {
        return kills.stream().mapToLong(kill -> kill.lost.orElse(0)).sum();
    }

    /** run.json's keys of a ledger: the counts, and the lists, whose items have a line each. All are absent in a run without one. */
    private record Keys(Optional<Counts> ledger, Optional<List<NodeRow>> ledgerNodes, Optional<List<KillRow>> ledgerKills,
                        Optional<List<Message>> ledgerMessages, Optional<List<OutageRow>> ledgerOutages) {
        /** False after a problem in one of them: a list may then have a null in place of an item. */
        boolean areSound(JsonFile file) {
            return Stream.of(Keys.class.getRecordComponents()).allMatch(key -> file.isSound(key.getName()));
        }

        LedgerFigures figures(Counts counts) {
            return new LedgerFigures(counts.sends, counts.arrivals, counts.fates, counts.durationSec, ledgerNodes.orElse(List.of()),
                ledgerKills.orElse(List.of()), ledgerOutages, ledgerMessages.orElse(List.of()), counts.messagesLeftOut);
        }
    }

    private record Counts(double durationSec, Optional<Sends> sends, Optional<Arrivals> arrivals, Optional<DeliveryOutcomes> fates,
                          long messagesLeftOut) {
        private Counts {
            check(fates.isPresent() == (sends.isPresent() && arrivals.isPresent()), "fates need sends and arrivals, and these have fates");
            check(durationSec >= 0, "durationSec is " + durationSec + "; it must be 0 or above");
            check(messagesLeftOut >= 0, "messagesLeftOut is " + messagesLeftOut + "; it must be 0 or above");
        }
    }

    @Override
    public Object filed() {
        return new Keys(Optional.of(new Counts(durationSec, sends, arrivals, fates, messagesLeftOut)), Optional.of(nodes),
            Optional.of(kills), Optional.of(messages), outages);
    }

    /** For a run without a ledger: nothing. */
    public static RunDetails.Reader<?> reader() {
        return new RunDetails.Reader<>(Keys.class, (keys, file, _) ->
            keys.areSound(file) ? keys.ledger.<RunDetails>map(keys::figures).orElse(NONE) : NONE);
    }
}
