package reprise.recorder;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/**
 * Builds a {@link Run} by named steps. A part without its step stays as it is: empty after {@link Run#of}, the other run's after {@link
 * Run#change}.
 *
 * <pre>{@code
 * var run = Run.of("rest-caller", seed, startedAt).interrupted(asked).parameters(given).environment(HostEnvironment.describe())
 *     .measures(readings.values(), readings.unmeasured()).seconds(rows).events(events).histograms(histograms).details(phases).build();
 * }</pre>
 */
public final class RunBuilder {
    private final String scenario;
    private final long seed;
    private boolean interrupted;
    private Optional<String> endedEarly = Optional.empty();
    private Instant startedAt;
    private Map<String, Object> parameters = Map.of();
    private Map<String, Object> environment = Map.of();
    private Map<String, Double> summary = Map.of();
    private Map<String, Double> measures = Map.of();
    private Map<String, Unjudged> unmeasured = Map.of();
    private List<Map<String, Double>> seconds = List.of();
    private List<Event> events = List.of();
    private Map<String, Histogram> histograms = Map.of();
    private List<Run.Judgement> claims = List.of();
    private List<String> notes = List.of();
    private RunDetails details = RunDetails.NONE;
    private Origin origin = Origin.UNKNOWN;

    RunBuilder(String scenario, long seed, Instant startedAt) {
        this.scenario = scenario;
        this.seed = seed;
        this.startedAt = startedAt;
    }

    public RunBuilder startedAt(Instant time) {
        startedAt = time;
        return this;
    }

    public RunBuilder interrupted(boolean whether) {
        interrupted = whether;
        return this;
    }

    /** @param why what ended it, other than the user */
    public RunBuilder endedEarly(Optional<String> why) {
        endedEarly = why;
        return this;
    }

    public RunBuilder parameters(Map<String, Object> given) {
        parameters = given;
        return this;
    }

    public RunBuilder environment(Map<String, Object> described) {
        environment = described;
        return this;
    }

    public RunBuilder summary(Map<String, Double> figures) {
        summary = figures;
        return this;
    }

    public RunBuilder measures(Map<String, Double> values, Map<String, Unjudged> without) {
        measures = values;
        unmeasured = without;
        return this;
    }

    public RunBuilder seconds(List<Map<String, Double>> rows) {
        seconds = rows;
        return this;
    }

    public RunBuilder events(List<Event> all) {
        events = all;
        return this;
    }

    public RunBuilder histograms(Map<String, Histogram> byName) {
        histograms = byName;
        return this;
    }

    public RunBuilder claims(List<Run.Judgement> judged) {
        claims = judged;
        return this;
    }

    public RunBuilder notes(Collection<String> sentences) {
        notes = List.copyOf(sentences);
        return this;
    }

    public RunBuilder details(RunDetails part) {
        details = part;
        return this;
    }

    public RunBuilder origin(Origin given) {
        origin = given;
        return this;
    }

    /** @throws IllegalArgumentException for a figure that is not finite, or a row of the seconds without its second */
    public Run build() {
        return new Run(scenario, seed, interrupted, endedEarly, startedAt, parameters, environment, summary, measures, unmeasured, seconds,
            events, histograms, claims, notes, details, origin);
    }
}
