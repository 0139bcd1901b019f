package reprise.judge;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import reprise.recorder.RunRows;

/**
 * When a node's death left no queue for casts, and how many of those that no queue took were sent then: they alone are excused. Times are s
 * on the client's axis.
 */
public sealed interface WithoutQueue {
    /** The queues were there all the time: the server was never cut off. */
    WithoutQueue NEVER = new Told(List.of(), 0);
    /** What {@link #figures} may have; of one role's run they are on that role's axis. */
    Set<String> FIGURES = Set.of("queueGaps", "queueGapStartSec", "queueGapEndSec", "queueGapMs", "unroutableInGap");

    /** From the node's death until the server's queues were declared and bound again; {@code toSec} is infinite where they never were. */
    record Span(double fromSec, double toSec) {
        public Span {
            if (!(toSec >= fromSec))
                throw new IllegalArgumentException("without a queue from " + fromSec + " s to " + toSec
                    + " s; it must not end before it begins");
            fromSec = RunRows.rounded(fromSec);
            toSec = Double.isInfinite(toSec) ? toSec : RunRows.rounded(toSec);
        }

        /** The cut-off follows a death; where the death is not known, it begins with the cut-off. */
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

    /** @param casts sent in those that ended; a server that never came back excuses nothing */
    record Told(List<Span> spans, long casts) implements WithoutQueue {
        public Told {
            spans = List.copyOf(spans);
        }
    }

    /** Nobody can tell which of the casts without a queue were sent in such a time. */
    record Untold(String why) implements WithoutQueue {}

    /** Why it cannot be told how many of so many casts without a queue are excused; empty if it can. */
    default Optional<String> untold(double unroutable) {
        return switch (this) {
            case Told _ -> Optional.empty();
            case Untold untold -> unroutable == 0 ? Optional.empty() : Optional.of(untold.why());
        };
    }

    default long excused() {
        return switch (this) {
            case Told told -> told.casts();
            case Untold _ -> 0;
        };
    }

    /** For run.json; of the first time, for a merge, and of the longest one that ended, for readers. */
    default Map<String, Double> figures() {
        var figures = new LinkedHashMap<String, Double>();
        if (!(this instanceof Told told)) return figures;
        figures.put("queueGaps", (double) told.spans().size());
        told.spans().stream().findFirst().ifPresent(first -> {
            figures.put("queueGapStartSec", first.fromSec());
            if (first.isClosed()) figures.put("queueGapEndSec", first.toSec());
        });
        told.spans().stream().filter(Span::isClosed).mapToDouble(Span::lengthSec).max()
            .ifPresent(sec -> figures.put("queueGapMs", RunRows.rounded(sec * 1e3)));
        figures.put("unroutableInGap", (double) told.casts());
        return figures;
    }
}
