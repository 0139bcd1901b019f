package failover;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import reprise.experiment.LiveRows;
import reprise.recorder.Clock;
import reprise.recorder.Digits;
import reprise.recorder.Second;
import reprise.recorder.Usage;
import reprise.simulator.rpc.RpcMetrics;

/** The lines of a fail-over run in progress, one per second, 78 columns wide; a dot stands for "no figure", as in the document. */
final class FailoverRows {
    private static final long STANDING_STILL_NS = 300_000_000L;

    private FailoverRows() {}

    /** The lines of a pair, and beside the progress bar how long its client has been standing still. */
    static LiveRows of(FailoverPair pair, boolean calls, Clock clock) {
        return new LiveRows(head(calls), (second, usage) -> row(second, usage, calls), () -> standingStill(pair, clock));
    }

    private static String standingStill(FailoverPair pair, Clock clock) {
        long sinceNs = pair.sinceLastSentNs(clock.nanos());
        return sinceNs > STANDING_STILL_NS ? String.format(Locale.ROOT, "standing still for %.1f s", sinceNs / 1e9) : "";
    }

    /** @param calls whether to show replies with their round trips instead of what the server received */
    static String head(boolean calls) {
        return String.format(Locale.ROOT, "%5s %7s %6s %8s %8s %8s %8s %10s %10s", "sec", "sent", "errors", calls ? "replies" : "received",
            "mean ms", "p99 ms", "max ms", "broker cpu", "script cpu");
    }

    static String row(Second second, Map<String, Usage> usage, boolean calls) {
        var latency = second.timing(calls ? RpcMetrics.ROUND_TRIP : RpcMetrics.LATENCY);
        boolean none = latency.getTotalCount() == 0;
        return String.format(Locale.ROOT, "%5d %7s %6d %8d %8s %8s %8s %10s %10s", second.index(),
            count(second.count(RpcMetrics.SENT)), second.count(RpcMetrics.ERRORS),
            second.count(calls ? RpcMetrics.REPLIES : RpcMetrics.RECEIVED),
            none ? "." : ms(latency.getMean()), none ? "." : ms(latency.getValueAtPercentile(99)), none ? "." : ms(latency.getMaxValue()),
            percent(usage, name -> !name.equals(Usage.SCRIPT)), percent(usage, Usage.SCRIPT::equals));
    }

    private static String count(long sent) {
        return sent == 0 ? "." : String.valueOf(sent);
    }

    private static String ms(double ns) {
        return Digits.of(ns / 1e6, ns < 1e8 ? 2 : 1);
    }

    /** The sum of all these processes that were sampled. A cluster has one or several. */
    private static String percent(Map<String, Usage> usage, Predicate<String> names) {
        var found = usage.entrySet().stream().filter(entry -> names.test(entry.getKey()))
            .mapToDouble(entry -> entry.getValue().cpuPercent()).toArray();
        return found.length == 0 ? "." : String.format(Locale.ROOT, "%.0f %%", Arrays.stream(found).sum());
    }
}
