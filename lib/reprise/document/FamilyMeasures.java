package reprise.document;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import reprise.document.FailoverFamily.Member;

/**
 * The measures of several runs together: of the whole family, or of one report on several kinds of broker. Each is either
 * had, or absent with the reason.
 *
 * @param values counts of reports and of differences; of one report, each run's figure of each claim, in the claim's unit
 */
public record FamilyMeasures(Map<String, Double> values, Map<String, String> unmeasured) {
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
        var unmeasured = new LinkedHashMap<String, String>();
        for (var each : brokers) {
            var performed = runs.runs().stream().filter(run -> run.brokers().equals(each)).toList();
            if (performed.size() == family.members().size()) values.put(reproducedOn(each), (double) performed.stream().filter(FamilyRuns.Performed::reproduced).count());
            else unmeasured.put(reproducedOn(each), "only " + performed.size() + " of " + family.members().size() + " reports were performed");
        }
        if (runs.runs().isEmpty()) unmeasured.put(UNEXPLAINED, "nothing was performed");
        else values.put(UNEXPLAINED, (double) FamilyDifferences.of(family, runs).stream().filter(difference -> !difference.explained()).count());
        return new FamilyMeasures(values, unmeasured);
    }

    /** Of one report: what each claim came to on each kind of broker, under the name that {@link Claim#on} gives it. */
    public static FamilyMeasures sideBySide(Member member, List<Claim> claims, List<String> brokers, FamilyRuns runs) {
        var values = new LinkedHashMap<String, Double>();
        var unmeasured = new LinkedHashMap<String, String>();
        for (var claim : claims) {
            for (var each : brokers) {
                var measure = claim.on(each).measure();
                var judged = runs.run(member.name(), each).flatMap(run -> run.claim(claim.id()));
                if (judged.isPresent() && judged.get().measured() != null) values.put(measure, judged.get().measured());
                else unmeasured.put(measure, judged.isPresent() ? judged.get().why() : runs.leftOut().getOrDefault(member.name() + " on " + each, "it was not performed"));
            }
        }
        return new FamilyMeasures(values, unmeasured);
    }
}
