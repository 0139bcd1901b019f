package reprise.recorder;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;

/**
 * latency.hlog: the standard HdrHistogram log, format V2, that HdrHistogram's own tools read. Each interval is tagged with
 * the name of its timing; values in ns, the maximum column in ms, times in seconds after StartTime.
 */
public final class HistogramLog {
    /** One line of the log; its histogram is asked for when it is written, and gets the tag: it is to be nobody else's. */
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

    /** One interval a second for each timing; a blank in its name is a dot in the tag. */
    public static List<Interval> intervals(Recording recording) {
        var intervals = new ArrayList<Interval>();
        for (var second : recording.seconds()) {
            double endSec = second.index() < recording.durationSec()
                ? Math.min(second.index() + 1, recording.durationSec()) : second.index() + 1; // the last one may be partial
            for (int i = 0; i < recording.schema().timings().size(); i++) {
                int timing = i;
                intervals.add(new Interval(second.index(), endSec, recording.schema().timings().get(i).name().replace(' ', '.'),
                    () -> second.timing(timing)));
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
        stream.flush(); // a PrintStream keeps the reason to itself: what is behind it tells it again
        throw new IOException("it could not be written to its end");
    }

    /**
     * Gives each interval of a log that {@link #write} wrote, one after the other: all histograms at once would not fit a
     * script's heap.
     *
     * @throws StrictJson.Invalid at the first line that is no interval
     */
    public static void read(Path file, Consumer<Interval> into) throws IOException {
        try (var lines = Files.newBufferedReader(file)) {
            int number = 0;
            for (String line; (line = lines.readLine()) != null; ) {
                number++;
                if (!line.startsWith("#") && !line.startsWith("\"StartTimestamp\"")) into.accept(interval(file + ": line " + number, line));
            }
        }
    }

    /** {@code Tag=latency,3.000,1.000,2035.680,HISTF…}: start and length in seconds, the largest in ms, base64. */
    private static Interval interval(String where, String line) {
        var cells = line.split(",");
        try {
            if (cells.length != 5 || !cells[0].startsWith("Tag=")) throw new IllegalArgumentException(cells.length + " cells");
            double startSec = Double.parseDouble(cells[1]);
            var histogram = Histogram.decodeFromCompressedByteBuffer(ByteBuffer.wrap(Base64.getDecoder().decode(cells[4])), 1);
            return new Interval(startSec, startSec + Double.parseDouble(cells[2]), cells[0].substring("Tag=".length()), () -> histogram);
        } catch (IllegalArgumentException | DataFormatException | IndexOutOfBoundsException | java.nio.BufferUnderflowException e) {
            throw new StrictJson.Invalid(List.of(where + " is no tagged interval of a histogram log (" + e.getMessage()
                + "); it must be as a run wrote it, for example Tag=latency,0.000,1.000,2.035,HISTF..."), e);
        }
    }
}
