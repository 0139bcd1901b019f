package reprise.judge;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import reprise.peer.wrk.WrkFigures;
import reprise.peer.wrk.WrkJson;
import reprise.recorder.StrictJson;

/**
 * scenarios/rest-caller.json: what wrk printed of each run of documents/rest-caller.md, the claims, and what a run does.
 * The runs stand in the document's order; those that are ours to add have no published figures.
 */
public record CallerScenario(Scenario scenario, long seed, Load load, Links links, int sharedCallees, List<PlannedRun> runs) {
    private static final String RESOURCE = "scenarios/rest-caller.json";
    private static final String PROCEDURE = "$PROCEDURE";
    private static final Set<String> GROUPS =
        Set.of("local-sequential", "local-concurrent", "network-sequential", "network-concurrent", "shared");

    /** @param body of a request, with $PROCEDURE in the procedure's place */
    public record Load(Duration duration, Duration timeout, Duration warmUpMax, String path, String body) {}

    /** The document's addresses, and what a round trip of its network took more than one of loopback. */
    public record Links(String loopbackUrl, String networkUrl, double addedDelayUs) {}

    /** How a run's callee is attached to the router; {@code word} is the file's, {@code words} the reports'. */
    public enum Attached {
        ROUTER("router", "in the router"),
        WEBSOCKET_JSON("websocket-json", "WebSocket, JSON"),
        UNIX_MSGPACK("unix-msgpack", "Unix socket, MessagePack"),
        UNIX_JSON("unix-json", "Unix socket, JSON"),
        SHARED_UNIX_MSGPACK("shared-unix-msgpack", "four, Unix socket, MessagePack"),
        NOT_REGISTERED("not-registered", "not registered");

        private final String word;
        private final String words;

        Attached(String word, String words) {
            this.word = word;
            this.words = words;
        }

        public String word() {
            return word;
        }

        public String words() {
            return words;
        }
    }

    public enum Link {
        LOOPBACK, NETWORK;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What every reply has to be. */
    public sealed interface Reply {
        /** The whole body. */
        record Result(String body) implements Reply {}

        /** A WAMP error of this URI, whatever its arguments say. */
        record Error(String uri) implements Reply {}
    }

    /** One run of the document, or one that is ours to add: then nothing was published. */
    public record PlannedRun(String id, String group, Link link, int threads, int connections, String procedure, Attached attached,
        Reply reply,
                             Optional<WrkFigures> published) {
        public boolean isSequential() {
            return connections == 1;
        }

        /** The last part of the procedure's URI. */
        public String procedureName() {
            return procedure.substring(procedure.lastIndexOf('.') + 1);
        }
    }

    public String body(PlannedRun run) {
        return load.body().replace(PROCEDURE, run.procedure());
    }

    public String url(Link link) {
        return switch (link) {
            case LOOPBACK -> links.loopbackUrl();
            case NETWORK -> links.networkUrl();
        };
    }

    public Optional<PlannedRun> run(String id) {
        return runs.stream().filter(run -> run.id().equals(id)).findFirst();
    }

    /** From the class path, as a script has it by URL. */
    public static CallerScenario read() throws IOException {
        return ScenarioFile.ofClassPath(RESOURCE, CallerScenario::parse);
    }

    public static CallerScenario read(Path file) throws IOException {
        return ScenarioFile.of(file, RESOURCE, CallerScenario::parse);
    }

    /** @throws StrictJson.Invalid with all that is wrong */
    static CallerScenario parse(String name, byte[] json) {
        var root = StrictJson.parse(name, json);
        var scenario = Scenario.read(root, CallerMeasures.NAMES);
        var parameters = root.object("parameters");
        long seed = parameters.whole("seed", Long.MIN_VALUE, Long.MAX_VALUE, 1);
        var load = load(parameters.object("load"));
        var links = links(parameters.object("links"));
        var callees = parameters.object("callees");
        callees.text("source", "where this value comes from");
        int shared = (int) callees.whole("shared", 1, 64, 4);
        callees.done();
        parameters.done();
        var runs = new ArrayList<PlannedRun>();
        var ids = new HashSet<String>();
        for (var object : root.objects("runs")) {
            var run = run(object);
            if (!ids.add(run.id())) object.wrong("id", "different from every other run's", "\"" + run.id() + "-2\"");
            runs.add(run);
        }
        for (var id : CallerMeasures.RUNS) {
            if (!ids.contains(id))
                root.wrong("runs", "a list that has the run " + id + ", which a claim needs", "the one of scenarios/rest-caller.json");
        }
        root.done();
        root.orThrow();
        return new CallerScenario(scenario, seed, load, links, shared, List.copyOf(runs));
    }

    private static Load load(StrictJson object) {
        object.text("source", "where these values come from");
        var load = new Load(object.duration("duration", "30s"), object.duration("timeout", "2s"), object.duration("warmUpMax", "10s"),
            object.text("path", "/call"), object.text("body", "{\"procedure\": \"$PROCEDURE\"}"));
        if (!load.path().startsWith("/")) object.wrong("path", "a path from the root", "\"/call\"");
        if (!load.body().contains(PROCEDURE))
            object.wrong("body", "a text with $PROCEDURE in it", "\"{\\\"procedure\\\": \\\"$PROCEDURE\\\"}\"");
        object.done();
        return load;
    }

    private static Links links(StrictJson object) {
        object.text("source", "where these values come from");
        var links = new Links(object.text("loopbackUrl", "http://127.0.0.1:8080"), object.text("networkUrl", "http://10.0.1.2:8080"),
            object.number("addedDelayUs", 0, 1e6, 40));
        object.done();
        return links;
    }

    private static PlannedRun run(StrictJson object) {
        var id = object.text("id", "local-sequential-add2");
        if (!id.matches("[a-z0-9-]+")) object.wrong("id", "lower-case letters, digits and dashes", "\"local-sequential-add2\"");
        var group = object.text("group", "local-sequential");
        if (!GROUPS.contains(group)) object.wrong("group", "one of " + String.join(", ", GROUPS.stream().sorted().toList()), "\"shared\"");
        var linkWord = object.text("link", "loopback");
        var link = List.of(Link.values()).stream().filter(each -> each.word().equals(linkWord)).findFirst().orElseGet(() -> {
            object.wrong("link", "loopback or network", "\"loopback\"");
            return Link.LOOPBACK;
        });
        int threads = (int) object.whole("threads", 1, 1000, 1);
        int connections = (int) object.whole("connections", 1, 100_000, 1);
        if (threads > connections) object.wrong("threads", "at most the connections, which are " + connections, "1");
        var procedure = object.text("procedure", "com.example.add2");
        var attachedWord = object.text("attached", "router");
        var attached = List.of(Attached.values()).stream().filter(each -> each.word().equals(attachedWord)).findFirst().orElseGet(() -> {
            object.wrong("attached", "one of " + String.join(", ", List.of(Attached.values()).stream().map(Attached::word).toList()),
                "\"router\"");
            return Attached.ROUTER;
        });
        Reply reply = object.has("error") ? new Reply.Error(object.text("error", "wamp.error.no_such_procedure"))
            : new Reply.Result(object.text("reply", "{\"args\":[5]}"));
        var published = object.has("published")
            ? Optional.of(WrkJson.read(object.object("published"), threads, connections, WrkFigures.Errors.NONE))
            : Optional.<WrkFigures>empty();
        object.done();
        return new PlannedRun(id, group, link, threads, connections, procedure, attached, reply, published);
    }
}
