package reprise.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import reprise.recorder.Run;

/**
 * What the rows of a report's tables and charts are: the cases of an experiment, in groups or in one.
 * {@snippet :
 * static final Rows<Case> ROWS = Rows.of("case", CASES, Case::label).grouped((run, each) -> each.shape());
 * }
 *
 * @param name the first column's
 * @param label of a row
 * @param group the title that a row stands below; empty for one group without a title
 */
public record Rows<K>(String name, List<K> all, Function<K, String> label, BiFunction<Run, K, String> group) {
    /** Neighbours of the same title. */
    record Group<T>(String title, List<T> members) {}

    public Rows {
        all = List.copyOf(all);
    }

    public static <K> Rows<K> of(String name, List<K> rows, Function<K, String> label) {
        return new Rows<>(name, rows, label, (_, _) -> "");
    }

    /** The same in groups, whose titles may depend on the run. */
    public Rows<K> grouped(BiFunction<Run, K, String> title) {
        return new Rows<>(name, all, label, title);
    }

    /** Each row's texts beside the published ones, as tools print them. @param pair null for a row without texts */
    public Section sideBySide(String heading, String text, Run run, Function<K, Section.Pair> pair) {
        return new Section.SideBySide(heading, text, groups(run, pair).stream()
            .map(group -> new Section.PairGroup(group.title(), group.members())).toList());
    }

    /** The groups with at least one row that {@code made} does not leave out by null. */
    <T> List<Group<T>> groups(Run run, Function<K, T> made) {
        var groups = new LinkedHashMap<String, List<T>>();
        for (var row : all) {
            var member = made.apply(row);
            if (member != null) groups.computeIfAbsent(group.apply(run, row), _ -> new ArrayList<>()).add(member);
        }
        return groups.entrySet().stream().map(each -> new Group<>(each.getKey(), each.getValue())).toList();
    }
}
