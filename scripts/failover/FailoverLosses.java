package failover;

import java.util.Optional;
import java.util.Set;
import reprise.judge.Reading;
import reprise.recorder.Unjudged;
import reprise.simulator.rpc.RpcMetrics;

/**
 * The unexcused losses. Casts are excused if no queue took them and they were sent between a node's death and the time when the server's
 * queues were bound again, as measured in {@link WithoutQueue}; the document's claim allows 10 ms of sending at most.
 */
public final class FailoverLosses {
    /** The ids of the measures of losses. */
    static final Set<String> IDS = Set.of("lossBeyondRace", "lossBeyondQueueGap", "lostSec");
    /** Those that excuse casts without a queue. */
    static final Set<String> BEYOND = Set.of("lossBeyondRace", "lossBeyondQueueGap");
    /**
     * The loss that the document's claim allows for the race after a kill: 10 ms of sending. It covers the time until the server has bound
     * its queue again (no queue), and until a broker has dropped a queue whose node died (it refuses).
     */
    private static final double RACE_SEC = 0.010;

    private FailoverLosses() {}

    public static Reading beyondRace(PairRun run) {
        return beyond(run, raceMessages(run));
    }

    public static Reading beyondQueueGap(PairRun run) {
        return beyond(run, Double.POSITIVE_INFINITY);
    }

    /** The loss as a duration of sending. */
    public static Reading sec(PairRun run) {
        var unknown = unknown(run);
        if (unknown.isPresent()) return new Reading.Missing(unknown.get());
        return ratePerSec(run) > 0 ? new Reading.Value(lost(run) / ratePerSec(run)) : Reading.byRun("nothing was sent");
    }

    /** @param mostExcused the largest number of unroutable messages that is excused */
    private static Reading beyond(PairRun run, double mostExcused) {
        return unknown(run).or(() -> unknownExcuse(run)).<Reading>map(Reading.Missing::new)
            .orElseGet(() -> new Reading.Value(lost(run) - Math.min(excused(run), mostExcused)));
    }

    /** A message that arrived before the kill, and found no queue when it was sent again, is not lost. */
    private static double excused(PairRun run) {
        return Math.min(lost(run), run.figure(FailoverKeys.UNROUTABLE_IN_GAP));
    }

    private static double lost(PairRun run) {
        return run.figure(FailoverKeys.LOST_MESSAGES);
    }

    /** The reason why it is unknown which casts without a queue are excused; a merged run has one of its own. Empty if it is known. */
    private static Optional<Unjudged> unknownExcuse(PairRun run) {
        double unroutable = run.count(RpcMetrics.UNROUTABLE);
        return unroutable == 0 || run.run().summary().containsKey(FailoverKeys.UNROUTABLE_IN_GAP) ? Optional.empty()
            : Optional.of(new Unjudged.ByRun(QueueGaps.tooMany((long) unroutable)));
    }

    /** The reason why the losses are unknown; empty if they are known. */
    private static Optional<Unjudged> unknown(PairRun run) {
        if (!run.client() || !run.server()) {
            return Optional.of(new Unjudged.ByRequest("the " + (run.client() ? "server" : "client")
                + " ran elsewhere: merge both runs with report DIR DIR"));
        }
        return run.run().cutShort().map(why -> new Unjudged.ByRun(why + ": casts may have been on their way"));
    }

    /** The number of messages sent during the race after a kill; 0 without a kill. */
    static double raceMessages(PairRun run) {
        return run.killedAtSec().isPresent() ? Math.floor(ratePerSec(run) * RACE_SEC) : 0;
    }

    private static double ratePerSec(PairRun run) {
        return run.ratePerSec().orElse(run.count(RpcMetrics.SENT) / Math.max(1e-9, run.durationSec()));
    }
}
