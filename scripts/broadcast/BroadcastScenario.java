package broadcast;

import broadcast.ServerFigures.Style;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import reprise.judge.Quantity;
import reprise.judge.Scenario;
import reprise.peer.k6.K6Figures;
import reprise.peer.k6.K6Metrics;
import reprise.recorder.InvalidFile;
import reprise.recorder.JsonFile;
import reprise.recorder.Limits;
import reprise.simulator.users.Executor;
import reprise.simulator.users.Stage;

/**
 * scenarios/ws-broadcast.json: k6's summary and the dashboards' figures of documents/ws-broadcast.md. A file of an earlier version also has
 * the claims, and the schedule of the users, which take the place of the script's.
 *
 * @param k6 its summary
 */
public record BroadcastScenario(Scenario scenario, Optional<Schedule> schedule, List<PlannedServer> servers, K6Figures k6) {
    private static final int MOST_USERS = 1_000_000;
    private static final List<Style> BOTH = List.of(Style.AWAITING, Style.QUEUEING);

    /** The users of an earlier version's file. @param pause the sleep in an iteration */
    public record Schedule(long seed, Duration pause, List<UserGroup> groups) {}

    /** @param standsFor the document's name for it */
    public record PlannedServer(String name, Style style, @Limits(least = 1, most = 65_535, example = 8001) OptionalInt port,
                                String standsFor, PublishedServer published) {
        public PlannedServer {
            check(name);
            if (style == Style.OTHER) throw new IllegalArgumentException("its style is other; it must be awaiting or queueing");
        }
    }

    /**
     * Figures that the dashboards show.
     *
     * @param errorsFromUsersOfRepeats users per server at which closed-connection errors began, a hundred messages each
     * @param errorsFromUsersOfOne the same with one message each
     */
    @Limits(example = 220)
    public record PublishedServer(OptionalDouble connectionsMax, OptionalDouble connectionsTotal, OptionalDouble closedErrors,
                                  OptionalDouble broadcastP95Sec, OptionalDouble cpuMeanPercent, OptionalDouble memoryMeanMiB,
                                  OptionalDouble errorsFromUsersOfRepeats, OptionalDouble errorsFromUsersOfOne) {
        static final PublishedServer NONE = new PublishedServer(OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty(),
            OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty());
    }

    /** The server of this name, if it is one of the document's two. */
    public Optional<PlannedServer> server(String name) {
        return servers.stream().filter(each -> each.name().equals(name)).findFirst();
    }

    /** The published figures of the server with this name; all are absent for an unknown one. */
    public PublishedServer published(String server) {
        return server(server).map(PlannedServer::published).orElse(PublishedServer.NONE);
    }

    /** The file's keys that only this document has. */
    private record Keys(Optional<Parameters> parameters, Optional<List<GroupRow>> scenarios, List<PlannedServer> servers, K6 k6) {}

    private record Parameters(long seed, Load load) {}

    private record Load(String source, String path, Duration pause, Duration gracefulStop, Duration gracefulRampDown) {
        private Load {
            if (!path.startsWith("/"))
                throw new IllegalArgumentException("its path is \"" + path + "\"; it must begin at the root, for example \"/ws\"");
        }
    }

    private record K6(Map<String, Map<String, Double>> metrics, K6Figures.Status status, Optional<List<K6Figures.Bar>> bars) {}

    private enum Kind { CONSTANT_VUS, RAMPING_VUS }

    private record StageRow(Duration duration, @Limits(most = MOST_USERS, example = 20) int users) {}

    private record GroupRow(String name, Kind executor, Optional<Duration> startsAt,
                            @Limits(least = 1, most = MOST_USERS, example = 80) OptionalInt users, Optional<Duration> duration,
                            @Limits(most = MOST_USERS, example = 5) OptionalInt startUsers, Optional<List<StageRow>> stages,
                            UserGroup.Sends message, @Limits(most = 1_000_000, example = 0) int repeats, String does,
                            Optional<String> asDescribed, K6Figures.Bar published) {
        private GroupRow {
            check(name);
            boolean constant = executor == Kind.CONSTANT_VUS;
            if (users.isPresent() != constant || duration.isPresent() != constant || startUsers.isPresent() == constant
                || stages.isPresent() == constant) {
                throw new IllegalArgumentException("constant-vus must have users and duration, ramping-vus startUsers and stages, and "
                    + "neither what the other has");
            }
            if (stages.isPresent() && stages.get().isEmpty())
                throw new IllegalArgumentException("it has no stage; it must have one, for example {\"duration\": \"30s\", \"users\": 20}");
        }

        UserGroup group(Load load) {
            var users = switch (executor) {
                case CONSTANT_VUS -> new Executor.ConstantUsers(this.users.orElseThrow(), duration.orElseThrow(), load.gracefulStop);
                case RAMPING_VUS -> new Executor.RampingUsers(startUsers.orElseThrow(), stages.orElseThrow().stream()
                    .map(stage -> Stage.of(stage.duration, stage.users)).toList(), load.gracefulRampDown, load.gracefulStop);
            };
            return new UserGroup(name, startsAt.orElse(Duration.ZERO), users, message, repeats, does, asDescribed);
        }

        K6Figures.Bar bar() {
            return new K6Figures.Bar(name, published.passed(), published.done(), published.users(), published.maxUsers(),
                published.spentSec(), published.planSec(), published.iterations());
        }
    }

    private static void check(String name) {
        if (!name.matches("[A-Za-z0-9_-]+"))
            throw new IllegalArgumentException("its name is \"" + name
                + "\"; it must be letters, digits, - and _, for example \"queueing\"");
    }

    /** @param measures that the file's claims may name @throws InvalidFile with all problems */
    public static BroadcastScenario parse(String name, byte[] json, List<Quantity> measures) {
        var file = JsonFile.parse(name, json);
        var scenario = Scenario.take(file, measures);
        var keys = file.take(Keys.class);
        file.done();
        if (keys == null) file.orThrow();
        checkTogether(file, keys);
        var metrics = keys.k6 == null ? List.<K6Figures.Metric>of() : K6Metrics.read(file, "k6.metrics", keys.k6.metrics, Map.of());
        file.orThrow();
        var groups = keys.scenarios.orElse(List.of());
        var schedule = keys.parameters.map(of -> new Schedule(of.seed, of.load.pause, groups.stream().map(row -> row.group(of.load))
            .toList()));
        var bars = keys.k6.bars.orElseGet(() -> groups.stream().map(GroupRow::bar).toList());
        return new BroadcastScenario(scenario, schedule, List.copyOf(keys.servers),
            new K6Figures(List.of(), metrics, keys.k6.status, bars));
    }

    private static void checkTogether(JsonFile file, Keys keys) {
        file.checkDistinct("scenarios", "name", keys.scenarios.orElse(List.of()), GroupRow::name);
        file.checkDistinct("servers", "name", keys.servers, PlannedServer::name);
        if (keys.parameters.isPresent() != keys.scenarios.filter(rows -> !rows.isEmpty()).isPresent())
            file.problem("scenarios", "and parameters go together; give both, or neither for the script's own users");
        long repeating = keys.scenarios.isPresent() && file.isSound("scenarios")
            ? keys.scenarios.get().stream().filter(row -> row.repeats > 0).count() : 1;
        if (repeating != 1)
            file.problem("scenarios", "has " + repeating + " scenarios with repeats above 0; it must have one, which claims need");
        var styles = file.isSound("servers") ? keys.servers.stream().map(PlannedServer::style).sorted().toList() : BOTH;
        if (!styles.equals(BOTH))
            file.problem("servers", "has the styles " + String.join(", ", styles.stream().map(Style::word).toList())
                + "; it must have one server that is awaiting and one that is queueing, which claims need");
    }
}
