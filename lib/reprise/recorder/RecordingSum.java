package reprise.recorder;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;

/**
 * The recordings of two processes as one, on the first one's time axis: its start, its duration. Counters and timings of one
 * name are added up. Nothing is lost: what the other recorded before the first one's start is added to second 0, what it
 * recorded after the end stays in seconds after the end, as in any recording.
 */
public final class RecordingSum {
    private final List<Recording> parts;
    private final Schema schema;

    private RecordingSum(Recording first, Recording other) {
        parts = List.of(first, other);
        var counters = new LinkedHashSet<>(first.schema().counters());
        counters.addAll(other.schema().counters());
        var intervals = new LinkedHashMap<String, Long>();
        for (var part : parts)
            part.schema().timings().forEach(timing -> intervals.merge(timing.name(), timing.expectedIntervalNs(), Math::max));
        schema = new Schema(List.copyOf(counters), intervals.entrySet().stream()
            .map(timing -> new Schema.Timing(timing.getKey(), timing.getValue())).toList());
    }

    /** @param shiftSec the other's second i is second i + shiftSec here */
    public static Recording of(Recording first, Recording other, int shiftSec) {
        return new RecordingSum(first, other).sum(shiftSec);
    }

    private Recording sum(int shiftSec) {
        var seconds = new ArrayList<Second>();
        for (var second : parts.get(0).seconds()) add(second, second.index(), parts.get(0), seconds);
        for (var second : parts.get(1).seconds()) {
            if (!second.isEmpty()) add(second, Math.max(0, second.index() + shiftSec), parts.get(1), seconds);
        }
        var counts = new long[schema.counters().size()];
        for (var part : parts) {
            var counterAt = counterAt(part);
            for (int i = 0; i < counterAt.length; i++) counts[counterAt[i]] += part.counts()[i];
        }
        return new Recording(schema, parts.get(0).durationNs(), List.copyOf(seconds), counts, whole(Recording::raw),
            whole(Recording::corrected), odd());
    }

    private void add(Second from, int index, Recording part, List<Second> into) {
        while (into.size() <= index) into.add(new Second(into.size(), schema.counters().size(), schema.timings().size()));
        into.get(index).addAll(from, counterAt(part), timingAt(part));
    }

    private int[] counterAt(Recording part) {
        return part.schema().counters().stream().mapToInt(schema::counter).toArray();
    }

    private int[] timingAt(Recording part) {
        return part.schema().timings().stream().mapToInt(timing -> schema.timing(timing.name())).toArray();
    }

    private Histogram[] whole(java.util.function.Function<Recording, Histogram[]> of) {
        var whole = IntStream.range(0, schema.timings().size()).mapToObj(_ -> LoopRecorder.histogram()).toArray(Histogram[]::new);
        for (var part : parts) {
            var timingAt = timingAt(part);
            for (int i = 0; i < timingAt.length; i++) whole[timingAt[i]].add(of.apply(part)[i]);
        }
        return whole;
    }

    private Recording.Odd odd() {
        return new Recording.Odd(odd(Recording.Odd::late), odd(Recording.Odd::beforeStart), odd(Recording.Odd::negative),
            odd(Recording.Odd::tooLarge));
    }

    private long odd(ToLongFunction<Recording.Odd> of) {
        return parts.stream().map(Recording::odd).mapToLong(of).sum();
    }
}
