package failover;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import reprise.recorder.RunRows;

/**
 * The times after a node's death without a queue for casts, and how many unroutable casts were sent in them; only those are excused. Times
 * are s on the client's axis.
 */
public sealed interface WithoutQueue {
    /** The queues were there all the time: the server was never cut off. */
    WithoutQueue NEVER = new Known(List.of(), 0);
    /** The keys of {@link #figures}; in one role's run the times are on that role's axis. */
    Set<String> FIGURES =
        Set.of("queueGaps", FailoverKeys.QUEUE_GAP_START_SEC, FailoverKeys.QUEUE_GAP_END_SEC, FailoverKeys.QUEUE_GAP_MS,
        FailoverKeys.UNROUTABLE_IN_GAP);

    /** From the node's death until the server's queues were declared and bound again; {@code toSec} is infinite if they never were. */
    record Span(double fromSec, double toSec) {
        public Span {
            if (!(toSec >= fromSec))
                throw new IllegalArgumentException("without a queue from " + fromSec + " s to " + toSec
                    + " s; it must not end before it begins");
            fromSec = RunRows.rounded(fromSec);
            toSec = Double.isInfinite(toSec) ? toSec : RunRows.rounded(toSec);
        }

        /** Begins with the death that precedes the cut-off, or with the cut-off if the death is unknown. */
        public static Span after(OptionalDouble deathSec, double cutOffSec, double boundSec) {
            return new Span(Math.min(deathSec.orElse(cutOffSec), cutOffSec), boundSec);
        }

        boolean isClosed() {
            return !Double.isInfinite(toSec);
        }

        double lengthSec() {
            return toSec - fromSec;
        }
    }

    /** @param casts sent in the spans that ended; a server that never came back excuses none */
    record Known(List<Span> spans, long casts) implements WithoutQueue {
        public Known {
            spans = List.copyOf(spans);
        }
    }

    /** It is unknown which of the casts without a queue were sent in such a time. */
    record Unknown(String why) implements WithoutQueue {}

    /** The reason why the number of excused casts is unknown, for a number of unroutable ones; empty if it is known. */
    default Optional<String> whyUnknown(double unroutable) {
        return switch (this) {
            case Known _ -> Optional.empty();
            case Unknown unknown -> unroutable == 0 ? Optional.empty() : Optional.of(unknown.why());
        };
    }

    /** The figures for run.json: the first span for a merge, and the longest one that ended for readers. */
    default Map<String, Double> figures() {
        var figures = new LinkedHashMap<String, Double>();
        if (!(this instanceof Known known)) return figures;
        figures.put("queueGaps", (double) known.spans().size());
        known.spans().stream().findFirst().ifPresent(first -> {
            figures.put(FailoverKeys.QUEUE_GAP_START_SEC, first.fromSec());
            if (first.isClosed()) figures.put(FailoverKeys.QUEUE_GAP_END_SEC, first.toSec());
        });
        known.spans().stream().filter(Span::isClosed).mapToDouble(Span::lengthSec).max()
            .ifPresent(sec -> figures.put(FailoverKeys.QUEUE_GAP_MS, RunRows.rounded(sec * 1e3)));
        figures.put(FailoverKeys.UNROUTABLE_IN_GAP, (double) known.casts());
        return figures;
    }
}
