package reprise.recorder;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;

/**
 * Adds the recordings of two processes, on the time axis of the first with its start and duration. Counters and timings with the same name
 * are added. Nothing is dropped: records of the other before the first one's start are added to second 0, and records after the end stay in
 * seconds after the end, as in any recording.
 */
public final class RecordingSum {
    private final List<Recording> parts;
    private final Metrics metrics;

    private RecordingSum(Recording first, Recording other) {
        parts = List.of(first, other);
        metrics = first.metrics().and(other.metrics());
    }

    /** @param shiftSec the other's second i is second i + shiftSec here */
    public static Recording of(Recording first, Recording other, int shiftSec) {
        return new RecordingSum(first, other).sum(shiftSec);
    }

    private Recording sum(int shiftSec) {
        var seconds = new ArrayList<Second>();
        for (var second : parts.get(0).seconds()) add(second, second.index(), seconds);
        for (var second : parts.get(1).seconds()) {
            if (!second.isEmpty()) add(second, Math.max(0, second.index() + shiftSec), seconds);
        }
        var counts = new long[metrics.counters().size()];
        for (var part : parts)
            for (var counter : part.metrics().counters()) counts[metrics.at(counter)] += part.count(counter);
        return new Recording(metrics, parts.get(0).durationNs(), List.copyOf(seconds), counts, whole(Recording::raw),
            whole(Recording::corrected), anomalies());
    }

    private void add(Second from, int index, List<Second> into) {
        while (into.size() <= index) into.add(new Second(into.size(), metrics));
        into.get(index).addAll(from);
    }

    private Histogram[] whole(java.util.function.Function<Recording, Histogram[]> of) {
        var whole = IntStream.range(0, metrics.timings().size()).mapToObj(_ -> LoopRecorder.histogram()).toArray(Histogram[]::new);
        for (var part : parts)
            for (var timing : part.metrics().timings()) whole[metrics.at(timing)].add(of.apply(part)[timing.at()]);
        return whole;
    }

    private Recording.Anomalies anomalies() {
        return new Recording.Anomalies(sum(Recording.Anomalies::late), sum(Recording.Anomalies::beforeStart),
            sum(Recording.Anomalies::negative), sum(Recording.Anomalies::tooLarge));
    }

    private long sum(ToLongFunction<Recording.Anomalies> of) {
        return parts.stream().map(Recording::anomalies).mapToLong(of).sum();
    }
}
