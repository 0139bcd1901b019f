package failover;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import reprise.recorder.Account;
import reprise.recorder.Run;
import reprise.simulator.rpc.LedgerFigures;

/**
 * Checks that the counts of a fail-over run add up, from its summary and its account of messages. Starts are counted separately from ends,
 * and the loops count separately from the recorder. Counts that an earlier version did not write are skipped.
 */
public final class FailoverAccounts {
    private static final Set<String> LATENCIES =
        Set.of(FailoverKeys.MAX_LATENCY_SEC, "maxLatencyToOutage", "medianAfterToBefore", FailoverKeys.AVG_LATENCY_MS);
    private static final Set<String> LOSSES = joined(FailoverLosses.IDS, Set.of("confirmedLost"));
    private static final Set<String> CLIENT =
        joined(LOSSES, Set.of(FailoverKeys.ERROR_MESSAGES, "errorsBeyondRace", "offeredRateRatio", "rateAfterToBefore"));
    private static final Set<String> SERVER = joined(LOSSES, LATENCIES);
    private static final Set<String> REPLIES = joined(LOSSES, Set.of(FailoverKeys.MAX_ROUND_TRIP_SEC));

    /** A count that does not add up, in words, and the measures that are not judged because of it. */
    public record Fault(String sentence, Set<String> measures) {}

    private final Map<String, Double> summary;
    private final List<Account> accounts = new ArrayList<>();

    private FailoverAccounts(Map<String, Double> summary) {
        this.summary = summary;
    }

    /** All faults in the order of their report; empty if all counts add up. */
    public static List<Fault> faults(Run run) {
        var counted = new FailoverAccounts(run.summary());
        counted.client();
        counted.server();
        if (run.details() instanceof LedgerFigures ledger) counted.ledger(ledger);
        var faults = new ArrayList<Fault>();
        for (var account : counted.accounts)
            if (!account.imbalance().isEmpty()) faults.add(new Fault(account.imbalance(), account.measures()));
        counted.tooMany(faults);
        return faults;
    }

    private void client() {
        account("messages of the client", "attempted", FailoverKeys.ATTEMPTED_MESSAGES, CLIENT, "confirmed",
            FailoverKeys.CONFIRMED_MESSAGES, "unroutable", FailoverKeys.UNROUTABLE_MESSAGES,
            "errors", FailoverKeys.ERROR_MESSAGES, "interrupted", FailoverKeys.INTERRUPTED_MESSAGES);
        if (!summary.containsKey(FailoverKeys.UNKNOWN_REPLIES)) { // sent calls include those without a good reply
            account("sent messages", "recorded", FailoverKeys.SENT_MESSAGES, CLIENT, "confirmed", FailoverKeys.CONFIRMED_MESSAGES,
                "unroutable", FailoverKeys.UNROUTABLE_MESSAGES);
            return;
        }
        if (summary.containsKey(FailoverKeys.REPLIES))
            account("good replies", "recorded", FailoverKeys.REPLIES, REPLIES, "confirmed", FailoverKeys.CONFIRMED_MESSAGES);
        account("replies that came", "delivered", FailoverKeys.REPLY_DELIVERIES, REPLIES, "to calls in flight", FailoverKeys.TAKEN_REPLIES,
            "late", FailoverKeys.LATE_REPLIES, "unknown", FailoverKeys.UNKNOWN_REPLIES, "signs of life", "replySigns");
    }

    private void server() {
        account("deliveries to the server", "delivered", FailoverKeys.DELIVERED_MESSAGES, SERVER, "received",
            FailoverKeys.RECEIVED_MESSAGES, "again", FailoverKeys.DUPLICATE_MESSAGES,
            "malformed", FailoverKeys.MALFORMED_MESSAGES, "foreign", FailoverKeys.FOREIGN_MESSAGES, "early", FailoverKeys.EARLY_MESSAGES,
            "asked the time", "clockCalls");
        account("replies of the server", "begun", "repliesBegun", REPLIES, "sent", "repliesSent", "lost", "repliesLost");
    }

    /** Adds an account with the names and keys of its parts in turn; none if one of the figures is missing. */
    private void account(String of, String whole, String key, Set<String> measures, String... parts) {
        var counts = new LinkedHashMap<String, Long>();
        for (int i = 0; i < parts.length; i += 2) {
            if (!summary.containsKey(parts[i + 1])) return;
            counts.put(parts[i], count(parts[i + 1]));
        }
        if (summary.containsKey(key)) accounts.add(new Account(of, whole, count(key), counts, measures));
    }

    private long count(String key) {
        return Math.round(summary.get(key));
    }

    /** Checks the ledger in itself, and against the separate counts of client and server. */
    private void ledger(LedgerFigures ledger) {
        ledger.accounts().forEach(each -> accounts.add(new Account(each.of(), each.whole(), each.total(), each.parts(), LOSSES)));
        ledger.sends().filter(_ -> summary.containsKey(FailoverKeys.ATTEMPTED_MESSAGES)).ifPresent(sends -> {
            accounts.add(new Account("messages in the account of messages", "attempted", count(FailoverKeys.ATTEMPTED_MESSAGES),
                parts("followed", sends.attempted(), "not followed", sends.unfollowed()), LOSSES));
            if (sends.unfollowed() == 0) {
                accounts.add(new Account("confirmed messages in the account of messages", "confirmed",
                    count(FailoverKeys.CONFIRMED_MESSAGES),
                    parts("followed", sends.confirmed()), LOSSES));
            }
        });
        ledger.arrivals()
            .filter(_ -> summary.containsKey(FailoverKeys.RECEIVED_MESSAGES) && summary.containsKey(FailoverKeys.DUPLICATE_MESSAGES))
            .ifPresent(arrivals ->
            accounts.add(new Account("deliveries in the account of messages", "received or again",
                count(FailoverKeys.RECEIVED_MESSAGES) + count(FailoverKeys.DUPLICATE_MESSAGES),
                parts("followed", arrivals.deliveries(), "without an id", arrivals.withoutId(), "not followed", arrivals.unfollowed()),
                LOSSES)));
    }

    private static Map<String, Long> parts(Object... pairs) {
        var parts = new LinkedHashMap<String, Long>();
        for (int i = 0; i < pairs.length; i += 2) parts.put((String) pairs[i], (Long) pairs[i + 1]);
        return parts;
    }

    /** Messages beyond what this client can have sent are from another sender, and hide as many lost ones. */
    private void tooMany(List<Fault> faults) {
        if (!summary.keySet()
            .containsAll(Set.of(FailoverKeys.ATTEMPTED_MESSAGES, FailoverKeys.RESENT_MESSAGES, FailoverKeys.RECEIVED_MESSAGES))) return;
        long most = count(FailoverKeys.ATTEMPTED_MESSAGES) + count(FailoverKeys.RESENT_MESSAGES);
        if (count(FailoverKeys.RECEIVED_MESSAGES) <= most) return;
        faults.add(
            new Fault(String.format(Locale.ROOT,
            "the server received %,d messages, and the client can have sent %,d at most, those sent again too: somebody else sends to this"
            + " topic, and as many lost ones may be hidden", count(FailoverKeys.RECEIVED_MESSAGES), most), LOSSES));
    }

    private static Set<String> joined(Set<String> one, Set<String> other) {
        var all = new LinkedHashSet<>(one);
        all.addAll(other);
        return all;
    }
}
