package reprise.recorder;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One measured step of an experiment, such as a thread count or a kind of request. Times are s after the run's start.
 *
 * @param lengthSec the time under load; {@code plannedSec} is the planned time
 * @param counts by the counters' names, over the whole phase including arrivals after its end
 * @param usage by process: mean CPU (100 % is one core) and resident memory at the end, MiB
 * @param facts what its load knows beyond its metrics; absent if there is nothing
 */
@Limits
public record Phase(String id, double startSec, double lengthSec, double plannedSec, Map<String, Long> counts, Map<String, Usage> usage,
                    Optional<Facts> facts) {
    /** The time under load before, in no figure; only of a load that passes from its warm-up into the phase. */
    public static final Fact WARM_UP_SEC = new Fact("warmUpSec", Unit.SEC);
    /** The words that say how most of its requests failed, so that its timings are worthless: "12 of 12 replies had a status above 399". */
    public static final String FAILED = "failed";
    /** Those of a whole load from its shares': the one that warmed up longest. */
    public static final List<FactRule> SHARED = List.of(FactRule.largest(WARM_UP_SEC));
    private static final double WHOLE = 0.99;

    public Phase {
        if (!(lengthSec >= 0 && plannedSec > 0))
            throw new IllegalArgumentException("phase " + id + ": it took " + lengthSec + " s of " + plannedSec
                + " s; neither may be negative");
        counts = Collections.unmodifiableMap(new LinkedHashMap<>(counts));
        usage = Collections.unmodifiableMap(new LinkedHashMap<>(usage));
    }

    public Phase(String id, double startSec, double lengthSec, double plannedSec, Map<String, Long> counts, Map<String, Usage> usage) {
        this(id, startSec, lengthSec, plannedSec, counts, usage, Optional.empty());
    }

    /** A fact of its load's own. */
    public OptionalDouble fact(Fact fact) {
        return facts.map(known -> known.figure(fact)).orElse(OptionalDouble.empty());
    }

    /** @throws InvalidFile if some of the group's figures are missing */
    public <T extends Record> Optional<T> facts(Fact.Group<T> group) {
        return facts.flatMap(known -> known.group(group));
    }

    /** A text of its load's own, such as the URL. */
    public Optional<String> words(String name) {
        return facts.flatMap(known -> known.words(name));
    }

    /** Whether it ended well before the planned time. */
    public boolean isCutShort() {
        return lengthSec < WHOLE * plannedSec;
    }

    /** @throws IllegalArgumentException if it was not counted in this phase */
    public long count(Counter counter) {
        var count = counts.get(counter.name());
        if (count == null) throw new IllegalArgumentException("phase " + id + ": no counter " + counter.name() + "; there are "
            + counts.keySet());
        return count;
    }

    public double perSec(Counter counter) {
        return lengthSec > 0 ? count(counter) / lengthSec : 0;
    }

    /** Empty for a process that was not sampled. */
    public Optional<Usage> usage(String process) {
        return Optional.ofNullable(usage.get(process));
    }

    /** The name of the phase's histogram of a timing in run.json and latency.hlog. */
    public static String histogram(String phase, Timing timing) {
        return phase + "." + timing.tag();
    }
}
