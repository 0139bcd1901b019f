package failover;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import reprise.judge.Readings;
import reprise.recorder.Recording;
import reprise.recorder.Run;
import reprise.recorder.RunRows;
import reprise.recorder.Unjudged;
import reprise.simulator.rpc.RpcMetrics;

/** A pair that has ended, as a test plays it, and the run that the script would make of it. */
record PlayedPair(Recording recording, boolean client, boolean server, boolean interrupted, OptionalDouble ratePerSec,
                  OptionalDouble killedAtSec, Optional<EndedPair.Gap> longestGap, OptionalDouble lastSentSec, Optional<PairPlaces> places,
                  WithoutQueue withoutQueue, Clocks clocks, double latencySec) {
    /** In one process: client and server shared a node before and after, and the queues were always there. */
    PlayedPair(Recording recording, boolean client, boolean server, boolean interrupted, OptionalDouble ratePerSec,
               OptionalDouble killedAtSec, Optional<EndedPair.Gap> longestGap, OptionalDouble lastSentSec) {
        this(recording, client, server, interrupted, ratePerSec, killedAtSec, longestGap, lastSentSec,
            Optional.of(new PairPlaces(1, 1, 2, 2)), WithoutQueue.NEVER, Clocks.ONE, 0);
    }

    Map<String, Double> summary() {
        var summary = new LinkedHashMap<>(new EndedPair(recording, client, server, killedAtSec, longestGap, lastSentSec, withoutQueue,
            clocks, latencySec).summary());
        places.filter(_ -> client && server).ifPresent(nodes -> {
            summary.putAll(PairPlaces.figures("client", nodes.clientBefore(), nodes.clientAfter()));
            summary.putAll(PairPlaces.figures("server", nodes.serverBefore(), nodes.serverAfter()));
        });
        if (clocks instanceof Clocks.Apart apart) summary.putAll(apart.figures());
        return summary;
    }

    /** Without measures. Runs of two hosts name both. */
    Run run() {
        var parameters = new LinkedHashMap<String, Object>();
        ratePerSec.ifPresent(rate -> parameters.put("ratePerSec", rate));
        Map<String, Object> environment = clocks == Clocks.ONE ? Map.of()
            : Map.of("client", Map.of("hostId", "one"), "server", Map.of("hostId", "other"));
        var why = new LinkedHashMap<String, Unjudged>();
        withoutQueue.whyUnknown(recording.count(RpcMetrics.UNROUTABLE)).filter(_ -> client && server && !interrupted)
            .ifPresent(unknown -> FailoverLosses.BEYOND.forEach(id -> why.put(id, new Unjudged.ByRun(unknown))));
        return Run.of("rpc-cast-failover", 1, Instant.EPOCH).interrupted(interrupted).parameters(parameters).environment(environment)
            .summary(summary()).measures(Map.of(), why).seconds(RunRows.seconds(recording, Map.of()))
            .histograms(RunRows.histograms(recording)).build();
    }

    Run measured() {
        return Readings.into(run(), ScriptMeasures.ALL);
    }

    /** Those of its run. */
    static Readings measures(PlayedPair ended) {
        var readings = Readings.of(ScriptMeasures.ALL, ended.run());
        for (var withdrawn : ended.run().unmeasured().entrySet())
            readings = readings.without(Set.of(withdrawn.getKey()), withdrawn.getValue());
        return readings;
    }
}
