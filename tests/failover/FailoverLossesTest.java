package failover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import reprise.recorder.Counter;
import reprise.recorder.LoopRecorder;
import reprise.recorder.Recorder;
import reprise.recorder.Unjudged;
import reprise.simulator.rpc.RpcMetrics;

/** 100 casts per second for 20 s, a kill at 6.005 s, nothing from 6.0 to 8.0 s; all are received except those that a test adds. */
final class FailoverLossesTest {
    private static final long MS = 1_000_000L;
    private static final Counter SENT = RpcMetrics.SENT;
    private static final Counter RECEIVED = RpcMetrics.RECEIVED;
    private static final Counter UNROUTABLE = RpcMetrics.UNROUTABLE;

    private final Recorder recorder = new Recorder(RpcMetrics.of(10 * MS), 0);
    private final LoopRecorder loop = recorder.loop();

    private PlayedPair usual(WithoutQueue withoutQueue) {
        for (long ms = 0; ms < 20_000; ms += 10) {
            if (ms >= 6_000 && ms < 8_000) continue;
            loop.count(SENT, ms * MS, 1);
            loop.count(RECEIVED, ms * MS, 1);
        }
        return new PlayedPair(recorder.finish(20_000 * MS), true, true, false, OptionalDouble.of(100), OptionalDouble.of(6.005),
            Optional.of(new EndedPair.Gap(5.99, 2.01)),
            OptionalDouble.of(19.99), Optional.empty(), withoutQueue, Clocks.ONE, 0);
    }

    /** A run that lost three casts without a queue. */
    private PlayedPair threeWithoutQueue(WithoutQueue withoutQueue) {
        loop.count(SENT, 8_005 * MS, 3);
        loop.count(UNROUTABLE, 8_005 * MS, 3);
        return usual(withoutQueue);
    }

    private static WithoutQueue told(double toSec, long casts) {
        return new WithoutQueue.Known(List.of(new WithoutQueue.Span(6.005, toSec)), casts);
    }

    /**
     * All three were sent while the queues were missing. The document's own claim allows only 10 ms, which at 100 per second is one of the
     * three.
     */
    @Test
    void loss_ofCastsWhileTheQueuesWereAway_isExcused() {
        var run = threeWithoutQueue(told(8.007, 3));
        assertEquals(0, PlayedPair.measures(run).values().get("lossBeyondQueueGap"));
        assertEquals(2, PlayedPair.measures(run).values().get("lossBeyondRace"));
        assertEquals(3, run.summary().get("unroutableInGap"));
        assertEquals(2_002, run.summary().get("queueGapMs"), 1e-6); // 8.007 s less 6.005 s
        assertEquals(8.007, run.summary().get("queueGapEndSec"));
    }

    /** One of three was sent in that time; the other two are unexcused. Casts sent after the outage are never excused. */
    @Test
    void loss_ofCastsAfterTheQueuesWereBound_isALoss() {
        var measures = PlayedPair.measures(threeWithoutQueue(told(8.001, 1))).values();
        assertEquals(2, measures.get("lossBeyondQueueGap"));
        assertEquals(2, measures.get("lossBeyondRace"));
    }

    /** It excuses nothing, and has no length. */
    @Test
    void loss_toAServerThatNeverCameBack_isALoss() {
        var run = threeWithoutQueue(told(Double.POSITIVE_INFINITY, 0));
        assertEquals(3, PlayedPair.measures(run).values().get("lossBeyondQueueGap"));
        assertEquals(1, run.summary().get("queueGaps"));
        assertFalse(run.summary().containsKey("queueGapMs") || run.summary().containsKey("queueGapEndSec"));
    }

    @Test
    void loss_whereNobodyKnowsWhenTheQueuesWereAway_isNotJudgedIfThereIsSomethingToExcuse() {
        var unknown = new WithoutQueue.Unknown("an earlier version wrote it");
        var all = PlayedPair.measures(usual(unknown));
        assertEquals(List.of(0.0, 0.0), List.of(all.values().get("lossBeyondRace"), all.values().get("lossBeyondQueueGap")),
            "every cast found a queue");
    }

    @Test
    void loss_ofCastsWithoutQueueAtAnUnknownTime_isNotJudged() {
        var measures = PlayedPair.measures(threeWithoutQueue(new WithoutQueue.Unknown("an earlier version wrote it")));
        for (var measure : List.of("lossBeyondRace", "lossBeyondQueueGap")) {
            assertFalse(measures.values().containsKey(measure));
            assertEquals(new Unjudged.ByRun("an earlier version wrote it"), measures.unmeasured().get(measure));
        }
        assertEquals(0.03, measures.values().get("lostSec")); // three at 100 per second
    }

    /** It had arrived, the node died before its confirm, and its second copy found no queue: sent and received, so no loss to excuse. */
    @Test
    void loss_ofACastThatArrivedBeforeTheKill_isNone() {
        loop.count(UNROUTABLE, 8_005 * MS, 1);
        assertEquals(0, PlayedPair.measures(usual(told(8.007, 1))).values().get("lossBeyondQueueGap"));
    }
}
