package failover;

import failover.FailoverFamily.Member;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import reprise.judge.Claim;
import reprise.judge.Scenario;
import reprise.recorder.Run;
import reprise.recorder.RunDetails;
import reprise.report.DocumentReport;
import reprise.report.Lengths;
import reprise.report.Section;
import reprise.report.SummaryTable;

/**
 * One report performed on several kinds of broker: one column for each beside the published one, the differences between them, and a
 * verdict for each claim on each.
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

    private Member member() {
        return one.members().getFirst();
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

    @Override
    public List<Section> console(Run run) {
        return List.of(columns(run), differences(run));
    }

    @Override
    public List<Section> alarms(Run run) {
        return FamilyReport.wrongCounts(run);
    }

    private Section columns(Run run) {
        var runs = run.details(FamilyRuns.class);
        boolean published = SummaryTable.hasPublished(compared);
        var lengths = Lengths.of(run, this);
        var lines = new ArrayList<Section.Line>();
        for (var line : compared.summary()) {
            if (!FamilyRuns.FIGURES.contains(line.key())) continue;
            lines.add(SummaryTable.row(compared, line, line.label(),
                brokers.stream().map(each -> runs.run(member().name(), each).map(found -> found.figure(line.key()).orElse(Double.NaN))
                .orElse(Double.NaN)).toList(), lengths));
        }
        return new Section.Table("summary", "Execution Summary", "", "",
            SummaryTable.columnsOf(SummaryTable.ATTRIBUTE, published, brokers), lines, FamilyReport.remark(runs));
    }

    /** Only those between kinds of broker; the claims show the differences to the published figures. */
    private Section differences(Run run) {
        var runs = run.details(FamilyRuns.class);
        if (runs.brokers().size() > 1) return FamilyReport.differences(FamilyDifferences.betweenBrokers(one, runs));
        return new Section.Sentences("Differences",
            List.of("Nothing can be told: it was performed on " + (runs.runs().isEmpty() ? "none." : "one kind of broker only.")));
    }
}
