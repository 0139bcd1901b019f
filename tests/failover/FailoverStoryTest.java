package failover;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import reprise.recorder.Run;
import reprise.recorder.RunBuilder;
import reprise.recorder.Unjudged;
import reprise.report.Report;

/** What a fail-over run's page says of what happened, from the run's figures. */
final class FailoverStoryTest {
    private static List<String> told(Run run) throws IOException {
        return ((Report) ScriptMeasures.report(SyntheticRun.document())).happened(it -> FailoverStory.fault(it, ScriptMeasures.OUTAGE))
            .happened(FailoverStory::messages).happened(_ -> "It has a figure of it.", ScriptMeasures.OUTAGE).happened(run);
    }

    private static RunBuilder run(Map<String, Object> parameters, Map<String, Double> summary) {
        return Run.of("rpc-cast-failover", 1, Instant.EPOCH).parameters(parameters).summary(summary);
    }

    @Test
    void story_ofAKilledMaster_hasTheTimeOfTheStandstillBesideThePublishedOne() throws IOException {
        assertEquals(List.of("A node was killed at 12.0 s, and sending stood still for 2.01 s (published 2.05 s).",
            "The client sent 125,652 casts, none was lost, and it saw no error.", "It has a figure of it."),
            told(new SyntheticRun(121, 12, 2.013).run));
    }

    @Test
    void story_ofAFrozenSlaveAndLostCalls_namesThem() throws IOException {
        var summary = Map.of("killedAtSec", 3.0, "sentMessages", 100.0, "lostMessages", 1.0, "errorMessages", 2.0, "durationSec", 4.0);
        assertEquals(List.of("Slave 2 was frozen at 3.0 s; how long sending stood still is not known: the run ended too soon.",
            "The client sent 100 calls, 1 was lost, and it saw 2 errors."),
            told(run(Map.of("kind", "call", "fault", "freeze node 3"), summary)
                .measures(Map.of(), Map.of("outageSec", new Unjudged.ByRequest("the run ended too soon"))).build()));
    }

    @Test
    void story_ofManyKills_countsThem() throws IOException {
        var run = new SyntheticLedger().run(SyntheticLedger.lossy());
        assertEquals("Nodes were killed " + SyntheticLedger.lossy().kills().size() + " times", told(run).getFirst().split("[,;]")[0]);
    }

    @Test
    void story_ofAServerAlone_tellsWhatItReceived() throws IOException {
        assertEquals(List.of("No node was killed.", "The server received 7 casts."),
            told(run(Map.of(), Map.of("receivedMessages", 7.0)).build()));
    }
}
