package reprise.simulator.users;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import reprise.peer.k6.K6Figures;
import reprise.peer.k6.K6Figures.Contains;
import reprise.peer.k6.K6Figures.Thresholds;
import reprise.peer.k6.K6Metrics;
import reprise.recorder.Counter;
import reprise.recorder.FactRule;
import reprise.recorder.Facts;
import reprise.recorder.Run;
import reprise.recorder.RunRows;
import reprise.recorder.Samples;
import reprise.simulator.users.Tally.Count;
import reprise.simulator.users.Tally.Value;

/**
 * All figures of a run of virtual users, summed from the loops' tallies; figures by second are in the recording ({@link UserMetrics}).
 * Metrics have k6's names, for the whole or a part: {@code ws_connecting},
 * <code>ws_connecting{server:queueing}</code>, <code>iterations{scenario:a,server:b}</code>.
 */
public final class UserFigures {
    private static final List<String> METRICS = List.of("checks", "data_received", "data_sent", "dropped_iterations", "iteration_duration",
        "iterations", "vus", "vus_max", "ws_connecting", "ws_msgs_received", "ws_msgs_sent", "ws_session_duration", "ws_sessions");
    private final UserPlan plan;
    private final double tookSec;
    private final List<Tally> tallies;
    private final List<Map<String, long[]>> checks;
    private final List<Integer> active;
    private final List<DeliveryTotals> deliveries;
    private final List<K6Figures.Bar> bars;
    private final List<Ended> ended;
    private final Map<String, Long> notes;

    UserFigures(UserPlan plan, long tookNs, List<Tally> tallies, List<Map<String, long[]>> checks, List<Integer> active,
        List<DeliveryTotals> deliveries, List<K6Figures.Bar> bars, List<Ended> ended, Map<String, Long> notes) {
        this.plan = plan;
        tookSec = tookNs / 1e9;
        this.tallies = tallies;
        this.checks = checks;
        this.active = active;
        this.deliveries = deliveries;
        this.bars = bars;
        this.ended = ended;
        this.notes = notes;
    }

    /** Every attempt ends in one way: attempts = complete + interrupted + failed. */
    public record Sessions(long attempts, long complete, long interrupted, long failed) {}

    /** The recording's counters of each event loop thread's CPU time. */
    public List<Counter> busyLoops() {
        return UserMetrics.of(plan.targets(), plan.loops()).busy();
    }

    /** The notes, and how often each occurred. */
    public Map<String, Long> notes() {
        return notes;
    }

    /** The notes as sentences, and one on errors of the script's own. */
    public List<String> sentences() {
        var sentences = new ArrayList<String>();
        notes.forEach((note, times) -> sentences.add(times == 1 ? note : note + " (" + times + " times)"));
        if (scriptErrors() > 0) sentences.add(scriptErrors() + " iterations ended in an error of the script's own");
        return sentences;
    }

    /**
     * Those of a whole load from its shares'. Percentiles and means of k6's trends are not among them: a share keeps no distribution of
     * them, other than of what is a timing too.
     */
    public static final List<FactRule> SHARED = List.of(
        FactRule.sum(Set.of("interruptedIterations", "failedSessions", "deliveries", "lostDeliveries")::contains),
        FactRule.largest(Run.DURATION_SEC::equals), FactRule.sum(name -> name.matches("vus_max\\..*")),
        FactRule.sum(name -> !name.startsWith("wrk.") && name.matches(".*\\.(count|passes|fails)")),
        FactRule.largest(name -> name.matches("(iteration_duration|ws_connecting|ws_session_duration).*\\.max")),
        FactRule.smallest(name -> name.matches("(iteration_duration|ws_connecting|ws_session_duration).*\\.min")));

    /** As facts of a phase: k6's metrics, and what k6 does not count. */
    Facts facts() {
        var figures = new LinkedHashMap<>(K6Metrics.summary(k6(List.of()).metrics()));
        figures.put(Run.DURATION_SEC, RunRows.rounded(tookSec));
        figures.put("interruptedIterations", (double) interrupted(""));
        figures.put("failedSessions", (double) sessions("").failed());
        figures.put("deliveries", (double) deliveries.stream().mapToLong(DeliveryTotals::made).sum());
        figures.put("lostDeliveries", (double) deliveries.stream().mapToLong(DeliveryTotals::lost).sum());
        return new Facts(figures, Map.of());
    }

    public DeliveryTotals deliveries(Target target) {
        return deliveries.get(plan.targets().indexOf(target));
    }

    /** For a part in a metric name's notation, <code>{server:queueing}</code>, or the whole: "". */
    public Sessions sessions(String tags) {
        var part = Part.of(plan, tags);
        return new Sessions(sum(part, Count.SESSIONS), sum(part, Count.SESSIONS_COMPLETE), sum(part, Count.SESSIONS_INTERRUPTED),
            sum(part, Count.SESSIONS_FAILED));
    }

    /**
     * Received messages, and those that were not deliveries: answers to their own sender, foreign stamps, stamps without a slot, text
     * without a stamp, and binary ones.
     */
    public record Received(long messages, long answers, long foreign, long unfollowed, long unstamped, long binary) {}

    /** For a part or the whole. */
    public Received received(String tags) {
        var part = Part.of(plan, tags);
        return new Received(sum(part, Count.MESSAGES_RECEIVED), sum(part, Count.ANSWERS), sum(part, Count.FOREIGN),
            sum(part, Count.UNFOLLOWED),
            sum(part, Count.UNSTAMPED), sum(part, Count.BINARY));
    }

    /** A scenario's iterations, counted by its executor, independently of the metrics from the loops' tallies. */
    public record Ended(long complete, long interrupted) {}

    public Ended ended(String scenario) {
        return ended.get(plan.scenarios().stream().map(UserScenario::name).toList().indexOf(scenario));
    }

    /** Iterations that were ended from outside, for a part or the whole. */
    public long interrupted(String tags) {
        return sum(Part.of(plan, tags), Count.INTERRUPTED);
    }

    /** Iterations that ended with an exception of the script's own; they are among the complete ones. */
    public long scriptErrors() {
        return sum(Part.WHOLE, Count.SCRIPT_ERRORS);
    }

    public K6Figures.Status status() {
        return new K6Figures.Status(tookSec, plan.endNs() / 1e9, 0, plan.maxUsers(), sum(Part.WHOLE, Count.ITERATIONS),
            sum(Part.WHOLE, Count.INTERRUPTED));
    }

    /** A metric by name; empty if it has no sample. */
    public Optional<K6Figures.Value> metric(String name) {
        int tags = name.indexOf('{');
        var part = Part.of(plan, tags < 0 ? "" : name.substring(tags));
        return switch (tags < 0 ? name : name.substring(0, tags)) {
            case "checks" -> rate(sum(part, Count.CHECKS_PASSED), sum(part, Count.CHECKS_FAILED));
            case "data_received" -> counter(Contains.DATA, sum(part, Count.DATA_RECEIVED));
            case "data_sent" -> counter(Contains.DATA, sum(part, Count.DATA_SENT));
            case "dropped_iterations" -> counter(Contains.DEFAULT, sum(part, Count.DROPPED));
            case "iterations" -> counter(Contains.DEFAULT, sum(part, Count.ITERATIONS));
            case "ws_msgs_received" -> counter(Contains.DEFAULT, sum(part, Count.MESSAGES_RECEIVED));
            case "ws_msgs_sent" -> counter(Contains.DEFAULT, sum(part, Count.MESSAGES_SENT));
            case "ws_sessions" -> counter(Contains.DEFAULT, sum(part, Count.SESSIONS));
            case "iteration_duration", "ws_connecting", "ws_session_duration" -> trend(name);
            case "vus" -> active.isEmpty() ? Optional.empty() : Optional.of(new K6Figures.Gauge(active.getLast(),
                active.stream().mapToInt(users -> users).min().orElse(0), active.stream().mapToInt(users -> users).max().orElse(0)));
            case "vus_max" -> active.isEmpty() ? Optional.empty()
                : Optional.of(new K6Figures.Gauge(plan.maxUsers(), plan.maxUsers(), plan.maxUsers()));
            default -> throw new IllegalArgumentException("metric " + name + ": there is none of that name; there are " + METRICS);
        };
    }

    /** All values of a trend in ns, ascending. */
    public long[] sortedNs(String name) {
        int tags = name.indexOf('{');
        var part = Part.of(plan, tags < 0 ? "" : name.substring(tags));
        var value = switch (tags < 0 ? name : name.substring(0, tags)) {
            case "iteration_duration" -> Value.ITERATION_DURATION;
            case "ws_connecting" -> Value.CONNECTING;
            case "ws_session_duration" -> Value.SESSION_DURATION;
            default ->
                throw new IllegalArgumentException("metric " + name
                + " has no values of its own; iteration_duration, ws_connecting and ws_session_duration have");
        };
        return Samples.sorted(tallies.stream().filter(part::has).map(tally -> tally.get(value)).toList());
    }

    /** k6's summary; metrics with thresholds are marked, and their sub-metrics appear below them. */
    public K6Figures k6(List<Threshold> thresholds) {
        var names = new ArrayList<>(METRICS);
        thresholds.stream().map(Threshold::metric).filter(name -> !names.contains(name)).forEach(names::add);
        var metrics = new ArrayList<K6Figures.Metric>();
        for (var name : names) metric(name).ifPresent(value -> metrics.add(new K6Figures.Metric(name, value, mark(name, thresholds))));
        return new K6Figures(checks(), metrics, status(), bars);
    }

    private Thresholds mark(String metric, List<Threshold> thresholds) {
        var own = thresholds.stream().filter(threshold -> threshold.metric().equals(metric)).toList();
        if (own.isEmpty()) return Thresholds.NONE;
        return own.stream().allMatch(threshold -> threshold.test(this).met()) ? Thresholds.MET : Thresholds.CROSSED;
    }

    private List<K6Figures.Check> checks() {
        var all = new LinkedHashMap<String, long[]>();
        for (var part : checks) {
            part.forEach((name, counts) -> {
                var sums = all.computeIfAbsent(name, _ -> new long[2]);
                sums[0] += counts[0];
                sums[1] += counts[1];
            });
        }
        return all.entrySet().stream().map(check -> new K6Figures.Check(check.getKey(), check.getValue()[0], check.getValue()[1])).toList();
    }

    private long sum(Part part, Count count) {
        return tallies.stream().filter(part::has).mapToLong(tally -> tally.get(count)).sum();
    }

    private Optional<K6Figures.Value> counter(Contains contains, long total) {
        return total == 0 ? Optional.empty() : Optional.of(new K6Figures.Counter(contains, total, total / tookSec));
    }

    private static Optional<K6Figures.Value> rate(long passes, long fails) {
        return passes + fails == 0 ? Optional.empty() : Optional.of(new K6Figures.Rate(passes, fails));
    }

    private Optional<K6Figures.Value> trend(String name) {
        var sorted = sortedNs(name);
        return sorted.length == 0 ? Optional.empty() : Optional.of(K6Figures.Trend.ofNs(sorted));
    }

    /** A scenario, a server, both or neither; -1 means any scenario, -2 any server. */
    private record Part(int scenario, int server) {
        static final Part WHOLE = new Part(-1, -2);

        static Part of(UserPlan plan, String tags) {
            if (tags.isEmpty()) return WHOLE;
            int scenario = -1;
            int server = -2;
            for (var tag : tags.substring(1, tags.length() - 1).split(",")) {
                var name = tag.substring(tag.indexOf(':') + 1).strip();
                int found = switch (tag.substring(0, Math.max(0, tag.indexOf(':'))).strip()) {
                    case "scenario" -> scenario = plan.scenarios().stream().map(UserScenario::name).toList().indexOf(name);
                    case "server" -> server = plan.targets().stream().map(Target::name).toList().indexOf(name);
                    default -> -1;
                };
                if (found < 0)
                    throw new IllegalArgumentException("tag " + tag + " in " + tags + ": give scenario:NAME or server:NAME of this run");
            }
            return new Part(scenario, server);
        }

        boolean has(Tally tally) {
            return (scenario == -1 || scenario == tally.scenario) && (server == -2 || server == tally.server);
        }
    }
}
