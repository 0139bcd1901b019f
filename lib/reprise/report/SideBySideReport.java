package reprise.report;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import reprise.judge.FailoverFamily;
import reprise.judge.FailoverFamily.Member;
import reprise.judge.FamilyDifferences;
import reprise.judge.FamilyRuns;
import reprise.judge.Scenario;
import reprise.recorder.Run;
import reprise.recorder.RunDetails;

/**
 * One report performed on several kinds of broker: a column for each beside the published one, what differs between them,
 * and a verdict for each claim on each.
 *
 * @param compared what each run was compared with: its figures and claims
 * @param one the family with this one member
 */
public record SideBySideReport(Scenario compared, FailoverFamily one, List<String> brokers) implements DocumentReport {
    public SideBySideReport {
        brokers = List.copyOf(brokers);
        if (one.members().size() != 1)
            throw new IllegalArgumentException("side by side: " + one.members().size() + " reports; it must be one");
    }

    private Member member() {
        return one.members().getFirst();
    }

    @Override
    public Scenario scenario() {
        var claims = compared.claims().stream().flatMap(claim -> brokers.stream().map(claim::on)).toList();
        return new Scenario(one.id(), compared.title(), compared.source(), compared.performed(), Map.of(), List.of(), Map.of(), claims);
    }

    /** A claim's figure on a kind of broker depends on the length where the claim's own does. */
    @Override
    public Set<String> byLength() {
        var keys = new HashSet<>(FailoverReport.BY_LENGTH);
        compared.claims().stream().filter(claim -> FailoverReport.BY_LENGTH.contains(claim.measure()))
            .forEach(claim -> brokers.forEach(each -> keys.add(claim.on(each).measure())));
        return keys;
    }

    @Override
    public RunDetails.Reader details() {
        return FamilyRuns.reader(one);
    }

    @Override
    public long runsLeftOut(Run run) {
        return run.details(FamilyRuns.class).leftOut().size();
    }

    @Override
    public List<Section> console(Run run) {
        var sections = new ArrayList<>(List.of(columns(run), differences(run), new Section.Claims()));
        sections.addAll(FamilyReport.alarms(run));
        return sections;
    }

    @Override
    public List<Section> page(Run run) {
        var sections = new ArrayList<>(FamilyReport.alarms(run));
        sections.addAll(List.of(new Section.Claims(), columns(run), differences(run)));
        return sections;
    }

    private Section columns(Run run) {
        var runs = run.details(FamilyRuns.class);
        boolean published = Rows.hasPublished(compared);
        var lengths = Lengths.of(run, this);
        var lines = new ArrayList<Section.Line>();
        for (var figure : compared.summary()) {
            if (!FamilyRuns.FIGURES.contains(figure.key())) continue;
            lines.add(Rows.summary(figure, figure.label(), published,
                brokers.stream().map(each -> runs.run(member().name(), each).map(found -> found.figure(figure.key()).orElse(Double.NaN))
                .orElse(Double.NaN)).toList(), lengths));
        }
        return new Section.Table("summary", "Execution Summary", "", "", Rows.columns(published, brokers), lines,
            FamilyReport.remark(runs));
    }

    /** Between the kinds of broker; to the published figures the claims have them. */
    private Section differences(Run run) {
        var runs = run.details(FamilyRuns.class);
        if (runs.brokers().size() > 1) return FamilyReport.differences(FamilyDifferences.betweenBrokers(one, runs));
        return new Section.Sentences("Differences",
            List.of("Nothing can be told: it was performed on " + (runs.runs().isEmpty() ? "none." : "one kind of broker only.")));
    }
}
