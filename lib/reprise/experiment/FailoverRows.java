package reprise.experiment;

import java.util.Locale;
import java.util.Map;
import reprise.recorder.Digits;
import reprise.recorder.Schema;
import reprise.recorder.Second;
import reprise.recorder.Usage;

/** The lines of a fail-over run as it goes, one a second, 78 columns wide; a dot stands for "no figure", as in the document. */
final class FailoverRows {
    private FailoverRows() {}

    /** @param calls whether replies are shown, with their round trips, instead of what the server received */
    static String head(boolean calls) {
        return String.format(Locale.ROOT, "%5s %7s %6s %8s %8s %8s %8s %10s %10s", "sec", "sent", "errors", calls ? "replies" : "received",
            "mean ms", "p99 ms", "max ms", "broker cpu", "script cpu");
    }

    static String row(Schema schema, Second second, Map<String, Usage> usage, boolean calls) {
        var latency = second.timing(schema.timing(calls ? "roundTrip" : "latency"));
        boolean none = latency.getTotalCount() == 0;
        return String.format(Locale.ROOT, "%5d %7s %6d %8d %8s %8s %8s %10s %10s", second.index(),
            count(second.counts()[schema.counter("sent")]),
            second.counts()[schema.counter("errors")], second.counts()[schema.counter(calls ? "replies" : "received")],
            none ? "." : ms(latency.getMean()), none ? "." : ms(latency.getValueAtPercentile(99)), none ? "." : ms(latency.getMaxValue()),
            percent(usage, "broker"), percent(usage, "script"));
    }

    private static String count(long sent) {
        return sent == 0 ? "." : String.valueOf(sent);
    }

    private static String ms(double ns) {
        return Digits.of(ns / 1e6, ns < 1e8 ? 2 : 1);
    }

    /** Of all processes whose names begin so: a cluster may be one or several. */
    private static String percent(Map<String, Usage> usage, String name) {
        var found = usage.entrySet().stream().filter(entry -> entry.getKey().startsWith(name))
            .mapToDouble(entry -> entry.getValue().cpuPercent()).toArray();
        return found.length == 0 ? "." : String.format(Locale.ROOT, "%.0f %%", java.util.Arrays.stream(found).sum());
    }
}
