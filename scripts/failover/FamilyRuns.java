package failover;

import static com.fasterxml.jackson.annotation.JsonInclude.Include.NON_EMPTY;
import static com.fasterxml.jackson.annotation.Nulls.AS_EMPTY;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import reprise.recorder.Run;
import reprise.recorder.RunDetails;

/**
 * The part of run.json that only a family's run has: each member's run on each kind of broker, in the order of performance, and why others
 * were left out, by {@code MEMBER on BROKERS}.
 */
public record FamilyRuns(List<Performed> runs, Map<String, String> leftOut) implements RunDetails {
    /** The figures of a member's summary that the tables and the differences use. */
    public static final List<String> FIGURES =
        List.of(FailoverKeys.SENT_MESSAGES, FailoverKeys.RECEIVED_MESSAGES, FailoverKeys.REPLIES, FailoverKeys.LOST_MESSAGES,
        FailoverKeys.UNROUTABLE_MESSAGES, FailoverKeys.UNROUTABLE_IN_GAP, FailoverKeys.QUEUE_GAP_MS,
        FailoverKeys.ERROR_MESSAGES, FailoverKeys.REFUSED_MESSAGES, FailoverKeys.DUPLICATE_MESSAGES, FailoverKeys.TIMEOUTS,
        FailoverKeys.LATE_REPLIES,
        Run.DURATION_SEC, FailoverKeys.THROUGHPUT_PER_SEC, FailoverKeys.TRANSFER_MB, FailoverKeys.BANDWIDTH_MB_PER_SEC,
        FailoverKeys.OUTAGE_SEC, FailoverKeys.AVG_LATENCY_MS, FailoverKeys.MAX_LATENCY_MS, "p50LatencyMs",
        "p99LatencyMs", FailoverKeys.AVG_ROUND_TRIP_MS, FailoverKeys.MAX_ROUND_TRIP_MS,
        FailoverKeys.P50_ROUND_TRIP_MS, FailoverKeys.P99_ROUND_TRIP_MS);

    /**
     * One run.
     *
     * @param member its name, such as {@code call cmss2-km mirrored}
     * @param brokers as the option names them: embedded, rabbitmq
     * @param kind the brokers in words
     * @param folder of the run, within the family's
     * @param figures of its summary, units in the names; missing figures are absent
     * @param faults counts that do not add up, a sentence each
     */
    public record Performed(String member, String brokers, String kind, String folder, Map<String, Double> figures,
        List<Run.Judgement> claims,
                            @JsonInclude(NON_EMPTY) @JsonSetter(nulls = AS_EMPTY) List<String> faults) {
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

        /** The number of claims that hold. */
        public long good() {
            return claims.stream().filter(claim -> claim.verdict().isGood()).count();
        }

        /** The number of claims that do not hold. */
        public long bad() {
            return claims.stream().filter(claim -> claim.verdict().isBad()).count();
        }

        /** The number of claims that the run left open. */
        public long open() {
            return claims.stream().filter(claim -> claim.verdict() == Run.Ending.BY_RUN).count();
        }

        /** At least one claim holds, none fails, and the run left none open. */
        public boolean reproduced() {
            return good() > 0 && bad() == 0 && open() == 0;
        }

        /** Open claims are the only reason why the report is not reproduced. */
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

    /** The kinds of broker, in the requested order. */
    public List<String> brokers() {
        return runs.stream().map(Performed::brokers).distinct().toList();
    }

    public Optional<Performed> run(String member, String brokers) {
        return runs.stream().filter(run -> run.member().equals(member) && run.brokers().equals(brokers)).findFirst();
    }

    @Override
    public long runsLeftOut() {
        return leftOut.size();
    }

    /** Reports a member that the family no longer has. */
    public static RunDetails.Reader<?> reader(FailoverFamily family) {
        return new RunDetails.Reader<>(FamilyRuns.class, (read, file, _) -> {
            for (int i = 0; i < read.runs.size(); i++) {
                var member = read.runs.get(i).member();
                if (family.members().stream().noneMatch(each -> each.name().equals(member)))
                    file.problem("runs[" + i + "].member", "is \"" + member + "\"; it must be one of the family's reports, for example "
                        + "\"cast cmsm-km\"");
            }
            return read;
        });
    }
}
