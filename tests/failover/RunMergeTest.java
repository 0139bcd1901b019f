package failover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reprise.judge.Quantity;
import reprise.recorder.RunRows;
import reprise.recorder.Unjudged;

/** Compares the merged files of a client and a server with those of a single process with both roles. */
final class RunMergeTest {
    private static final Map<String, Object> OTHER_HOST = Map.of("hostId", "two");
    @TempDir
    Path temp;

    private RunMerge.Merged merged(TwoRoles roles) throws IOException {
        var client = roles.client(temp.resolve("client"));
        var server = roles.server(temp.resolve("server"));
        assertEquals(List.of(), PairCheck.problems(client, server));
        assertEquals(List.of(), PairCheck.problems(server, client));
        return RunMerge.of(client, server, ScriptMeasures.ALL);
    }

    private static String told(RunMerge.Merged merged) {
        return String.join("\n", merged.run().notes());
    }

    @Test
    void halves_ofOneRun_haveEveryFigureOfTheWhole() throws IOException {
        var roles = TwoRoles.onOneAxis();
        var merged = merged(roles);
        var whole = roles.whole();
        assertEquals(PlayedPair.measures(whole).values(), merged.run().measures());
        var ofCasts = new java.util.HashSet<>(Quantity.ids(ScriptMeasures.QUANTITIES));
        ofCasts.removeAll(List.of("maxRoundTripSec", "confirmedLost"));
        assertEquals(ofCasts, merged.run().measures().keySet(), "all of them could be had");
        assertEquals(Set.of("maxRoundTripSec", "confirmedLost"), merged.run().unmeasured().keySet());
        var summary = new java.util.LinkedHashMap<>(merged.run().summary());
        summary.keySet().removeAll(List.of("attemptedMessages", "resentMessages", "duplicateMessages", "earlyMessages"));
        summary.keySet().removeIf(key -> key.contains("Node"));
        var wholes = new java.util.LinkedHashMap<>(whole.summary());
        wholes.keySet().removeIf(key -> key.contains("Node"));
        assertEquals(wholes, summary);
        assertEquals(RunRows.seconds(whole.recording(), Map.of()), RunRows.seconds(merged.recording(), Map.of()));
        var histograms = RunRows.histograms(whole.recording());
        assertEquals(histograms.keySet(), merged.run().histograms().keySet());
        histograms.forEach((name, histogram) ->
            assertEquals(TwoRoles.values(histogram), TwoRoles.values(merged.run().histograms().get(name)), name));
    }

    /** The two runs have the nodes after the recovery; a run of an earlier version does not. */
    @Test
    void latencyAfter_ofHalvesThatCameBackAtTwoNodes_isNoAnswer() throws IOException {
        var roles = TwoRoles.onOneAxis();
        roles.serverNodeAfter = 3;
        assertEquals(
            new Unjudged.ByDocument(
            "they came back at two nodes (the client at node 2, the server at node 3), a message takes a hop more"),
            merged(roles).run().unmeasured().get("medianAfterToBefore"));
    }

    @Test
    void run_merged_keepsWhatOnlyOneRoleHas() throws IOException {
        var run = merged(TwoRoles.onOneAxis()).run();
        assertEquals(1800, run.summary().get("attemptedMessages"));
        assertEquals(0, run.summary().get("duplicateMessages"));
        assertEquals(Map.of("client", Map.of("cores", 2, "hostId", "one"), "server", Map.of("cores", 4, "hostId", "one")),
            run.environment());
        assertEquals(List.of("killed node 1", "server cut off"), run.events().stream().map(event -> event.what()).toList());
        assertEquals(20, run.seconds().get(5).get("clientCpuPercent"));
        assertEquals(20, run.seconds().get(5).get("serverCpuPercent"));
        assertTrue(run.notes().contains("Server: Negative timings: 3"), told(merged(TwoRoles.onOneAxis())));
        assertEquals("runs/client", run.parameters().get("clientRun"));
        assertEquals("runs/server", run.parameters().get("serverRun"));
        assertFalse(run.interrupted());
    }

    @Test
    void notes_ofOneHost_areTheseSentences() throws IOException {
        assertEquals(List.of("Merged of the client's run in runs/client and the server's in runs/server",
            "Client and server ran on one host: their clocks are one, and no latency holds a difference of clocks",
            "The server began 0.000 s before the client; its seconds are laid to the client's nearest ones, 0.000 s too late",
            "Server: Negative timings: 3"), merged(TwoRoles.onOneAxis()).run().notes());
    }

    @Test
    void server_startedLongBefore_liesOnTheClientsAxisAndNothingIsLost() throws IOException {
        var roles = new TwoRoles(-7_300, 0, 60_000);
        roles.receivedToo(1_000);
        roles.serverParameters.put("duration", "60s");
        roles.serverParameters.put("killAt", "nothing is killed");
        roles.clientFigures.put("attemptedMessages", 1801.0);
        var merged = merged(roles);
        var run = merged.run();
        // the server's second 7 begins 0.3 s before the client's start, and is second 0
        assertTrue(told(merged)
            .contains("The server began 7.300 s before the client; its seconds are laid to the client's nearest ones, 0.300 s too late; "
            + "those that fall before second 0 (7) are added to it, with 1 received"), told(merged));
        assertEquals(1801, run.summary().get("receivedMessages"));
        assertEquals(1801, run.seconds().stream().mapToDouble(row -> row.get("received")).sum());
        assertEquals(71, run.seconds().get(0).get("received")); // 0.7 s of casts, and the early one
        assertEquals(21, run.seconds().size(), "the last 0.3 s of casts; no second without a record after the end");
        assertEquals(30, run.seconds().get(20).get("received"));
        assertEquals(20, run.summary().get("durationSec"));
        assertEquals("60s", run.parameters().get("durationOfServer"));
        assertFalse(run.parameters().containsKey("killAtOfServer"));
        assertEquals(6.006 - 7.3, run.events().getFirst().atSec(), 1e-9);
        assertFalse(run.seconds().getFirst().containsKey("serverCpuPercent"), "of its seconds 1 and 5, which were before");
        assertEquals(1.5, run.measures().get("medianAfterToBefore"), 0.002);
    }

    @Test
    void server_startedLessThanHalfASecondAfterAWholeOne_isLaidBack() throws IOException {
        var merged = merged(new TwoRoles(-1_600, 0, 30_000)); // its second 2 begins 0.4 s after the client's start
        assertTrue(told(merged)
            .contains("The server began 1.600 s before the client; its seconds are laid to the client's nearest ones, 0.400 s too early"),
            told(merged));
        assertEquals(140, merged.run().seconds().getFirst().get("received")); // seconds 1 and 2: 0.4 s and 1 s of casts
        assertEquals(1.5, merged.run().measures().get("medianAfterToBefore"), 0.002);
    }

    @Test
    void clocks_apart_areInTheLatencyAndSaidToBe() throws IOException {
        var roles = new TwoRoles(-2_000, 12, 40_000);
        roles.serverEnvironment.putAll(OTHER_HOST);
        roles.clientFigures.putAll(new Clocks.Apart(12.01, 0.21, 1_234, OptionalDouble.empty()).figures());
        var merged = merged(roles);
        var run = merged.run();
        // (600 x 14 + 1199 x 15 + 2012) / 1800 = 15.776
        assertEquals(15.776, run.summary().get("avgLatencyMs"), 0.01);
        assertEquals(run.summary().get("avgLatencyMs") - 12.01, run.summary().get("avgLatencyWithoutOffsetMs"), 1e-3);
        assertEquals(2012, run.summary().get("maxLatencyMs"), 2);
        assertEquals(2000, run.summary().get("maxLatencyWithoutOffsetMs"), 2);
        assertTrue(told(merged).contains("The server's clock was 12.01 ms ahead of the client's, give or take 0.210 ms (the quickest of "
            + "1,234 calls): of the mean latency of 15.78 ms"), told(merged));
        assertTrue(told(merged).contains("The server began 2.000 s before the client;"), told(merged)); // 10 us off
        // 12.22 of 2,012 ms are negligible, but of 14 ms they are most: 15 / 14 would look like a valid ratio
        assertEquals(1, run.measures().get("maxLatencyToOutage"), 0.01);
        assertEquals("of the median latency, 14.00 ms, up to 12.22 ms is a difference of the hosts' clocks", run.unmeasured()
            .get("medianAfterToBefore").why().replace("14.01", "14.00"));
    }

    @Test
    void clocks_ofTwoHostsWithoutCalls_leaveRatiosOfLatencyUnjudged() throws IOException {
        var roles = new TwoRoles(-2_000, 12, 40_000);
        roles.serverEnvironment.putAll(OTHER_HOST);
        var merged = merged(roles);
        assertTrue(told(merged)
            .contains(
            "How far the hosts' clocks are apart cannot be told, for the client made no calls: the latency holds that difference and all"),
            told(merged));
        assertTrue(told(merged).contains("The server began 1.988 s before the client, if their clocks agree;"), told(merged));
        var unjudged = Set.of("maxLatencyToOutage", "maxLatencySec", "medianAfterToBefore", "maxRoundTripSec", "confirmedLost");
        assertEquals(unjudged, merged.run().unmeasured().keySet());
        assertTrue(merged.run().unmeasured().get("maxLatencyToOutage").why()
            .endsWith("nobody can tell how much is a difference of the hosts' clocks"));
    }

    @Test
    void rate_thatTheServerWasNotTold_costsTheCorrectedLatenciesAlone() throws IOException {
        var roles = TwoRoles.onOneAxis();
        roles.serverParameters.put("ratePerSec", 1056.0);
        var merged = merged(roles);
        assertTrue(told(merged).contains("the corrected ones are left out"), told(merged));
        assertFalse(merged.run().summary().keySet().stream().anyMatch(key -> key.startsWith("corrected")), merged.run().summary()
            .toString());
        assertFalse(merged.run().histograms().containsKey("latencyCorrected"));
        assertEquals(PlayedPair.measures(roles.whole()).values(), merged.run().measures());
        assertEquals(1056.0, merged.run().parameters().get("ratePerSecOfServer"));
    }

    @Test
    void loss_ofAServerThatEndedAtOnce_isNotJudged() throws IOException {
        var roles = new TwoRoles(0, 0, 20_000);
        roles.clientFigures.put("attemptedMessages", 1801.0);
        roles.sentToo(19_985);
        assertEquals(new Unjudged.ByRun("the server ended 0.0100 s after the last send: casts may have been on their way"), merged(roles)
            .run().unmeasured().get("lossBeyondRace"));
    }

    @Test
    void loss_ofAServerThatStayed_isJudged() throws IOException {
        var roles = new TwoRoles(0, 0, 26_000);
        roles.clientFigures.put("attemptedMessages", 1801.0);
        roles.sentToo(19_985);
        var run = merged(roles).run();
        assertEquals(1, run.measures().get("lossBeyondRace"));
        assertEquals(1, run.summary().get("lostMessages"));
    }
}
