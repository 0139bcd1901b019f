package reprise.judge;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import reprise.judge.ServerFigures.Style;
import reprise.peer.k6.K6Figures;
import reprise.peer.k6.K6Json;
import reprise.recorder.StrictJson;

/**
 * scenarios/ws-broadcast.json: k6's summary and the dashboards' figures of documents/ws-broadcast.md, the claims, who loads the
 * servers when and what one user does.
 *
 * @param pause the sleep in an iteration
 * @param published k6's summary; its lines of scenarios are the groups', in their order
 */
public record BroadcastScenario(Scenario scenario, long seed, String path, Duration pause, Duration gracefulStop, Duration gracefulRampDown,
                                List<UserGroup> groups, List<PlannedServer> servers, K6Figures published) {
    private static final String RESOURCE = "scenarios/ws-broadcast.json";
    private static final int MOST_USERS = 1_000_000;

    /** One of k6's scenarios. The pause, a connection and a send come first; {@code repeats} times a pause and a send may follow. */
    public record UserGroup(String name, Duration startsAt, Ramp ramp, Message message, int repeats, String does,
        Optional<String> asDescribed) {}

    /** How users come and go: k6's constant-vus and ramping-vus. */
    public sealed interface Ramp {}

    public record Constant(int users, Duration duration) implements Ramp {}

    public record Ramping(int startUsers, List<Stage> stages) implements Ramp {}

    public record Stage(Duration duration, int users) {}

    public enum Message { DIRECT, BROADCAST }

    /** @param standsFor what the document calls it */
    public record PlannedServer(String name, Style style, int port, String standsFor, PublishedServer published) {}

    /**
     * As the dashboards show it.
     *
     * @param errorsFromUsersOfRepeats users per server at which closed-connection errors began, a hundred messages each
     * @param errorsFromUsersOfOne the same with one message each
     */
    public record PublishedServer(OptionalDouble connectionsMax, OptionalDouble connectionsTotal, OptionalDouble closedErrors,
        OptionalDouble broadcastP95Sec,
                                  OptionalDouble cpuMeanPercent, OptionalDouble memoryMeanMiB, OptionalDouble errorsFromUsersOfRepeats,
                                  OptionalDouble errorsFromUsersOfOne) {
        static final PublishedServer NONE =
            new PublishedServer(OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty(),
            OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty());
    }

    public Optional<UserGroup> group(String name) {
        return groups.stream().filter(group -> group.name().equals(name)).findFirst();
    }

    /** What was published of a server of this name; all is absent of another. */
    public PublishedServer published(String server) {
        return servers.stream().filter(each -> each.name().equals(server)).findFirst().map(PlannedServer::published)
            .orElse(PublishedServer.NONE);
    }

    /** From the class path, as a script has it by URL. */
    public static BroadcastScenario read() throws IOException {
        return ScenarioFile.ofClassPath(RESOURCE, BroadcastScenario::parse);
    }

    public static BroadcastScenario read(Path file) throws IOException {
        return ScenarioFile.of(file, RESOURCE, BroadcastScenario::parse);
    }

    /** @throws StrictJson.Invalid with all that is wrong */
    static BroadcastScenario parse(String name, byte[] json) {
        var root = StrictJson.parse(name, json);
        var scenario = Scenario.read(root, BroadcastMeasures.NAMES);
        var parameters = root.object("parameters");
        long seed = parameters.whole("seed", Long.MIN_VALUE, Long.MAX_VALUE, 1);
        var load = parameters.object("load");
        load.text("source", "where these values come from");
        var path = load.text("path", "/ws");
        if (!path.startsWith("/")) load.wrong("path", "a path from the root", "\"/ws\"");
        var pause = load.duration("pause", "700ms");
        var gracefulStop = load.duration("gracefulStop", "30s");
        var gracefulRampDown = load.duration("gracefulRampDown", "30s");
        load.done();
        parameters.done();
        var bars = new ArrayList<K6Figures.Bar>();
        var groups = groups(root, bars);
        var servers = servers(root);
        var k6 = root.object("k6");
        var published = new K6Figures(List.of(), K6Json.metrics(k6, "metrics", Map.of()), K6Json.status(k6.object("status")), bars);
        k6.done();
        root.done();
        root.orThrow();
        return new BroadcastScenario(scenario, seed, path, pause, gracefulStop, gracefulRampDown, groups, servers, published);
    }

    private static List<UserGroup> groups(StrictJson root, List<K6Figures.Bar> bars) {
        var groups = new ArrayList<UserGroup>();
        var names = new HashSet<String>();
        for (var object : root.objects("scenarios")) {
            var group = group(object);
            if (!names.add(group.name())) object.wrong("name", "different from every other scenario's", "\"" + group.name() + "2\"");
            groups.add(group);
            var published = object.object("published");
            bars.add(K6Json.bar(group.name(), published));
            published.done();
            object.done();
        }
        if (groups.stream().filter(group -> group.repeats() > 0).count() != 1) {
            root.wrong("scenarios", "a list in which one scenario, which claims need, has repeats above 0",
                "the one of scenarios/ws-broadcast.json");
        }
        return List.copyOf(groups);
    }

    private static UserGroup group(StrictJson object) {
        var name = object.text("name", "rampUp50WithSingleMessage");
        if (!name.matches("[A-Za-z0-9_-]+")) object.wrong("name", "letters, digits, - and _", "\"rampUp50WithSingleMessage\"");
        var startsAt = object.has("startsAt") ? object.duration("startsAt", "2m") : Duration.ZERO;
        var executor = object.text("executor", "constant-vus");
        var ramp = switch (executor) {
            case "constant-vus" -> new Constant((int) object.whole("users", 1, MOST_USERS, 80), object.duration("duration", "45s"));
            case "ramping-vus" -> new Ramping((int) object.whole("startUsers", 0, MOST_USERS, 5), stages(object));
            default -> {
                object.wrong("executor", "constant-vus or ramping-vus", "\"constant-vus\"");
                for (var key : List.of("users", "duration", "startUsers", "stages")) object.has(key);
                yield new Constant(1, Duration.ofSeconds(1));
            }
        };
        var word = object.text("message", "broadcast");
        if (!word.equals("direct") && !word.equals("broadcast")) object.wrong("message", "direct or broadcast", "\"broadcast\"");
        return new UserGroup(name, startsAt, ramp, word.equals("direct") ? Message.DIRECT : Message.BROADCAST,
            (int) object.whole("repeats", 0, 1_000_000, 0),
            object.text("does", "sleep 0.7 s, connect, send, sleep 0.7 s, close"),
            object.has("asDescribed") ? Optional.of(object.text("asDescribed", "connect, send, receive, send again, receive, close"))
            : Optional.empty());
    }

    private static List<Stage> stages(StrictJson object) {
        var stages = new ArrayList<Stage>();
        for (var stage : object.objects("stages")) {
            stages.add(new Stage(stage.duration("duration", "30s"), (int) stage.whole("users", 0, MOST_USERS, 20)));
            stage.done();
        }
        if (stages.isEmpty()) object.wrong("stages", "a list of at least one stage", "[{\"duration\": \"30s\", \"users\": 20}]");
        return List.copyOf(stages);
    }

    private static List<PlannedServer> servers(StrictJson root) {
        var servers = new ArrayList<PlannedServer>();
        var names = new HashSet<String>();
        for (var object : root.objects("servers")) {
            var server = server(object);
            if (!names.add(server.name())) object.wrong("name", "different from every other server's", "\"" + server.name() + "-2\"");
            servers.add(server);
        }
        for (var style : List.of(Style.AWAITING, Style.QUEUEING)) {
            if (servers.stream().filter(server -> server.style() == style).count() != 1) {
                root.wrong("servers", "a list with one server of the style " + style.word() + ", which claims need",
                    "the one of scenarios/ws-broadcast.json");
            }
        }
        return List.copyOf(servers);
    }

    private static PlannedServer server(StrictJson object) {
        var name = object.text("name", "queueing");
        if (!name.matches("[A-Za-z0-9_-]+")) object.wrong("name", "letters, digits, - and _", "\"queueing\"");
        var style = object.text("style", "queueing");
        if (!style.equals("awaiting") && !style.equals("queueing")) object.wrong("style", "awaiting or queueing", "\"queueing\"");
        int port = (int) object.whole("port", 1, 65_535, 8001);
        var standsFor = object.text("standsFor", "python app");
        var of = object.object("published");
        var published =
            new PublishedServer(figure(of, "connectionsMax", 220), figure(of, "connectionsTotal", 60797), figure(of, "closedErrors", 19701),
            figure(of, "broadcastP95Sec", 0.0714), figure(of, "cpuMeanPercent", 13.2), figure(of, "memoryMeanMiB", 45.5),
            figure(of, "errorsFromUsersOfRepeats", 240), figure(of, "errorsFromUsersOfOne", 300));
        of.done();
        object.done();
        return new PlannedServer(name, style.equals("awaiting") ? Style.AWAITING : Style.QUEUEING, port, standsFor, published);
    }

    private static OptionalDouble figure(StrictJson object, String key, double example) {
        return object.has(key) ? OptionalDouble.of(object.number(key, 0, 1e12, example)) : OptionalDouble.empty();
    }
}
