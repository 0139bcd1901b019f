package reprise.recorder;

import static com.fasterxml.jackson.annotation.JsonInclude.Include.NON_EMPTY;
import static com.fasterxml.jackson.annotation.Nulls.AS_EMPTY;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How a share's clock and the starts of its phases were to those of the other shares, as they measured it at their rendezvous. Moments are
 * by this share's own clock.
 *
 * @param host the share that hosts the rendezvous and its address: {@code share 1/4 at 192.0.2.1:7000}; its clock is that of all
 * @param offsets in the order in which they were measured, one at least
 * @param starts of the phases that began together
 */
public record ShareClock(String host, List<Offset> offsets, List<Start> starts) {
    private static final double MINUTE_SEC = 60;

    /** @param aheadMs the host's clock minus this one's, wrong by at most {@code uncertaintyMs} */
    public record Offset(Instant at, @Limits(least = Double.NEGATIVE_INFINITY) double aheadMs, @Limits double uncertaintyMs) {}

    /**
     * @param phase its id; empty for the only phase of a run
     * @param shares that began it together
     * @param spreadMs from the first of them to the last, wrong by at most {@code uncertaintyMs}
     */
    public record Start(@JsonInclude(NON_EMPTY) @JsonSetter(nulls = AS_EMPTY) String phase, @Limits(least = 1) int shares,
                        @Limits double spreadMs, @Limits double uncertaintyMs) {}

    public ShareClock {
        if (offsets.isEmpty()) throw new IllegalArgumentException("a clock is compared at least once, and it has no offset");
        offsets = List.copyOf(offsets);
        starts = List.copyOf(starts);
    }

    /** The moment by the host's clock. Between two measurements the offset changes evenly; before and after them it does not. */
    public Instant common(Instant own) {
        var before = offsets.getFirst();
        var after = offsets.getLast();
        for (var each : offsets) {
            if (!each.at.isAfter(own)) before = each;
            else if (each.at.isBefore(after.at)) after = each;
        }
        if (before.at.isAfter(own)) return own.plusNanos(Math.round(before.aheadMs * 1e6));
        double gapSec = sec(before.at, after.at);
        double part = gapSec <= 0 ? 0 : Math.min(1, sec(before.at, own) / gapSec);
        return own.plusNanos(Math.round((before.aheadMs + part * (after.aheadMs - before.aheadMs)) * 1e6));
    }

    /** How much the host's clock gained from the first measurement to the last; absent if that is less than what both may be wrong by. */
    public Optional<Double> driftMsPerMinute() {
        var first = offsets.getFirst();
        var last = offsets.getLast();
        double gained = last.aheadMs - first.aheadMs;
        if (sec(first.at, last.at) <= 0 || Math.abs(gained) <= first.uncertaintyMs + last.uncertaintyMs) return Optional.empty();
        return Optional.of(gained / sec(first.at, last.at) * MINUTE_SEC);
    }

    private static double sec(Instant from, Instant to) {
        return Duration.between(from, to).toNanos() / 1e9;
    }
}
