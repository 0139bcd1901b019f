package failover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import reprise.judge.Readings;
import reprise.recorder.Run;
import reprise.recorder.RunDetails;
import reprise.recorder.Unjudged;
import reprise.simulator.rpc.LedgerFigures;
import reprise.simulator.rpc.LedgerFigures.Arrivals;
import reprise.simulator.rpc.LedgerFigures.DeliveryOutcomes;
import reprise.simulator.rpc.LedgerFigures.Sends;

/**
 * Each test changes one count of a run that adds up. The fault names the account with its terms, and the measures that depend on it are not
 * judged.
 */
final class FailoverAccountsTest {
    private static final Set<String> LOSSES = Set.of("lossBeyondRace", "lossBeyondQueueGap", "lostSec", "confirmedLost");

    /** 100 casts: 96 confirmed, 1 unroutable, 2 errors, 1 interrupted; one was sent again, and its second copy dropped. */
    private static Map<String, Double> casts() {
        var figures =
            new LinkedHashMap<>(Map.of("attemptedMessages", 100.0, "confirmedMessages", 96.0, "unroutableMessages", 1.0, "errorMessages",
            2.0,
            "interruptedMessages", 1.0, "sentMessages", 97.0, "resentMessages", 1.0));
        // received: 96, the copy, 1 malformed and 2 of others, 3 from before the start, and 4 clock calls
        figures.putAll(Map.of("deliveredMessages", 107.0, "receivedMessages", 96.0, "duplicateMessages", 1.0, "malformedMessages", 1.0,
            "foreignMessages", 2.0,
            "earlyMessages", 3.0, "clockCalls", 4.0));
        return figures;
    }

    /**
     * 50 calls: 48 had a good reply, one an error reply, one none in time; a late reply, a sign of life and a foreign reply arrived as
     * well.
     */
    private static Map<String, Double> calls() {
        var figures =
            new LinkedHashMap<>(Map.of("attemptedMessages", 50.0, "confirmedMessages", 48.0, "unroutableMessages", 0.0, "errorMessages",
            2.0,
            "interruptedMessages", 0.0, "sentMessages", 50.0, "resentMessages", 0.0));
        figures.putAll(Map.of("replies", 48.0, "replyDeliveries", 52.0, "takenReplies", 49.0, "lateReplies", 1.0, "unknownReplies", 1.0,
            "replySigns", 1.0));
        figures.putAll(Map.of("receivedMessages", 50.0, "repliesBegun", 50.0, "repliesSent", 49.0, "repliesLost", 1.0));
        return figures;
    }

    private static List<FailoverAccounts.Fault> faults(Map<String, Double> figures, String put, double value) {
        var other = new LinkedHashMap<>(figures);
        other.put(put, value);
        return faults(other, RunDetails.NONE);
    }

    private static List<FailoverAccounts.Fault> faults(Map<String, Double> figures, RunDetails details) {
        return FailoverAccounts.faults(Run.of("", 1, Instant.EPOCH).summary(figures).details(details).build());
    }

    private static void assertFault(String sentence, String measure, List<FailoverAccounts.Fault> faults) {
        assertEquals(List.of(sentence), faults.stream().map(FailoverAccounts.Fault::sentence).toList());
        assertTrue(faults.getFirst().measures().contains(measure) && faults.getFirst().measures().containsAll(LOSSES), faults.toString());
    }

    @Test
    void counts_thatAddUp_areNoFault() {
        assertEquals(List.of(), faults(casts(), RunDetails.NONE));
        assertEquals(List.of(), faults(calls(), RunDetails.NONE));
        assertEquals(List.of(), faults(casts(), ledger(100, 96, 97, 96)));
    }

    @Test
    void casts_thatDoNotAddUp_areToldWithTheirTerms() {
        assertFault("the messages of the client do not add up: 101 attempted against 96 confirmed + 1 unroutable + 2 errors + 1 "
            + "interrupted, which is 100: 1 is missing",
            "errorMessages", faults(casts(), "attemptedMessages", 101));
        assertFault("the sent messages do not add up: 96 recorded against 96 confirmed + 1 unroutable, which is 97: 1 too many",
            "offeredRateRatio", faults(casts(), "sentMessages", 96));
        assertFault("the deliveries to the server do not add up: 109 delivered against 96 received + 1 again + 1 malformed + 2 foreign + "
            + "3 early + 4 asked the time, which is 107:"
            + " 2 are missing", "maxLatencySec", faults(casts(), "deliveredMessages", 109));
    }

    @Test
    void calls_thatDoNotAddUp_areToldWithTheirTerms() {
        assertFault("the good replies do not add up: 47 recorded against 48 confirmed, which is 48: 1 too many", "maxRoundTripSec",
            faults(calls(), "replies", 47));
        assertFault("the replies that came do not add up: 53 delivered against 49 to calls in flight + 1 late + 1 unknown + 1 signs of "
            + "life, which is 52: 1 is missing",
            "maxRoundTripSec", faults(calls(), "replyDeliveries", 53));
        assertFault("the replies of the server do not add up: 51 begun against 49 sent + 1 lost, which is 50: 1 is missing",
            "maxRoundTripSec", faults(calls(), "repliesBegun", 51));
    }

    /** 100 attempts, one of them sent again: 102 received messages are one more than possible. */
    @Test
    void receivedMessages_thatTheClientCannotHaveSent_hideLoss() {
        var figures = casts();
        figures.put("deliveredMessages", 113.0);
        assertFault("the server received 102 messages, and the client can have sent 101 at most, those sent again too: somebody else "
            + "sends to this topic, and as many lost ones may be hidden",
            "lossBeyondRace", faults(figures, "receivedMessages", 102));
    }

    /** 96 confirmed messages, 95 delivered once and one again; the unroutable one did not arrive. */
    private static LedgerFigures ledger(long attempted, long confirmed, long deliveries, long messages) {
        return new LedgerFigures(Optional.of(new Sends(attempted, confirmed, 1, 2, 1, 1, 1, 0)),
            Optional.of(new Arrivals(deliveries, messages, 1, 0, 0, 0)),
            Optional.of(new DeliveryOutcomes(95, 1, 0, 0, 0, 0, 0)), 10, List.of(), List.of(), Optional.of(List.of()), List.of(), 0);
    }

    @Test
    void accountOfMessages_thatDisagreesWithItselfOrTheOthers_isTold() {
        var faults = faults(casts(), ledger(99, 95, 96, 95)).stream().map(FailoverAccounts.Fault::sentence).toList();
        // attempted 99 = 95 + 1 + 2 + 1 and 96 = 95 + 1 add up; 96 confirmed messages arrived, which is the other side's count too
        assertEquals(List.of(
            "the confirmed messages followed do not add up: 95 confirmed against 95 delivered once + 1 again + 0 lost, which is 96: 1 "
            + "too many",
            "the messages that arrived do not add up: 95 came against 95 delivered once + 1 again + 0 unroutable + 0 failed + 0 "
            + "interrupted + 0 not sent here, which is 96: 1 too many",
            "the messages in the account of messages do not add up: 100 attempted against 99 followed + 0 not followed, which is 99: 1 "
            + "is missing",
            "the confirmed messages in the account of messages do not add up: 96 confirmed against 95 followed, which is 95: 1 is missing",
            "the deliveries in the account of messages do not add up: 97 received or again against 96 followed + 0 without an id + 0 not "
            + "followed, which is 96: 1 is missing"), faults);
    }

    @Test
    void measures_thatRestOnAFault_areTakenBack() {
        var figures = casts();
        figures.putAll(Map.of("attemptedMessages", 101.0, "durationSec", 10.0, "killedAtSec", 2.0, "lastSentSec", 9.99,
            "longestGapStartSec", 2.0, "longestGapSec", 2.5));
        var left = Readings.of(ScriptMeasures.ALL, Run.of("", 1, Instant.EPOCH).summary(figures).build());
        assertEquals(Map.of("outageSec", 2.5), left.values(), "it rests on no count of messages");
        var unmeasured = left.unmeasured();
        for (var id : List.of("lossBeyondRace", "errorMessages"))
            assertTrue(unmeasured.get(id) instanceof Unjudged.ByRun why && why.why()
                .startsWith("the messages of the client do not add up"), unmeasured.toString());
        assertEquals(new Unjudged.ByRun("nothing was received here"), unmeasured.get("avgLatencyMs"));
    }

    /** Accounts with counts that the earlier version did not write are skipped. */
    @Test
    void summary_ofAnEarlierVersion_isHeldAgainstWhatItHas() {
        var before = casts();
        before.keySet().removeAll(Set.of("deliveredMessages", "clockCalls"));
        assertEquals(List.of(), faults(before, RunDetails.NONE));
        assertEquals(1, faults(before, "confirmedMessages", 97).stream()
            .filter(fault -> fault.sentence().startsWith("the messages of the client")).count());
    }
}
