package reprise.experiment;

import java.util.Locale;
import java.util.Map;
import reprise.recorder.Schema;
import reprise.recorder.Second;
import reprise.recorder.Usage;

/** The lines of a fail-over run as it goes, one a second, 78 columns wide; a dot stands for "no figure", as in the document. */
final class CastRows {
    static final String HEAD = String.format(Locale.ROOT, "%5s %7s %6s %8s %8s %8s %8s %10s %10s", "sec", "sent", "errors",
        "received", "mean ms", "p99 ms", "max ms", "broker cpu", "script cpu");

    private CastRows() {}

    static String row(Schema schema, Second second, Map<String, Usage> usage) {
        var latency = second.timing(schema.timing("latency"));
        boolean none = latency.getTotalCount() == 0;
        return String.format(Locale.ROOT, "%5d %7s %6d %8d %8s %8s %8s %10s %10s", second.index(), count(second.counts()[schema.counter("sent")]),
            second.counts()[schema.counter("errors")], second.counts()[schema.counter("received")],
            none ? "." : ms(latency.getMean()), none ? "." : ms(latency.getValueAtPercentile(99)), none ? "." : ms(latency.getMaxValue()),
            percent(usage.get("broker")), percent(usage.get("script")));
    }

    private static String count(long sent) {
        return sent == 0 ? "." : String.valueOf(sent);
    }

    private static String ms(double ns) {
        return String.format(Locale.ROOT, ns < 1e8 ? "%.2f" : "%.1f", ns / 1e6);
    }

    private static String percent(Usage usage) {
        return usage == null ? "." : String.format(Locale.ROOT, "%.0f %%", usage.cpuPercent());
    }
}
