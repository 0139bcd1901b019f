package failover;

import failover.FailoverFamily.Member;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import reprise.judge.Measure;
import reprise.judge.Quantity;
import reprise.judge.Reading;
import reprise.judge.Readings;
import reprise.recorder.Run;
import reprise.recorder.Unit;
import reprise.recorder.Unjudged;

/**
 * The measures of several runs together: of the whole family, or of one report on several kinds of broker. Each has a figure, or the reason
 * why it has none.
 */
public final class FamilyMeasures {
    public static final Quantity UNEXPLAINED = new Quantity("unexplainedDifferences", "the number of differences without a reason",
        Unit.ofRatio("unexplained"), 0);

    private FamilyMeasures() {}

    /** The number of reports on one kind of broker of which all judged claims hold. @param reports the number of all reports */
    public static Quantity reproducedOn(String brokers, int reports) {
        return new Quantity("reproduced " + brokers, "the number of reports with a claim that is reproduced and without one that is not",
            new Unit("of " + reports + " reports"), 0);
    }

    /** The whole family: the reproduced reports on each kind of broker, and the differences without a reason. */
    public static Readings of(FailoverFamily family, List<String> brokers, FamilyRuns runs) {
        var measures = new ArrayList<Measure<FamilyRuns>>();
        int reports = family.members().size();
        for (var each : brokers) measures.add(new Measure<>(reproducedOn(each, reports), all -> reproduced(reports, each, all)));
        measures.add(new Measure<>(UNEXPLAINED, all -> unexplained(family, all)));
        return Readings.of(measures, runs);
    }

    private static Reading unexplained(FailoverFamily family, FamilyRuns runs) {
        return runs.runs().isEmpty() ? Reading.byRun("nothing was performed") : new Reading.Value(FamilyDifferences.of(family, runs)
            .stream().filter(difference -> !difference.explained()).count());
    }

    /** The number of reproduced reports. It is unknown if open claims are the only reason why it is not the number of all reports. */
    private static Reading reproduced(int reports, String brokers, FamilyRuns runs) {
        var performed = runs.runs().stream().filter(run -> run.brokers().equals(brokers)).toList();
        long reproduced = performed.stream().filter(FamilyRuns.Performed::reproduced).count();
        var open = performed.stream().filter(FamilyRuns.Performed::leftOpen).toList();
        if (performed.size() < reports) return Reading.byRun("only " + performed.size() + " of " + reports + " reports were performed");
        if (open.isEmpty() || reproduced + open.size() < performed.size()) return new Reading.Value(reproduced);
        return Reading.byRun("of " + reproduced + " reports all judged claims hold; left open by their runs: "
            + open.stream().map(FamilyMeasures::leftOpen).collect(Collectors.joining(", ")));
    }

    private static String leftOpen(FamilyRuns.Performed run) {
        return run.member() + " (" + run.claims().stream().filter(claim -> claim.verdict() == Run.Ending.BY_RUN).map(Run.Judgement::why)
            .distinct().collect(Collectors.joining("; ")) + ")";
    }

    /** The reason why a claim of one run was not judged; empty if it was. */
    private static Optional<Unjudged> reason(Run.Judgement judged) {
        return Optional.ofNullable(switch (judged.verdict()) {
            case BY_DOCUMENT -> new Unjudged.ByDocument(judged.why());
            case BY_REQUEST -> new Unjudged.ByRequest(judged.why());
            case BY_RUN -> new Unjudged.ByRun(judged.why());
            case REPRODUCED, IN_DIRECTION, NOT_REPRODUCED, HELD, NOT_HELD -> null;
        });
    }

    /** One report: the result of each claim on each kind of broker, under the id that {@link reprise.judge.Claim#on} gives it. */
    public static Readings sideBySide(Member member, List<SideBySideReport.Asked> claims, FamilyRuns runs) {
        var readings = Readings.NONE;
        for (var asked : claims) {
            var each = asked.column();
            readings = readings.with(asked.claim().measure().id(), runs.run(member.name(), each)
                .flatMap(run -> run.claim(asked.own())).map(FamilyMeasures::reading)
                .orElseGet(() -> Reading.byRun(runs.leftOut().getOrDefault(member.name() + " on " + each, "it was not performed"))));
        }
        return readings;
    }

    private static Reading reading(Run.Judgement judged) {
        var why = reason(judged);
        if (judged.measured() == null) return why.<Reading>map(Reading.Missing::new).orElseThrow();
        var value = new Reading.Value(judged.measured());
        return why.map(value::onlyShown).orElse(value);
    }
}
