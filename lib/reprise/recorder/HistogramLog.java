package reprise.recorder;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.HdrHistogram.HistogramLogWriter;

/**
 * latency.hlog: the standard HdrHistogram log, format V2, that HdrHistogram's own tools read. One interval a second for
 * each timing, tagged with its name; values in ns, the maximum column in ms, times in seconds after StartTime.
 */
public final class HistogramLog {
    private HistogramLog() {}

    /** @param startWallNs since 1970 UTC */
    public static void write(Path file, Recording recording, long startWallNs) throws IOException {
        try (var stream = Files.newOutputStream(file); var out = new PrintStream(stream, false, StandardCharsets.UTF_8)) {
            var log = new HistogramLogWriter(out);
            log.outputLogFormatVersion();
            log.outputComment("[Logged by Reprise; values in ns, tags are timings]");
            log.outputStartTime(startWallNs / 1_000_000);
            log.outputLegend();
            for (var second : recording.seconds()) {
                double endSec = second.index() < recording.durationSec()
                    ? Math.min(second.index() + 1, recording.durationSec()) : second.index() + 1; // the last one may be partial
                for (int i = 0; i < second.timings().length; i++) {
                    var interval = second.timings()[i].copy();
                    interval.setTag(recording.schema().timings().get(i).name());
                    log.outputIntervalHistogram(second.index(), endSec, interval, 1e6);
                }
            }
            if (out.checkError()) throw new IOException(file + ": cannot be written to the end; is there space left?");
        }
    }
}
