package reprise.judge;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.HdrHistogram.Histogram;
import reprise.judge.ServerFigures.Sessions;
import reprise.judge.ServerFigures.Style;
import reprise.peer.k6.K6Figures;
import reprise.peer.k6.K6Json;
import reprise.recorder.Account;
import reprise.recorder.RunDetails;
import reprise.recorder.RunRows;
import reprise.recorder.StrictJson;

/**
 * What only ws-broadcast has in run.json: k6's figures (the metrics stand in the common {@code summary}), the scenarios, the
 * servers, and how the load fared. Histograms are a common part: {@code delivery NAME} and {@code lastListener NAME}.
 *
 * @param timeScale 1 for the document's fourteen minutes
 * @param usersScale 1 for the document's users
 * @param asDescribed whether users did what the document says instead of what was run
 * @param inStages the iterations that ended before the last stage did
 */
public record BroadcastRun(K6Figures k6, List<ScenarioFigures> scenarios, List<ServerFigures> servers, double timeScale, double usersScale,
                           boolean asDescribed, InStages inStages, LoadHealth health) implements RunDetails {
    static final String DELIVERY = "delivery ";
    static final String LAST_LISTENER = "lastListener ";

    /** Iterations of one scenario; its line in k6's summary is the bar of its name. */
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
        accounts.add(new Account("sessions of k6's summary", "counted", counter("ws_sessions"), attempts, BroadcastMeasures.SESSIONS));
        accounts.add(new Account("iterations of k6's summary", "counted", counter("iterations"), Map.of("complete", k6.status().complete()),
            BroadcastMeasures.ITERATIONS));
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
        return new Account(of, "in all", total, parts, BroadcastMeasures.ITERATIONS);
    }

    private long counter(String name) {
        return k6.metrics().stream().filter(metric -> metric.name().equals(name) && metric.value() instanceof K6Figures.Counter)
            .mapToLong(metric -> Math.round(((K6Figures.Counter) metric.value()).total())).sum();
    }

    /** The common summary: k6's metrics, {@code iterations.count} and so on, and what the document's own figures need. */
    public Map<String, Double> summary() {
        var summary = new LinkedHashMap<>(K6Json.metrics(k6.metrics()));
        summary.put("durationSec", RunRows.rounded(k6.status().elapsedSec()));
        summary.put("interruptedIterations", (double) k6.status().interrupted());
        summary.put("failedSessions", (double) sessions().failed());
        summary.put("deliveries", (double) servers.stream().mapToLong(server -> server.deliveries().made()).sum());
        summary.put("lostDeliveries", (double) servers.stream().mapToLong(server -> server.deliveries().lost()).sum());
        return summary;
    }

    /** For the common histograms. */
    public Map<String, Histogram> histograms() {
        var histograms = new LinkedHashMap<String, Histogram>();
        for (var server : servers) {
            histograms.put(DELIVERY + server.name(), server.deliveries().each());
            histograms.put(LAST_LISTENER + server.name(), server.deliveries().last());
        }
        return histograms;
    }

    @Override
    public Map<String, Object> parts() {
        var load = new LinkedHashMap<String, Object>();
        load.put("timeScale", timeScale);
        load.put("usersScale", usersScale);
        load.put("asDescribed", asDescribed);
        load.put("stagesSec", inStages.sec);
        load.put("completeInStages", inStages.complete);
        load.put("worstLoop", health.worstLoop());
        load.put("worstLoopBusyShare", health.worstLoopBusyShare());
        load.put("clockLateP99Ms", health.clockLateP99Ms());
        if (!health.spoiledBy().isEmpty()) load.put("spoiledBy", health.spoiledBy());
        var parts = new LinkedHashMap<String, Object>();
        parts.put("load", load);
        parts.put("k6", K6Json.plain(k6));
        parts.put("scenarios", scenarios.stream().map(this::row).toList());
        parts.put("servers", servers.stream().map(ServerRow::of).toList());
        return parts;
    }

    private Map<String, Object> row(ScenarioFigures scenario) {
        var row = new LinkedHashMap<String, Object>();
        row.put("name", scenario.name());
        row.put("complete", scenario.complete());
        row.put("interrupted", scenario.interrupted());
        k6.bars().stream().filter(bar -> bar.name().equals(scenario.name())).forEach(bar -> row.putAll(K6Json.plain(bar)));
        return row;
    }

    public static RunDetails.Reader reader() {
        return BroadcastRun::read;
    }

    private static RunDetails read(StrictJson root, Map<String, Histogram> histograms) {
        var load = root.object("load");
        double timeScale = load.number("timeScale", 1e-6, 1e6, 1);
        double usersScale = load.number("usersScale", 1e-6, 1e6, 1);
        boolean asDescribed = load.flag("asDescribed");
        var inStages = new InStages(load.number("stagesSec", 0, 1e9, 840), load.whole("completeInStages", 0, Long.MAX_VALUE, 120_000));
        var health =
            new LoadHealth(load.text("worstLoop", "loop 0"), load.number("worstLoopBusyShare", 0, 1000, 0.4),
            load.number("clockLateP99Ms", 0, 1e9, 1));
        var told = load.has("spoiledBy") ? load.text("spoiledBy", "the load's event loop 0 was busy 91 % of 5 s, over 80 %") : "";
        if (!told.equals(health.spoiledBy())) load.wrong("spoiledBy", "what the figures beside it say", "\"" + health.spoiledBy() + '"');
        load.done();
        var object = root.object("k6");
        var metrics = K6Json.metrics(root, "summary", K6Json.thresholds(object));
        var checks = K6Json.checks(object);
        var status = K6Json.status(object.object("status"));
        object.done();
        var bars = new ArrayList<K6Figures.Bar>();
        var scenarios = new ArrayList<ScenarioFigures>();
        for (var row : root.objects("scenarios")) {
            var name = row.text("name", "rampUp50With100Messages");
            scenarios.add(new ScenarioFigures(name, row.whole("complete", 0, Long.MAX_VALUE, 100),
                row.whole("interrupted", 0, Long.MAX_VALUE, 0)));
            bars.add(K6Json.bar(name, row));
            row.done();
        }
        var servers = new ArrayList<ServerFigures>();
        for (var row : root.objects("servers")) ServerRow.read(row, histograms).ifPresent(servers::add);
        return new BroadcastRun(new K6Figures(checks, metrics, status, bars), scenarios, servers, timeScale, usersScale, asDescribed,
            inStages, health);
    }
}
