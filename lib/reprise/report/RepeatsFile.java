package reprise.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import reprise.judge.ClaimTally;
import reprise.judge.Sample;
import reprise.recorder.JsonMapping;
import reprise.recorder.Outcome;

/**
 * repeats.json: what the report of repeats tells, for other programs. A missing figure is absent.
 *
 * @param held whether each judged claim held in the share {@code hold} of the runs
 */
public record RepeatsFile(String scenario, int planned, double hold, boolean held, String outcome, List<Repeat> runs, List<Tally> claims,
                          List<Figure> figures) {
    public static final String NAME = "repeats.json";

    /** @param folder below that of the file */
    public record Repeat(String folder, long seed, Instant startedAt, Outcome outcome) {}

    /**
     * @param held the runs in which it held, of those {@code asked} that should have answered it
     * @param steady whether these agree
     * @param why some did not judge it; empty if all did
     * @param warning that the spread is larger than the distance to the bound
     */
    public record Tally(String id, String statement, OptionalDouble published, long held, long asked, boolean steady, String why,
                        Optional<String> warning, Optional<Statistics> figures) {}

    public record Figure(String section, String name, String unit, OptionalDouble published, Statistics figures) {}

    /**
     * @param spread the standard deviation
     * @param low of the interval of the median, which has {@code confidence}, a share of 1
     */
    public record Statistics(List<Double> values, double median, OptionalDouble spread, OptionalDouble low, OptionalDouble high,
                             OptionalDouble confidence) {
        static Optional<Statistics> of(Sample sample) {
            if (sample.isEmpty()) return Optional.empty();
            var interval = sample.interval();
            return Optional.of(new Statistics(sample.values(), sample.median(),
                sample.size() < 2 ? OptionalDouble.empty() : OptionalDouble.of(sample.spread()),
                interval.map(each -> OptionalDouble.of(each.low())).orElse(OptionalDouble.empty()),
                interval.map(each -> OptionalDouble.of(each.high())).orElse(OptionalDouble.empty()),
                interval.map(each -> OptionalDouble.of(each.confidence())).orElse(OptionalDouble.empty())));
        }
    }

    public static String text(RepeatsPaper of) throws JsonProcessingException {
        var group = of.group();
        return JsonMapping.text(new RepeatsFile(group.scenario().id(), of.plan().runs(), of.plan().hold(), of.holds(), of.outcome().text(),
            group.members().stream().map(member -> new Repeat(member.folder().toString(), member.run().seed(), member.run().startedAt(),
                member.run().outcome())).toList(),
            group.tallies().stream().map(RepeatsFile::tally).toList(),
            group.figures().stream().map(id -> new Figure(id.section(), id.name(), id.unit().symbol(), published(group, id),
                Statistics.of(group.sample(id)).orElseThrow())).toList()));
    }

    private static Tally tally(ClaimTally tally) {
        return new Tally(tally.claim().id(), tally.claim().statement(), tally.claim().publishedFigure(), tally.held(), tally.asked(),
            tally.isSteady(), tally.unjudged(), tally.warning(), Statistics.of(tally.figures()));
    }

    private static OptionalDouble published(RunGroup group, RunFigures.Id id) {
        return group.published(id).map(figure -> OptionalDouble.of(figure.value())).orElse(OptionalDouble.empty());
    }
}
