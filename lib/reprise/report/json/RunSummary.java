package reprise.report.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import reprise.recorder.JsonMapping;
import reprise.recorder.Outcome;
import reprise.recorder.Run;
import reprise.recorder.RunLength;
import reprise.recorder.Unjudged;
import reprise.report.DocumentReport;
import reprise.report.Lengths;
import reprise.report.OutcomeLine;

/**
 * The end of a run in one JSON object, as {@code --json} prints it: what {@code run.json} has, without what was recorded each second.
 *
 * @param headline the outcome in a sentence
 * @param length the planned one; {@code tookSec} the measured one
 * @param report the path of the page; absent if none was written
 * @param claims without the thresholds
 * @param unmeasured why measures are missing, by their ids
 */
public record RunSummary(String scenario, Outcome outcome, String headline, boolean interrupted, Optional<String> endedEarly,
                         Instant startedAt, OptionalDouble tookSec, Optional<RunLength> length, long seed, List<String> command,
                         Map<String, String> tags, Optional<String> report, List<Run.Judgement> claims, List<Run.Judgement> thresholds,
                         Map<String, Double> summary, Map<String, Double> measures, Map<String, String> unmeasured, List<String> notes) {
    /** @param judged a run with its claims judged @param page the path of its page */
    public static String text(Run judged, DocumentReport report, Optional<String> page) throws JsonProcessingException {
        var thresholds = judged.thresholds();
        return JsonMapping.textWithoutSecrets(new RunSummary(judged.scenario(), judged.outcome(),
            OutcomeLine.of(judged, report.scenario().judge(judged)).text() + Lengths.banner(judged),
            judged.interrupted(), judged.endedEarly(), judged.startedAt(),
            judged.summary(Run.DURATION_SEC), judged.length(), judged.seed(), judged.origin().command(), judged.origin().tags(), page,
            judged.claims().stream().filter(claim -> !thresholds.contains(claim)).toList(), thresholds, judged.summary(),
            judged.measures(), Unjudged.whys(judged.unmeasured()), judged.notes()));
    }
}
