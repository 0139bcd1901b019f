package reprise.document;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.HdrHistogram.Histogram;
import reprise.recorder.Recording;
import reprise.recorder.RunRows;

/**
 * What is known when a fail-over run has ended; times are seconds after the start. The summary has the document's
 * figures (its Execution Summary) and ours beside; a figure of a role that did not run here is left out.
 *
 * @param client whether the client ran in this process; {@code server} likewise
 * @param ratePerSec asked for; absent when unpaced
 * @param killedAtSec when the kill began; absent if nothing was killed
 * @param longestGap between two completed sends
 * @param lastSentSec when the last send was completed; absent if none was
 */
public record FailoverRun(Recording recording, boolean client, boolean server, boolean interrupted, OptionalDouble ratePerSec,
                          OptionalDouble killedAtSec, Optional<Gap> longestGap, OptionalDouble lastSentSec) {
    /** From one completed send to the next. */
    public record Gap(double startSec, double lengthSec) {
        public Gap {
            if (!(lengthSec >= 0)) throw new IllegalArgumentException("gap: its length is " + lengthSec + " s; it must be 0 or above");
        }

        public double endSec() {
            return startSec + lengthSec;
        }
    }

    /** Mb is 2^20 bytes: what the document's own rows say (3,365 bytes a message against a mean of 3,280 in its distribution). */
    private static final double MB = 1 << 20;

    public Map<String, Double> summary() {
        var figures = new LinkedHashMap<String, Double>();
        if (client) figures.put("sentMessages", count("sent"));
        if (server) figures.put("receivedMessages", count("received"));
        if (client && server) figures.put("lostMessages", count("sent") - count("received"));
        if (client) {
            figures.put("unroutableMessages", count("unroutable"));
            figures.put("errorMessages", count("errors"));
            figures.put("missedTicks", count("missedTicks"));
        }
        double messages = count(client ? "sent" : "received");
        double transferMb = count(client ? "bodyBytes" : "receivedBytes") / MB;
        double durationSec = recording.durationSec();
        figures.put("durationSec", RunRows.rounded(durationSec));
        if (durationSec > 0) figures.put("throughputPerSec", RunRows.rounded(messages / durationSec));
        figures.put("transferMb", RunRows.rounded(transferMb));
        if (durationSec > 0) figures.put("bandwidthMbPerSec", RunRows.rounded(transferMb / durationSec));
        addLatency(figures);
        if (recording.odd().late() > 0) figures.put("lateRecords", (double) recording.odd().late());
        killedAtSec.ifPresent(at -> figures.put("killedAtSec", RunRows.rounded(at)));
        FailoverMeasures.of(this).figure("outageSec").ifPresent(outageSec -> {
            figures.put("outageSec", outageSec);
            boolean open = longestGap.isEmpty() || longestGap.get().lengthSec() < outageSec - 1e-3; // no send ended it
            figures.put("outageStartSec", RunRows.rounded(open ? lastSentSec.orElse(0) : longestGap.get().startSec()));
        });
        return figures;
    }

    private void addLatency(Map<String, Double> figures) {
        var latency = recording.whole("latency");
        if (latency.getTotalCount() == 0) return;
        figures.put("avgLatencyMs", RunRows.milliseconds(latency.getMean()));
        figures.put("maxLatencyMs", RunRows.milliseconds(latency.getMaxValue()));
        figures.put("p50LatencyMs", p(latency, 50));
        figures.put("p99LatencyMs", p(latency, 99));
        recording.correctedWhole("latency").ifPresent(corrected -> {
            figures.put("correctedAvgLatencyMs", RunRows.milliseconds(corrected.getMean()));
            figures.put("correctedP99LatencyMs", p(corrected, 99));
        });
    }

    private static double p(Histogram histogram, double percent) {
        return RunRows.milliseconds(histogram.getValueAtPercentile(percent));
    }

    double count(String counter) {
        return recording.count(counter);
    }
}
