package reprise.recorder;

import static com.fasterxml.jackson.annotation.JsonInclude.Include.NON_EMPTY;
import static com.fasterxml.jackson.annotation.Nulls.AS_EMPTY;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
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
    private static final double FINE_MS = 0.1;

    /** @param aheadMs the host's clock minus this one's, wrong by at most {@code uncertaintyMs} */
    public record Offset(Instant at, @Limits(least = Double.NEGATIVE_INFINITY) double aheadMs, @Limits double uncertaintyMs) {
        /** What this clock was: {@code 0.25 ms behind that of share 1, give or take 0.040 ms}. @param host whose clock the other one is */
        public String words(String host) {
            return ms(Math.abs(aheadMs)) + (aheadMs > 0 ? " behind" : " ahead of") + " that of " + host + ", give or take "
                + ms(uncertaintyMs);
        }
    }

    /**
     * @param phase its id; empty for the only phase of a run
     * @param shares that began it together
     * @param spreadMs from when the first of them had begun to act to when the last had, wrong by at most {@code uncertaintyMs}
     */
    public record Start(@JsonInclude(NON_EMPTY) @JsonSetter(nulls = AS_EMPTY) String phase, @Limits(least = 1) int shares,
                        @Limits double spreadMs, @Limits double uncertaintyMs) {
        /** {@code 4 of 4 shares began within 0.31 ms of each other, give or take 0.080 ms}; one share has no other to be apart from. */
        public String words(Share share) {
            var began = shares + " of " + share.of() + " shares began";
            return shares == 1 ? began : began + " within " + ms(spreadMs) + " of each other, give or take " + ms(uncertaintyMs);
        }
    }

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

    /** The same in words that follow those of an offset; empty where it is absent. */
    public String driftWords() {
        return driftMsPerMinute().map(drift -> String.format(Locale.ROOT, ", and %s %.3f ms a minute", drift > 0 ? "lost" : "gained",
            Math.abs(drift))).orElse("");
    }

    private static String ms(double ms) {
        return String.format(Locale.ROOT, ms < FINE_MS ? "%.3f ms" : "%.2f ms", ms);
    }

    private static double sec(Instant from, Instant to) {
        return Duration.between(from, to).toNanos() / 1e9;
    }
}
