package broadcast;

import broadcast.BroadcastRun.ScenarioFigures;
import broadcast.ServerFigures.Busiest;
import broadcast.ServerFigures.Deliveries;
import broadcast.ServerFigures.FirstError;
import broadcast.ServerFigures.Sessions;
import broadcast.ServerFigures.Style;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.HdrHistogram.Histogram;
import reprise.judge.Measure;
import reprise.peer.k6.K6Figures;
import reprise.peer.k6.K6Figures.Bar;
import reprise.peer.k6.K6Figures.Contains;
import reprise.peer.k6.K6Figures.Counter;
import reprise.peer.k6.K6Figures.Gauge;
import reprise.peer.k6.K6Figures.Metric;
import reprise.peer.k6.K6Figures.Rate;
import reprise.peer.k6.K6Figures.Trend;
import reprise.peer.k6.K6Metrics;
import reprise.recorder.Buckets;
import reprise.recorder.Event;
import reprise.recorder.Run;
import reprise.recorder.RunColumn;
import reprise.recorder.RunRows;
import reprise.recorder.Usage;
import reprise.report.Report;
import reprise.scripts.ScriptClass;
import reprise.simulator.users.UserMetrics;

/** A run of ws-broadcast as the script would have recorded it, with integer arithmetic only, so that every machine gives the same. */
public final class SyntheticBroadcast {
    static final int SECONDS = 842;
    private static final int FIRST_ERROR = 640;
    private static final String FILE = "scenarios/ws-broadcast.json";
    static final ScriptClass SCRIPT = new ScriptClass("WsBroadcast");
    public final Report report = SCRIPT.report(FILE, Files.readString(Path.of(FILE)));
    public LoadHealth health = new LoadHealth("1", 0.42, 1.5);
    public double timeScale = 1;
    double usersScale = 1;
    boolean asDescribed;
    boolean errors = true;
    long failed;
    int seconds = SECONDS;
    UnaryOperator<BroadcastRun> change = run -> run;
    private final Map<String, List<Buckets>> broadcast = new LinkedHashMap<>();
    private final Map<String, List<Buckets>> handling = new LinkedHashMap<>();

    /** The script's measures of this evidence. */
    @SuppressWarnings("unchecked")
    static List<Measure<Run>> measures(Function<Run, Evidence> evidence) {
        return Evidence.measures((List<Measure<Evidence>>) SCRIPT.constant("MEASURES"), evidence);
    }

    public SyntheticBroadcast() throws IOException {
        for (var server : List.of("awaiting", "queueing")) {
            broadcast.put(server, new ArrayList<>());
            handling.put(server, new ArrayList<>());
            for (int second = 0; second < SECONDS; second++) {
                broadcast.get(server).add(broadcasts(server, second));
                handling.get(server).add(handled(second));
            }
        }
    }

    /** The ramps, in whole users: 80 for 45 s, 200 by 330 s and none at 360 s, 750 by 840 s. */
    static int users(int second) {
        int direct = second < 45 ? 80 : 0;
        int hundred = second < 120 || second >= 360 ? 0 : Math.min(200, 5 + (second - 120) * 195 / 210);
        int single = second < 300 || second >= 841 ? 0 : Math.min(750, 5 + (second - 300) * 745 / 540);
        return direct + hundred + single;
    }

    private static int messages(int second) {
        return second < 120 ? 0 : users(second) / 3;
    }

    /** The queueing server's observations are all in the first bucket; the awaiting one's become slower with every listener. */
    private static Buckets broadcasts(String server, int second) {
        var single = new long[Buckets.usualBoundsSec().length + 1];
        int messages = messages(second);
        if (server.equals("queueing")) {
            single[0] = messages;
        } else {
            int at = 1 + users(second) / 110;
            single[at] = messages / 4;
            single[at + 1] = messages - messages / 4;
        }
        return Buckets.ofSingle(Buckets.usualBoundsSec(), single);
    }

    private static Buckets handled(int second) {
        var single = new long[Buckets.usualBoundsSec().length + 1];
        if (second < 45) {
            single[0] = 27;
            single[1] = second % 3;
        }
        return Buckets.ofSingle(Buckets.usualBoundsSec(), single);
    }

    private static Buckets sum(List<Buckets> seconds) {
        var single = new long[Buckets.usualBoundsSec().length + 1];
        for (var second : seconds) for (int i = 0; i < single.length; i++) single[i] += second.single(i);
        return Buckets.ofSingle(Buckets.usualBoundsSec(), single);
    }

    private ServerFigures server(String name) {
        boolean queueing = name.equals("queueing");
        long messages = broadcast.get(name).stream().mapToLong(Buckets::count).sum();
        long expected = 0;
        for (int second = 0; second < SECONDS; second++) expected += (long) messages(second) * (users(second) / 4);
        var each = waits(expected - 120, queueing ? 8000 : 9000, 24);
        var last = waits(messages, queueing ? 20_000 : 26_000, 12);
        var deliveries = new Deliveries(each, last, expected, expected - 120, 100, 12, 5, 3, 40, 0, 0);
        long sessions = 60_500;
        boolean erring = errors && queueing;
        return new ServerFigures(name, queueing ? Style.QUEUEING : Style.AWAITING, some(queueing ? 231 : 228), some(sessions),
            some(erring ? 4120 : 0), some(0),
            Optional.of(sum(broadcast.get(name))), Optional.of(queueing ? broadcastWritten() : sum(broadcast.get(name))),
            Optional.of(sum(handling.get(name))),
            deliveries, messages, new Sessions(sessions, sessions - 60 - failed, 60, failed), some(queueing ? 21.5 : 28.25),
            some(queueing ? 181.5 : 176),
            erring ? Optional.of(new FirstError(FIRST_ERROR + 0.25, 187)) : Optional.empty(),
            Optional.of(new Busiest(839, queueing ? 231 : 228, 250)),
            new ServerFigures.Received(expected - 120 + 5 + 40 + sessions, 0, 0, 0, sessions, 0), "");
    }

    private Buckets broadcastWritten() {
        return sum(broadcast.get("awaiting"));
    }

    private static OptionalDouble some(double value) {
        return OptionalDouble.of(value);
    }

    /** Shares in integers, us to ns: half at once, then fewer and fewer that wait a fifth longer each. */
    private static Histogram waits(long count, long us, int steps) {
        var waits = new Histogram(1, 86_400_000_000_000L, 3);
        long left = count;
        for (int step = 0; left > 0; step++) {
            long here = step == steps ? left : Math.max(1, left / 3);
            waits.recordValueWithCount(us * 1000, here);
            left -= here;
            us += us / 5;
        }
        return waits;
    }

    BroadcastRun details() {
        long iterations = Math.round(121_000 * timeScale);
        var k6 = new K6Figures(List.of(new K6Figures.Check("status is 101", 121_000, 0)),
            List.of(new Metric("checks", new Rate(121_000, 0)),
            new Metric("data_received", new Counter(Contains.DATA, 1_234_567_890, 1_466_232.5)),
            new Metric("data_sent", new Counter(Contains.DATA, 31_960_000, 37_958.4)),
            new Metric("iteration_duration", new Trend(1552.25, 1400.4, 1402.5, 71_460.5, 1406.125, 1410.5)),
            new Metric("iterations", new Counter(Contains.DEFAULT, iterations, iterations / 842.0)),
            new Metric("vus", new Gauge(0, 0, 749)),
            new Metric("vus_max", new Gauge(750, 750, 750)), new Metric("ws_connecting", new Trend(1.25, 0.25, 0.875, 42.5, 2.125, 3.5)),
            new Metric("ws_msgs_received", new Counter(Contains.DEFAULT, 8_123_456, 8_123_456 / 842.0)),
            new Metric("ws_msgs_sent", new Counter(Contains.DEFAULT, 151_300, 151_300 / 842.0)),
            new Metric("ws_session_duration", new Trend(852.5, 700.5, 701.25, 70_750.5, 703.5, 705.25)),
            new Metric("ws_sessions", new Counter(Contains.DEFAULT, 121_000, 121_000 / 842.0))),
            new K6Figures.Status(842, 870, 0, 750, iterations, 124), List.of(
                new Bar("constVUWith3DirectMessage", true, 1, OptionalInt.empty(), 80, 45, 45, ""),
                new Bar("rampUp50With100Messages", true, 1, OptionalInt.of(124), 200, 210, 210, ""),
                new Bar("rampUp50WithSingleMessage", true, 1, OptionalInt.of(0), 750, 540, 540, "")));
        var scenarios =
            List.of(new ScenarioFigures("constVUWith3DirectMessage", 2560, 0), new ScenarioFigures("rampUp50With100Messages", 176, 124),
            new ScenarioFigures("rampUp50WithSingleMessage", iterations - 2736, 0));
        return change.apply(new BroadcastRun(k6, scenarios, List.of(server("awaiting"), server("queueing")), timeScale, usersScale,
            asDescribed,
            new BroadcastRun.InStages(840 * timeScale, Math.round(120_720 * timeScale)), health));
    }

    private List<Map<String, Double>> seconds() {
        var rows = new ArrayList<Map<String, Double>>();
        for (int second = 0; second < seconds; second++) {
            var row = new LinkedHashMap<String, Double>();
            row.put(RunColumn.SECOND.key(), (double) second);
            row.put(UserMetrics.USERS.key(), (double) users(second));
            for (var server : List.of("awaiting", "queueing")) {
                boolean queueing = server.equals("queueing");
                row.put(ChatMetrics.connections(server).key(), (double) (users(second) / 4 + second % (queueing ? 7 : 5)));
                row.put(ChatMetrics.connectionsTotal(server).key(), (double) (second * 72L));
                row.put(ChatMetrics.closedErrors(server).key(),
                    errors && queueing && second >= FIRST_ERROR ? (double) (second % 9 * 5) : 0);
                ChatMetrics.broadcast(server).put(row, broadcast.get(server).get(second));
                ChatMetrics.handling(server).put(row, handling.get(server).get(second));
                if (messages(second) > 0)
                    row.put(UserMetrics.of(server).delivery().p99().key(),
                        (users(second) + second % 13 * 4) / (queueing ? 32.0 : 16.0));
                RunRows.put(row, server,
                    new Usage(users(second) / 16.0 + (queueing ? 2 : 5), 140.0 + second / 16.0 + (queueing ? 8 : 0)));
            }
            rows.add(row);
        }
        return rows;
    }

    public Run judged() {
        return report.scenario().judged(finished(false));
    }

    Run finished(boolean brokenOff) {
        var details = details();
        var parameters = new LinkedHashMap<String, Object>();
        parameters.put("timeScale", timeScale);
        parameters.put("password", "hunter2");
        var environment = new LinkedHashMap<String, Object>();
        environment.put("os", "Linux 6.1 (amd64)");
        environment.put("cores", 2);
        return report.measured(Run.of("ws-broadcast", 1, Instant.parse("2026-11-25T10:00:00.123Z")).interrupted(brokenOff)
            .parameters(parameters).environment(environment).summary(summary(details)).seconds(seconds())
            .events(List.of(new Event(0.5, Event.Severity.NORMAL, "queueing at 127.0.0.1:8001"),
                new Event(12.25, Event.Severity.NORMAL, "a <b>listener</b> left")))
            .histograms(histograms(details)).details(details).build());
    }

    /** As the users' facts have it: k6's metrics, and what k6 does not count. */
    private static Map<String, Double> summary(BroadcastRun run) {
        var summary = new LinkedHashMap<>(K6Metrics.summary(run.k6().metrics()));
        summary.put(Run.DURATION_SEC, RunRows.rounded(run.k6().status().elapsedSec()));
        summary.put("interruptedIterations", (double) run.k6().status().interrupted());
        summary.put("failedSessions", (double) run.sessions().failed());
        summary.put("deliveries", (double) run.servers().stream().mapToLong(server -> server.deliveries().made()).sum());
        summary.put("lostDeliveries", (double) run.servers().stream().mapToLong(server -> server.deliveries().lost()).sum());
        return summary;
    }

    private static Map<String, Histogram> histograms(BroadcastRun run) {
        var histograms = new LinkedHashMap<String, Histogram>();
        for (var server : run.servers()) {
            histograms.put(UserMetrics.of(server.name()).delivery().name(), server.deliveries().each());
            histograms.put(UserMetrics.of(server.name()).lastListener().name(), server.deliveries().last());
        }
        return histograms;
    }
}
