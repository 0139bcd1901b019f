package failover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import reprise.judge.Bound;
import reprise.judge.Claim;
import reprise.judge.Quantity;
import reprise.judge.Verdict;
import reprise.recorder.Counter;
import reprise.recorder.LoopRecorder;
import reprise.recorder.Recorder;
import reprise.recorder.Recording;
import reprise.recorder.Run;
import reprise.recorder.Unjudged;
import reprise.simulator.rpc.RpcMetrics;

/** 100 casts per second for 20 s, one every 10 ms, a kill at 6.005 s, nothing from 6.0 to 8.0 s unless a test says otherwise. */
final class FailoverMeasuresTest {
    private static final long MS = 1_000_000L;
    private static final Counter SENT = RpcMetrics.SENT;
    private static final Counter ERRORS = RpcMetrics.ERRORS;
    private static final Counter RECEIVED = RpcMetrics.RECEIVED;
    private static final Counter UNROUTABLE = RpcMetrics.UNROUTABLE;

    private final Recorder recorder = new Recorder(RpcMetrics.of(10 * MS), 0);
    private final LoopRecorder loop = recorder.loop();

    private void cast(long fromMs, long toMs, long latencyMs) {
        for (long ms = fromMs; ms < toMs; ms += 10) {
            loop.count(SENT, ms * MS, 1);
            loop.count(RECEIVED, ms * MS, 1);
            loop.time(RpcMetrics.LATENCY, ms * MS, latencyMs * MS);
        }
    }

    private Recording usual() {
        cast(0, 6_000, 2);
        loop.count(SENT, 8_000 * MS, 1);
        loop.count(RECEIVED, 8_000 * MS, 1);
        loop.time(RpcMetrics.LATENCY, 8_000 * MS, 2_000 * MS);
        cast(8_010, 20_000, 3);
        return recorder.finish(20_000 * MS);
    }

    private static PlayedPair run(Recording recording, double killSec, double gapStartSec, double gapSec, double lastSentSec) {
        return new PlayedPair(recording, true, true, false, OptionalDouble.of(100), OptionalDouble.of(killSec),
            Optional.of(new EndedPair.Gap(gapStartSec, gapSec)), OptionalDouble.of(lastSentSec));
    }

    /** Both were at node 1 before. An additional hop makes the median 1.5 times the earlier one, which says nothing about the fail-over. */
    @Test
    void latencyAfter_isJudgedOnlyWhereBothCameBackAsTheyWere() {
        var usual = run(usual(), 6.005, 5.99, 2.01, 19.99);
        var claim =
            new Claim.Judged("latency-after", "No worse", 0.83, 2, ScriptMeasures.quantity("medianAfterToBefore"),
            new Bound.AtMost(1.6), "", true);
        for (var alike : List.of(new PairPlaces(1, 1, 3, 3), new PairPlaces(1, 2, 3, 2)))
            assertInstanceOf(Verdict.Reproduced.class, judged(usual, Optional.of(alike), claim));
        var apart = (Verdict.NotJudged) judged(usual, Optional.of(new PairPlaces(1, 1, 2, 3)), claim);
        assertEquals("they came back at two nodes (the client at node 2, the server at node 3), a message takes a hop more", apart.why());
        assertEquals(Run.Ending.BY_DOCUMENT, apart.ending());
        assertEquals(1.5, apart.measured(), 0.01);
        assertEquals("they were at two nodes and came back at one (node 2), a message takes a hop less",
            judged(usual, Optional.of(new PairPlaces(1, 2, 2, 2)), claim).why());
        assertEquals(Run.Ending.BY_RUN, judged(usual, Optional.empty(), claim).ending(), "nobody knows");
    }

    private static Verdict judged(PlayedPair usual, Optional<PairPlaces> places, Claim claim) {
        var measures =
            PlayedPair.measures(new PlayedPair(usual.recording(), true, true, false, usual.ratePerSec(), usual.killedAtSec(),
            usual.longestGap(),
            usual.lastSentSec(), places, WithoutQueue.NEVER, Clocks.ONE, 0));
        return claim.judge(measures.values(), measures.unmeasured());
    }

    @Test
    void measures_ofAUsualRun_areAllHad() {
        var measures = PlayedPair.measures(run(usual(), 6.005, 5.99, 2.01, 19.99));
        var notOfCasts = List.of("maxRoundTripSec", "confirmedLost"); // a cast has no reply, and there is no ledger
        assertEquals(notOfCasts, List.copyOf(measures.unmeasured().keySet()));
        assertTrue(measures.unmeasured().values().stream().allMatch(Unjudged.ByRequest.class::isInstance));
        var ofCasts = Quantity.ids(ScriptMeasures.QUANTITIES).stream().filter(id -> !notOfCasts.contains(id)).toList();
        assertEquals(ofCasts, List.copyOf(measures.values().keySet()));
        assertEquals(0, measures.values().get("lossBeyondRace"));
        assertEquals(2.01, measures.values().get("outageSec"));
        assertEquals(2.0 / 2.01, measures.values().get("maxLatencyToOutage"), 0.001);
        assertEquals(3.0 / 2.0, measures.values().get("medianAfterToBefore"), 0.002);
        assertEquals(1, measures.values().get("offeredRateRatio")); // seconds 1 to 4 and 8 to 19, 100 each
        assertEquals(1, measures.values().get("rateAfterToBefore"));
    }

    /** 600 calls before the kill, the last without a reply, then a time-out of 5 s and a reconnect of 2 s, then 700 more. */
    @Test
    void calls_areLostWithoutAReply_andStandStillBetweenReplies() {
        cast(0, 6_000, 2);
        cast(13_000, 20_000, 2);
        for (long ms = 0; ms < 20_000; ms += 10) {
            if (ms >= 5_990 && ms < 13_000) continue;
            loop.count(RpcMetrics.REPLIES, ms * MS, 1);
            loop.time(RpcMetrics.ROUND_TRIP, ms * MS, (ms == 13_000 ? 2_005 : 4) * MS);
        }
        loop.count(ERRORS, 11_000 * MS, 1);
        loop.count(RpcMetrics.TIMEOUTS, 11_000 * MS, 1);
        var run = run(recorder.finish(20_000 * MS), 5.995, 5.98, 7.02, 19.99);
        var measures = PlayedPair.measures(run).values();
        assertEquals(1, measures.get("lossBeyondRace"));
        assertEquals(0.01, measures.get("lostSec")); // one at 100 per second
        assertEquals(1, measures.get("errorMessages"));
        assertEquals(7.02, measures.get("outageSec"));
        assertEquals(2.005, measures.get("maxRoundTripSec"), 0.002);
        var summary = run.summary();
        assertEquals(List.of(1300.0, 1300.0, 1299.0, 1.0, 1.0),
            List.of(summary.get("sentMessages"), summary.get("receivedMessages"), summary.get("replies"), summary.get("lostMessages"),
            summary.get("timeouts")));
        assertEquals(2_005, summary.get("maxRoundTripMs"), 2);
    }

    /** 10 at 100 per second are 100 ms, more than the 10 ms of the race, which is one message. */
    @Test
    void refusals_areExcusedForTenMilliseconds() {
        loop.count(ERRORS, 6_010 * MS, 10);
        loop.count(RpcMetrics.REFUSED, 6_010 * MS, 10);
        var run = run(usual(), 6.005, 5.99, 2.01, 19.99);
        assertEquals(10, PlayedPair.measures(run).values().get("errorMessages"));
        assertEquals(9, PlayedPair.measures(run).values().get("errorsBeyondRace"));
        assertEquals(10, run.summary().get("refusedMessages"));
    }

    /** The message that waited is not among the received ones: it found no queue, or its first copy had arrived before the kill. */
    @Test
    void worstLatency_ofAMessageThatHasNone_isNotJudged() {
        cast(0, 6_000, 2);
        cast(8_010, 20_000, 3);
        loop.count(SENT, 8_000 * MS, 1);
        loop.count(UNROUTABLE, 8_000 * MS, 1);
        var measures = PlayedPair.measures(run(recorder.finish(20_000 * MS), 6.005, 5.99, 2.01, 19.99));
        for (var measure : List.of("maxLatencySec", "maxLatencyToOutage")) {
            assertEquals(new Unjudged.ByRun("the message that waited for the reconnect found no queue, and has no latency"),
                measures.unmeasured().get(measure));
        }
    }

    @Test
    void worstLatency_ofADuplicate_isNotJudged() {
        cast(0, 6_000, 2);
        cast(8_010, 20_000, 3);
        loop.count(RpcMetrics.DUPLICATES, 8_000 * MS, 1);
        var measures = PlayedPair.measures(run(recorder.finish(20_000 * MS), 6.005, 5.99, 2.01, 19.99));
        assertEquals(new Unjudged.ByRun("the message that waited for its confirm had arrived before the kill; its second copy was dropped"),
            measures.unmeasured().get("maxLatencySec"));
    }

    @Test
    void summary_ofAUsualRun_addsUp() {
        loop.count(RpcMetrics.BODY_BYTES, 0, 3 << 20);
        var summary = run(usual(), 6.005, 5.99, 2.01, 19.99).summary();
        assertEquals(1800, summary.get("sentMessages")); // 600 before, 1 + 1199 after
        assertEquals(0, summary.get("lostMessages"));
        assertEquals(90, summary.get("throughputPerSec"));
        assertEquals(3, summary.get("transferMb"));
        assertEquals(0.15, summary.get("bandwidthMbPerSec"));
        // 600 of 2 ms, 1199 of 3 ms, one of 2000 ms: 6797 / 1800
        assertEquals(3.776, summary.get("avgLatencyMs"), 0.005);
        // the outage stands for 200 sends of 2000, 1990, …, 10 ms: 201,000 ms in 200. The sum with the 1799 others is divided by 1999,
        // because the first of the 200 is the message above
        assertEquals((600 * 2 + 1199 * 3 + 201_000) / 1999.0, summary.get("correctedAvgLatencyMs"), 0.1);
        assertEquals(2.01, summary.get("outageSec"));
    }

    @Test
    void loss_withoutAKill_forgivesNothing() {
        loop.count(SENT, 9_000 * MS, 1);
        loop.count(UNROUTABLE, 9_000 * MS, 1);
        var measures = PlayedPair.measures(new PlayedPair(usual(), true, true, false, OptionalDouble.of(100), OptionalDouble.empty(),
            Optional.of(new EndedPair.Gap(5.99, 2.01)), OptionalDouble.of(19.99)));
        assertEquals(1, measures.values().get("lossBeyondRace"));
        assertEquals(new Unjudged.ByRun("nothing was killed"), measures.unmeasured().get("outageSec"));
        assertEquals(new Unjudged.ByRun("nothing was killed"), measures.unmeasured().get("maxLatencyToOutage"));
        assertEquals(new Unjudged.ByRun("nothing was killed"), measures.unmeasured().get("medianAfterToBefore"));
        assertEquals((5 * 100 + 12 * 100) / 19.0 / 100, measures.values().get("offeredRateRatio"), 0.001);
    }

    @Test
    void kill_inTheFirstSecond_leavesNothingToCompareWith() {
        cast(0, 500, 2);
        cast(2_500, 10_000, 2);
        var measures = PlayedPair.measures(run(recorder.finish(10_000 * MS), 0.5, 0.49, 2.01, 9.99));
        assertEquals(new Unjudged.ByRequest("there is no whole second between the first one and the kill at 0.500 s"), measures.unmeasured()
            .get("medianAfterToBefore"));
        assertEquals(2.01, measures.values().get("outageSec"));
        assertEquals(1, measures.values().get("offeredRateRatio")); // seconds 3 to 9
    }

    @Test
    void kill_inTheLastSecond_isNotTakenForAFailureToRecover() {
        cast(0, 9_500, 2);
        loop.count(SENT, 9_501 * MS, 1); // its confirm was in flight when the node died
        var measures = PlayedPair.measures(run(recorder.finish(10_000 * MS), 9.5, 3.0, 0.015, 9.501));
        assertEquals(new Unjudged.ByRequest("the run ended 0.500 s after the kill, before the client can have come back"),
            measures.unmeasured().get("outageSec"));
        assertEquals(new Unjudged.ByRun("the client stood still to the end"), measures.unmeasured().get("medianAfterToBefore"));
        assertEquals(1, measures.values().get("offeredRateRatio")); // seconds 1 to 8
    }

    @Test
    void client_thatNeverComesBack_hasAnOutageToTheEnd() {
        cast(0, 6_000, 2);
        var measures = PlayedPair.measures(run(recorder.finish(20_000 * MS), 6.005, 3.0, 0.015, 5.99));
        assertEquals(14.01, measures.values().get("outageSec"), 1e-9);
        assertEquals(new Unjudged.ByRun("the client stood still to the end"), measures.unmeasured().get("medianAfterToBefore"));
    }

    @Test
    void recovery_inTheLastSecond_hasAnOutageButNothingAfter() {
        cast(0, 7_500, 2);
        cast(9_500, 10_000, 2);
        var measures = PlayedPair.measures(run(recorder.finish(10_000 * MS), 7.495, 7.49, 2.01, 9.99));
        assertEquals(2.01, measures.values().get("outageSec"));
        assertEquals(new Unjudged.ByRequest("there is no whole second between the recovery and the end"), measures.unmeasured()
            .get("rateAfterToBefore"));
    }

    @Test
    void kill_thatNobodyFelt_isMeasuredByTheLongestGapThereWas() {
        cast(0, 20_000, 2);
        var measures = PlayedPair.measures(run(recorder.finish(20_000 * MS), 6.005, 3.0, 0.015, 19.99));
        assertEquals(0.015, measures.values().get("outageSec"));
        assertEquals(1, measures.values().get("medianAfterToBefore"), 0.001);
    }

    @Test
    void partialLastSecond_ofAnInterruptedRun_isLeftOut() {
        cast(0, 6_000, 2);
        cast(8_000, 11_300, 2);
        var full = run(recorder.finish(11_300 * MS), 6.005, 5.99, 2.01, 11.29);
        var measures = PlayedPair.measures(new PlayedPair(full.recording(), true, true, true, full.ratePerSec(), full.killedAtSec(),
            full.longestGap(), full.lastSentSec()));
        assertEquals(1, measures.values().get("offeredRateRatio"));
        assertEquals(new Unjudged.ByRun("the run was interrupted: casts may have been on their way"), measures.unmeasured()
            .get("lossBeyondRace"));
    }

    /** 50 ms from 8 to 9 s, then 3 ms: the server's second 8 began at 7.6 s of the client's axis, in the outage, so it is not "after". */
    @Test
    void latencies_ofShiftedSeconds_areThoseThatReallyLieOutsideTheOutage() {
        cast(0, 6_000, 2);
        cast(8_000, 9_000, 50);
        cast(9_000, 9_500, 3);
        var usual = run(recorder.finish(10_000 * MS), 6.005, 5.99, 2.01, 9.49);
        assertEquals(25, PlayedPair.measures(usual).values().get("medianAfterToBefore"), 0.1); // 100 of 50 ms and 50 of 3 ms
        var shifted =
            new PlayedPair(usual.recording(), true, true, false, usual.ratePerSec(), usual.killedAtSec(), usual.longestGap(),
            usual.lastSentSec(), usual.places(), WithoutQueue.NEVER, Clocks.ONE, -0.4);
        assertEquals(1.5, PlayedPair.measures(shifted).values().get("medianAfterToBefore"), 0.01);
        assertEquals(PlayedPair.measures(usual).values().get("rateAfterToBefore"), PlayedPair.measures(shifted).values()
            .get("rateAfterToBefore"));
    }

    @Test
    void times_areKeptAsTheRunFileHasThem() {
        var run = run(usual(), 6.005_049, 5.990_051, 2.010_049, 19.990_051);
        assertEquals(new EndedPair.Gap(5.9901, 2.01), run.longestGap().orElseThrow());
        var summary = run.summary();
        assertEquals(java.util.List.of(6.005, 19.9901, 5.9901, 2.01),
            java.util.stream.Stream.of("killedAtSec", "lastSentSec", "longestGapStartSec", "longestGapSec").map(summary::get).toList());
    }

    @Test
    void roles_alone_haveOnlyWhatTheySee() {
        var recording = usual();
        var server = PlayedPair.measures(new PlayedPair(recording, false, true, false, OptionalDouble.of(100), OptionalDouble.of(6.005),
            Optional.empty(), OptionalDouble.empty()));
        assertEquals(java.util.Set.of("avgLatencyMs", "maxLatencySec"), server.values().keySet());
        assertEquals(new Unjudged.ByRequest("the client ran elsewhere"), server.unmeasured().get("offeredRateRatio"));
        var client = PlayedPair.measures(new PlayedPair(recording, true, false, false, OptionalDouble.empty(), OptionalDouble.of(6.005),
            Optional.of(new EndedPair.Gap(5.99, 2.01)), OptionalDouble.of(19.99)));
        assertEquals(new Unjudged.ByRequest("the server ran elsewhere: merge both runs with report DIR DIR"), client.unmeasured()
            .get("lossBeyondRace"));
        assertEquals(new Unjudged.ByRequest("no rate was asked for"), client.unmeasured().get("offeredRateRatio"));
        assertEquals(new Unjudged.ByRequest("the server, which takes the latency, ran elsewhere"), client.unmeasured()
            .get("medianAfterToBefore"));
    }

    @Test
    void run_withoutAnyRecord_hasNoVerdictMadeUp() {
        var empty =
            new PlayedPair(recorder.finish(0), true, true, true, OptionalDouble.of(100), OptionalDouble.empty(), Optional.empty(),
            OptionalDouble.empty());
        assertEquals(Map.of("errorMessages", 0.0, "errorsBeyondRace", 0.0), PlayedPair.measures(empty).values());
        assertFalse(empty.summary().containsKey("throughputPerSec"));
    }
}
