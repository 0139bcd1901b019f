package failover;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import reprise.recorder.Digits;
import reprise.recorder.RunRows;

/**
 * The relation of the server's wall clock to the client's. A latency is the server's time minus the client's stamp, so it contains the
 * whole clock difference. Recorded latencies are never corrected; this type gives the size of that error. In ms.
 */
public sealed interface Clocks {
    /** Both roles ran on one host or in one process. */
    Clocks ONE = new One();
    Clocks UNKNOWN = new Unknown();

    record One() implements Clocks {}

    /**
     * Estimated from the client's calls.
     *
     * @param offsetMs the server's clock minus the client's, above 0 if the server's is ahead
     * @param driftMsPerMinute absent if it is not distinguishable from 0
     */
    record Apart(double offsetMs, double uncertaintyMs, long samples, OptionalDouble driftMsPerMinute) implements Clocks {
        public Apart {
            if (!(Double.isFinite(offsetMs) && uncertaintyMs >= 0 && samples > 0)) {
                throw new IllegalArgumentException("clock offset: " + offsetMs + " ms, give or take " + uncertaintyMs + " ms, of " + samples
                    + " calls; it must be a number, 0 or above, and of at least one call");
            }
        }

        /** The largest error of the offset at any time of the run. */
        double wrongByMs(double durationSec) {
            return uncertaintyMs + Math.abs(driftMsPerMinute.orElse(0)) * durationSec / 60;
        }

        /** The figures for a client's summary; {@link Clocks#of} reads them from there. */
        public Map<String, Double> figures() {
            var figures = new LinkedHashMap<String, Double>();
            figures.put("clockOffsetMs", RunRows.rounded(offsetMs));
            figures.put("clockOffsetUncertaintyMs", RunRows.rounded(uncertaintyMs));
            figures.put("clockOffsetSamples", (double) samples);
            driftMsPerMinute.ifPresent(drift -> figures.put("clockDriftMsPerMinute", RunRows.rounded(drift)));
            return figures;
        }
    }

    /** There are two hosts, or it is unknown whether there are, and no call was made. */
    record Unknown() implements Clocks {}

    /** Converts an estimate in ns for the client's summary. */
    static Apart apart(long offsetNs, long uncertaintyNs, long samples, OptionalDouble driftNsPerMinute) {
        return new Apart(offsetNs / 1e6, uncertaintyNs / 1e6, samples, driftNsPerMinute.stream().map(drift -> drift / 1e6).findFirst());
    }

    /** @param client the summary of the client's run */
    static Clocks of(Map<String, Double> client, boolean oneHost) {
        if (oneHost) return ONE;
        if (!client.containsKey("clockOffsetMs")) return UNKNOWN;
        var drift = client.get("clockDriftMsPerMinute");
        return new Apart(client.get("clockOffsetMs"), client.getOrDefault("clockOffsetUncertaintyMs", 0.0),
            client.getOrDefault("clockOffsetSamples", 1.0).longValue(), drift == null ? OptionalDouble.empty() : OptionalDouble.of(drift));
    }

    /** The estimated offset; 0 if there is no estimate. */
    default double knownOffsetMs() {
        return this instanceof Apart apart ? apart.offsetMs() : 0;
    }

    /** The largest clock error that a latency can contain; infinite if it is unknown. */
    default double mostMs(double durationSec) {
        return switch (this) {
            case One _ -> 0;
            case Unknown _ -> Double.POSITIVE_INFINITY;
            case Apart apart -> Math.abs(apart.offsetMs()) + apart.wrongByMs(durationSec);
        };
    }

    /** Sentences for the reader of the latencies; a mean of NaN means that there is no mean. */
    default List<String> said(double meanMs, double maxMs) {
        return switch (this) {
            case One _ -> List.of("Client and server ran on one host: their clocks are one, and no latency holds a difference of clocks");
            case Unknown _ -> List.of("How far the hosts' clocks are apart cannot be told, for the client made no calls: the latency "
                + "holds that difference and all");
            case Apart apart -> ClockSentences.of(apart, meanMs, maxMs);
        };
    }

    static String ms(double value) {
        return Digits.of(value, 2) + " ms";
    }
}
