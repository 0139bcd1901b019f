package reprise.recorder;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A typed handle of a timing, in ns; rows show it in ms. {@code at} is its position in a recorder of the {@link Metrics} that it was made
 * for; in a file or a merged recording the position may differ, and the timing is found by its name. An expected interval (ns between two
 * sends of one sender) adds a second, corrected histogram; 0 adds none.
 */
public record Timing(String name, int at, long expectedIntervalNs) {
    public Timing {
        if (expectedIntervalNs < 0) {
            throw new IllegalArgumentException("timing " + name + ": expected interval is " + expectedIntervalNs
                + " ns; it must be 0 (no correction) or above, for example 946970");
        }
    }

    public Timing(String name, int at) {
        this(name, at, 0);
    }

    public Timing expecting(long intervalNs) {
        return new Timing(name, at, intervalNs);
    }

    public boolean isCorrected() {
        return expectedIntervalNs > 0;
    }

    /** The run file's key of the whole run's corrected histogram; the key of the recorded one is the timing's name. */
    public String correctedKey() {
        return name + "Corrected";
    }

    /**
     * The timings of a run file's histograms, by their keys. A file does not contain the expected interval; it is 1 ns if there is a
     * corrected histogram.
     */
    public static List<Timing> of(Set<String> keys) {
        var timings = new ArrayList<Timing>();
        for (var key : keys) {
            var timing = new Timing(key, timings.size());
            if (keys.stream().noneMatch(other -> new Timing(other, 0).correctedKey().equals(key)))
                timings.add(keys.contains(timing.correctedKey()) ? timing.expecting(1) : timing);
        }
        return timings;
    }

    /** The timings with a statistic among the keys of rows. */
    static Stream<Timing> timed(List<String> keys) {
        return Stream.of(Statistic.values()).flatMap(statistic -> keys.stream().filter(key -> key.endsWith(statistic.suffix))
            .map(key -> new Timing(key.substring(0, key.length() - statistic.suffix.length()), 0))).distinct();
    }

    /** Whether a row's key may be a timing's statistic. */
    public static boolean isStatistic(String key) {
        return Stream.of(Statistic.values()).anyMatch(statistic -> key.endsWith(statistic.suffix));
    }

    /** Whether it is the largest value: of several parts the only statistic that is known of the whole. */
    public static boolean isMaximum(String key) {
        return key.endsWith(Statistic.MAX.suffix);
    }

    /** Its tag in latency.hlog, which must not have a blank. */
    public String tag() {
        return name.replace(' ', '.');
    }

    public RunColumn column(Statistic statistic) {
        return RunColumn.of(name + statistic.suffix, RunColumn.words(name) + " " + statistic.word, Unit.MS);
    }

    public RunColumn mean() {
        return column(Statistic.MEAN);
    }

    public RunColumn max() {
        return column(Statistic.MAX);
    }

    public RunColumn p99() {
        return column(Statistic.P99);
    }
}
