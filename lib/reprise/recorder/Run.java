package reprise.recorder;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.HdrHistogram.Histogram;

/**
 * All data of a run: the contents of run.json and the input of all reports. Units are in the keys' names ({@code Sec}, {@code Ms}, {@code
 * Mb}, {@code PerSec}). A missing figure is absent, never 0; for a measure, {@code unmeasured} gives the reason. A summary key may have a
 * dot, which run.json turns into nesting. Notes are sentences that a reader must see. Parameters contain no passwords. The details are the
 * part that only one document's runs have. {@link #of} and {@link #change} build one by named steps.
 *
 * @param interrupted whether the user ended it early
 * @param endedEarly what else did, a sentence
 */
public record Run(String scenario, long seed, boolean interrupted, Optional<String> endedEarly, Instant startedAt,
                  Map<String, Object> parameters, Map<String, Object> environment, Map<String, Double> summary,
                  Map<String, Double> measures, Map<String, Unjudged> unmeasured, List<Map<String, Double>> seconds, List<Event> events,
                  Map<String, Histogram> histograms, List<Judgement> claims, List<String> notes, RunDetails details,
                  Origin origin) {
    /** The summary's key for the run's length, which every document's runs have. */
    public static final String DURATION_SEC = "durationSec";

    /** A claim's outcome. Published and measured are null if there is no figure. */
    public record Judgement(String id, String statement, Double published, Double measured, Ending verdict, String why) {
        /** The form in run.json: the ending as two keys, and null for a missing figure. */
        private record Filed(String id, String statement, @JsonInclude OptionalDouble published, @JsonInclude OptionalDouble measured,
                             Word verdict, Optional<Unjudged.By> by, String why) {}

        @JsonCreator
        private static Judgement of(Filed filed) {
            return new Judgement(filed.id, filed.statement, filed.published.isPresent() ? (Double) filed.published.getAsDouble() : null,
                filed.measured.isPresent() ? (Double) filed.measured.getAsDouble() : null, Ending.of(filed.verdict, filed.by), filed.why);
        }

        @JsonValue
        private Filed filed() {
            return new Filed(id, statement, optional(published), optional(measured), verdict.word, verdict.by, why);
        }

        private static OptionalDouble optional(Double figure) {
            return figure == null ? OptionalDouble.empty() : OptionalDouble.of(figure);
        }
    }

    /** A verdict in run.json. */
    enum Word { REPRODUCED, REPRODUCED_IN_DIRECTION, NOT_REPRODUCED, HELD, NOT_HELD, NOT_JUDGED }

    /** The result of judging a claim: a verdict, or the reason's owner if there is none; see {@link Unjudged}. */
    public enum Ending {
        REPRODUCED(Word.REPRODUCED), IN_DIRECTION(Word.REPRODUCED_IN_DIRECTION), NOT_REPRODUCED(Word.NOT_REPRODUCED),
        /** The verdicts on a finding of ours, which nobody published. */
        HELD(Word.HELD), NOT_HELD(Word.NOT_HELD),
        BY_DOCUMENT(Unjudged.By.DOCUMENT), BY_REQUEST(Unjudged.By.REQUEST), BY_RUN(Unjudged.By.RUN);

        private final Word word;
        private final Optional<Unjudged.By> by;

        Ending(Word word) {
            this.word = word;
            by = Optional.empty();
        }

        Ending(Unjudged.By by) {
            word = Word.NOT_JUDGED;
            this.by = Optional.of(by);
        }

        /** The verdict in run.json, such as {@code not-reproduced}. */
        public String word() {
            return word.name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /** Whether it was judged and holds. */
        public boolean isGood() {
            return this == REPRODUCED || this == IN_DIRECTION || this == HELD;
        }

        /** Whether it was judged and does not hold. */
        public boolean isBad() {
            return this == NOT_REPRODUCED || this == NOT_HELD;
        }

        /**
         * Files of earlier versions do not name the owner of an open claim; it was the document then. An invalid word is reported already.
         */
        private static Ending of(Word word, Optional<Unjudged.By> by) {
            return Arrays.stream(values()).filter(each -> each.word == word && (each.by.isEmpty() || by.isEmpty() || each.by.equals(by)))
                .findFirst().orElse(BY_RUN);
        }
    }

    public Run {
        parameters = ordered(parameters);
        environment = ordered(environment);
        summary = finite("summary", summary);
        measures = finite("measures", measures);
        unmeasured = ordered(unmeasured);
        seconds = seconds.stream().map(row -> finite("seconds", row)).toList();
        for (var row : seconds)
            if (!row.containsKey(RunColumn.SECOND.key())) throw new IllegalArgumentException("seconds: a row has no second: " + row);
        events = List.copyOf(events);
        histograms = ordered(histograms);
        claims = List.copyOf(claims);
        notes = List.copyOf(notes);
    }

    /** Starts a run whose other parts are empty. */
    public static RunBuilder of(String scenario, long seed, Instant startedAt) {
        return new RunBuilder(scenario, seed, startedAt);
    }

    /** Starts from this run, to change some of its parts. */
    public RunBuilder change() {
        return of(scenario, seed, startedAt).interrupted(interrupted).endedEarly(endedEarly).parameters(parameters).environment(environment)
            .summary(summary).measures(measures, unmeasured).seconds(seconds).events(events).histograms(histograms).claims(claims)
            .notes(notes).details(details).origin(origin);
    }

    public Run withClaims(List<Judgement> judged) {
        return change().claims(judged).build();
    }

    public Run withMeasures(Map<String, Double> figures, Map<String, Unjudged> why) {
        return change().measures(figures, why).build();
    }

    public Run withOrigin(Origin given) {
        return change().origin(given).build();
    }

    /** The planned length; absent if unknown. */
    public Optional<RunLength> length() {
        return origin.length();
    }

    /** That something ended it before its time, in words; empty if nothing did. */
    public Optional<String> cutShort() {
        return interrupted ? Optional.of("the run was interrupted") : endedEarly.map(_ -> "the run ended early");
    }

    public boolean isCutShort() {
        return cutShort().isPresent();
    }

    /** The outcome of its judged claims. */
    public Outcome outcome() {
        return Outcome.of(this);
    }

    /** What became of the thresholds that were set for it. */
    public List<Judgement> thresholds() {
        var texts = origin.failIf().stream().map(FailIf::text).toList();
        return claims.stream().filter(claim -> texts.contains(claim.id())).toList();
    }

    /** Whether the run failed to answer what it should: a claim is open because of the run, or a requested run was left out. */
    public boolean leavesOpen() {
        return details.runsLeftOut() > 0 || claims.stream().anyMatch(claim -> claim.verdict() == Ending.BY_RUN);
    }

    /** The details of this document's run. @throws IllegalStateException for another document's run */
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
