package broadcast;

import broadcast.BroadcastScenario.PlannedServer;
import broadcast.ServerFigures.Style;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import reprise.recorder.Buckets;
import reprise.recorder.Recording;
import reprise.recorder.RunColumn;
import reprise.recorder.RunRows;
import reprise.simulator.users.Target;
import reprise.simulator.users.UserFigures;
import reprise.simulator.users.UserMetrics;
import reprise.simulator.users.Users;
import reprise.sut.MetricsWatch;

/**
 * The figures of a run whose users have ended: theirs, and what the servers told each second.
 *
 * @param rows of all seconds, with the servers' columns
 * @param document knows the styles of the servers; others are {@code OTHER}
 * @param watches of the servers whose metrics were read, by name
 */
public record EndedUsers(UserFigures figures, Recording recording, List<Map<String, Double>> rows,
                         BroadcastScenario document, Map<String, MetricsWatch> watches) {
    /** Absent for users that could not begin. */
    public static Optional<EndedUsers> of(Users users, List<Map<String, Double>> rows, BroadcastScenario document,
                                          Map<String, MetricsWatch> watches) {
        return users.recording().filter(_ -> !users.done().isCompletedExceptionally())
            .map(recording -> new EndedUsers(users.done().join(), recording, rows, document, watches));
    }

    /** @param groups that were loaded @param stages the time until the last stage ended */
    public BroadcastRun run(List<UserGroup> groups, List<Target> servers, Duration stages, double timeScale, double usersScale,
                            boolean asDescribed) {
        var scenarios = groups.stream().map(group -> {
            var ended = figures.ended(group.name());
            return new BroadcastRun.ScenarioFigures(group.name(), ended.complete(), ended.interrupted());
        }).toList();
        return new BroadcastRun(figures.k6(List.of()), scenarios, servers.stream().map(this::server).toList(), timeScale, usersScale,
            asDescribed, inStages(stages.toNanos() / 1e9), health());
    }

    /** The iterations up to the last stage's end: the whole seconds before it, and its share of the second in which it ends. */
    private BroadcastRun.InStages inStages(double sec) {
        double complete = 0;
        for (var second : recording.seconds()) complete += second.count(UserMetrics.ITERATIONS) * Math.clamp(sec - second.index(), 0, 1);
        return new BroadcastRun.InStages(sec, Math.round(complete));
    }

    private ServerFigures server(Target target) {
        var name = target.name();
        var metrics = UserMetrics.of(name);
        var totals = figures.deliveries(target);
        var deliveries = new ServerFigures.Deliveries(recording.whole(metrics.delivery()), recording.whole(metrics.lastListener()),
            totals.expected(), totals.made(), totals.inFlight(), totals.cut(), totals.late(), totals.skipped(), totals.early(),
            totals.duplicates(), totals.untracked());
        var sessions = figures.sessions("{server:" + name + "}");
        var received = figures.received("{server:" + name + "}");
        var style = document.server(name).map(PlannedServer::style).orElse(Style.OTHER);
        return new ServerFigures(name, style, values(ChatMetrics.connections(name)).max(),
            values(ChatMetrics.connectionsTotal(name)).max(), sum(values(ChatMetrics.closedErrors(name))),
            sum(values(ChatMetrics.slowReaders(name))), timed(name, ChatMetrics.BROADCAST),
            timed(name, ChatMetrics.WRITTEN), timed(name, ChatMetrics.HANDLING), deliveries, totals.messages(),
            new ServerFigures.Sessions(sessions.attempts(), sessions.complete(), sessions.interrupted(), sessions.failed()),
            values(RunColumn.cpu(name)).average(), values(RunColumn.memory(name)).average(), firstError(name), busiest(name, recording),
            new ServerFigures.Received(received.messages(), received.answers(), received.foreign(), received.unfollowed(),
                received.unstamped(), received.binary()), watch(name).flatMap(MetricsWatch::fault).orElse(""));
    }

    private Optional<MetricsWatch> watch(String name) {
        return Optional.ofNullable(watches.get(name));
    }

    private DoubleStream values(RunColumn column) {
        return rows.stream().filter(row -> row.containsKey(column.key())).mapToDouble(row -> row.get(column.key()));
    }

    private static OptionalDouble sum(DoubleStream values) {
        return values.boxed().reduce(Double::sum).map(OptionalDouble::of).orElse(OptionalDouble.empty());
    }

    private Optional<Buckets> timed(String name, String timer) {
        return watch(name).flatMap(watch -> watch.whole(timer));
    }

    private Optional<ServerFigures.FirstError> firstError(String name) {
        var errors = ChatMetrics.closedErrors(name).key();
        return rows.stream().filter(row -> row.getOrDefault(errors, 0.0) > 0).findFirst()
            .map(row -> new ServerFigures.FirstError(row.get(RunColumn.SECOND.key()),
                row.getOrDefault(ChatMetrics.connections(name).key(), 0.0)));
    }

    /** From the users' open connections: opened − closed so far. */
    static Optional<ServerFigures.Busiest> busiest(String name, Recording recording) {
        var metrics = UserMetrics.of(name);
        long open = 0;
        ServerFigures.Busiest busiest = null;
        for (var second : recording.seconds()) {
            open += second.count(metrics.opened()) - second.count(metrics.closed());
            if (busiest == null || open > busiest.connections())
                busiest = new ServerFigures.Busiest(second.index(), Math.max(0, open), second.count(metrics.sent()));
        }
        return Optional.ofNullable(busiest);
    }

    private LoadHealth health() {
        var shares = new LinkedHashMap<String, double[]>();
        for (var busyUs : figures.busyLoops())
            shares.put("users " + shares.size(), recording.seconds().stream().mapToDouble(second -> second.count(busyUs) / 1e6).toArray());
        var lag = recording.whole(UserMetrics.LOOP_LAG);
        return LoadHealth.of(shares, lag.getTotalCount() == 0 ? 0 : RunRows.milliseconds(lag.getValueAtPercentile(99)));
    }
}
