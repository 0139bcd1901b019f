package failover;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import reprise.judge.Readings;
import reprise.recorder.Recorder;
import reprise.recorder.Share;
import reprise.simulator.rpc.RpcMetrics;

/** The measures of a share of a pair. */
final class SharedPairTest {
    private static final long MS = 1_000_000L;

    /** 100 messages a second for 20 s. Of 3 threads the first of two shares has two, and so 100 of 150 a second. */
    @Test
    void offeredRate_ofAShare_isThatOfItsThreads() {
        var recorder = new Recorder(RpcMetrics.of(0));
        var loop = recorder.loop();
        recorder.startAt(0);
        for (long ms = 0; ms < 20_000; ms += 10) loop.count(RpcMetrics.SENT, ms * MS, 1);
        var run = new PlayedPair(recorder.finish(20_000 * MS), true, true, false, OptionalDouble.of(150), OptionalDouble.empty(),
            Optional.empty(), OptionalDouble.of(19.99)).run();
        var share = run.change().parameters(Map.of("ratePerSec", 150.0, "threads", 3))
            .origin(run.origin().withShare(new Share(1, 2))).build();
        assertEquals(100.0 / 150, Readings.of(ScriptMeasures.ALL, run).values().get("offeredRateRatio"), 1e-4);
        assertEquals(1, Readings.of(ScriptMeasures.ALL, share).values().get("offeredRateRatio"), 1e-9);
    }
}
