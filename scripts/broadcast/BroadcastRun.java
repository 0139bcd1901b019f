package broadcast;

import broadcast.ServerFigures.Sessions;
import broadcast.ServerFigures.Style;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.HdrHistogram.Histogram;
import reprise.peer.k6.K6Figures;
import reprise.peer.k6.K6Figures.Bar;
import reprise.peer.k6.K6Metrics;
import reprise.recorder.Account;
import reprise.recorder.JsonFile;
import reprise.recorder.Limits;
import reprise.recorder.Run;
import reprise.recorder.RunDetails;
import reprise.simulator.users.UserMetrics;

/**
 * The part of run.json that only ws-broadcast has: k6's figures (the metrics are in the common {@code summary}), the scenarios, the
 * servers, and the load generator's health. The histograms are in a common part: for each server those of {@link UserMetrics}' delivery and
 * last listener.
 *
 * @param timeScale 1 for the document's fourteen minutes
 * @param usersScale 1 for the document's users
 * @param asDescribed whether users followed the document's text instead of the code that was run
 * @param inStages the iterations that ended before the last stage did
 */
public record BroadcastRun(K6Figures k6, List<ScenarioFigures> scenarios, List<ServerFigures> servers, double timeScale, double usersScale,
                           boolean asDescribed, InStages inStages, LoadHealth health) implements RunDetails {
    /** Iterations of one scenario; its line in k6's summary is the bar with its name. */
    public record ScenarioFigures(String name, long complete, long interrupted) {
        public ScenarioFigures {
            if (complete < 0 || interrupted < 0)
                throw new IllegalArgumentException("scenario " + name + ": " + complete + " complete, " + interrupted
                    + " interrupted; neither may be below 0");
        }
    }

    /** Complete iterations in the first {@code sec} seconds. */
    public record InStages(double sec, long complete) {
        public InStages {
            if (!(sec >= 0) || complete < 0)
                throw new IllegalArgumentException(complete + " iterations in stages of " + sec + " s; neither may be below 0");
        }
    }

    private static final BroadcastRun NOTHING = new BroadcastRun(new K6Figures(List.of(), List.of(), new K6Figures.Status(0, 0, 0, 0, 0, 0),
        List.of()), List.of(), List.of(), 1, 1, false, new InStages(0, 0), new LoadHealth("none", 0, 0));

    public BroadcastRun {
        scenarios = List.copyOf(scenarios);
        servers = List.copyOf(servers);
        if (!(timeScale > 0 && usersScale > 0))
            throw new IllegalArgumentException("time scale " + timeScale + ", users scale " + usersScale + "; both must be above 0");
        for (var scenario : scenarios) {
            if (k6.bars().stream().noneMatch(bar -> bar.name().equals(scenario.name()))) {
                throw new IllegalArgumentException("scenario " + scenario.name() + ": k6's summary has no line of it");
            }
        }
        if (servers.stream().map(ServerFigures::name).distinct().count() < servers.size())
            throw new IllegalArgumentException("servers: a name is there twice");
    }

    /** The figures of a run; of one that could not begin, none. */
    public static BroadcastRun of(Run run) {
        return run.details() instanceof BroadcastRun known ? known : NOTHING;
    }

    public Optional<ServerFigures> server(Style style) {
        return servers.stream().filter(server -> server.style() == style).findFirst();
    }

    public Sessions sessions() {
        return servers.stream().map(ServerFigures::sessions).reduce(new Sessions(0, 0, 0, 0), Sessions::plus);
    }

    /** Both sides of each count of the run. */
    public List<Account> accounts() {
        var accounts = new ArrayList<Account>();
        for (var server : servers) accounts.addAll(server.accounts());
        accounts.add(byScenario("complete iterations", k6.status().complete(), ScenarioFigures::complete));
        accounts.add(byScenario("interrupted iterations", k6.status().interrupted(), ScenarioFigures::interrupted));
        var attempts = new LinkedHashMap<String, Long>();
        for (var server : servers) attempts.put("with " + server.name(), server.sessions().attempts());
        accounts.add(new Account("sessions of k6's summary", "counted", counter("ws_sessions"), attempts, Evidence.SESSIONS));
        accounts.add(new Account("iterations of k6's summary", "counted", counter("iterations"), Map.of("complete", k6.status().complete()),
            Evidence.ITERATIONS));
        long checked = k6.metrics().stream().filter(metric -> metric.name().equals("checks") && metric.value() instanceof K6Figures.Rate)
            .mapToLong(metric -> ((K6Figures.Rate) metric.value()).passes() + ((K6Figures.Rate) metric.value()).fails()).sum();
        var checks = new LinkedHashMap<String, Long>();
        for (var check : k6.checks()) checks.put("of '" + check.name() + "'", check.passes() + check.fails());
        accounts.add(new Account("checks of k6's summary", "counted", checked, checks, Set.of()));
        return accounts;
    }

    private Account byScenario(String of, long total, ToLongFunction<ScenarioFigures> part) {
        var parts = new LinkedHashMap<String, Long>();
        for (var scenario : scenarios) parts.put("of " + scenario.name(), part.applyAsLong(scenario));
        return new Account(of, "in all", total, parts, Evidence.ITERATIONS);
    }

    private long counter(String name) {
        return k6.metrics().stream().filter(metric -> metric.name().equals(name) && metric.value() instanceof K6Figures.Counter)
            .mapToLong(metric -> Math.round(((K6Figures.Counter) metric.value()).total())).sum();
    }

    /** Its keys in run.json, for reading. */
    private record Keys(Load load, K6 k6, List<ScenarioRow> scenarios, List<ServerRow> servers) {
        BroadcastRun run(List<K6Figures.Metric> metrics, List<ServerFigures> read) {
            var figures = new K6Figures(k6.checks, metrics, k6.status, scenarios.stream().map(ScenarioRow::bar).toList());
            return new BroadcastRun(figures, scenarios.stream().map(ScenarioRow::figures).toList(), read, load.timeScale, load.usersScale,
                load.asDescribed, new InStages(load.stagesSec, load.completeInStages),
                new LoadHealth(load.worstLoop, load.worstLoopBusyShare, load.clockLateP99Ms));
        }
    }

    /** @param spoiledBy derived from the other figures, for other readers */
    @Limits
    private record Load(@Limits(least = 1e-6, most = 1e6) double timeScale,
                        @Limits(least = 1e-6, most = 1e6) double usersScale, boolean asDescribed, double stagesSec,
                        long completeInStages, String worstLoop, double worstLoopBusyShare,
                        double clockLateP99Ms, Optional<String> spoiledBy) {
        private Load {
            var said = LoadHealth.spoiledBy(worstLoop, worstLoopBusyShare, clockLateP99Ms);
            if (!said.equals(spoiledBy.orElse("")))
                throw new IllegalArgumentException("spoiledBy is " + spoiledBy.map(each -> '"' + each + '"').orElse("absent")
                    + "; by the figures beside it, it must be " + (said.isEmpty() ? "absent" : '"' + said + '"'));
        }
    }

    /** The rest of k6's part, without the metrics and the lines of scenarios. */
    private record K6(List<K6Figures.Check> checks, Map<String, Boolean> thresholdsMet, K6Figures.Status status) {}

    /** A scenario's iterations, and its line in k6's summary. */
    @Limits
    private record ScenarioRow(String name, long complete, long interrupted, boolean passed, @Limits(most = 1) double done,
                               OptionalInt users, int maxUsers, double spentSec, double planSec, Optional<String> shown) {
        ScenarioRow(ScenarioFigures of, Bar bar) {
            this(of.name, of.complete, of.interrupted, bar.passed(), bar.done(), bar.users(), bar.maxUsers(), bar.spentSec(),
                bar.planSec(), Optional.of(bar.iterations()).filter(iterations -> !iterations.isEmpty()));
        }

        ScenarioFigures figures() {
            return new ScenarioFigures(name, complete, interrupted);
        }

        Bar bar() {
            return new Bar(name, passed, done, users, maxUsers, spentSec, planSec, shown.orElse(""));
        }
    }

    private Bar bar(ScenarioFigures scenario) {
        return k6.bars().stream().filter(bar -> bar.name().equals(scenario.name())).findFirst().orElseThrow();
    }

    @Override
    public Object filed() {
        var spoiledBy = Optional.of(health.spoiledBy()).filter(why -> !why.isEmpty());
        var load = new Load(timeScale, usersScale, asDescribed, inStages.sec, inStages.complete, health.worstLoop(),
            health.worstLoopBusyShare(), health.clockLateP99Ms(), spoiledBy);
        record Filed(Load load, K6 k6, List<ScenarioRow> scenarios, List<ServerRow.Written> servers) {}
        return new Filed(load, new K6(k6.checks(), K6Metrics.thresholdsMet(k6.metrics()), k6.status()),
            scenarios.stream().map(scenario -> new ScenarioRow(scenario, bar(scenario))).toList(),
            servers.stream().map(ServerRow.Written::of).toList());
    }

    public static RunDetails.Reader<?> reader() {
        return new RunDetails.Reader<>(Keys.class, (keys, file, shared) -> {
            if (keys.k6 == null) return NONE; // already reported
            var metrics = K6Metrics.ofSummary(file, shared.summary(), keys.k6.thresholdsMet);
            var servers = new ArrayList<ServerFigures>();
            for (int i = 0; i < keys.servers.size(); i++) server(file, i, keys.servers.get(i), shared.histograms()).ifPresent(servers::add);
            file.checkDistinct("servers", "name", keys.servers, ServerRow::name);
            file.checkDistinct("scenarios", "name", keys.scenarios, ScenarioRow::name);
            return file.isSound("") ? keys.run(metrics, servers) : NONE;
        }).adding(new SharedUsers());
    }

    private static Optional<ServerFigures> server(JsonFile file, int index, ServerRow row, Map<String, Histogram> histograms) {
        var at = "servers[" + index + "]";
        try {
            return file.isSound(at) ? Optional.of(row.figures(histograms)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            file.problem(at + ".name", "cannot be: " + e.getMessage());
            return Optional.empty();
        }
    }
}
