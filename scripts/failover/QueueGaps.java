package failover;

import failover.WithoutQueue.Span;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import reprise.experiment.RpcPair;
import reprise.recorder.RunRows;
import reprise.simulator.rpc.QueueGap;
import reprise.simulator.rpc.UnroutedCasts;

/**
 * When the server's queues were missing in an ended run, and which of the client's casts without a queue were sent then. Each such time
 * begins with the last death before the cut-off.
 *
 * @param diedAtNs each death, or the time taken for it
 * @param startNs start of the load
 */
record QueueGaps(RpcPair pair, List<Long> diedAtNs, long startNs) {
    WithoutQueue found() {
        if (pair.server().isEmpty()) return new WithoutQueue.Unknown("the server ran elsewhere");
        var gaps = pair.server().get().queueGaps().stream().map(this::sinceTheDeath).toList();
        var spans = gaps.stream().map(gap -> new Span(sec(gap.fromNs()), gap.isOpen() ? Double.POSITIVE_INFINITY : sec(gap.toNs())))
            .toList();
        if (!pair.hasClient()) return new WithoutQueue.Known(spans, 0);
        var casts = pair.client().unroutedCasts();
        if (!casts.isComplete())
            return new WithoutQueue.Unknown(tooMany(casts.count()));
        return new WithoutQueue.Known(spans, within(casts, gaps.stream().filter(gap -> !gap.isOpen()).toList()));
    }

    static String tooMany(long casts) {
        return String.format(Locale.ROOT, "%,d casts found no queue: too many to keep the times of all", casts);
    }

    private static long within(UnroutedCasts casts, List<QueueGap> gaps) {
        return IntStream.range(0, (int) casts.count())
            .filter(number -> gaps.stream().anyMatch(gap -> casts.isWithin(number, gap.fromNs(), gap.toNs()))).count();
    }

    private QueueGap sinceTheDeath(QueueGap gap) {
        long diedNs = diedAtNs.stream().mapToLong(Long::longValue).filter(atNs -> atNs <= gap.fromNs()).max().orElse(gap.fromNs());
        return new QueueGap(diedNs, gap.toNs());
    }

    private double sec(long atNs) {
        return (atNs - startNs) / 1e9;
    }

    /** At most one sentence for the reader of the losses; none if every cast found a queue. */
    List<String> notes() {
        var notes = new ArrayList<String>();
        if (!pair.hasClient() || pair.client().unroutedCasts().count() == 0 || !(found() instanceof WithoutQueue.Known known)) return notes;
        var casts = pair.client().unroutedCasts();
        var spans = known.spans().stream()
            .map(span -> Double.isInfinite(span.toSec()) ? String.format(Locale.ROOT, "from %.3f s to the end", span.fromSec())
            : String.format(Locale.ROOT, "from %.3f to %.3f s (%.1f ms)", span.fromSec(), span.toSec(),
            (span.toSec() - span.fromSec()) * 1e3)).toList();
        notes.add(String.format(Locale.ROOT, "%,d %s no queue, the first back at %.4f s, the last sent at %.4f s: %s; of these casts %,d "
            + "were sent in a time that ended with the queues bound again, "
            + "the others are losses without an excuse", casts.count(), casts.count() == 1 ? "cast found" : "casts found",
            sec(casts.firstNs()), sec(casts.lastNs()),
            spans.isEmpty() ? "the server was never cut off"
            : "from a node's death until its queues were bound again the server was without them " + String.join(", ", spans),
            known.casts()));
        return notes;
    }

    /** The figures that a client's run keeps for its merge with the server's. */
    Map<String, Double> figures() {
        var figures = new LinkedHashMap<String, Double>();
        if (!pair.hasClient() || pair.client().unroutedCasts().count() == 0) return figures;
        figures.put(FailoverKeys.UNROUTABLE_FIRST_SEC, RunRows.rounded(sec(pair.client().unroutedCasts().firstNs())));
        figures.put(FailoverKeys.UNROUTABLE_LAST_SEC, RunRows.rounded(sec(pair.client().unroutedCasts().lastNs())));
        return figures;
    }
}
