package reprise.judge;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import reprise.recorder.Run;
import reprise.recorder.RunDetails;
import reprise.recorder.RunFile;
import reprise.recorder.StrictJson;

/**
 * What only a run of the whole family has in run.json: each member's run on each kind of broker, in the order in which
 * they were performed, and why others were left out, by {@code MEMBER on BROKERS}.
 */
public record FamilyRuns(List<Performed> runs, Map<String, String> leftOut) implements RunDetails {
    /** Of a member's summary, what the tables show and the differences are worked out of. */
    public static final List<String> FIGURES =
        List.of("sentMessages", "receivedMessages", "replies", "lostMessages", "unroutableMessages", "unroutableInGap", "queueGapMs",
        "errorMessages", "refusedMessages", "duplicateMessages", "timeouts", "lateReplies",
        "durationSec", "throughputPerSec", "transferMb", "bandwidthMbPerSec", "outageSec", "avgLatencyMs", "maxLatencyMs", "p50LatencyMs",
        "p99LatencyMs", "avgRoundTripMs", "maxRoundTripMs",
        "p50RoundTripMs", "p99RoundTripMs");

    /**
     * One run.
     *
     * @param member its name, such as {@code call cmss2-km mirrored}
     * @param brokers as the option names them: embedded, rabbitmq
     * @param kind what they were, in words
     * @param folder of the run, below the family's
     * @param figures of its summary, units in the names; what was not had is absent
     * @param faults of its counts, a sentence each
     */
    public record Performed(String member, String brokers, String kind, String folder, Map<String, Double> figures,
        List<Run.Judgement> claims,
                            List<String> faults) {
        public Performed {
            figures = Collections.unmodifiableMap(new LinkedHashMap<>(figures));
            claims = List.copyOf(claims);
            faults = List.copyOf(faults);
        }

        public OptionalDouble figure(String key) {
            var value = figures.get(key);
            return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
        }

        public Optional<Run.Judgement> claim(String id) {
            return claims.stream().filter(claim -> claim.id().equals(id)).findFirst();
        }

        /** How many claims are so, as judged. */
        public long good() {
            return claims.stream().filter(claim -> claim.verdict().isGood()).count();
        }

        /** How many are not so, as judged. */
        public long bad() {
            return claims.stream().filter(claim -> claim.verdict().isBad()).count();
        }

        /** How many the run left open. */
        public long open() {
            return claims.stream().filter(claim -> claim.verdict() == Run.Ending.BY_RUN).count();
        }

        /** At least one claim holds, none does not, and none was left open by the run. */
        public boolean reproduced() {
            return good() > 0 && bad() == 0 && open() == 0;
        }

        /** All that kept it from being reproduced was that its run left something open. */
        public boolean leftOpen() {
            return bad() == 0 && open() > 0;
        }
    }

    public FamilyRuns {
        runs = List.copyOf(runs);
        leftOut = Collections.unmodifiableMap(new LinkedHashMap<>(leftOut));
    }

    public static Performed performed(FailoverFamily.Member member, String brokers, String folder, Run judged) {
        var figures = new LinkedHashMap<String, Double>();
        for (var key : FIGURES) judged.summary(key).ifPresent(value -> figures.put(key, value));
        return new Performed(member.name(), brokers, String.valueOf(judged.parameters().get("brokers")), folder, figures, judged.claims(),
            FailoverAccounts.faults(judged).stream().map(FailoverAccounts.Fault::sentence).toList());
    }

    /** The kinds of broker, in the order in which they were asked for. */
    public List<String> brokers() {
        return runs.stream().map(Performed::brokers).distinct().toList();
    }

    public Optional<Performed> run(String member, String brokers) {
        return runs.stream().filter(run -> run.member().equals(member) && run.brokers().equals(brokers)).findFirst();
    }

    @Override
    public Map<String, Object> parts() {
        var parts = new LinkedHashMap<String, Object>();
        parts.put("runs", runs.stream().map(FamilyRuns::row).toList());
        parts.put("leftOut", leftOut);
        return parts;
    }

    private static Map<String, Object> row(Performed run) {
        var row = new LinkedHashMap<String, Object>();
        row.put("member", run.member());
        row.put("brokers", run.brokers());
        row.put("kind", run.kind());
        row.put("folder", run.folder());
        row.put("figures", run.figures());
        if (!run.faults().isEmpty()) row.put("faults", run.faults());
        row.put("claims", run.claims().stream().map(FamilyRuns::claim).toList());
        return row;
    }

    private static Map<String, Object> claim(Run.Judgement claim) {
        var row = new LinkedHashMap<String, Object>();
        row.put("id", claim.id());
        row.put("statement", claim.statement());
        row.put("published", claim.published());
        row.put("measured", claim.measured());
        row.put("verdict", claim.verdict().word());
        if (!claim.verdict().by().isEmpty()) row.put("by", claim.verdict().by());
        row.put("why", claim.why());
        return row;
    }

    /** A member that the family no longer has is told. */
    public static RunDetails.Reader reader(FailoverFamily family) {
        return (root, _) -> {
            var runs = new ArrayList<Performed>();
            for (var object : root.objects("runs")) runs.add(read(object, family));
            return new FamilyRuns(runs, root.object("leftOut").texts());
        };
    }

    private static Performed read(StrictJson object, FailoverFamily family) {
        var member = object.text("member", "cast cmsm-km");
        if (family.members().stream().noneMatch(each -> each.name().equals(member)))
            object.wrong("member", "one of the family's reports", "\"cast cmsm-km\"");
        var performed =
            new Performed(member, object.text("brokers", "embedded"), object.text("kind", "embedded cluster of 3 nodes"),
            object.text("folder", "01-cast-cmsm-km-embedded"),
            object.object("figures").numbers(), object.objects("claims").stream().map(RunFile::judgement).toList(),
            object.has("faults") ? object.textList("faults", "the messages of the client do not add up") : List.of());
        object.done();
        return performed;
    }

}
