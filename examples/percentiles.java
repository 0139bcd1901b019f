///usr/bin/env jbang "$0" "$@" ; exit $?
// Reads the latency.hlog of a run, a standard HdrHistogram log, and prints percentiles of each timing before and after a second.
//   jbang examples/percentiles.java RUN_DIR|FILE [SECOND]
// prints: ^latency +after +[0-9]+ +[0-9.]+ +[0-9.]+
//JAVA 25+
//DEPS org.hdrhistogram:HdrHistogram:2.2.2

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.TreeMap;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;

public class percentiles {
    public static void main(String[] args) throws Exception {
        if (args.length == 0) {
            System.err.println("percentiles: give the folder of a run, or its latency.hlog, and perhaps a second, for example runs/x 6");
            System.exit(2);
        }
        var path = Path.of(args[0]);
        var file = Files.isDirectory(path) ? path.resolve("latency.hlog") : path;
        double second = args.length > 1 ? Double.parseDouble(args[1]) : 6;
        var sums = new TreeMap<String, Histogram>();
        var reader = new HistogramLogReader(file.toFile());
        for (EncodableHistogram next; (next = reader.nextIntervalHistogram()) != null; ) {
            double atSec = next.getStartTimeStamp() / 1e3 - reader.getStartTimeSec();
            var key = String.format("%-9s %-6s", next.getTag(), atSec < second ? "before" : "after");
            sums.computeIfAbsent(key, _ -> new Histogram(3)).add((Histogram) next);
        }
        System.out.printf("%-16s %9s %9s %9s %9s %9s  (ms, split at %.0f s)%n", "", "count", "50 %", "99 %", "99.9 %", "max", second);
        sums.forEach((key, sum) -> System.out.printf(Locale.ROOT, "%s %9d %9.3f %9.3f %9.3f %9.3f%n", key, sum.getTotalCount(),
            sum.getValueAtPercentile(50) / 1e6, sum.getValueAtPercentile(99) / 1e6, sum.getValueAtPercentile(99.9) / 1e6,
            sum.getMaxValue() / 1e6));
        if (System.out.checkError()) {
            System.err.println("percentiles: standard output could not be written to its end: its disk is full, or its reader has gone");
            System.exit(3);
        }
    }
}
