package reprise.judge;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import reprise.judge.FailoverFamily.Member;
import reprise.recorder.Run;
import reprise.recorder.Unjudged;

/**
 * The measures of several runs together: of the whole family, or of one report on several kinds of broker. Each is either
 * had, or absent with the reason.
 *
 * @param values counts of reports and of differences; of one report, each run's figure of each claim, in the claim's unit
 */
public record FamilyMeasures(Map<String, Double> values, Map<String, Unjudged> unmeasured) {
    /** Differences without a reason. */
    public static final String UNEXPLAINED = "unexplainedDifferences";

    public FamilyMeasures {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        unmeasured = Collections.unmodifiableMap(new LinkedHashMap<>(unmeasured));
    }

    /** The name of the count for one kind of broker: reports of which every judged claim holds. */
    public static String reproducedOn(String brokers) {
        return "reproduced " + brokers;
    }

    /** Of the whole family: on each kind of broker the reports that are reproduced, and the differences without a reason. */
    public static FamilyMeasures of(FailoverFamily family, List<String> brokers, FamilyRuns runs) {
        var values = new LinkedHashMap<String, Double>();
        var unmeasured = new LinkedHashMap<String, Unjudged>();
        for (var each : brokers) {
            var performed = runs.runs().stream().filter(run -> run.brokers().equals(each)).toList();
            reproduced(family, each, performed, values, unmeasured);
        }
        if (runs.runs().isEmpty()) unmeasured.put(UNEXPLAINED, new Unjudged.ByRun("nothing was performed"));
        else
            values.put(UNEXPLAINED, (double) FamilyDifferences.of(family, runs).stream().filter(difference -> !difference.explained())
                .count());
        return new FamilyMeasures(values, unmeasured);
    }

    /** How many reports are; nobody can tell where all that keeps it from being all is that runs left claims open. */
    private static void reproduced(FailoverFamily family, String brokers, List<FamilyRuns.Performed> performed, Map<String, Double> values,
        Map<String, Unjudged> unmeasured) {
        long reproduced = performed.stream().filter(FamilyRuns.Performed::reproduced).count();
        var open = performed.stream().filter(FamilyRuns.Performed::leftOpen).toList();
        if (performed.size() < family.members().size()) {
            unmeasured.put(reproducedOn(brokers),
                new Unjudged.ByRun("only " + performed.size() + " of " + family.members().size() + " reports were performed"));
        } else if (!open.isEmpty() && reproduced + open.size() == performed.size()) {
            unmeasured.put(reproducedOn(brokers),
                new Unjudged.ByRun("of " + reproduced + " reports all judged claims hold; left open by their runs: " + open.stream()
                .map(run -> run.member() + " ("
                + run.claims().stream().filter(claim -> claim.verdict() == Run.Ending.BY_RUN).map(Run.Judgement::why).distinct()
                    .collect(Collectors.joining("; ")) + ")").collect(Collectors.joining(", "))));
        } else {
            values.put(reproducedOn(brokers), (double) reproduced);
        }
    }

    /** Why a claim of one run was not judged; empty if it was. */
    private static Optional<Unjudged> reason(Run.Judgement judged) {
        return Optional.ofNullable(switch (judged.verdict()) {
            case BY_DOCUMENT -> new Unjudged.ByDocument(judged.why());
            case BY_REQUEST -> new Unjudged.ByRequest(judged.why());
            case BY_RUN -> new Unjudged.ByRun(judged.why());
            case REPRODUCED, IN_DIRECTION, NOT_REPRODUCED, HELD, NOT_HELD -> null;
        });
    }

    /** Of one report: what each claim came to on each kind of broker, under the name that {@link Claim#on} gives it. */
    public static FamilyMeasures sideBySide(Member member, List<Claim> claims, List<String> brokers, FamilyRuns runs) {
        var values = new LinkedHashMap<String, Double>();
        var unmeasured = new LinkedHashMap<String, Unjudged>();
        for (var claim : claims) {
            for (var each : brokers) {
                var measure = claim.on(each).measure();
                var judged = runs.run(member.name(), each).flatMap(run -> run.claim(claim.id()));
                judged.map(Run.Judgement::measured).ifPresent(measured -> values.put(measure, measured));
                if (judged.isEmpty())
                    unmeasured.put(measure,
                        new Unjudged.ByRun(runs.leftOut().getOrDefault(member.name() + " on " + each, "it was not performed")));
                else reason(judged.get()).ifPresent(why -> unmeasured.put(measure, why));
            }
        }
        return new FamilyMeasures(values, unmeasured);
    }
}
