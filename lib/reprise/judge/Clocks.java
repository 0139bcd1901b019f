package reprise.judge;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import reprise.recorder.Digits;
import reprise.recorder.RunRows;

/**
 * How the server's wall clock stands to the client's. A latency is the server's time less the client's stamp, so all that
 * the clocks differ by is in it; nothing is ever taken off a recorded latency, this says how much of it that is. In ms.
 */
public sealed interface Clocks {
    /** Both ran on one host, or in one process. */
    Clocks ONE = new One();
    Clocks UNTOLD = new Untold();

    record One() implements Clocks {}

    /**
     * Estimated from the client's calls.
     *
     * @param offsetMs of the server's clock against the client's, above 0 when the server's is ahead
     * @param driftMsPerMinute absent when it cannot be told from none
     */
    record Apart(double offsetMs, double uncertaintyMs, long samples, OptionalDouble driftMsPerMinute) implements Clocks {
        public Apart {
            if (!(Double.isFinite(offsetMs) && uncertaintyMs >= 0 && samples > 0)) {
                throw new IllegalArgumentException("clock offset: " + offsetMs + " ms, give or take " + uncertaintyMs + " ms, of " + samples
                    + " calls; it must be a number, 0 or above, and of at least one call");
            }
        }

        /** At any time of the run. */
        double wrongByMs(double durationSec) {
            return uncertaintyMs + Math.abs(driftMsPerMinute.orElse(0)) * durationSec / 60;
        }

        /** For a client's summary; {@link Clocks#of} reads it there. */
        public Map<String, Double> figures() {
            var figures = new LinkedHashMap<String, Double>();
            figures.put("clockOffsetMs", RunRows.rounded(offsetMs));
            figures.put("clockOffsetUncertaintyMs", RunRows.rounded(uncertaintyMs));
            figures.put("clockOffsetSamples", (double) samples);
            driftMsPerMinute.ifPresent(drift -> figures.put("clockDriftMsPerMinute", RunRows.rounded(drift)));
            return figures;
        }
    }

    /** Two hosts, or it is not known whether they are one, and no call was made. */
    record Untold() implements Clocks {}

    /** As an estimate in ns has it, for the client's summary. */
    static Apart apart(long offsetNs, long uncertaintyNs, long samples, OptionalDouble driftNsPerMinute) {
        return new Apart(offsetNs / 1e6, uncertaintyNs / 1e6, samples, driftNsPerMinute.stream().map(drift -> drift / 1e6).findFirst());
    }

    /** @param client the summary of the client's run */
    static Clocks of(Map<String, Double> client, boolean oneHost) {
        if (oneHost) return ONE;
        if (!client.containsKey("clockOffsetMs")) return UNTOLD;
        var drift = client.get("clockDriftMsPerMinute");
        return new Apart(client.get("clockOffsetMs"), client.getOrDefault("clockOffsetUncertaintyMs", 0.0),
            client.getOrDefault("clockOffsetSamples", 1.0).longValue(), drift == null ? OptionalDouble.empty() : OptionalDouble.of(drift));
    }

    /** What is known of it; 0 where nothing is. */
    default double knownOffsetMs() {
        return this instanceof Apart apart ? apart.offsetMs() : 0;
    }

    /** What a latency may hold of it at most; infinite where nobody can tell. */
    default double mostMs(double durationSec) {
        return switch (this) {
            case One _ -> 0;
            case Untold _ -> Double.POSITIVE_INFINITY;
            case Apart apart -> Math.abs(apart.offsetMs()) + apart.wrongByMs(durationSec);
        };
    }

    /** Sentences for whoever reads the latencies; a mean of NaN is none. */
    default List<String> said(double meanMs, double maxMs) {
        return switch (this) {
            case One _ -> List.of("Client and server ran on one host: their clocks are one, and no latency holds a difference of clocks");
            case Untold _ -> List.of("How far the hosts' clocks are apart cannot be told, for the client made no calls: the latency "
                + "holds that difference and all");
            case Apart apart -> ClockSentences.of(apart, meanMs, maxMs);
        };
    }

    static String ms(double value) {
        return Digits.of(value, 2) + " ms";
    }
}
