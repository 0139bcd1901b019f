package reprise.judge;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.HdrHistogram.Histogram;
import reprise.recorder.Recording;
import reprise.recorder.RunRows;

/**
 * What is known when a fail-over run has ended; times are seconds after the client's start, to 0.1 ms, which is what the
 * run file keeps: so a run that is read again, or merged, has the same figures. The summary has the document's (its
 * Execution Summary) and ours beside; a figure of a role that did not run here is left out.
 *
 * @param client whether the client ran in this process; {@code server} likewise
 * @param ratePerSec asked for; absent when unpaced
 * @param killedAtSec when the kill began; absent if nothing was killed
 * @param longestGap between two completed sends
 * @param lastSentSec when the last send was completed; absent if none was
 * @param places at which nodes the pair was before the kill and after it; absent where that is not known
 * @param withoutQueue when the server's queues were away, and how many casts fell into it
 * @param latencySec where second 0 of the latencies begins: not at 0 if the server counted its seconds on another host
 */
public record FailoverRun(Recording recording, boolean client, boolean server, boolean interrupted, OptionalDouble ratePerSec,
                          OptionalDouble killedAtSec, Optional<Gap> longestGap, OptionalDouble lastSentSec, Optional<PairPlaces> places,
                          WithoutQueue withoutQueue, Clocks clocks, double latencySec) {
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

    /** Mb is 2^20 bytes: what the document's own rows say (3,365 bytes a message against a mean of 3,280 in its distribution). */
    private static final double MB = 1 << 20;

    public FailoverRun {
        killedAtSec = rounded(killedAtSec);
        lastSentSec = rounded(lastSentSec);
    }

    /** Of one process; client and server were at one node, and came back at one; no queue was ever away. */
    public FailoverRun(Recording recording, boolean client, boolean server, boolean interrupted, OptionalDouble ratePerSec,
                       OptionalDouble killedAtSec, Optional<Gap> longestGap, OptionalDouble lastSentSec) {
        this(recording, client, server, interrupted, ratePerSec, killedAtSec, longestGap, lastSentSec,
            Optional.of(new PairPlaces(1, 1, 2, 2)), WithoutQueue.NEVER, Clocks.ONE, 0);
    }

    private static OptionalDouble rounded(OptionalDouble sec) {
        return sec.isPresent() ? OptionalDouble.of(RunRows.rounded(sec.getAsDouble())) : sec;
    }

    double durationSec() {
        return RunRows.rounded(recording.durationSec());
    }

    public Map<String, Double> summary() {
        var figures = new LinkedHashMap<String, Double>();
        if (client) figures.put("sentMessages", count("sent"));
        if (server) figures.put("receivedMessages", count("received"));
        if (calls()) addReplies(figures);
        if (client && server) figures.put("lostMessages", lost());
        if (client) {
            figures.put("unroutableMessages", count("unroutable"));
            figures.put("errorMessages", count("errors"));
            figures.put("refusedMessages", refused());
            figures.put("missedTicks", count("missedTicks"));
        }
        if (server) figures.putAll(withoutQueue.figures());
        double messages = count(client ? "sent" : "received");
        double transferMb = count(client ? "bodyBytes" : "receivedBytes") / MB;
        double durationSec = durationSec();
        figures.put("durationSec", durationSec);
        if (durationSec > 0) figures.put("throughputPerSec", RunRows.rounded(messages / durationSec));
        figures.put("transferMb", RunRows.rounded(transferMb));
        if (durationSec > 0) figures.put("bandwidthMbPerSec", RunRows.rounded(transferMb / durationSec));
        addLatency(figures);
        if (recording.odd().late() > 0) figures.put("lateRecords", (double) recording.odd().late());
        killedAtSec.ifPresent(at -> figures.put("killedAtSec", at));
        FailoverMeasures.of(this).figure("outageSec").ifPresent(outageSec -> {
            figures.put("outageSec", outageSec);
            boolean open = longestGap.isEmpty() || longestGap.get().lengthSec() < outageSec - 1e-3; // no send ended it
            figures.put("outageStartSec", open ? lastSentSec.orElse(0) : longestGap.get().startSec());
        });
        addTimes(figures);
        return figures;
    }

    /** What the measures are worked out of and no reader needs: for a run that is merged from its file. */
    private void addTimes(Map<String, Double> figures) {
        lastSentSec.ifPresent(at -> figures.put("lastSentSec", at));
        longestGap.ifPresent(gap -> {
            figures.put("longestGapStartSec", gap.startSec());
            figures.put("longestGapSec", gap.lengthSec());
        });
    }

    private void addLatency(Map<String, Double> figures) {
        var latency = recording.whole("latency");
        if (latency.getTotalCount() == 0) return;
        figures.put("avgLatencyMs", RunRows.milliseconds(latency.getMean()));
        figures.put("maxLatencyMs", RunRows.milliseconds(latency.getMaxValue()));
        if (clocks instanceof Clocks.Apart apart) {
            figures.put("avgLatencyWithoutOffsetMs", RunRows.rounded(latency.getMean() / 1e6 - apart.offsetMs()));
            figures.put("maxLatencyWithoutOffsetMs", RunRows.rounded(latency.getMaxValue() / 1e6 - apart.offsetMs()));
        }
        figures.put("p50LatencyMs", p(latency, 50));
        figures.put("p99LatencyMs", p(latency, 99));
        recording.correctedWhole("latency").ifPresent(corrected -> {
            figures.put("correctedAvgLatencyMs", RunRows.milliseconds(corrected.getMean()));
            figures.put("correctedP99LatencyMs", p(corrected, 99));
        });
    }

    private void addReplies(Map<String, Double> figures) {
        for (var counter : List.of("replies", "timeouts", "lateReplies", "unknownReplies")) figures.put(counter, count(counter));
        var roundTrip = recording.whole("roundTrip");
        if (roundTrip.getTotalCount() == 0) return;
        figures.put("avgRoundTripMs", RunRows.milliseconds(roundTrip.getMean()));
        figures.put("maxRoundTripMs", RunRows.milliseconds(roundTrip.getMaxValue()));
        figures.put("p50RoundTripMs", p(roundTrip, 50));
        figures.put("p99RoundTripMs", p(roundTrip, 99));
    }

    /** Errors that were the broker's nacks; runs of earlier versions did not count them apart. */
    double refused() {
        return recording.schema().has("refused") ? count("refused") : 0;
    }

    /** Whether what was sent were calls: they have replies, or time out. */
    boolean calls() {
        return recording.schema().has("roundTrip") && count("replies") + count("timeouts") > 0;
    }

    /**
     * Sent and not received; of calls, sent and not replied to, as the reports of the family have it. Not below 0 where one
     * arrived that the client had no confirm of, and so does not count as sent.
     */
    double lost() {
        return Math.max(0, count("sent") - count(calls() ? "replies" : "received"));
    }

    private static double p(Histogram histogram, double percent) {
        return RunRows.milliseconds(histogram.getValueAtPercentile(percent));
    }

    double count(String counter) {
        return recording.count(counter);
    }
}
