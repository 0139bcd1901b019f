package reprise.recorder;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/**
 * A recording as people read it in a terminal: each counter with its total, unit and rate, each timing with its count, 50 %, 99 %,
 * 99.9 % and max in ms, then the corrected one where the metrics ask for it. What nothing was recorded of is named in a line of its own.
 * The rate is that of the whole duration. Numbers are Locale.ROOT's: a dot, thousands apart by commas.
 * {@snippet :
 * var recording = recorder.finish(clock.nanos());
 * RecordingText.lines(recording).forEach(System.out::println);
 * System.out.println(RecordingText.line(recording, RpcMetrics.LATENCY));
 * }
 */
public final class RecordingText {
    private static final double[] PERCENTILES = {50, 99, 99.9, 100}; // the last one is the maximum
    private static final List<String> WORDS = List.of("50 %", "99 %", "99.9 %", "max");
    private static final int COLUMNS = 80;

    private RecordingText() {}

    /** A table of counters and one of timings; at most 80 columns, unless names or numbers of the metrics' own are very long. */
    public static List<String> lines(Recording recording) {
        var lines = new ArrayList<String>();
        var counted = new ArrayList<List<String>>();
        var none = new ArrayList<String>();
        for (var counter : recording.metrics().counters()) {
            long count = recording.count(counter);
            if (count == 0) none.add(counter.label());
            else counted.add(List.of(counter.label(), Numbers.grouped(count, 0), counter.unit().symbol(), perSec(count, recording)));
        }
        lines.addAll(table(List.of("in " + Numbers.grouped(recording.durationSec(), 3) + " s", "total", "", "per s"), counted));
        var timed = new ArrayList<List<String>>();
        for (var timing : recording.metrics().timings()) {
            var label = RunColumn.words(timing.name());
            if (recording.whole(timing).getTotalCount() == 0) none.add(label);
            else timed.add(row(label, recording.whole(timing)));
            recording.correctedWhole(timing).filter(values -> values.getTotalCount() > 0)
                .ifPresent(values -> timed.add(row(label + ", corrected", values)));
        }
        if (!timed.isEmpty()) lines.addAll(table(cells("in ms", "count", WORDS), timed));
        if (!none.isEmpty()) lines.addAll(wrapped("none: " + String.join(", ", none)));
        recording.anomalies().notes().forEach(note -> lines.addAll(wrapped(note)));
        return lines;
    }

    /** Such as {@code latency, ms: count 600  50 % 0.231  99 % 0.812  99.9 % 1.934  max 2.011}; the recorded values. */
    public static String line(Recording recording, Timing timing) {
        return RunColumn.words(timing.name()) + ", " + line(recording.whole(timing));
    }

    /** The same without a name. @param valuesNs is not changed */
    public static String line(Histogram valuesNs) {
        if (valuesNs.getTotalCount() == 0) return "ms: no values";
        var figures = row("", valuesNs);
        return "ms: count " + figures.get(1) + IntStream.range(0, WORDS.size())
            .mapToObj(i -> "  " + WORDS.get(i) + " " + figures.get(i + 2)).collect(Collectors.joining());
    }

    private static String perSec(long count, Recording recording) {
        return recording.durationNs() == 0 ? "-" : Numbers.grouped(count / recording.durationSec(), 1);
    }

    private static List<String> row(String label, Histogram valuesNs) {
        return cells(label, Numbers.grouped(valuesNs.getTotalCount(), 0), IntStream.range(0, PERCENTILES.length)
            .mapToObj(i -> Numbers.grouped(valuesNs.getValueAtPercentile(PERCENTILES[i]) / 1e6, 3)).toList());
    }

    private static List<String> cells(String label, String count, List<String> further) {
        return Stream.concat(Stream.of(label, count), further.stream()).toList();
    }

    /** Texts to the left, numbers to the right, each column as wide as its widest cell. */
    private static List<String> table(List<String> head, List<List<String>> rows) {
        var all = Stream.concat(Stream.of(head), rows.stream()).toList();
        var widths = IntStream.range(0, head.size()).map(i -> all.stream().mapToInt(row -> row.get(i).length()).max().orElse(0)).toArray();
        return all.stream().map(row -> IntStream.range(0, row.size()).mapToObj(i -> {
            var blanks = " ".repeat(widths[i] - row.get(i).length());
            return i == 0 || head.get(i).isEmpty() ? row.get(i) + blanks : blanks + row.get(i);
        }).collect(Collectors.joining("  ")).stripTrailing()).toList();
    }

    private static List<String> wrapped(String text) {
        var lines = new ArrayList<String>();
        var line = new StringBuilder();
        for (var word : text.split(" ")) {
            if (!line.isEmpty() && line.length() + 1 + word.length() > COLUMNS) {
                lines.add(line.toString());
                line = new StringBuilder("  ").append(word);
            } else {
                line.append(line.isEmpty() ? "" : " ").append(word);
            }
        }
        lines.add(line.toString());
        return lines;
    }
}
