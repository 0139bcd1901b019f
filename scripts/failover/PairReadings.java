package failover;

import java.util.function.Function;
import org.HdrHistogram.Histogram;
import reprise.judge.Measure;
import reprise.judge.Reading;
import reprise.recorder.Run;
import reprise.recorder.RunRows;
import reprise.recorder.Unit;
import reprise.recorder.Unjudged;
import reprise.simulator.rpc.LedgerFigures;
import reprise.simulator.rpc.RpcMetrics;

/**
 * The figures of a client and a server at brokers that die, as a script's measures have them: each is a figure, or the reason why there is
 * none, or both if the figure does not answer the claim. A role or a kill that was not part of the run has no figure.
 * {@snippet :
 * static final Measure<Run> OUTAGE = measure("outageSec", "the longest gap between two sends", Unit.SEC, 2, PairRun::outageSec);
 * }
 */
public final class PairReadings {
    /** The largest share of a latency that may be clock error; above it, a ratio of latencies does not describe the broker. */
    private static final double CLOCKS_SHARE = 0.05;

    private PairReadings() {}

    /** A measure, rounded as in run.json. A run whose own counts do not add up has none that depends on them. */
    public static Measure<Run> measure(String id, String label, Unit unit, int decimals, Function<PairRun, Reading> of) {
        return new Measure<>(id, label, unit, decimals, run -> FailoverAccounts.faults(run).stream()
            .filter(fault -> fault.measures().contains(id)).findFirst().map(fault -> Reading.byRun(fault.sentence()))
            .orElseGet(() -> of.apply(new PairRun(run)).map(RunRows::rounded)));
    }

    public static Reading errors(PairRun run) {
        return errors(run, 0);
    }

    /** Without those that a broker refused in the race after the kill. */
    public static Reading errorsBeyondRace(PairRun run) {
        return errors(run, Math.min(run.count(RpcMetrics.REFUSED), FailoverLosses.raceMessages(run)));
    }

    private static Reading errors(PairRun run, double excused) {
        return run.client() ? new Reading.Value(run.count(RpcMetrics.ERRORS) - excused) : Reading.byRequest("the client ran elsewhere");
    }

    public static Reading maxLatency(PairRun run) {
        var latency = run.whole(RpcMetrics.LATENCY);
        if (latency.getTotalCount() == 0) return nothingReceived(run);
        var waited = waited(run);
        if (!waited.isEmpty()) return Reading.byRun(waited);
        double largestNs = latency.getMaxValue();
        return isTheClocks(run, largestNs) ? Reading.byRun(clocks(run, "the largest", largestNs)) : new Reading.Value(largestNs / 1e9);
    }

    public static Reading maxRoundTrip(PairRun run) {
        var roundTrip = run.whole(RpcMetrics.ROUND_TRIP);
        if (!run.calls()) return Reading.byRequest("no calls were made");
        if (roundTrip.getTotalCount() == 0) return Reading.byRun("no call had a reply here");
        if (run.outage().standsStillAtTheEnd() && isWithoutTheOneThatWaited(run, roundTrip)) return Reading.byRun(Outage.STOOD_STILL);
        return new Reading.Value(roundTrip.getMaxValue() / 1e9);
    }

    public static Reading avgLatency(PairRun run) {
        var latency = run.whole(RpcMetrics.LATENCY);
        return latency.getTotalCount() > 0 ? new Reading.Value(RunRows.milliseconds(latency.getMean())) : nothingReceived(run);
    }

    private static Reading nothingReceived(PairRun run) {
        return run.server() ? Reading.byRun("nothing was received here")
            : Reading.byRequest("nothing was received here: the server ran elsewhere");
    }

    /** The reason why the message that waited through the outage has no latency; empty if it has one, or none waited. */
    private static String waited(PairRun run) {
        if (!isWithoutTheOneThatWaited(run, run.whole(RpcMetrics.LATENCY))) return "";
        if (run.outage().standsStillAtTheEnd()) return Outage.STOOD_STILL;
        if (run.count(RpcMetrics.UNROUTABLE) > 0) return "the message that waited for the reconnect found no queue, and has no latency";
        return run.count(RpcMetrics.DUPLICATES) == 0 ? ""
            : "the message that waited for its confirm had arrived before the kill; its second copy was dropped";
    }

    /** Whether the largest of these times, in ns, belongs to another message than the one that waited through the outage. */
    private static boolean isWithoutTheOneThatWaited(PairRun run, Histogram times) {
        double outageSec = run.outageSec().map(RunRows::rounded).figure().orElse(0);
        return outageSec >= 1 && times.getMaxValue() / 1e9 <= outageSec / 2;
    }

    public static Reading maxLatencyToOutage(PairRun run) {
        if (!run.server()) return withoutServer();
        var outage = run.outageSec().map(RunRows::rounded);
        if (outage.figure().isEmpty()) return outage;
        if (outage.figure().getAsDouble() <= 0) return Reading.byRun("there was no gap between two sends");
        return maxLatency(run).over(outage);
    }

    private static Reading withoutServer() {
        return Reading.byRequest("the server, which takes the latency, ran elsewhere");
    }

    public static Reading rateAfterToBefore(PairRun run) {
        var why = run.notCompared();
        if (why.isPresent()) return new Reading.Missing(why.get());
        double sentBefore = run.sentPerSec(run.outage().before());
        return sentBefore > 0 ? new Reading.Value(run.sentPerSec(run.outage().after()) / sentBefore)
            : Reading.byRun("nothing was sent in the whole seconds before the kill");
    }

    /** Before and after are comparable only if the path of the messages is the same; otherwise the figure is only shown. */
    public static Reading medianAfterToBefore(PairRun run) {
        var why = run.notCompared();
        if (why.isPresent()) return new Reading.Missing(why.get());
        if (!run.server()) return withoutServer();
        var beforeNs = run.run().summary(FailoverKeys.MEDIAN_BEFORE_NS);
        var afterNs = run.run().summary(FailoverKeys.MEDIAN_AFTER_NS);
        if (beforeNs.isEmpty()) return Reading.byRun("nothing was received in the whole seconds before the kill");
        if (afterNs.isEmpty()) return Reading.byRun("nothing was received in the whole seconds after the recovery");
        if (isTheClocks(run, beforeNs.getAsDouble())) return Reading.byRun(clocks(run, "the median", beforeNs.getAsDouble()));
        var ratio = new Reading.Value(afterNs.getAsDouble() / Math.max(1.0, beforeNs.getAsDouble()));
        if (run.places().isEmpty())
            return ratio.onlyShown(new Unjudged.ByRun("the runs do not say at which nodes client and server came back"));
        return run.places().get().difference().map(apart -> ratio.onlyShown(new Unjudged.ByDocument(apart))).orElse(ratio);
    }

    public static Reading offeredRate(PairRun run) {
        var outside = run.outage().before().or(run.outage().after());
        if (!run.client()) return Reading.byRequest("the client ran elsewhere");
        if (run.ratePerSec().isEmpty()) return Reading.byRequest("no rate was asked for");
        if (run.seconds(outside) == 0)
            return new Reading.Missing(run.tooShort("there is no whole second outside the outage and after the first one"));
        return new Reading.Value(run.sentPerSec(outside) / run.ratePerSec().getAsDouble());
    }

    /** Known of a run that follows each message. */
    public static Reading confirmedLost(PairRun run) {
        if (!(run.run().details() instanceof LedgerFigures ledger))
            return Reading.byRequest("not every message was followed, as with --chaos");
        return ledger.fates().<Reading>map(fates -> new Reading.Value(fates.lost()))
            .orElseGet(() -> Reading.byRequest("the other side ran elsewhere"));
    }

    /** Whether clock error can be too large a share of a latency in ns. */
    private static boolean isTheClocks(PairRun run, double ns) {
        return run.clocks().mostMs(run.durationSec()) > CLOCKS_SHARE * ns / 1e6;
    }

    private static String clocks(PairRun run, String which, double ns) {
        double mostMs = run.clocks().mostMs(run.durationSec());
        return "of " + which + " latency, " + Clocks.ms(ns / 1e6) + ", "
            + (Double.isInfinite(mostMs) ? "nobody can tell how much" : "up to " + Clocks.ms(mostMs))
            + " is a difference of the hosts' clocks";
    }
}
