package reprise.recorder;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/**
 * All records of a run. Positions are the metrics'; histograms are in ns, from 1 ns to 24 h with 3 digits. The whole is the sum of the
 * seconds. The last second may be partial, and seconds after the end hold records that arrived later.
 */
public record Recording(Metrics metrics, long durationNs, List<Second> seconds, long[] counts, Histogram[] raw,
                        Histogram[] corrected, Anomalies anomalies) {
    /**
     * Counts of anomalous records. Late ones arrived after their second was closed, which includes them nevertheless. The others are in no
     * figure: events before the start, negative values, and times or values above 24 h.
     */
    public record Anomalies(long late, long beforeStart, long negative, long tooLarge) {
        public boolean none() {
            return late + beforeStart + negative + tooLarge == 0;
        }

        /** Sentences for the run's notes, one for each kind that is in no figure. */
        public List<String> notes() {
            return Stream.of(
                beforeStart == 0 ? "" : "Records from before the start: " + beforeStart + "; they are in no figure",
                negative == 0 ? "" : "Negative timings: " + negative + "; they are in no latency figure, the clocks of the hosts differ",
                tooLarge == 0 ? "" : "Records above 24 h: " + tooLarge + "; they are in no figure").filter(note -> !note.isEmpty())
                .toList();
        }
    }

    public long count(Counter counter) {
        return counts[metrics.at(counter)];
    }

    public Histogram whole(Timing timing) {
        return raw[metrics.at(timing)];
    }

    /** Absent if the metrics request no correction. */
    public Optional<Histogram> correctedWhole(Timing timing) {
        int found = metrics.at(timing);
        return metrics.timings().get(found).isCorrected() ? Optional.of(corrected[found]) : Optional.empty();
    }

    /** The same without correction. */
    public Recording uncorrected() {
        var timings = metrics.timings().stream().map(timing -> timing.expecting(0)).toList();
        return new Recording(new Metrics(metrics.counters(), timings), durationNs, seconds, counts, raw, corrected, anomalies);
    }

    public double durationSec() {
        return durationNs / 1e9;
    }
}
