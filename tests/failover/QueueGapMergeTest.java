package failover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reprise.recorder.Run;
import reprise.recorder.Unjudged;

/** A client that was back at 8.000 s and a server whose queues were bound at 8.030 s of the client's time; the node died at 6.005 s. */
final class QueueGapMergeTest {
    @TempDir
    Path temp;

    private Run merged(TwoRoles roles) throws IOException {
        return RunMerge.of(roles.client(temp.resolve("client")), roles.server(temp.resolve("server")), ScriptMeasures.ALL).run();
    }

    /** The server began 2 s before the client: its 8.006 and 10.030 s are the client's 6.006 and 8.030 s. */
    private static TwoRoles oneHost(long... withoutQueueMs) {
        var roles = new TwoRoles(-2_000, 0, 40_000);
        roles.queuesAway(8.006, 10.030);
        roles.sentWithoutQueue(withoutQueueMs);
        return roles;
    }

    private static TwoRoles apart(double uncertaintyMs, long... withoutQueueMs) {
        var roles = oneHost(withoutQueueMs);
        roles.serverEnvironment.put("hostId", "two");
        roles.clientFigures.putAll(new Clocks.Apart(0, uncertaintyMs, 100, OptionalDouble.empty()).figures());
        return roles;
    }

    @Test
    void casts_ofOneHost_thatWereAllSentInTheGap_areExcused() throws IOException {
        var run = merged(oneHost(8_005, 8_015, 8_025));
        assertEquals(0, run.measures().get("lossBeyondQueueGap"));
        assertEquals(2, run.measures().get("lossBeyondRace")); // 10 ms at 100 per second is one of three
        assertEquals(3, run.summary().get("unroutableInGap"));
        assertEquals(6.005, run.summary().get("queueGapStartSec"), 1e-3); // the death, from the client's run
        assertEquals(8.030, run.summary().get("queueGapEndSec"), 1e-6);
        assertEquals(2_025, run.summary().get("queueGapMs"), 0.5);
    }

    /** Second 15 is 7 s after the queues were bound. */
    @Test
    void casts_longAfterTheGap_areLosses() throws IOException {
        assertEquals(2, merged(oneHost(8_005, 15_100, 15_200)).measures().get("lossBeyondQueueGap"));
    }

    /** The last was sent 5 ms before the queues were bound: with a clock error of 1 ms it was in time, with one of 9 ms it is unknown. */
    @Test
    void casts_nearerToTheEndThanTheClocksAreKnown_areNotJudged() throws IOException {
        assertEquals(0, merged(apart(1, 8_005, 8_025)).measures().get("lossBeyondQueueGap"));
        var run = merged(apart(9, 8_005, 8_025));
        assertFalse(run.measures().containsKey("lossBeyondQueueGap") || run.measures().containsKey("lossBeyondRace"));
        assertEquals(new Unjudged.ByRun("the server's queues were away from 6.005 to 8.030 s by its run, and of the 2 casts without a "
            + "queue the first came back at 8.005 s and the last was "
            + "sent at 8.025 s; the hosts' clocks are known to 0.0090 s, so which were sent in that time cannot be told"),
            run.unmeasured().get("lossBeyondQueueGap"));
    }

    @Test
    void server_thatNeverCameBack_excusesNothing() throws IOException {
        var roles = oneHost(8_005, 8_015);
        roles.serverFigures.keySet().removeAll(Set.of("queueGapEndSec", "queueGapMs"));
        assertEquals(2, merged(roles).measures().get("lossBeyondQueueGap"));
    }

    @Test
    void clientsRun_ofAnEarlierVersion_saysWhatItCannotTell() throws IOException {
        var client = oneHost(8_005);
        client.clientFigures.keySet().removeAll(Set.of("unroutableFirstSec", "unroutableLastSec"));
        assertEquals(
            new Unjudged.ByRun("the client's run does not say when casts found no queue: an earlier version of this script wrote it"),
            merged(client).unmeasured().get("lossBeyondQueueGap"));
    }

    @Test
    void serversRun_ofAnEarlierVersion_saysWhatItCannotTell() throws IOException {
        var server = oneHost(8_005);
        server.earlierServer = true;
        assertEquals(
            new Unjudged.ByRun(
            "the server's run does not say when its queues were bound again: an earlier version of this script wrote it"),
            merged(server).unmeasured().get("lossBeyondQueueGap"));
    }

    @Test
    void serversRun_ofAnEarlierVersion_withNothingToExcuse_isJudged() throws IOException {
        var none = TwoRoles.onOneAxis();
        none.earlierServer = true;
        assertEquals(0, merged(none).measures().get("lossBeyondQueueGap"));
    }
}
