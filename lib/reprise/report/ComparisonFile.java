package reprise.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import reprise.recorder.JsonMapping;

/**
 * compare.json: what a comparison tells, for other programs.
 *
 * @param held whether no figure is worse by more than {@code worseThan}, a share
 */
public record ComparisonFile(String scenario, OptionalDouble worseThan, boolean held, String outcome, List<Group> groups,
                             List<Difference> differences) {
    /** @param name as it was given */
    public record Group(String name, int runs) {}

    /**
     * @param change of the median, a share of {@code old}'s
     * @param chance the probability of a difference so large between equal runs; absent for too few runs
     * @param says nothing, same, better, worse or different
     */
    public record Difference(String group, String section, String name, String unit, RepeatsFile.Statistics old, RepeatsFile.Statistics now,
                             OptionalDouble change, OptionalDouble chance, String says, boolean tooMuch) {}

    public static String text(GroupComparison of) throws JsonProcessingException {
        return JsonMapping.text(new ComparisonFile(of.groups().getFirst().scenario().id(), of.worseThan(), of.holds(), of.outcome().text(),
            of.groups().stream().map(group -> new Group(group.name(), group.size())).toList(),
            of.differences().stream().map(each -> new Difference(each.group().name(), each.id().section(), each.id().name(),
                each.id().unit().symbol(), RepeatsFile.Statistics.of(each.old()).orElseThrow(),
                RepeatsFile.Statistics.of(each.now()).orElseThrow(), finite(each.change()),
                each.chance().map(OptionalDouble::of).orElse(OptionalDouble.empty()), each.says().name().toLowerCase(Locale.ROOT),
                each.isTooMuch())).toList()));
    }

    private static OptionalDouble finite(double value) {
        return Double.isNaN(value) ? OptionalDouble.empty() : OptionalDouble.of(value);
    }
}
