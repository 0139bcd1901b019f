package failover;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.IntStream;
import reprise.judge.Claim;
import reprise.judge.Scenario;
import reprise.recorder.Run;
import reprise.recorder.RunDetails;
import reprise.report.DocumentReport;
import reprise.report.GroupComparison;
import reprise.report.Report;
import reprise.report.RunGroup;
import reprise.report.Section;
import reprise.report.SummaryTable;

/**
 * One report performed on several kinds of broker: they are compared beside the published figures, each difference with its reason, and
 * each claim has a verdict on each.
 *
 * @param compared the figures and claims that each run was compared with
 * @param one the family with only this member
 */
public record SideBySideReport(Scenario compared, FailoverFamily one, List<String> brokers) implements DocumentReport {
    public SideBySideReport {
        brokers = List.copyOf(brokers);
        if (one.members().size() != 1)
            throw new IllegalArgumentException("side by side: " + one.members().size() + " reports; it must be one");
    }

    /** A claim of the report as it is asked of one column. @param own its id there */
    record Asked(String own, String column, Claim claim) {}

    static List<Asked> claims(Scenario compared, List<String> columns) {
        var own = compared.claims();
        var quorum = FamilyColumn.onQuorum(own);
        return IntStream.range(0, own.size()).boxed().flatMap(i -> columns.stream().map(column -> new Asked(own.get(i).id(), column,
            (FamilyColumn.isQuorum(column) ? quorum : own).get(i).on(column)))).toList();
    }

    @Override
    public Scenario scenario() {
        return new Scenario(one.id(), compared.title(), compared.source(), compared.performed(), List.of(), Map.of(),
            claims(compared, brokers).stream().map(Asked::claim).toList());
    }

    /** A claim's figure on a kind of broker depends on the duration if the claim's own figure does. */
    @Override
    public Set<String> byLength() {
        var keys = new HashSet<>(FailoverReport.BY_LENGTH);
        compared.claims().stream().filter(claim -> FailoverReport.BY_LENGTH.contains(claim.measure().id()))
            .forEach(claim -> brokers.forEach(each -> keys.add(claim.on(each).measure().id())));
        return keys;
    }

    @Override
    public RunDetails.Reader<?> details() {
        return FamilyRuns.reader(one);
    }

    @Override
    public List<String> happened(Run run) {
        return FamilyReport.happened(run.details(FamilyRuns.class));
    }

    /** A group for each kind of broker, with the figures of the document's summary. */
    @Override
    public List<RunGroup> sides(Run run) {
        var lines = compared.summary().stream().map(line -> new Scenario.SummaryLine(line.key(), line.label(),
            SummaryTable.published(compared, line), line.decimals())).toList();
        var summary = Report.of(new Scenario(compared.id(), compared.title(), compared.source(), compared.performed(), lines, Map.of(),
            List.of()), List.of()).details(RunDetails.NO_READER).summary("Execution Summary", SummaryTable.ATTRIBUTE);
        return run.details(FamilyRuns.class).runs().stream().map(each -> {
            var side = new RunGroup(each.brokers(), summary.scenario());
            side.add(Path.of(each.folder()), Run.of(compared.id(), run.seed(), run.startedAt()).parameters(Map.of("brokers", each.kind()))
                .summary(each.figures()).build(), summary);
            return side;
        }).toList();
    }

    @Override
    public List<Section> console(Run run) {
        var sides = sides(run);
        var sections = new ArrayList<Section>();
        if (!sides.isEmpty()) sections.addAll(new GroupComparison(sides, OptionalDouble.empty()).besidePublished());
        sections.add(new Section.Sentences("Runs", FamilyReport.remarks(run.details(FamilyRuns.class))));
        sections.add(differences(run));
        return sections;
    }

    @Override
    public List<Section> alarms(Run run) {
        return FamilyReport.wrongCounts(run);
    }

    /** Only those between kinds of broker; the claims show the differences to the published figures. */
    private Section differences(Run run) {
        var runs = run.details(FamilyRuns.class);
        if (runs.brokers().size() > 1) return FamilyReport.differences(FamilyDifferences.betweenBrokers(one, runs));
        return new Section.Sentences("Differences",
            List.of("Nothing can be told: it was performed on " + (runs.runs().isEmpty() ? "none." : "one kind of broker only.")));
    }
}
