package reprise.recorder;

import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.HdrHistogram.Histogram;

/**
 * Everything that is known of a run: what run.json holds and all that reports read. Units are in the keys' names
 * ({@code Sec}, {@code Ms}, {@code Mb}, {@code PerSec}). A figure that could not be had is absent, never 0; for a
 * measure, {@code unmeasured} says why. A key of the summary may have a dot: run.json nests it. Notes are sentences that a
 * reader must see. Parameters come in without passwords. What only one document's runs have is in the details.
 */
public record Run(String scenario, long seed, boolean interrupted, Instant startedAt, Map<String, Object> parameters,
                  Map<String, Object> environment, Map<String, Double> summary, Map<String, Double> measures,
                  Map<String, Unjudged> unmeasured, List<Map<String, Double>> seconds, List<Event> events,
                  Map<String, Histogram> histograms, List<Judgement> claims, List<String> notes, RunDetails details,
                  Optional<RunLength> length) {
    /** A claim's outcome as run.json keeps it. Null where there is no figure. */
    public record Judgement(String id, String statement, Double published, Double measured, Ending verdict, String why) {}

    /** What became of a claim. In run.json a {@code verdict}, and whose doing it is ({@code by}) if there is none; see {@link Unjudged}. */
    public enum Ending {
        REPRODUCED("reproduced", ""), IN_DIRECTION("reproduced-in-direction", ""), NOT_REPRODUCED("not-reproduced", ""),
        /** Of a finding of ours, which nobody published. */
        HELD("held", ""), NOT_HELD("not-held", ""), BY_DOCUMENT("not-judged", "document"), BY_REQUEST("not-judged", "request"),
        BY_RUN("not-judged", "run");

        private final String word;
        private final String by;

        Ending(String word, String by) {
            this.word = word;
            this.by = by;
        }

        public String word() {
            return word;
        }

        /** Empty for a verdict. */
        public String by() {
            return by;
        }

        /** Whether it was judged, and is so. */
        public boolean isGood() {
            return this == REPRODUCED || this == IN_DIRECTION || this == HELD;
        }

        /** Whether it was judged, and is not so. */
        public boolean isBad() {
            return this == NOT_REPRODUCED || this == NOT_HELD;
        }

        /** As a file has it; one of an earlier version does not say by whom. Absent if there is no such verdict. */
        static Optional<Ending> of(String word, String by) {
            return Arrays.stream(values()).filter(each -> each.word.equals(word) && (by.isEmpty() || each.by.equals(by))).findFirst();
        }
    }

    public Run {
        parameters = ordered(parameters);
        environment = ordered(environment);
        summary = finite("summary", summary);
        measures = finite("measures", measures);
        unmeasured = ordered(unmeasured);
        seconds = seconds.stream().map(row -> finite("seconds", row)).toList();
        for (var row : seconds) if (!row.containsKey("second")) throw new IllegalArgumentException("seconds: a row has no second: " + row);
        events = List.copyOf(events);
        histograms = ordered(histograms);
        claims = List.copyOf(claims);
        notes = List.copyOf(notes);
    }

    /** A run of which nobody said how long it was to be. */
    public Run(String scenario, long seed, boolean interrupted, Instant startedAt, Map<String, Object> parameters,
               Map<String, Object> environment, Map<String, Double> summary, Map<String, Double> measures,
               Map<String, Unjudged> unmeasured, List<Map<String, Double>> seconds, List<Event> events,
               Map<String, Histogram> histograms, List<Judgement> claims, List<String> notes, RunDetails details) {
        this(scenario, seed, interrupted, startedAt, parameters, environment, summary, measures, unmeasured, seconds, events,
            histograms, claims, notes, details, Optional.empty());
    }

    /** A run that has the common parts alone. */
    public Run(String scenario, long seed, boolean interrupted, Instant startedAt, Map<String, Object> parameters,
               Map<String, Object> environment, Map<String, Double> summary, Map<String, Double> measures,
               Map<String, Unjudged> unmeasured, List<Map<String, Double>> seconds, List<Event> events,
               Map<String, Histogram> histograms, List<Judgement> claims, List<String> notes) {
        this(scenario, seed, interrupted, startedAt, parameters, environment, summary, measures, unmeasured, seconds, events,
            histograms, claims, notes, RunDetails.NONE);
    }

    public Run withClaims(List<Judgement> judged) {
        return new Run(scenario, seed, interrupted, startedAt, parameters, environment, summary, measures, unmeasured, seconds,
            events, histograms, judged, notes, details, length);
    }

    public Run withLength(RunLength planned) {
        return new Run(scenario, seed, interrupted, startedAt, parameters, environment, summary, measures, unmeasured, seconds,
            events, histograms, claims, notes, details, Optional.of(planned));
    }

    /** This document's details; another document's run has others. */
    public <D extends RunDetails> D details(Class<D> type) {
        if (type.isInstance(details)) return type.cast(details);
        throw new IllegalStateException("a run of " + scenario + " has no " + type.getSimpleName());
    }

    public OptionalDouble summary(String key) {
        var value = summary.get(key);
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    private static <V> Map<String, V> ordered(Map<String, V> map) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }

    private static Map<String, Double> finite(String what, Map<String, Double> map) {
        map.forEach((key, value) -> {
            if (value == null || !Double.isFinite(value)) {
                throw new IllegalArgumentException(what + "." + key + " is " + value + "; it must be a number, or be left out");
            }
        });
        return ordered(map);
    }
}
