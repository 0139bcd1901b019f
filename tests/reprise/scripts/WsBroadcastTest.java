package reprise.scripts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static reprise.scripts.ScriptProcess.Script.WS_BROADCAST;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** scripts/ws-broadcast.java as a user runs it: processes, files and exit codes. It runs few users; CI runs the peak. */
@Tag("waits")
@Order(2)
final class WsBroadcastTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String[] FEW = {"--time-scale", "0.01", "--users-scale", "0.1"};
    @TempDir
    private Path temp;

    private ScriptProcess.Ended run(String... more) throws Exception {
        var args = new java.util.ArrayList<>(List.of(FEW));
        args.addAll(List.of(more));
        return ScriptProcess.run(WS_BROADCAST, temp, args.toArray(String[]::new));
    }

    private ScriptProcess.Ended fails(int exitCode, String sentence, String... args) throws Exception {
        return ScriptProcess.fails(WS_BROADCAST, temp, exitCode, sentence, args);
    }

    @Test
    void users_moreThanDescriptors_isSaidBeforeTheRun() throws Exception {
        var ended = fails(2, "ulimit -n", "--users-scale", "100", "--quick");
        assertFalse(ended.out().contains("starting"), ended.out());
    }

    /** 8 s with a tenth of the users: every file, and the counts add up. */
    @Test
    void run_short_writesEveryFileAndItsCountsAddUp() throws Exception {
        var out = temp.resolve("run");
        var ended = run("--out", out.toString());
        assertTrue(ended.exitCode() == 0 || ended.exitCode() == 1, ended.out() + ended.err()); // 1: such a short run misses some claims
        for (var file : List.of("run.json", "report.html", "report.rst", "series.csv", "latency.hlog"))
            assertTrue(Files.size(out.resolve(file)) > 0, file);
        var run = JSON.readTree(out.resolve("run.json").toFile());
        long sessions = 0;
        for (var server : run.path("servers")) {
            var deliveries = server.path("deliveriesExpected").longValue();
            assertTrue(deliveries > 0, server.toString());
            assertEquals(deliveries, server.path("deliveriesMade").longValue() + server.path("deliveriesLost").longValue(),
                server.toString());
            assertEquals(server.path("deliveriesLost").longValue(), causes(server), server.toString());
            // Each session is a connection there, except one that ended while it connected.
            long cutShort = server.path("sessions").path("interrupted").longValue() + server.path("sessions").path("failed").longValue();
            long without = server.path("sessions").path("attempts").longValue() - server.path("connectionsTotal").longValue();
            assertTrue(without >= 0 && without <= cutShort, server.toString());
            sessions += server.path("sessions").path("attempts").longValue();
            assertEquals(server.path("sessions").path("attempts").longValue(), server.path("sessions").path("complete").longValue()
                + server.path("sessions").path("interrupted").longValue() + server.path("sessions").path("failed").longValue());
        }
        assertEquals(sessions, run.path("summary").path("ws_sessions").path("count").longValue(), run.path("summary").toString());
        assertEquals(run.path("summary").path("iterations").path("count").longValue(), sum(run, "iterations"));
        assertEquals("reproduced", verdict(run, "upgraded"));
        var page = Files.readString(out.resolve("report.html"));
        Files.delete(out.resolve("report.html"));
        assertEquals(ended.exitCode(), ScriptProcess.run(WS_BROADCAST, temp, "report", out.toString()).exitCode());
        assertEquals(page, Files.readString(out.resolve("report.html")));
    }

    /** Send, receive, send again, receive, close: two messages per session, and a reply to each from either server. */
    @Test
    void direct_asDescribed_isAnsweredTwiceASession() throws Exception {
        var out = temp.resolve("run");
        var ended =
            ScriptProcess.run(WS_BROADCAST, temp, "--as-described", "--only", "constVUWith3DirectMessage", "--time-scale", "0.2",
            "--users-scale", "0.25", "--out", out.toString());
        assertTrue(ended.exitCode() < 2, ended.out() + ended.err());
        var run = JSON.readTree(out.resolve("run.json").toFile());
        long sessions = run.path("summary").path("ws_sessions").path("count").longValue();
        // 20 users, one session after another for 9 s: each takes 0.7 s, on a busy host more; the last have 6 s to end
        double eachSec = run.path("summary").path("iteration_duration").path("avg").doubleValue() / 1e3;
        assertTrue(sessions >= 20 && eachSec >= 0.7 && sessions * eachSec >= 0.8 * 20 * 9, ended.out());
        assertEquals(2 * sessions, run.path("summary").path("ws_msgs_sent").path("count").longValue(), ended.out());
        assertTrue(ended.out().contains("✓ a direct message is answered"), ended.out());
        assertTrue(run.path("servers").get(0).path("handlingP95Sec").isNumber() && run.path("servers").get(1).path("handlingP95Sec")
            .isNumber(), ended.out());
    }

    /** {@code serve} as a server that already runs; invalid metrics are reported, and the run continues. */
    @Test
    void target_withMetricsThatAreNone_runsAndSaysSo() throws Exception {
        var odd = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        odd.createContext("/", exchange -> {
            var body = "<html>no metrics</html>".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        odd.start();
        try (var serve = ScriptProcess.start(WS_BROADCAST, temp, "serve", "--style", "awaiting", "--port", "0")) {
            var url = serve.awaitLine("ws://").replaceFirst(" .*", "");
            var out = temp.resolve("run");
            var ended =
                run("--out", out.toString(), "--target", "mine=" + url, "--metrics",
                "mine=http://127.0.0.1:" + odd.getAddress().getPort() + "/metrics",
                "--pid", "mine=" + serve.pid());
            assertTrue(ended.exitCode() < 2, ended.out() + ended.err());
            assertTrue(ended.out().contains("the metrics of mine at") && ended.out().contains("no metrics in Prometheus' text form"),
                ended.out());
            var server = JSON.readTree(out.resolve("run.json").toFile()).path("servers").get(0);
            assertEquals("mine", server.path("name").textValue());
            assertTrue(server.path("deliveriesMade").longValue() > 0 && server.path("cpuMeanPercent").isNumber(), server.toString());
            assertTrue(server.path("broadcastP95Sec").isMissingNode() || server.path("broadcastP95Sec").isNull(), server.toString());
            assertEquals(130, serve.interrupt().exitCode());
        } finally {
            odd.stop(0);
        }
    }

    @Test
    void target_whereNobodyListens_isThreeBeforeTheRun() throws Exception {
        int port;
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = taken.getLocalPort();
        }
        var ended = run("--target", "mine=ws://127.0.0.1:" + port + "/ws", "--out", temp.resolve("run").toString());
        assertEquals(3, ended.exitCode(), ended.out());
        assertEquals("ws-broadcast: server mine: ws://127.0.0.1:" + port + "/ws: connection refused; is a server running there?",
            ended.err().strip());
    }

    /** A server that dies midway: the run continues, its sessions fail and are counted, the second is marked. */
    @Test
    void run_inWhichAServerDies_goesOnAndCountsWhatFailed() throws Exception {
        var out = temp.resolve("run");
        try (var script =
            ScriptProcess.start(WS_BROADCAST, temp, "--time-scale", "0.02", "--users-scale", "0.1", "--out", out.toString())) {
            script.awaitLine("   2 ");
            script.handle().children()
                .filter(child -> child.info().arguments().map(words -> List.of(words).contains("queueing")).orElse(false))
                .forEach(ProcessHandle::destroyForcibly);
            var ended = script.await();
            assertEquals(1, ended.exitCode(), ended.out() + ended.err());
            var run = JSON.readTree(out.resolve("run.json").toFile());
            assertEquals("not-reproduced", verdict(run, "upgraded"));
            assertTrue(ended.out().contains("the process of queueing is gone"), ended.out());
            assertTrue(run.path("events").toString().contains("the process of queueing is gone"), run.path("events").toString());
            assertTrue(sum(run, "opened awaiting") > 0 && sum(run, "failed queueing") > 0, "the other goes on");
        }
    }

    @Test
    void interrupted_run_keepsWhatWasRecordedAndLeavesNoOrphan() throws Exception {
        var out = temp.resolve("run");
        try (var script = ScriptProcess.start(WS_BROADCAST, temp, "--users-scale", "0.1", "--out", out.toString())) {
            script.awaitLine("   1 ");
            var children = script.handle().descendants().toList();
            assertEquals(2, children.size(), "a JVM each");
            var ended = script.interrupt();
            assertEquals(130, ended.exitCode(), ended.out() + ended.err());
            assertTrue(JSON.readTree(out.resolve("run.json").toFile()).path("interrupted").booleanValue());
            for (var child : children) child.onExit().get(60, TimeUnit.SECONDS);
        }
    }

    private static long causes(JsonNode server) {
        long lost = 0;
        for (var cause : server.path("lost")) lost += cause.longValue();
        return lost;
    }

    private static long sum(JsonNode run, String counter) {
        long sum = 0;
        for (var row : run.path("seconds")) sum += row.path(counter).longValue();
        return sum;
    }

    private static String verdict(JsonNode run, String id) {
        for (var claim : run.path("claims")) if (claim.path("id").textValue().equals(id)) return claim.path("verdict").textValue();
        return "no claim " + id;
    }
}
