package reprise.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Command;
import reprise.judge.Scenario;
import reprise.report.Report;
import reprise.simulator.rpc.MessageKind;
import reprise.simulator.rpc.QueueKind;
import reprise.simulator.users.Message;
import reprise.simulator.users.Users;
import reprise.sut.BrokerKind;
import reprise.sut.ChatUnderTest;
import reprise.transport.http.PageServer;

/** The figures of a load while it goes, as Prometheus asks for them. */
@Tag("alone")
final class MetricsPortTest {
    private static final Pattern SERIES = Pattern.compile("(?m)^(reprise_\\w+)(?:\\{(.*)})? (\\S+)$");
    private static final Pattern NAMED = Pattern.compile("reprise_\\w+");
    private static final Message BROADCAST = Message.broadcast("{\"action_type\": \"broadcast\", \"body\": \"", "\"}");
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path temp;

    /** What is done in a run. */
    private interface Step {
        void perform(Experiment x) throws Exception;
    }

    @Command(name = "told")
    private static final class Told extends Script {
        private final Step step;

        Told(Step step) {
            this.step = step;
        }

        @Override
        protected Scenario document() {
            return Scenario.of("told", "A load that is told", "ours", "It was told.");
        }

        @Override
        protected Report report(Scenario document) {
            return Report.of(document, List.of());
        }

        @Override
        protected Duration documentedLength() {
            return Duration.ofMillis(1200);
        }

        @Override
        protected Duration expected(Duration length) {
            return length;
        }

        @Override
        protected void perform(Experiment x) throws Exception {
            step.perform(x);
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private CapturedRun run(String port, Step step) {
        return CapturedRun.of(new Told(step), "--metrics-port", port, "--out", temp.resolve("run").toString());
    }

    private static HttpResponse<String> ask(int port, String path) throws Exception {
        return HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
            HttpResponse.BodyHandlers.ofString());
    }

    /** Values by name and labels, as {@code name{labels}}. */
    private static Map<String, Double> series(int port) throws Exception {
        var reply = ask(port, "/metrics");
        assertEquals(200, reply.statusCode());
        assertTrue(reply.headers().firstValue("content-type").orElse("").startsWith("text/plain; version=0.0.4"), reply.toString());
        return SERIES.matcher(reply.body()).results().collect(Collectors.toMap(line -> line.group(1) + "{" + line.group(2) + "}",
            line -> Double.parseDouble(line.group(3)), (one, _) -> one, TreeMap::new));
    }

    private static String key(String name, String phase, String more) {
        return "reprise_" + name + "{" + more + "phase=\"" + phase + "\",run=\"run\"}";
    }

    /** Loads of three kinds: each counter and each timing is what run.json has, and the dashboard names nothing else. */
    @Test
    void figures_agreeWithRunJson_andTheDashboardNamesThem() throws Exception {
        int port = freePort();
        var seen = new TreeMap<String, Double>();
        var ended = run(String.valueOf(port), x -> {
            var page = x.start("a page", () -> new PageServer("page", "127.0.0.1", 0,
                new PageServer.Page("/", "text/plain", () -> "hello".getBytes(StandardCharsets.UTF_8))));
            x.measure("http", HttpCallers.of(HttpCallers.plan("http://127.0.0.1:" + page.port() + "/", 2).atRate(200), x),
                Duration.ofMillis(2200), Moment.at(Duration.ofMillis(2100), () -> {
                    assertEquals(1, series(port).get(key("phase_measured", "http", "")));
                    return "looked";
                }));
            var cluster = x.start("a node", () -> BrokerKind.EMBEDDED.start(1, QueueKind.CLASSIC, x.folder(), x.interruption()));
            var calls = RpcPair.Plan.unpaced(MessageKind.CALL, 2, x.seed());
            x.measure("calls", RpcPair.of(calls.sending(calls.messages().at(100, Duration.ofMinutes(1).toNanos())), cluster.url(), x),
                Duration.ofMillis(1200));
            var chat = x.start("a chat server", () -> ChatUnderTest.embedded("queueing"));
            x.measure("users", Users.of(3, user -> {
                user.connect(user.pick()).send(BROADCAST);
                user.sleep(Duration.ofMillis(300)); // the others' broadcasts arrive meanwhile
            }, List.of(chat.target()), x.seed(), x.clock()), Duration.ofMillis(2500));
            seen.putAll(series(port));
        });
        assertEquals(0, ended.exitCode(), ended.out() + ended.err());
        assertTrue(ended.err().contains("Metrics: http://127.0.0.1:" + port + "/metrics\n"), ended.err());
        var run = JSON.readTree(temp.resolve("run/run.json").toFile());
        var phases = new TreeMap<String, JsonNode>();
        run.path("phases").forEach(phase -> phases.put(phase.path("id").textValue(), phase));
        assertEquals(Set.of("http", "calls", "users"), phases.keySet());
        agree(seen, phases.get("http").path("counts"), "http");
        agree(seen, phases.get("calls").path("counts"), "calls");
        agree(seen, phases.get("users").path("counts"), "users");
        assertEquals(phases.get("http").path("counts").path("requests").doubleValue(),
            seen.get(key("latency_seconds_count", "http", "")), "a latency for each reply");
        assertEquals(200 * phases.get("http").path("lengthSec").doubleValue(), seen.get(key("scheduled_total", "http", "")), 0.5);
        assertFalse(seen.containsKey(key("scheduled_total", "users", "")), "a load without a rate");
        assertEquals(0, seen.get(key("phase_measured", "http", "")));

        var served = seen.keySet().stream().map(name -> name.substring(0, name.indexOf('{'))).collect(Collectors.toSet());
        var named = NAMED.matcher(Files.readString(Path.of("examples/grafana-dashboard.json"))).results()
            .map(match -> match.group()).collect(Collectors.toCollection(TreeSet::new));
        assertTrue(named.contains("reprise_delivery_seconds_bucket"), "the dashboard names metrics");
        named.removeAll(served);
        assertEquals(Set.of(), named, "not served; served are " + served);
    }

    private static void agree(Map<String, Double> seen, JsonNode counts, String phase) {
        assertTrue(counts.size() > 5, counts.toString());
        counts.properties().forEach(count -> {
            int blank = count.getKey().indexOf(' ');
            var of = blank < 0 ? "" : "of=\"" + count.getKey().substring(blank + 1) + "\",";
            var first = blank < 0 ? count.getKey() : count.getKey().substring(0, blank);
            var name = first.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
            boolean isTime = name.endsWith("_us");
            if (isTime) name = name.replace("_us", "_seconds");
            var plain = key(name + "_total", phase, of);
            var found = seen.containsKey(plain) ? plain : key(name + "_bytes_total", phase, of);
            assertEquals(count.getValue().doubleValue() / (isTime ? 1e6 : 1), seen.get(found), 1e-9, found + " of " + seen.keySet());
        });
    }

    @Test
    void port_thatCannotBeUsed_isToldBeforeAnythingIsBegun() throws Exception {
        run("70000", _ -> { }).fails(2, "--metrics-port is 70000; it must be 0 to 65535, for example 9464");
        run("here", _ -> { }).fails(2, "--metrics-port is here; it must be 0 to 65535, for example 9464, or with an address 0.0.0.0:9464");
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            run(String.valueOf(taken.getLocalPort()), _ -> { }).fails(3, "--metrics-port: cannot listen on 127.0.0.1:"
                + taken.getLocalPort() + ": another process listens there; end it, or give another port, 0 for any that is free");
        }
        assertFalse(Files.exists(temp.resolve("run")));
    }

    /** It is printed; another path tells which there is, and after the run nobody listens. */
    @Test
    void port_thatIsFree_isPrinted_andIsFreeAgain() throws Exception {
        var ended = run("127.0.0.1:0", x -> x.measure("one", new CountingLoad(1_000_000), Duration.ofMillis(20)));
        assertEquals(0, ended.exitCode(), ended.err());
        var printed = Pattern.compile("Metrics: http://127\\.0\\.0\\.1:([0-9]+)/metrics").matcher(ended.err());
        assertTrue(printed.find(), ended.err());
        int port = Integer.parseInt(printed.group(1));
        var again = CapturedRun.of(new Told(x -> {
            assertEquals("there is no / here; there is /metrics\n", ask(port, "/").body());
            x.measure("one", new CountingLoad(1_000_000), Duration.ofMillis(20));
        }), "--metrics-port", String.valueOf(port), "--out", temp.resolve("again").toString());
        assertEquals(0, again.exitCode(), again.err());
    }
}
