package failover;

import failover.FailoverFamily.Member;
import failover.FamilyDifferences.Difference;
import failover.FamilyRuns.Performed;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import reprise.judge.Better;
import reprise.judge.Bound;
import reprise.judge.Claim;
import reprise.judge.Scenario;
import reprise.recorder.Digits;
import reprise.recorder.Run;
import reprise.recorder.RunDetails;
import reprise.recorder.Unit;
import reprise.report.DocumentReport;
import reprise.report.Lengths;
import reprise.report.RunFigures;
import reprise.report.Section;

/**
 * The whole family in one table: each report's published figures above those of each kind of broker, and every difference with its reason.
 * Its claims are about the family: on which brokers all judged claims hold, and whether unexplained differences remain.
 */
public record FamilyReport(FailoverFamily family, List<String> brokers) implements DocumentReport {
    private static final List<String> LATENCIES =
        List.of(FailoverKeys.AVG_LATENCY_MS, FailoverKeys.MAX_LATENCY_MS, FailoverKeys.AVG_ROUND_TRIP_MS, FailoverKeys.MAX_ROUND_TRIP_MS);

    /** Of a report in several runs. */
    private record Figure(String label, Unit unit, int decimals) {}

    private static final Map<String, Figure> FIGURES = new LinkedHashMap<>();

    static {
        FIGURES.put(FailoverKeys.SENT_MESSAGES, new Figure("sent", Unit.MESSAGES, 0));
        FIGURES.put(FailoverKeys.LOST_MESSAGES, new Figure("lost", Unit.MESSAGES, 0));
        FIGURES.put(FailoverKeys.ERROR_MESSAGES, new Figure("errors", Unit.MESSAGES, 0));
        FIGURES.put(FailoverKeys.OUTAGE_SEC, new Figure("the longest gap", Unit.SEC, 2));
        FIGURES.put(FailoverKeys.AVG_LATENCY_MS, new Figure("mean latency", Unit.MS, 1));
        FIGURES.put(FailoverKeys.MAX_LATENCY_MS, new Figure("largest latency", Unit.MS, 1));
        FIGURES.put(FailoverKeys.AVG_ROUND_TRIP_MS, new Figure("mean round trip", Unit.MS, 1));
        FIGURES.put(FailoverKeys.MAX_ROUND_TRIP_MS, new Figure("largest round trip", Unit.MS, 1));
    }

    public FamilyReport {
        brokers = List.copyOf(brokers);
    }

    @Override
    public Scenario scenario() {
        int all = family.members().size();
        var claims = new ArrayList<Claim>();
        for (var each : brokers) {
            claims.add(new Claim.Finding("family-" + each, "Brokers '" + each + "': every report's judged claims hold",
                FamilyMeasures.reproducedOn(each, all), new Bound.Exactly(all)));
        }
        claims.add(new Claim.Finding("explained", "No difference is without a reason, to the published figures and between the brokers",
            FamilyMeasures.UNEXPLAINED, new Bound.Exactly(0)));
        return new Scenario(family.id(), family.title(), family.source(), family.performed(), List.of(), java.util.Map.of(),
            claims);
    }

    @Override
    public Set<String> byLength() {
        return FailoverReport.BY_LENGTH;
    }

    @Override
    public RunDetails.Reader<?> details() {
        return FamilyRuns.reader(family);
    }

    /** Those of each report too, on each kind of broker. */
    @Override
    public Map<RunFigures.Id, RunFigures.Figure> figures(Run run) {
        var all = new LinkedHashMap<>(DocumentReport.super.figures(run));
        for (var each : run.details(FamilyRuns.class).runs()) {
            var heading = each.member() + (brokers.size() > 1 ? " on " + each.brokers() : "");
            FIGURES.forEach((key, figure) -> each.figure(key).ifPresent(value -> all.put(
                new RunFigures.Id(heading, figure.label, figure.unit), new RunFigures.Figure(value, Digits.decimals(value, figure.decimals),
                member(each).published(key), figure.decimals, Better.of(figure.unit)))));
            all.put(new RunFigures.Id(heading, "claims that do not hold", Unit.COUNT),
                new RunFigures.Figure(each.bad() + each.open(), 0, OptionalDouble.empty(), 0, Better.LESS));
        }
        return all;
    }

    private Member member(Performed run) {
        return family.members().stream().filter(each -> each.name().equals(run.member())).findFirst().orElseThrow();
    }

    @Override
    public List<String> happened(Run run) {
        return happened(run.details(FamilyRuns.class));
    }

    /** For each kind of broker how many reports are reproduced, and between which lengths sending stood still. */
    static List<String> happened(FamilyRuns runs) {
        return runs.brokers().stream().map(each -> {
            var performed = runs.runs().stream().filter(one -> one.brokers().equals(each)).toList();
            long reproduced = performed.stream().filter(Performed::reproduced).count();
            var gaps = performed.stream().flatMapToDouble(one -> one.figure(FailoverKeys.OUTAGE_SEC).stream()).summaryStatistics();
            var lengths = Stream.of(gaps.getMin(), gaps.getMax()).filter(Double::isFinite) // neither is, of no gap
                .map(sec -> Digits.of(sec, 2)).distinct().toList();
            return "On " + each + " brokers " + reproduced + " of " + performed.size() + (performed.size() == 1
                ? " report was" : " reports were") + " reproduced" + (gaps.getCount() == 0 ? "."
                : "; sending stood still for " + String.join(" to ", lengths) + " s.");
        }).toList();
    }

    @Override
    public List<Section> console(Run run) {
        var sections = new ArrayList<>(List.of(table(run)));
        if (places(run) instanceof Section.Sentences places && !places.sentences().isEmpty()) sections.add(places);
        sections.add(differences(FamilyDifferences.of(family, run.details(FamilyRuns.class))));
        return sections;
    }

    @Override
    public List<Section> alarms(Run run) {
        return wrongCounts(run);
    }

    /** The counts of single runs that do not add up. */
    static List<Section> wrongCounts(Run run) {
        var alarms = new ArrayList<Section>();
        for (var each : run.details(FamilyRuns.class).runs()) {
            for (var fault : each.faults()) alarms.add(Section.Alarm.wrongCount(each.member() + " on " + each.brokers() + ": " + fault));
        }
        return alarms;
    }

    private Section table(Run run) {
        var runs = run.details(FamilyRuns.class);
        boolean narrow = runs.brokers().stream().noneMatch(FamilyColumn::isQuorum); // a row's name is short
        var columns =
            new ArrayList<>(List.of(Section.Column.of("", narrow ? 12 : 16), new Section.Column("", "sent", "sent", 8),
            new Section.Column("", "lost", "lost", 6), new Section.Column("", "errors", "err", 4),
            new Section.Column("", "longest gap, s", "gap s", narrow ? 7 : 6)));
        for (var over : List.of("latency, ms", "round trip, ms")) {
            columns.add(new Section.Column(over, "mean", "mean", 7));
            columns.add(new Section.Column(over, "max", "max", 9));
        }
        columns.add(new Section.Column("", "claims", "claims", narrow ? 9 : 8));
        var lengths = Lengths.of(run, this);
        var lines = new ArrayList<Section.Line>();
        for (var member : family.members()) {
            var performed = runs.brokers().stream().flatMap(each -> runs.run(member.name(), each).stream()).toList();
            if (performed.isEmpty()) continue;
            lines.add(new Section.Group(member.name() + ": " + member.topology().words() + (member.mirrored() ? ", queues mirrored" : "")
                + (member.placement().equals(member.topology().placement()) ? "" : " *")));
            lines.add(published(member));
            performed.forEach(each -> lines.add(ours(each, lengths)));
        }
        return new Section.Table("family", "The family", "Published gaps are whole seconds in which nothing was sent, which leaves up to "
            + "two more; claims are those that hold, of those that are judged; +1? is one more that its run left open.",
            "", columns, lines, String.join(" ", Stream.concat(kinds(runs).stream(), remarks(runs).stream()).toList()));
    }

    private static Section.Row published(Member member) {
        var cells =
            new ArrayList<Section.Cell>(List.of(new Section.Text("published"), number(member.published(FailoverKeys.SENT_MESSAGES), 0),
            number(member.published(FailoverKeys.LOST_MESSAGES), 0),
            number(member.published(FailoverKeys.ERROR_MESSAGES), 0), new Section.Text(gap(member.longestEmptySec()))));
        for (var key : LATENCIES) cells.add(number(member.published(key), 1));
        cells.add(new Section.Text(""));
        return new Section.Row(cells);
    }

    private static String gap(int emptySec) {
        return emptySec == 0 ? "< 2" : emptySec + "-" + (emptySec + 2);
    }

    private static Section.Row ours(Performed run, Lengths lengths) {
        long reproduced = run.good();
        long judged = reproduced + run.bad();
        long open = run.open();
        var cells =
            new ArrayList<Section.Cell>(
            List.of(new Section.Text(run.brokers()),
            lengths.mark(FailoverKeys.SENT_MESSAGES, ours(run.figure(FailoverKeys.SENT_MESSAGES), 0)),
            number(run.figure(FailoverKeys.LOST_MESSAGES), 0), number(run.figure(FailoverKeys.ERROR_MESSAGES), 0),
            ours(run.figure(FailoverKeys.OUTAGE_SEC), 2)));
        for (var key : LATENCIES) cells.add(lengths.mark(key, ours(run.figure(key), 1)));
        cells.add(new Section.Text(reproduced + "/" + judged + (open > 0 ? "+" + open + "?" : "") + (run.reproduced() ? "" : " !")));
        return new Section.Row(cells);
    }

    private static Section.Number ours(OptionalDouble value, int form) {
        return Section.Number.ours(value.orElse(Double.NaN), form);
    }

    private static Section.Cell number(OptionalDouble value, int decimals) {
        return new Section.Number(value.orElse(Double.NaN), decimals);
    }

    /** The brokers of each kind. */
    private static List<String> kinds(FamilyRuns runs) {
        var sentences = new ArrayList<String>();
        runs.runs().stream()
            .collect(Collectors.groupingBy(Performed::brokers, LinkedHashMap::new,
            Collectors.mapping(Performed::kind, Collectors.toCollection(java.util.LinkedHashSet::new))))
            .forEach((each, kinds) -> sentences.add(each + ": " + String.join("; ", kinds) + "."));
        return sentences;
    }

    /** The members that were left out with the reasons, and the location of each run's files. */
    static List<String> remarks(FamilyRuns runs) {
        var sentences = new ArrayList<String>();
        runs.leftOut().values().stream().distinct()
            .forEach(why -> sentences.add("Left out: " + runs.leftOut().entrySet().stream().filter(entry -> entry.getValue().equals(why))
            .map(java.util.Map.Entry::getKey).collect(Collectors.joining(", ")) + ": " + why + "."));
        var folders = runs.runs().stream().map(Performed::folder).toList();
        if (!folders.isEmpty())
            sentences.add("Each run has a report of its own: "
                + (folders.size() <= 2 ? String.join(", ", folders) : folders.getFirst() + " to " + folders.getLast()) + ".");
        return sentences;
    }

    /** The placements of the members with an asterisk; members with the same placement and reason share a line. */
    private Section places(Run run) {
        var runs = run.details(FamilyRuns.class);
        var moved = family.members().stream()
            .filter(member -> !member.placement().why().isEmpty() && runs.runs().stream()
            .anyMatch(each -> each.member().equals(member.name())))
            .collect(Collectors.groupingBy(Member::placement, LinkedHashMap::new,
            Collectors.mapping(Member::name, Collectors.joining(", "))));
        return new Section.Sentences("* Placed as the figures have it",
            moved.entrySet().stream().map(entry -> entry.getValue() + ": " + entry.getKey().words() + "; " + entry.getKey().why() + ".")
            .toList());
    }

    /** One sentence per difference, with its reason or the statement that it is unknown. */
    static Section differences(List<Difference> differences) {
        var sentences =
            differences.stream()
            .map(each -> each.member() + ", " + each.between() + ": " + each.what()
            + (each.explained() ? ". Reason: " + each.why() + "." : ". NOT EXPLAINED.")).toList();
        return new Section.Sentences("Differences", sentences.isEmpty() ? List.of("There are none.") : sentences);
    }
}
