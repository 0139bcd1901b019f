package failover;

import static failover.FamilyReportTest.member;
import static failover.FamilyReportTest.performed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import failover.FamilyDifferences.Difference;
import failover.FamilyRuns.Performed;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The differences between two kinds of broker, and the counts that give them a reason. */
final class FamilyDifferencesTest {
    private static final Path FILE = Path.of("scenarios/rpc-failover-family.json");

    @Test
    void differences_betweenBrokers_haveTheirReason_orNone() throws IOException {
        var family = ScriptMeasures.family(FILE);
        var call = member(family, "call cmss2-km");
        var chance =
            differences(family,
            performed(call, "embedded", Map.of("lostMessages", 1.0, "errorMessages", 1.0, "outageSec", 7.02, "maxRoundTripMs", 2011.0)),
            performed(call, "rabbitmq", Map.of()));
        assertEquals(
            List.of(new Difference("call cmss2-km", "embedded and rabbitmq", "lost 1 and 0; errors 1 and 0; longest gap 7.02 and 2.01 s",
            "chance: the kill met the call at another of its steps; each connection that is found broken costs a reconnect of two "
            + "seconds, one after the other, and a reply that never comes a time-out")), chance);
        // Equally long on both: one call had its confirm when the node fell silent, the other did not yet.
        var underWay = List.of("chance: the one call that was under way had its confirm already, and ran into its time-out, or had not, "
            + "and was sent again, or had no reply yet when the run ended");
        var timedOut = performed(call, "embedded", Map.of("lostMessages", 1.0, "errorMessages", 1.0, "outageSec", 11.0));
        assertEquals(underWay, between(family, timedOut, performed(call, "rabbitmq", Map.of("outageSec", 11.2))));
        assertEquals(underWay, between(family, timedOut, performed(call, "rabbitmq", Map.of("lostMessages", 1.0, "outageSec", 11.2))));
        assertEquals(List.of(""),
            between(family, performed(call, "embedded", Map.of("lostMessages", 2.0, "errorMessages", 2.0, "outageSec", 11.0)),
            performed(call, "rabbitmq", Map.of("outageSec", 11.2))));
        // 3.3 s is the length of neither one reconnect nor two.
        assertEquals(List.of(false),
            differences(family, performed(call, "embedded", Map.of("outageSec", 3.3)), performed(call, "rabbitmq", Map.of())).stream()
            .map(Difference::explained).toList());
        var two =
            differences(family, performed(call, "embedded", Map.of("lostMessages", 2.0, "errorMessages", 2.0)),
            performed(call, "rabbitmq", Map.of()));
        assertEquals(List.of(false), two.stream().map(Difference::explained).toList());
        var lost = member(family, "notify cs1ss2-ks2");
        assertEquals(List.of(false),
            differences(family, performed(lost, "embedded", Map.of("outageSec", 0.1)),
            performed(lost, "rabbitmq", Map.of("lostMessages", 3.0, "outageSec", 0.1))).stream().map(Difference::explained).toList());
        assertEquals(List.of(),
            differences(family, performed(lost, "embedded", Map.of("outageSec", 0.1)),
            performed(lost, "rabbitmq", Map.of("outageSec", 0.4))));
    }

    @Test
    void differences_ofCasts_haveTheirReasonInTheCounts() throws IOException {
        var family = ScriptMeasures.family(FILE);
        var notify = member(family, "notify cmss2-km");
        var lost = Map.of("lostMessages", 2073.0, "unroutableMessages", 2073.0, "outageSec", 0.1, "maxLatencyMs", 40.0);
        var refused =
            Map.of("lostMessages", 1861.0, "unroutableMessages", 1861.0, "errorMessages", 6.0, "refusedMessages", 6.0, "outageSec", 0.1,
            "maxLatencyMs", 80.0);
        assertEquals(List.of("all that was lost found no queue: the time without a queue differs by some milliseconds each time; the "
            + "errors are nacks: a broker refuses"
            + " what is on its way to a queue whose node has just died, until the queue is dropped; the embedded cluster drops it at once"),
            between(family, performed(notify, "embedded", lost), performed(notify, "rabbitmq", refused)));
        var given = new java.util.HashMap<>(refused);
        given.put("refusedMessages", 5.0);
        assertEquals(List.of(""), between(family, performed(notify, "embedded", lost), performed(notify, "rabbitmq", given)));
        var one = new java.util.HashMap<>(lost);
        one.put("lostMessages", 2074.0); // one of them had a queue, so its loss has no reason
        assertEquals(List.of(""), between(family, performed(notify, "embedded", one), performed(notify, "rabbitmq", refused)));
        var cast = member(family, "cast cmss2-km mirrored");
        assertEquals(
            List.of("chance: the message that waited for its confirm had arrived before the kill on rabbitmq, its second copy was dropped"),
            between(family, performed(cast, "embedded", Map.of()),
            performed(cast, "rabbitmq", Map.of("maxLatencyMs", 20.0, "duplicateMessages", 1.0))));
        assertEquals(List.of(""),
            between(family, performed(cast, "embedded", Map.of("duplicateMessages", 1.0)),
            performed(cast, "rabbitmq", Map.of("maxLatencyMs", 20.0))));
        assertEquals(List.of(""),
            between(family, performed(cast, "embedded", Map.of()),
            performed(cast, "rabbitmq", Map.of("outageSec", 3.0, "maxLatencyMs", 20.0, "duplicateMessages", 1.0))));
    }

    /** What a quorum queue keeps that a queue on one node lost, or refused; and what differs for no such reason. */
    @Test
    void differences_ofQuorumQueues_haveTheirReasonInWhatDiedWithTheQueue() throws IOException {
        var family = ScriptMeasures.family(FILE);
        var notify = member(family, "notify cmss2-km");
        var lost = performed(notify, "embedded", Map.of("lostMessages", 2073.0, "unroutableMessages", 2073.0, "errorMessages", 4.0,
            "refusedMessages", 4.0, "outageSec", 0.1, "maxLatencyMs", 40.0));
        var kept = performed(notify, "embedded quorum", Map.of("outageSec", 0.2, "maxLatencyMs", 2040.0));
        assertEquals(List.of(new Difference("notify cmss2-km", "embedded and embedded quorum",
            "lost 2073 and 0; errors 4 and 0; worst latency 0.0400 and 2.04 s", "a quorum queue outlives its node: what found no queue, or "
            + "was refused, while a queue on one node was gone waited in it for the server")),
            FamilyDifferences.betweenBrokers(family, new FamilyRuns(List.of(lost, kept), Map.of())));
        var lostToo = performed(notify, "embedded quorum", Map.of("lostMessages", 1.0, "outageSec", 0.2));
        assertFalse(FamilyDifferences.betweenBrokers(family, new FamilyRuns(List.of(lost, lostToo), Map.of())).getFirst().explained());
        var late = performed(notify, "embedded quorum", Map.of("outageSec", 5.0));
        assertFalse(FamilyDifferences.betweenBrokers(family, new FamilyRuns(List.of(lost, late), Map.of())).getFirst().explained());
    }

    private static List<String> between(FailoverFamily family, Performed one, Performed other) {
        return differences(family, one, other).stream().map(Difference::why).toList();
    }

    /** The differences between the two kinds of broker. */
    private static List<Difference> differences(FailoverFamily family, Performed one, Performed other) {
        return FamilyDifferences.of(family, new FamilyRuns(List.of(one, other), Map.of())).stream()
            .filter(each -> each.between().equals("embedded and rabbitmq")).toList();
    }
}
