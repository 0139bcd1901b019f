package failover;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.DoublePredicate;
import org.HdrHistogram.Histogram;
import reprise.recorder.Counter;
import reprise.recorder.LoopRecorder;
import reprise.recorder.Recording;
import reprise.recorder.Run;
import reprise.recorder.RunRows;
import reprise.simulator.rpc.RpcMetrics;

/**
 * What is known of a client-server pair that has ended, as figures of run.json: the document's (its Execution Summary) and ours. Figures of
 * a role that did not run here are missing. Times are seconds after the client's start, rounded to 0.1 ms as in the run file, so that a run
 * that is read again or merged has the same figures.
 *
 * @param client whether the client ran in this process; {@code server} likewise
 * @param killedAtSec when the kill began; absent if nothing was killed
 * @param longestGap between two completed sends
 * @param lastSentSec when the last send was completed; absent if none was
 * @param withoutQueue when the server's queues were missing, and the number of casts sent during that time
 * @param latencySec where second 0 of the latencies begins; not 0 if the server counted its seconds on another host
 */
public record EndedPair(Recording recording, boolean client, boolean server, OptionalDouble killedAtSec, Optional<Gap> longestGap,
                        OptionalDouble lastSentSec, WithoutQueue withoutQueue, Clocks clocks, double latencySec) {
    /** From one completed send to the next. */
    public record Gap(double startSec, double lengthSec) {
        public Gap {
            if (!(lengthSec >= 0)) throw new IllegalArgumentException("gap: its length is " + lengthSec + " s; it must be 0 or above");
            startSec = RunRows.rounded(startSec);
            lengthSec = RunRows.rounded(lengthSec);
        }

        public double endSec() {
            return startSec + lengthSec;
        }
    }

    /** Mb is 2^20 bytes, as the document's own rows imply (3,365 bytes per message against a mean of 3,280 in its distribution). */
    private static final double MB = 1 << 20;

    public EndedPair {
        killedAtSec = rounded(killedAtSec);
        lastSentSec = rounded(lastSentSec);
    }

    private static OptionalDouble rounded(OptionalDouble sec) {
        return sec.isPresent() ? OptionalDouble.of(RunRows.rounded(sec.getAsDouble())) : sec;
    }

    double durationSec() {
        return RunRows.rounded(recording.durationSec());
    }

    private Outage outage() {
        return new Outage(client, killedAtSec, longestGap, lastSentSec, durationSec());
    }

    public Map<String, Double> summary() {
        var figures = new LinkedHashMap<String, Double>();
        if (client) figures.put(FailoverKeys.SENT_MESSAGES, count(RpcMetrics.SENT));
        if (server) figures.put(FailoverKeys.RECEIVED_MESSAGES, count(RpcMetrics.RECEIVED));
        if (calls()) addReplies(figures);
        if (client && server) figures.put(FailoverKeys.LOST_MESSAGES, lost());
        if (client) {
            figures.put(FailoverKeys.UNROUTABLE_MESSAGES, count(RpcMetrics.UNROUTABLE));
            figures.put(FailoverKeys.ERROR_MESSAGES, count(RpcMetrics.ERRORS));
            figures.put(FailoverKeys.REFUSED_MESSAGES, refused());
            figures.put("missedTicks", count(RpcMetrics.MISSED_TICKS));
        }
        if (server) figures.putAll(withoutQueue.figures());
        double messages = count(client ? RpcMetrics.SENT : RpcMetrics.RECEIVED);
        double transferMb = count(client ? RpcMetrics.BODY_BYTES : RpcMetrics.RECEIVED_BYTES) / MB;
        double durationSec = durationSec();
        figures.put(Run.DURATION_SEC, durationSec);
        if (durationSec > 0) figures.put(FailoverKeys.THROUGHPUT_PER_SEC, RunRows.rounded(messages / durationSec));
        figures.put(FailoverKeys.TRANSFER_MB, RunRows.rounded(transferMb));
        if (durationSec > 0) figures.put(FailoverKeys.BANDWIDTH_MB_PER_SEC, RunRows.rounded(transferMb / durationSec));
        addLatency(figures);
        if (recording.anomalies().late() > 0) figures.put("lateRecords", (double) recording.anomalies().late());
        killedAtSec.ifPresent(at -> figures.put(FailoverKeys.KILLED_AT_SEC, at));
        outage().lengthSec().ifPresent(lengthSec -> {
            double outageSec = RunRows.rounded(lengthSec);
            figures.put(FailoverKeys.OUTAGE_SEC, outageSec);
            boolean open = longestGap.isEmpty() || longestGap.get().lengthSec() < outageSec - 1e-3; // no send ended it
            figures.put(FailoverKeys.OUTAGE_START_SEC, open ? lastSentSec.orElse(0) : longestGap.get().startSec());
        });
        addTimes(figures);
        return figures;
    }

    /** Figures that only the measures need, for a run that is merged from its file. */
    private void addTimes(Map<String, Double> figures) {
        lastSentSec.ifPresent(at -> figures.put(FailoverKeys.LAST_SENT_SEC, at));
        longestGap.ifPresent(gap -> {
            figures.put(FailoverKeys.LONGEST_GAP_START_SEC, gap.startSec());
            figures.put(FailoverKeys.LONGEST_GAP_SEC, gap.lengthSec());
        });
    }

    private void addLatency(Map<String, Double> figures) {
        var latency = recording.whole(RpcMetrics.LATENCY);
        if (latency.getTotalCount() == 0) return;
        figures.put(FailoverKeys.AVG_LATENCY_MS, RunRows.milliseconds(latency.getMean()));
        figures.put(FailoverKeys.MAX_LATENCY_MS, RunRows.milliseconds(latency.getMaxValue()));
        if (clocks instanceof Clocks.Apart apart) {
            figures.put("avgLatencyWithoutOffsetMs", RunRows.rounded(latency.getMean() / 1e6 - apart.offsetMs()));
            figures.put("maxLatencyWithoutOffsetMs", RunRows.rounded(latency.getMaxValue() / 1e6 - apart.offsetMs()));
        }
        if (killedAtSec.isPresent()) {
            medianNs(outage().before()).ifPresent(ns -> figures.put(FailoverKeys.MEDIAN_BEFORE_NS, ns));
            medianNs(outage().after()).ifPresent(ns -> figures.put(FailoverKeys.MEDIAN_AFTER_NS, ns));
        }
        figures.put("p50LatencyMs", p(latency, 50));
        figures.put("p99LatencyMs", p(latency, 99));
        recording.correctedWhole(RpcMetrics.LATENCY).ifPresent(corrected -> {
            figures.put(FailoverKeys.CORRECTED_AVG_LATENCY_MS, RunRows.milliseconds(corrected.getMean()));
            figures.put(FailoverKeys.CORRECTED_P99_LATENCY_MS, p(corrected, 99));
        });
    }

    /** The median latency of these seconds; absent if nothing was received in them. */
    private OptionalDouble medianNs(DoublePredicate chosen) {
        var sum = LoopRecorder.histogram();
        for (var second : recording.seconds())
            if (chosen.test(second.index() + latencySec)) sum.add(second.timing(RpcMetrics.LATENCY));
        return sum.getTotalCount() == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum.getValueAtPercentile(50));
    }

    private void addReplies(Map<String, Double> figures) {
        for (var counter : List.of(RpcMetrics.REPLIES, RpcMetrics.TIMEOUTS, RpcMetrics.LATE_REPLIES, RpcMetrics.UNKNOWN_REPLIES))
            figures.put(counter.name(), count(counter));
        var roundTrip = recording.whole(RpcMetrics.ROUND_TRIP);
        if (roundTrip.getTotalCount() == 0) return;
        figures.put(FailoverKeys.AVG_ROUND_TRIP_MS, RunRows.milliseconds(roundTrip.getMean()));
        figures.put(FailoverKeys.MAX_ROUND_TRIP_MS, RunRows.milliseconds(roundTrip.getMaxValue()));
        figures.put(FailoverKeys.P50_ROUND_TRIP_MS, p(roundTrip, 50));
        figures.put(FailoverKeys.P99_ROUND_TRIP_MS, p(roundTrip, 99));
    }

    /** Errors that were nacks of the broker; earlier versions did not count them separately. */
    private double refused() {
        return recording.metrics().has(RpcMetrics.REFUSED) ? count(RpcMetrics.REFUSED) : 0;
    }

    /** Whether calls were sent: they have replies or time out. */
    private boolean calls() {
        return recording.metrics().has(RpcMetrics.ROUND_TRIP) && count(RpcMetrics.REPLIES) + count(RpcMetrics.TIMEOUTS) > 0;
    }

    /**
     * Sent and not received; for calls sent and not replied to, as in the family's reports. Not below 0 if a message arrived that the
     * client had no confirm for and therefore does not count as sent.
     */
    private double lost() {
        return Math.max(0, count(RpcMetrics.SENT) - count(calls() ? RpcMetrics.REPLIES : RpcMetrics.RECEIVED));
    }

    private static double p(Histogram histogram, double percent) {
        return RunRows.milliseconds(histogram.getValueAtPercentile(percent));
    }

    private double count(Counter counter) {
        return recording.count(counter);
    }
}
