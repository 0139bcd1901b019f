package reprise.judge;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import reprise.recorder.Account;
import reprise.recorder.LedgerFigures;
import reprise.recorder.Run;
import reprise.recorder.RunDetails;
import reprise.recorder.Unjudged;

/**
 * Both sides of each count of a fail-over run, by its summary and its account of messages; those that a run of an earlier version
 * did not count are not looked at. What begins is counted apart from what ends, and what the loops count apart from the recorder.
 */
public final class FailoverAccounts {
    private static final Set<String> LATENCIES = Set.of("maxLatencySec", "maxLatencyToOutage", "medianAfterToBefore", "avgLatencyMs");
    private static final Set<String> LOSSES = joined(Set.copyOf(FailoverLosses.NAMES), Set.of("confirmedLost"));
    private static final Set<String> CLIENT =
        joined(LOSSES, Set.of("errorMessages", "errorsBeyondRace", "offeredRateRatio", "rateAfterToBefore"));
    private static final Set<String> SERVER = joined(LOSSES, LATENCIES);
    private static final Set<String> REPLIES = joined(LOSSES, Set.of("maxRoundTripSec"));

    /** What is wrong, and what is not judged therefore. */
    public record Fault(String sentence, Set<String> measures) {}

    private final Map<String, Double> summary;
    private final List<Account> accounts = new ArrayList<>();

    private FailoverAccounts(Map<String, Double> summary) {
        this.summary = summary;
    }

    /** In the order in which they are told; none where all is well. */
    public static List<Fault> faults(Map<String, Double> summary, RunDetails details) {
        var counted = new FailoverAccounts(summary);
        counted.client();
        counted.server();
        if (details instanceof LedgerFigures ledger) counted.ledger(ledger);
        var faults = new ArrayList<Fault>();
        for (var account : counted.accounts)
            if (!account.imbalance().isEmpty()) faults.add(new Fault(account.imbalance(), account.measures()));
        counted.tooMany(faults);
        return faults;
    }

    public static List<Fault> faults(Run run) {
        return faults(run.summary(), run.details());
    }

    /** Where something is wrong, a measure that rests on it is none. */
    public static void takeBack(List<Fault> faults, Map<String, Double> values, Map<String, Unjudged> unmeasured) {
        for (var fault : faults) {
            for (var measure : fault.measures()) {
                if (values.remove(measure) != null || unmeasured.containsKey(measure))
                    unmeasured.put(measure, new Unjudged.ByRun(fault.sentence()));
            }
        }
    }

    private void client() {
        account("messages of the client", "attempted", "attemptedMessages", CLIENT, "confirmed", "confirmedMessages", "unroutable",
            "unroutableMessages",
            "errors", "errorMessages", "interrupted", "interruptedMessages");
        if (!summary.containsKey("unknownReplies")) { // of calls those are sent too that have no good reply
            account("sent messages", "recorded", "sentMessages", CLIENT, "confirmed", "confirmedMessages", "unroutable",
                "unroutableMessages");
            return;
        }
        if (summary.containsKey("replies")) account("good replies", "recorded", "replies", REPLIES, "confirmed", "confirmedMessages");
        account("replies that came", "delivered", "replyDeliveries", REPLIES, "to calls in flight", "takenReplies", "late", "lateReplies",
            "unknown", "unknownReplies",
            "signs of life", "replySigns");
    }

    private void server() {
        account("deliveries to the server", "delivered", "deliveredMessages", SERVER, "received", "receivedMessages", "again",
            "duplicateMessages",
            "malformed", "malformedMessages", "foreign", "foreignMessages", "early", "earlyMessages", "asked the time", "clockCalls");
        account("replies of the server", "begun", "repliesBegun", REPLIES, "sent", "repliesSent", "lost", "repliesLost");
    }

    /** Names and keys of the parts in turn; where one of the figures was not counted there is no such account. */
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

    /** Within itself, and against what client and server counted without it. */
    private void ledger(LedgerFigures ledger) {
        ledger.accounts().forEach(each -> accounts.add(new Account(each.of(), each.whole(), each.total(), each.parts(), LOSSES)));
        ledger.sends().filter(_ -> summary.containsKey("attemptedMessages")).ifPresent(sends -> {
            accounts.add(new Account("messages in the account of messages", "attempted", count("attemptedMessages"),
                parts("followed", sends.attempted(), "not followed", sends.unfollowed()), LOSSES));
            if (sends.unfollowed() == 0) {
                accounts.add(new Account("confirmed messages in the account of messages", "confirmed", count("confirmedMessages"),
                    parts("followed", sends.confirmed()), LOSSES));
            }
        });
        ledger.arrivals().filter(_ -> summary.containsKey("receivedMessages") && summary.containsKey("duplicateMessages"))
            .ifPresent(arrivals ->
            accounts.add(new Account("deliveries in the account of messages", "received or again",
                count("receivedMessages") + count("duplicateMessages"),
                parts("followed", arrivals.deliveries(), "without an id", arrivals.withoutId(), "not followed", arrivals.unfollowed()),
                LOSSES)));
    }

    private static Map<String, Long> parts(Object... pairs) {
        var parts = new LinkedHashMap<String, Long>();
        for (int i = 0; i < pairs.length; i += 2) parts.put((String) pairs[i], (Long) pairs[i + 1]);
        return parts;
    }

    /** More than this client can have sent came from somebody else, and hides as many lost ones. */
    private void tooMany(List<Fault> faults) {
        if (!summary.keySet().containsAll(Set.of("attemptedMessages", "resentMessages", "receivedMessages"))) return;
        long most = count("attemptedMessages") + count("resentMessages");
        if (count("receivedMessages") <= most) return;
        faults.add(
            new Fault(String.format(Locale.ROOT,
            "the server received %,d messages, and the client can have sent %,d at most, those sent again too: somebody else sends to this"
            + " topic, and as many lost ones may be hidden", count("receivedMessages"), most), LOSSES));
    }

    private static Set<String> joined(Set<String> one, Set<String> other) {
        var all = new LinkedHashSet<>(one);
        all.addAll(other);
        return all;
    }
}
