package reprise.recorder;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.HdrHistogram.Histogram;
import reprise.recorder.Origin.Tool;

/**
 * The keys of run.json that all documents' runs have; {@link Run} describes them. Schema 1, which has no key {@code schema}, has those that
 * are not optional.
 */
record RunKeys(@Limits(least = 1, most = RunKeys.SCHEMA) Optional<Integer> schema, Optional<Tool> tool, Optional<List<String>> command,
               Optional<Map<String, String>> tags, String scenario, long seed, Optional<Outcome> outcome, boolean interrupted,
               Optional<String> endedEarly, Instant startedAt, Optional<RunLength> length, Optional<List<FailIf>> failIf,
               Optional<Share> share, Optional<ShareClock> clock,
               @JsonSerialize(contentUsing = JsonMapping.AsItIs.class) Map<String, Object> parameters,
               @JsonSerialize(contentUsing = JsonMapping.AsItIs.class) Map<String, Object> environment,
               Nested summary, Map<String, Double> measures,
               Map<String, String> unmeasured, Optional<Map<String, Unjudged.By>> unmeasuredBy, List<Run.Judgement> claims,
               List<String> notes, List<Event> events, @Limits List<Map<String, Double>> seconds, Map<String, Histogram> histograms) {
    /** The newest schema that this version reads, and the one that it writes. */
    static final int SCHEMA = 2;

    /** Checks what no single value shows. @param declared the measures' ids; empty if any is valid */
    void check(JsonFile file, List<String> declared) {
        for (int i = 0; i < seconds.size(); i++) {
            var second = seconds.get(i).get(RunColumn.SECOND.key());
            if (second == null) file.problem("seconds[" + i + "]", "has no second; it must have the key second, counted from 0");
            else if (second != Math.rint(second) || second > Integer.MAX_VALUE)
                file.problem("seconds[" + i + "].second", "is " + second + "; it must be a whole number from 0, for example " + i);
        }
        if (!declared.isEmpty()) {
            file.checkKnown("measures", measures.keySet(), declared);
            file.checkKnown("unmeasured", unmeasured.keySet(), declared);
        }
        unmeasuredBy.ifPresent(by -> file.checkKnown("unmeasuredBy", by.keySet(), unmeasured.keySet()));
    }

    /** Numbers by key, and such objects again. */
    record Nested(@JsonValue Map<String, Object> byKey) {
        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        Nested {}
    }
}
