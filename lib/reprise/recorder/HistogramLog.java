package reprise.recorder;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;

/**
 * latency.hlog: the standard HdrHistogram log, format V2, which HdrHistogram's own tools read. Each interval is tagged with its timing's
 * name. Values are in ns, the maximum column in ms, times in seconds after StartTime.
 */
public final class HistogramLog {
    /** One line of the log. Its histogram is created when it is written and receives the tag, so the supplier must return a new one. */
    public record Interval(double startSec, double endSec, String tag, Supplier<Histogram> histogram) {
        public Interval {
            if (!(startSec <= endSec))
                throw new IllegalArgumentException("interval " + tag + ": from " + startSec + " to " + endSec
                    + " s; it must not end before it starts");
            if (!tag.matches("[^,\\s]+"))
                throw new IllegalArgumentException("interval: its tag is '" + tag + "'; it must be a word without comma or space");
        }
    }

    private HistogramLog() {}

    /** One interval per second for each timing; a blank in its name becomes a dot in the tag. */
    public static List<Interval> intervals(Recording recording) {
        var intervals = new ArrayList<Interval>();
        for (var second : recording.seconds()) {
            double endSec = second.index() < recording.durationSec()
                ? Math.min(second.index() + 1, recording.durationSec()) : second.index() + 1; // the last one may be partial
            for (var timing : recording.metrics().timings()) {
                intervals.add(new Interval(second.index(), endSec, timing.tag(), () -> second.timing(timing)));
            }
        }
        return intervals;
    }

    /** @param startWallNs since 1970 UTC */
    public static void write(Path file, List<Interval> intervals, long startWallNs) throws IOException {
        WholeFile.write(file, out -> write(out, intervals, startWallNs));
    }

    private static void write(OutputStream stream, List<Interval> intervals, long startWallNs) throws IOException {
        var out = new PrintStream(stream, false, StandardCharsets.UTF_8);
        var log = new HistogramLogWriter(out);
        log.outputLogFormatVersion();
        log.outputComment("[Logged by Reprise; values in ns, tags are timings]");
        log.outputStartTime(startWallNs / 1_000_000);
        log.outputLegend();
        for (var interval : intervals) {
            var tagged = interval.histogram().get();
            tagged.setTag(interval.tag());
            log.outputIntervalHistogram(interval.startSec(), interval.endSec(), tagged, 1e6);
        }
        if (!out.checkError()) return;
        stream.flush(); // a PrintStream hides its errors; the stream below reports them again
        throw new IOException("it could not be written to its end");
    }

    /**
     * Passes on the intervals of a log of {@link #write} one at a time, because all histograms at once would not fit a script's heap.
     *
     * @throws InvalidFile at the first line that is not an interval
     */
    public static void read(Path file, Consumer<Interval> into) throws IOException {
        try (var lines = Files.newBufferedReader(file)) {
            int number = 0;
            for (String line; (line = lines.readLine()) != null; ) {
                number++;
                if (!line.startsWith("#") && !line.startsWith("\"StartTimestamp\"")) into.accept(interval(file + ": line " + number, line));
            }
        } catch (CharacterCodingException e) {
            throw new InvalidFile(List.of(file + ": it is not text in UTF-8; it must be as a run wrote it"), e);
        }
    }

    /** {@code Tag=latency,3.000,1.000,2035.680,HISTF…}: start and length in seconds, the largest value in ms, base64. */
    private static Interval interval(String where, String line) {
        var cells = line.split(",");
        try {
            if (cells.length != 5 || !cells[0].startsWith("Tag=")) throw new IllegalArgumentException(cells.length + " cells");
            double startSec = Double.parseDouble(cells[1]);
            var histogram = HistogramText.decoded(cells[4]);
            return new Interval(startSec, startSec + Double.parseDouble(cells[2]), cells[0].substring("Tag=".length()), () -> histogram);
        } catch (IllegalArgumentException e) {
            throw new InvalidFile(List.of(where + " is no tagged interval of a histogram log (" + e.getMessage()
                + "); it must be as a run wrote it, for example Tag=latency,0.000,1.000,2.035,HISTF..."), e);
        }
    }
}
