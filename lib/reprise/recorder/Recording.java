package reprise.recorder;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/**
 * All that was recorded in a run. Positions are the schema's, histograms are in ns: 1 ns to 24 h, 3 digits. The whole is
 * the sum of the seconds; the last second may be a partial one, and seconds after the end hold what came in afterwards.
 */
public record Recording(Schema schema, long durationNs, List<Second> seconds, long[] counts, Histogram[] raw,
                        Histogram[] corrected, Odd odd) {
    /**
     * Records that were out of the ordinary. Late ones came after their second was closed (and are in it all the same);
     * the others could not be kept: events before the start, negative values, and times or values above 24 h.
     */
    public record Odd(long late, long beforeStart, long negative, long tooLarge) {
        public boolean none() {
            return late + beforeStart + negative + tooLarge == 0;
        }

        /** A sentence for each kind that is missing from a figure, for the run's notes. */
        public List<String> notes() {
            return Stream.of(
                beforeStart == 0 ? "" : "Records from before the start: " + beforeStart + "; they are in no figure",
                negative == 0 ? "" : "Negative timings: " + negative + "; they are in no latency figure, the clocks of the hosts differ",
                tooLarge == 0 ? "" : "Records above 24 h: " + tooLarge + "; they are in no figure").filter(note -> !note.isEmpty())
                .toList();
        }
    }

    public long count(String counter) {
        return counts[schema.counter(counter)];
    }

    public Histogram whole(String timing) {
        return raw[schema.timing(timing)];
    }

    /** Absent where the schema asks for no correction. */
    public Optional<Histogram> correctedWhole(String timing) {
        int found = schema.timing(timing);
        return schema.timings().get(found).expectedIntervalNs() > 0 ? Optional.of(corrected[found]) : Optional.empty();
    }

    /** The same without any correction. */
    public Recording uncorrected() {
        var timings = schema.timings().stream().map(timing -> new Schema.Timing(timing.name(), 0)).toList();
        return new Recording(new Schema(schema.counters(), timings), durationNs, seconds, counts, raw, corrected, odd);
    }

    public double durationSec() {
        return durationNs / 1e9;
    }
}
