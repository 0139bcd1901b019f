package reprise.experiment;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import reprise.recorder.Recorder;
import reprise.recorder.RunRows;
import reprise.simulator.WarmingLoad;

/**
 * What precedes a phase on the same connections.
 *
 * @param most 0 for no warm-up
 * @param thrownAway records it
 * @param settled completes when the rate has settled, if that ends it
 */
record WarmUp(WarmingLoad load, Duration most, Recorder thrownAway, CompletableFuture<Void> settled) {
    static WarmUp of(WarmingLoad load, Until until, LiveView live) {
        var warmUp = new WarmUp(load, until.most(), new Recorder(load.metrics()), new CompletableFuture<>());
        if (until.settledShare() > 0) live.whenSettled(warmUp.thrownAway, until.settledShare(), warmUp.settled);
        return warmUp;
    }

    /** @param untilNs the start of the phase */
    double tookSec(long untilNs) {
        return most.isZero() ? 0 : RunRows.rounded((untilNs - thrownAway.startNs()) / 1e9);
    }

    /** After the load has closed. */
    void end(long atNs) {
        if (!most.isZero()) thrownAway.finish(atNs);
    }
}
