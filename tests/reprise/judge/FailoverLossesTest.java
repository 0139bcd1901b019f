package reprise.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import reprise.recorder.LoopRecorder;
import reprise.recorder.Recorder;
import reprise.recorder.Unjudged;
import reprise.simulator.rpc.MessageSchema;

/** 100 casts a second for 20 s, a kill at 6.005 s, nothing from 6.0 to 8.0 s; each is received but for those that a test adds. */
final class FailoverLossesTest {
    private static final long MS = 1_000_000L;
    private static final int SENT = 0;
    private static final int RECEIVED = 2;
    private static final int UNROUTABLE = 4;

    private final Recorder recorder = new Recorder(MessageSchema.of(10 * MS), 0);
    private final LoopRecorder loop = recorder.loop();

    private FailoverRun usual(WithoutQueue withoutQueue) {
        for (long ms = 0; ms < 20_000; ms += 10) {
            if (ms >= 6_000 && ms < 8_000) continue;
            loop.count(SENT, ms * MS, 1);
            loop.count(RECEIVED, ms * MS, 1);
        }
        return new FailoverRun(recorder.finish(20_000 * MS), true, true, false, OptionalDouble.of(100), OptionalDouble.of(6.005),
            Optional.of(new FailoverRun.Gap(5.99, 2.01)),
            OptionalDouble.of(19.99), Optional.empty(), withoutQueue, Clocks.ONE, 0);
    }

    /** A run that lost three casts, for which there was no queue. */
    private FailoverRun threeWithoutQueue(WithoutQueue withoutQueue) {
        loop.count(SENT, 8_005 * MS, 3);
        loop.count(UNROUTABLE, 8_005 * MS, 3);
        return usual(withoutQueue);
    }

    private static WithoutQueue told(double toSec, long casts) {
        return new WithoutQueue.Told(List.of(new WithoutQueue.Span(6.005, toSec)), casts);
    }

    /**
     * All three were sent while the queues were away. The document's own claim has its limit beside: 10 ms at 100 a second are one of the
     * three.
     */
    @Test
    void loss_ofCastsWhileTheQueuesWereAway_isExcused() {
        var run = threeWithoutQueue(told(8.007, 3));
        assertEquals(0, FailoverMeasures.of(run).values().get("lossBeyondQueueGap"));
        assertEquals(2, FailoverMeasures.of(run).values().get("lossBeyondRace"));
        assertEquals(3, run.summary().get("unroutableInGap"));
        assertEquals(2_002, run.summary().get("queueGapMs"), 1e-6); // 8.007 s less 6.005 s
        assertEquals(8.007, run.summary().get("queueGapEndSec"));
    }

    /** One of three was sent then: two are lost without an excuse. However long the outage was, what was sent after it is not excused. */
    @Test
    void loss_ofCastsAfterTheQueuesWereBound_isALoss() {
        var measures = FailoverMeasures.of(threeWithoutQueue(told(8.001, 1))).values();
        assertEquals(2, measures.get("lossBeyondQueueGap"));
        assertEquals(2, measures.get("lossBeyondRace"));
    }

    /** It excuses nothing, and has no length. */
    @Test
    void loss_toAServerThatNeverCameBack_isALoss() {
        var run = threeWithoutQueue(told(Double.POSITIVE_INFINITY, 0));
        assertEquals(3, FailoverMeasures.of(run).values().get("lossBeyondQueueGap"));
        assertEquals(1, run.summary().get("queueGaps"));
        assertFalse(run.summary().containsKey("queueGapMs") || run.summary().containsKey("queueGapEndSec"));
    }

    @Test
    void loss_whereNobodyKnowsWhenTheQueuesWereAway_isNotJudgedIfThereIsSomethingToExcuse() {
        var untold = new WithoutQueue.Untold("an earlier version wrote it");
        var all = FailoverMeasures.of(usual(untold));
        assertEquals(List.of(0.0, 0.0), List.of(all.values().get("lossBeyondRace"), all.values().get("lossBeyondQueueGap")),
            "every cast found a queue");
    }

    @Test
    void loss_ofCastsWithoutQueueAtAnUntoldTime_isNotJudged() {
        var measures = FailoverMeasures.of(threeWithoutQueue(new WithoutQueue.Untold("an earlier version wrote it")));
        for (var measure : List.of("lossBeyondRace", "lossBeyondQueueGap")) {
            assertFalse(measures.values().containsKey(measure));
            assertEquals(new Unjudged.ByRun("an earlier version wrote it"), measures.unmeasured().get(measure));
        }
        assertEquals(0.03, measures.values().get("lostSec")); // three of 100 a second
    }

    /** It had arrived, the node died with its confirm, and its second copy found no queue: sent and received, no loss to excuse. */
    @Test
    void loss_ofACastThatArrivedBeforeTheKill_isNone() {
        loop.count(UNROUTABLE, 8_005 * MS, 1);
        assertEquals(0, FailoverMeasures.of(usual(told(8.007, 1))).values().get("lossBeyondQueueGap"));
    }
}
