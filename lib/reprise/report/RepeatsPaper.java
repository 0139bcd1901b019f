package reprise.report;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;
import reprise.judge.Claim;
import reprise.judge.ClaimTally;
import reprise.judge.Sample;
import reprise.recorder.Numbers;
import reprise.recorder.Run;

/**
 * The report of repeats: how often each claim held, and of each figure the median, the spread and the interval of the median.
 *
 * @param notes sentences on how they were performed, such as a run that ended early
 */
public record RepeatsPaper(RunGroup group, RepeatsPlan plan, List<String> notes) {
    private static final DateTimeFormatter STARTED =
        DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** What is judged, and at least one run should have answered. */
    private List<ClaimTally> asked() {
        return group.tallies().stream().filter(tally -> !(tally.claim() instanceof Claim.Shown) && tally.asked() > 0).toList();
    }

    /** Whether each judged claim held in the share of the runs that was asked for, and as many runs left nothing out. */
    public boolean holds() {
        long whole = group.members().stream().filter(member -> member.run().details().runsLeftOut() == 0).count();
        return asked().stream().allMatch(tally -> tally.holds(plan.hold())) && whole >= plan.hold() * group.size() - 1e-9;
    }

    public Paper paper() {
        var scenario = group.scenario();
        var sections = new ArrayList<Section>();
        for (var kind : OutcomeLine.Kind.values()) sections.add(new Section.Tallies(kind.heading(), group.tallies().stream()
            .filter(tally -> OutcomeLine.Kind.of(tally.claim()) == kind).toList()));
        var sides = group.sides();
        if (sides.isEmpty()) sections.add(figures());
        else sections.addAll(new GroupComparison(sides, OptionalDouble.empty()).besidePublished());
        sections.add(runs());
        var first = group.members().getFirst().run();
        return new Paper("Experiment re-performed " + (group.size() == 1 ? "once" : group.size() + " times"),
            scenario.title() + Lengths.banner(first), scenario.performed(), meta(), outcome(), RepeatCommand.of(group),
            notes, sections,
            common(Run::parameters), common(Run::environment),
            "Beside this page: repeats.json (all figures), the same report as report.rst, report.md and report.txt, and a folder for "
            + "each run. Published figures: " + scenario.source() + ".");
    }

    private String meta() {
        var seeds = group.members().stream().map(member -> String.valueOf(member.run().seed())).toList();
        return group.size() + (group.size() == 1 ? " run" : " runs") + (group.size() < plan.runs() ? " of " + plan.runs() : "")
            + " · started " + STARTED.format(group.members().getFirst().run().startedAt()) + " · "
            + (seeds.size() == 1 ? "seed " : "seeds ") + String.join(", ", seeds);
    }

    OutcomeLine outcome() {
        var asked = asked();
        var unsteady = asked.stream().filter(tally -> tally.held() < tally.asked()).toList();
        var runs = group.size() == 1 ? "the one run" : "each of the " + group.size() + " runs";
        var claims = asked.size() + " judged claim" + (asked.size() == 1 ? "" : "s");
        String text;
        if (asked.isEmpty()) text = "No claim could be judged";
        else if (unsteady.isEmpty()) text = (asked.size() == 1 ? "The one judged claim" : "All " + claims) + " held in " + runs
            + (asked.stream().anyMatch(tally -> tally.asked() < group.size()) ? " that should answer it" : "");
        else text = unsteady.size() + " of " + claims + " did not hold in " + runs + " (" + String.join(", ", unsteady.stream()
            .map(tally -> tally.claim().id() + " in " + tally.held() + " of " + tally.asked()).toList()) + ")"
            + (plan.hold() < 1 ? "; asked for are " + Numbers.shortest(100 * plan.hold()) + " %" : "");
        if (group.size() < plan.runs()) text = "Only " + group.size() + " of " + plan.runs() + " runs. " + text;
        return new OutcomeLine(!holds() ? OutcomeLine.Mood.BAD : asked.isEmpty() || !unsteady.isEmpty() || group.size() < plan.runs()
            ? OutcomeLine.Mood.OPEN : OutcomeLine.Mood.GOOD, text);
    }

    private Section figures() {
        var columns = List.of(Section.Column.prose("figure"), Section.Column.of("published", 0), Section.Column.of("median", 0),
            Section.Column.of("spread", 0), new Section.Column("", "spread, %", "in %", 0),
            new Section.Column("95 % interval", "from", "95 % from", 0), new Section.Column("95 % interval", "to", "to", 0));
        var lines = new ArrayList<Section.Line>();
        var section = "";
        for (var id : group.figures()) {
            if (!id.section().equals(section)) lines.add(new Section.Group(section = id.section()));
            lines.add(row(id));
        }
        return new Section.Table("figures", "Figures", "The spread is the standard deviation. The 95 % interval of the median is "
            + "between two of the runs' figures, and assumes nothing of their distribution.", "", columns, lines, remark());
    }

    private Section.Row row(RunFigures.Id id) {
        var sample = group.sample(id);
        int decimals = group.decimals(id);
        var interval = sample.interval();
        var partly = sample.size() < group.size() ? " (" + sample.size() + " of " + group.size() + " runs)" : "";
        return new Section.Row(List.of(new Section.Text(id.label() + partly),
            group.published(id).<Section.Cell>map(published -> published).orElse(Section.NONE),
            new Section.Number(sample.median(), decimals), Section.Number.ours(sample.spread(), decimals),
            Section.Number.ours(100 * sample.relativeSpread(), 1),
            new Section.Number(interval.map(Sample.Interval::low).orElse(Double.NaN), decimals),
            new Section.Number(interval.map(Sample.Interval::high).orElse(Double.NaN), decimals)));
    }

    /** Says what the interval of few runs is. */
    private String remark() {
        if (group.size() < 2) return "One run has no spread and no interval.";
        var interval = new Sample(java.util.Collections.nCopies(group.size(), 0.0)).interval().orElseThrow();
        return interval.isConfident() ? "" : "The interval of " + group.size() + " runs is all that they span and has "
            + Numbers.fixed(100 * interval.confidence(), 1) + " % instead of 95; six runs are enough for it.";
    }

    private Section runs() {
        var lines = new ArrayList<Section.Line>();
        for (var member : group.members()) {
            var run = member.run();
            lines.add(new Section.Row(List.of(new Section.Link(member.folder().toString(), member.folder() + "/report.html"),
                new Section.Text(OutcomeLine.of(run, member.outcomes()).text()), new Section.Text(String.valueOf(run.seed())),
                new Section.Text(STARTED.format(run.startedAt())))));
        }
        return new Section.Table("runs", "Runs", "", "", List.of(Section.Column.of("run", 0), Section.Column.prose("outcome"),
            Section.Column.of("seed", 0), Section.Column.of("started", 0)), lines, "");
    }

    /** Values that differ between the runs are listed with commas. */
    private Map<String, Object> common(Function<Run, Map<String, Object>> of) {
        var all = new LinkedHashMap<String, Object>();
        for (var member : group.members())
            of.apply(member.run()).keySet().forEach(key -> all.put(key, String.join(", ", group.values(of, key))));
        return all;
    }
}
