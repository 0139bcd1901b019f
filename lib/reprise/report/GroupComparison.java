package reprise.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import reprise.judge.Better;
import reprise.judge.Claim;
import reprise.judge.ClaimTally;
import reprise.judge.Sample;
import reprise.recorder.Numbers;
import reprise.recorder.Run;

/**
 * Runs, or groups of repeats, that are compared with the first of them: each figure's difference and whether it is more than chance, the
 * claims, the distributions, and what differs between their set-ups.
 *
 * @param groups of one document: at least two, or one where nothing could be had of the others
 * @param worseThan the share by which a figure may be worse; absent for no limit
 */
public record GroupComparison(List<RunGroup> groups, OptionalDouble worseThan) {
    private static final String SAME = "~";

    /** What can be said of a difference. */
    public enum Says {
        /** Nothing: it may be chance, or there are too few runs. */
        NOTHING,
        /** All figures of both are equal. */
        SAME, BETTER, WORSE,
        /** It is more than chance, and nobody can tell which is better. */
        DIFFERENT
    }

    /**
     * A figure of a group beside the first group's.
     *
     * @param change of the median, a share of the first one's; NaN if that is 0
     * @param chance the probability of a difference so large between equal samples; absent for too few runs
     * @param isTooMuch whether it is worse by more than it may be
     */
    public record Difference(RunFigures.Id id, RunGroup group, Sample old, Sample now, double change, Optional<Double> chance, Says says,
                             boolean isTooMuch) {}

    public GroupComparison {
        groups = List.copyOf(groups);
    }

    private RunGroup first() {
        return groups.getFirst();
    }

    private List<RunGroup> others() {
        return groups.subList(1, groups.size());
    }

    /** The figures that any of the groups has. */
    public Set<RunFigures.Id> figures() {
        var all = new LinkedHashSet<RunFigures.Id>();
        groups.forEach(group -> all.addAll(group.figures()));
        return all;
    }

    /** The differences of all figures that both have. */
    public List<Difference> differences() {
        return figures().stream().flatMap(id -> others().stream().map(group -> difference(id, group)))
            .filter(each -> !each.old.isEmpty() && !each.now.isEmpty()).toList();
    }

    private Difference difference(RunFigures.Id id, RunGroup group) {
        var old = first().sample(id);
        var now = group.sample(id);
        boolean isTested = Sample.isEnough(old.size(), now.size());
        var chance = isTested ? old.chance(now) : Optional.<Double>empty();
        if (old.isEmpty() || now.isEmpty()) return new Difference(id, group, old, now, Double.NaN, chance, Says.NOTHING, false);
        var better = first().first(id).better();
        double worsening = old.median() == now.median() ? 0 : better.worsening(old.median(), now.median());
        boolean differs = old.differsFrom(now);
        var says = isTested && old.least() == now.most() && old.most() == now.least() ? Says.SAME : !differs ? Says.NOTHING
            : better == Better.UNKNOWN || worsening == 0 ? Says.DIFFERENT : worsening > 0 ? Says.WORSE : Says.BETTER;
        boolean isTooMuch = worseThan.isPresent() && worsening > worseThan.getAsDouble() && (differs || !isTested);
        double change = old.median() == now.median() ? 0 : old.median() == 0 ? Double.NaN
            : (now.median() - old.median()) / Math.abs(old.median());
        return new Difference(id, group, old, now, change, chance, says, isTooMuch);
    }

    /** Whether no figure is worse by more than it may be. */
    public boolean holds() {
        return differences().stream().noneMatch(Difference::isTooMuch);
    }

    private boolean isTested() {
        return others().stream().allMatch(group -> Sample.isEnough(first().size(), group.size()));
    }

    /** @param command the script and its arguments as given; empty if nobody knows them */
    public Paper paper(List<String> command) {
        var scenario = first().scenario();
        var sections = new ArrayList<Section>();
        sections.add(compared());
        sections.add(setUps());
        sections.add(claims());
        sections.add(table(false));
        new GroupDistributions(groups).figure().ifPresent(sections::add);
        return new Paper("Runs compared", scenario.title() + banner(), scenario.performed(), String.join(" · ", groups.stream()
            .map(group -> group.name() + ": " + group.size() + (group.size() == 1 ? " run" : " runs")).toList()), outcome(),
            RepeatCommand.of(command), notes(), sections, Map.of(), Map.of(), "Beside this page: compare.json (all figures), the same "
                + "report as compare.rst, compare.md and compare.txt. Published figures: " + scenario.source() + ".");
    }

    /** Of the length that all of them have; runs of different lengths are told apart in the first table. */
    private String banner() {
        var banners = groups.stream().flatMap(group -> group.members().stream()).map(member -> Lengths.banner(member.run())).distinct()
            .toList();
        return banners.size() == 1 ? banners.getFirst() : "";
    }

    /** The comparison within another report: what differs, and the figures beside the published ones. */
    public List<Section> besidePublished() {
        var table = table(figures().stream().anyMatch(id -> published(id).isPresent()));
        return groups.size() < 2 ? List.of(table) : List.of(setUps(), table);
    }

    private Optional<Section.Number> published(RunFigures.Id id) {
        return groups.stream().flatMap(group -> group.published(id).stream()).findFirst();
    }

    OutcomeLine outcome() {
        var all = differences();
        long bad = all.stream().filter(Difference::isTooMuch).count();
        var counts = new ArrayList<String>();
        count(counts, all, Says.WORSE, "worse");
        count(counts, all, Says.BETTER, "better");
        count(counts, all, Says.DIFFERENT, "different");
        count(counts, all, Says.SAME, "the same");
        long open = all.stream().filter(each -> each.says == Says.NOTHING).count();
        var text = "Of " + all.size() + (all.size() == 1 ? " figure " : " figures ")
            + (counts.isEmpty() ? "none is known to differ" : String.join(", ", counts))
            + (open > 0 && !counts.isEmpty() ? "; of " + open + " nothing can be said" : "");
        if (worseThan.isPresent()) text = (bad == 0 ? "None is" : bad == 1 ? "One is" : bad + " are") + " worse by more than "
            + Numbers.shortest(100 * worseThan.getAsDouble()) + " %. " + text;
        return new OutcomeLine(bad > 0 ? OutcomeLine.Mood.BAD : worseThan.isPresent() ? OutcomeLine.Mood.GOOD : OutcomeLine.Mood.OPEN,
            text);
    }

    private static void count(List<String> counts, List<Difference> all, Says says, String words) {
        long count = all.stream().filter(each -> each.says == says).count();
        if (count > 0) counts.add(count + (count == 1 ? " is " : " are ") + words);
    }

    private List<String> notes() {
        var notes = new ArrayList<String>();
        if (!isTested())
            notes.add(groups.stream().allMatch(group -> group.size() == 1)
                ? "One run each: nobody can tell whether a difference is more than chance. Five runs each are enough, by --repeat 5."
                : "There are too few runs to tell whether a difference is more than chance: five each are enough, by --repeat 5.");
        if (!isTested() && worseThan.isPresent())
            notes.add("What is worse by more than " + Numbers.shortest(100 * worseThan.getAsDouble())
                + " % is therefore told by the medians alone.");
        return notes;
    }

    private Section compared() {
        var columns = List.of(Section.Column.of("", 0), Section.Column.of("runs", 0), Section.Column.of("seeds", 0),
            Section.Column.of("length", 0), Section.Column.of("version", 0), Section.Column.prose("claims that held"));
        var lines = groups.stream().<Section.Line>map(group -> {
            var tallies = group.tallies().stream().filter(tally -> !(tally.claim() instanceof Claim.Shown) && tally.asked() > 0).toList();
            long held = tallies.stream().filter(tally -> tally.held() == tally.asked()).count();
            return new Section.Row(List.of(new Section.Text(group.name()), new Section.Text(String.valueOf(group.size())),
                new Section.Text(words(group, run -> String.valueOf(run.seed()))),
                new Section.Text(words(group, run -> run.length().map(length -> Numbers.shortest(length.plannedSec()) + " s").orElse("."))),
                new Section.Text(words(group, run -> run.origin().tool().flatMap(tool -> tool.commit()).orElse("."))),
                new Section.Text(held + " of " + tallies.size() + (group.size() > 1 ? ", in every run" : ""))));
        }).toList();
        return new Section.Table("compared", "Compared", "", "", columns, lines, "");
    }

    private static String words(RunGroup group, Function<Run, String> of) {
        return group.members().stream().map(member -> of.apply(member.run())).distinct().collect(Collectors.joining(", "));
    }

    /** The parameters and the environment that are not the same in all groups. */
    private Section setUps() {
        var columns = new ArrayList<>(List.of(Section.Column.of("what", 0)));
        groups.forEach(group -> columns.add(Section.Column.prose(group.name())));
        var lines = new ArrayList<Section.Line>();
        differing(lines, "", Run::parameters);
        differing(lines, "", Run::environment);
        differing(lines, "tag ", run -> Map.copyOf(run.origin().tags()));
        return lines.isEmpty() ? new Section.Sentences("What differs between them", List.of("Nothing in parameters and environment."))
            : new Section.Table("differs", "What differs between them", "", "", columns, lines, "");
    }

    private void differing(List<Section.Line> lines, String before, Function<Run, Map<String, Object>> of) {
        var keys = new TreeSet<String>();
        groups.forEach(group -> group.members().forEach(member -> keys.addAll(of.apply(member.run()).keySet())));
        for (var key : keys) {
            var values = groups.stream().map(group -> String.join(", ", group.values(of, key))).toList();
            if (values.stream().distinct().count() > 1)
                lines.add(new Section.Row(Stream.concat(Stream.of(before + key), values.stream()
                    .map(value -> value.isEmpty() ? "." : value)).<Section.Cell>map(Section.Text::new).toList()));
        }
    }

    private Section claims() {
        var columns = new ArrayList<>(List.of(Section.Column.prose("claim")));
        groups.forEach(group -> columns.add(Section.Column.of(group.name(), 0)));
        var tallies = groups.stream().map(RunGroup::tallies).toList();
        var ids = tallies.stream().flatMap(List::stream).filter(tally -> !(tally.claim() instanceof Claim.Shown))
            .map(tally -> tally.claim().id()).distinct().toList();
        var lines = ids.stream().<Section.Line>map(id -> {
            var each = tallies.stream().map(of -> of.stream().filter(tally -> tally.claim().id().equals(id)).findFirst()).toList();
            var statement = each.stream().flatMap(Optional::stream).findFirst().orElseThrow().claim().statement();
            return new Section.Row(Stream.concat(Stream.of(statement), each.stream().map(tally -> tally.map(ClaimTally::words).orElse(".")))
                .<Section.Cell>map(Section.Text::new).toList());
        }).toList();
        return new Section.Table("claims", "Claims that held", "", "", columns, lines, "");
    }

    private Section table(boolean withPublished) {
        var columns = new ArrayList<>(List.of(Section.Column.prose("figure")));
        if (withPublished) columns.add(Section.Column.of("published", 0));
        for (var group : groups) {
            columns.add(column(group, "median", group.name()));
            if (hasSpread()) columns.add(column(group, "spread", "spread"));
            if (group == first()) continue;
            columns.add(column(group, "change", "change"));
            if (hasSpread()) columns.add(column(group, "chance", "chance"));
            columns.add(column(group, "says", "says"));
        }
        var lines = new ArrayList<Section.Line>();
        var section = "";
        for (var id : figures()) {
            if (!id.section().equals(section)) lines.add(new Section.Group(section = id.section()));
            lines.add(row(id, withPublished));
        }
        double byChance = isTested() ? Sample.CHANCE * differences().size() : 0;
        return new Section.Table("figures", "Figures", hasSpread() ? "Medians, and the standard deviation in % of them. Chance is the "
            + "probability of such a difference between equal runs (Mann-Whitney's U, both sides); a difference is told if it is at most "
            + Numbers.shortest(100 * Sample.CHANCE) + " %, else nothing can be said: " + SAME + "." : "", "", columns, lines,
            byChance > 0 ? "By chance alone up to " + Numbers.fixed(byChance, 1) + " of these " + differences().size()
            + " would be told." : "");
    }

    private boolean hasSpread() {
        return groups.stream().anyMatch(group -> group.size() > 1);
    }

    /** Of two groups all columns stand side by side; of more those of each stand below its name. */
    private Section.Column column(RunGroup group, String name, String alone) {
        return groups.size() <= 2 ? Section.Column.of(alone, 0) : new Section.Column(group.name(), name, name, 0);
    }

    private Section.Row row(RunFigures.Id id, boolean withPublished) {
        var cells = new ArrayList<Section.Cell>(List.of(new Section.Text(id.label())));
        if (withPublished) cells.add(published(id).<Section.Cell>map(published -> published).orElse(Section.NONE));
        middle(cells, id, first());
        for (var group : others()) {
            middle(cells, id, group);
            var difference = difference(id, group);
            cells.add(Double.isNaN(difference.change) ? Section.NONE : new Section.Text(change(difference.change)));
            if (hasSpread())
                cells.add(difference.chance.<Section.Cell>map(chance -> new Section.Text(Numbers.fixed(100 * chance, 1) + " %"))
                    .orElse(Section.NONE));
            cells.add(difference.old.isEmpty() || difference.now.isEmpty() ? Section.NONE : new Section.Text(words(difference)));
        }
        return new Section.Row(cells);
    }

    private void middle(List<Section.Cell> cells, RunFigures.Id id, RunGroup group) {
        var sample = group.sample(id);
        cells.add(new Section.Number(sample.isEmpty() ? Double.NaN : sample.median(), group.decimals(id)));
        if (hasSpread()) cells.add(sample.size() < 2 || Double.isNaN(sample.relativeSpread()) ? Section.NONE
            : new Section.Text(Numbers.fixed(100 * sample.relativeSpread(), 1) + " %"));
    }

    /** Such as {@code +10.3 %}. */
    static String change(double share) {
        var text = Numbers.fixed(100 * share, 1);
        return (share > 0 ? "+" : "") + text + " %";
    }

    private static String words(Difference difference) {
        var words = switch (difference.says) {
            case NOTHING -> SAME;
            case SAME -> "same";
            case BETTER -> "better";
            case WORSE -> "worse";
            case DIFFERENT -> "differs";
        };
        return difference.isTooMuch ? words + " !" : words;
    }
}
