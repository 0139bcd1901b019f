package reprise.scripts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static reprise.scripts.ScriptProcess.Script.HTTP_LOAD;
import static reprise.scripts.ScriptProcess.Script.REST_CALLER;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import reprise.peers.Children;

/** scripts/rest-caller.java as a user runs it: processes, files and exit codes. */
@Tag("waits")
@Order(2)
final class RestCallerTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    @TempDir
    private Path temp;

    private ScriptProcess.Ended fails(int exitCode, String sentence, String... args) throws Exception {
        return ScriptProcess.fails(REST_CALLER, temp, exitCode, sentence, args);
    }

    /** Each kind of attachment once, over loopback and the emulated link, one caller: counts, files, labels, and the same report again. */
    @Test
    void run_ofSomeRuns_writesEveryFileAndItsCountsAddUp() throws Exception {
        var out = temp.resolve("run");
        var ended = ScriptProcess.run(REST_CALLER, temp, "--quick", "--time-scale", "0.5", "--only",
            "local-sequential-sub2,local-sequential-sub2-as-meant,local-sequential-mul2,network-sequential-div2,shared-sequential", "--out",
            out.toString());
        assertEquals(0, ended.exitCode(), ended.out() + ended.err());
        for (var file : List.of("run.json", "report.html", "report.rst", "series.csv", "latency.hlog"))
            assertTrue(Files.size(out.resolve(file)) > 0, file);
        var run = JSON.readTree(out.resolve("run.json").toFile());
        assertEquals(5, run.path("phases").size());
        long requests = 0;
        for (var each : run.path("phases")) {
            var id = each.path("id").textValue();
            // A host that stands still for a second leaves a run of a second with a few requests, and the last one waiting.
            assertTrue(requests(run, id) > 0, each.toString());
            assertEquals(fact(each, "attempts"), requests(run, id) + each.path("counts").path("interrupted").intValue(), each.toString());
            assertEquals(0, each.path("counts").path("unexpected").intValue(), id);
            assertEquals(id.startsWith("network") || id.startsWith("shared"), isEmulated(each), id);
            assertTrue(each.path("usage").has("router") && each.path("usage").has("script"), id);
            assertEquals(id.startsWith("shared") ? 6 : id.endsWith("-sub2") ? 2 : 3, each.path("usage").size(), "those that work: " + each);
            // The first run warms the router up, for as long as the script's limit where the host is slow; the others only settle.
            assertTrue(fact(each, "warmUpSec") > 0, each.toString());
            requests += requests(run, id);
        }
        assertEquals(requests, sum(run, "requests") + sum(run, "lateReplies"));
        // An error reply has 105 bytes instead of the 13 of {"args":[-1]}, and its length has one digit more. A reply that arrives as the
        // run ends has its bytes read, below 400, but does not count as a request.
        double atTheEnd = 400.0 / Math.min(requests(run, "local-sequential-sub2"), requests(run, "local-sequential-sub2-as-meant"));
        assertEquals(93, bytesPerReply(run, "local-sequential-sub2") - bytesPerReply(run, "local-sequential-sub2-as-meant"), atTheEnd);
        assertTrue(fact(row(run, "network-sequential-div2"), "linkMedianUs") >= 40, row(run, "network-sequential-div2").toString());
        assertTrue(why(run, "local-sequential-add2").contains("--only"), run.path("leftOut").toString());
        assertEquals("reproduced", verdict(run, "sub2-errors"));
        var page = Files.readString(out.resolve("report.html"));
        Files.delete(out.resolve("report.html"));
        assertEquals(0, ScriptProcess.run(REST_CALLER, temp, "report", out.toString()).exitCode());
        assertEquals(page, Files.readString(out.resolve("report.html")));
    }

    @Test
    void interrupted_run_keepsWhatWasRecordedAndLeavesNoOrphan() throws Exception {
        var out = temp.resolve("run");
        try (var script = ScriptProcess.start(REST_CALLER, temp, "--quick", "--time-scale", "2", "--only", "local-sequential", "--out",
            out.toString())) {
            script.awaitLine("local-sequential-sub2 ");
            var children = script.handle().descendants().toList();
            assertTrue(children.size() >= 1, "the router");
            var ended = script.interrupt();
            assertEquals(130, ended.exitCode(), ended.out() + ended.err());
            var run = JSON.readTree(out.resolve("run.json").toFile());
            assertTrue(run.path("interrupted").booleanValue());
            assertTrue(run.path("phases").size() >= 2 && run.path("phases").size() < 5, ended.out());
            assertEquals("not-judged", verdict(run, "in-router-json"), "div2 was not measured");
            for (var child : children) child.onExit().get(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void killed_script_leavesNoOrphan() throws Exception {
        var script =
            ScriptProcess.start(REST_CALLER, temp, "--only", "shared-sequential", "--out", temp.resolve("run").toString());
        script.awaitLine("starting the router");
        ScriptProcess.await(() -> script.handle().descendants().count() >= 5 ? "five" : "", "five", script.handle()); // router, callees
        var children = script.handle().descendants().toList();
        script.handle().destroyForcibly();
        script.await();
        for (var child : children) child.onExit().get(60, TimeUnit.SECONDS);
    }

    /** A process that dies midway: the run ends there, and the recorded figures are written. */
    @Test
    void run_whoseRouterDies_saysSoAndWritesWhatItHas() throws Exception {
        var out = temp.resolve("run");
        try (var script = ScriptProcess.start(REST_CALLER, temp, "--quick", "--only", "local-sequential", "--out", out.toString())) {
            script.awaitLine("local-sequential-add2 ");
            script.handle().children()
                .filter(child -> child.info().arguments().map(words -> List.of(words).contains("reprise.testee.router.RouterMain"))
                .orElse(false))
                .forEach(ProcessHandle::destroyForcibly);
            var ended = script.await();
            assertEquals(3, ended.exitCode(), ended.out() + ended.err());
            assertTrue(ended.err().contains("router"), ended.err());
            assertTrue(JSON.readTree(out.resolve("run.json").toFile()).path("phases").size() >= 1, ended.out());
        }
    }

    @Test
    void target_thatDoesNotAnswerOrIsSomethingElse_isThreeBeforeAnyRun() throws Exception {
        var out = temp.resolve("none");
        fails(3, "had no answer: nobody listens there; start 'rest-caller serve' there, or give another --target", "--quick", "--target",
            "http://127.0.0.1:" + freePort(), "--out", out.toString());
        assertFalse(Files.exists(out), "nothing was begun");
        var other = com.sun.net.httpserver.HttpServer.create(new java.net.InetSocketAddress("127.0.0.1", 0), 0);
        other.start(); // without a context: 404 for all
        try {
            fails(3, "was answered by status 404", "--quick", "--target", "http://127.0.0.1:" + other.getAddress().getPort(), "--out",
                out.toString());
            assertFalse(Files.exists(out), "nothing was begun");
        } finally {
            other.stop(0);
        }
    }

    /** {@code serve} as a second host, with {@code load} and wrk on it: both measure the same service. */
    @Test
    void serve_asTarget_isLoadedByTheScriptAndByLoadAndByWrk() throws Exception {
        int port = freePort();
        try (var serve =
            ScriptProcess.start(REST_CALLER, temp, "serve", "--port", String.valueOf(port), "--shared", "2", "--without", "sub2,div2")) {
            serve.awaitLine("Procedures com.example.: add2 (2 callees share it), mul2.");
            var url = "http://127.0.0.1:" + port;
            var out = temp.resolve("run");
            var ended =
                ScriptProcess.run(REST_CALLER, temp, "--quick", "--time-scale", "0.5", "--only", "network-sequential,shared-sequential",
                "--target", url, "--target-shared", url, "--out", out.toString());
            // sub2 as meant and div2 were requested and are missing
            assertEquals(1, ended.exitCode(), ended.out() + ended.err());
            var run = JSON.readTree(out.resolve("run.json").toFile());
            assertEquals(List.of("network-sequential-add2", "network-sequential-sub2", "network-sequential-mul2", "shared-sequential"),
                run.path("phases").findValuesAsText("id"));
            assertTrue(ended.out().contains("; 2 runs left out (quick: 1 s a phase instead of 30 s)"), ended.out());
            assertFalse(isEmulated(run.path("phases").get(0)), "it is a real link");
            assertFalse(run.path("phases").get(0).path("usage").has("router"), "it runs elsewhere");
            assertTrue(why(run, "network-sequential-sub2-as-meant").contains("no_such_procedure"), run.path("leftOut").toString());
            loads(url);
            assertEquals(130, serve.interrupt().exitCode());
        }
    }

    private void loads(String url) throws Exception {
        var form = "(?s)Running 2s test @ " + url
            + "\\n  2 threads and 8 connections\\n  Thread Stats   Avg      Stdev     Max   \\+/- Stdev\\n    Latency .*\\n    Req/Sec .*"
            + "\\n  Latency Distribution\\n     50% .*\\n     75% .*\\n     90% .*\\n     99% .*\\n  \\d+ requests in .*, .*B "
            + "read\\nRequests/sec: +[\\d.]+\\nTransfer/sec: +[\\d.]+.B\\n.*";
        var good = ScriptProcess.run(HTTP_LOAD, temp, "-t2", "-c8", "-d2s", "--latency", "--timeout", "1m", "--procedure",
            "com.example.mul2", url);
        assertEquals(0, good.exitCode(), good.out() + good.err());
        assertTrue(good.out().matches(form), good.out());
        var other =
            ScriptProcess.run(REST_CALLER, temp, "load", "-t1", "-c1", "-d2s", "-R", "200", "--procedure", "com.example.add2", "--expect",
            "{\"args\":[6]}", url);
        assertEquals(1, other.exitCode(), other.out() + other.err());
        assertTrue(java.util.regex.Pattern.compile("Unexpected, [1-9]\\d* times: \\{\"args\":\\[5]}").matcher(other.out())
            .find() && other.out().contains("intended time to reply"), other.out());
        var body = Files.writeString(temp.resolve("body.json"), "{\"procedure\": \"com.example.mul2\", \"args\": [2, 3]}");
        var slow =
            ScriptProcess.run(REST_CALLER, temp, "load", "-t1", "-c1", "-d4.5s", "-R", "0.2", "--warm-up", "500ms", "-H",
            "Content-Type: application/json", "--body", "@" + body,
            "--expect", "{\"args\":[6]}", url + "/call");
        assertEquals(0, slow.exitCode(), slow.out() + slow.err());
        assertTrue(slow.out().startsWith("Running 4.5s test @ ") && slow.out().contains("Open loop: 0.2 a second asked, 0 never sent"),
            slow.out());
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/wrk")), "wrk is not installed: package wrk");
        var script = Files.writeString(temp.resolve("post.lua"), "wrk.method = 'POST'\nwrk.body = '{\"procedure\": \"com.example.mul2\", "
            + "\"args\": [2, 3]}'\nwrk.headers['Content-Type'] = 'application/json'\n");
        var wrk = Children.process("wrk", "-t2", "-c8", "-d2s", "--timeout", "1m", "--latency", "-s", script.toString(), url + "/call")
            .redirectErrorStream(true).start();
        var said = new String(wrk.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, wrk.waitFor(), said);
        assertTrue(said.matches(form.replace(url, url + "/call")), said); // wrk's own text has this form, without a line of errors
    }

    @Test
    void serve_portTaken_isThreeAndNamesThePort() throws Exception {
        try (var taken = new ServerSocket(0)) {
            fails(3, String.valueOf(taken.getLocalPort()), "serve", "--port", String.valueOf(taken.getLocalPort()));
        }
    }

    private static double bytesPerReply(JsonNode run, String id) {
        return fact(row(run, id), "wrk.readBytes") / requests(run, id);
    }

    private static long requests(JsonNode run, String id) {
        return (long) fact(row(run, id), "wrk.requests");
    }

    private static double fact(JsonNode phase, String name) {
        return phase.path("facts").path("figures").path(name).doubleValue();
    }

    private static boolean isEmulated(JsonNode phase) {
        return phase.path("facts").path("figures").has("linkAskedUs");
    }

    private static String why(JsonNode run, String leftOut) {
        return run.path("leftOut").path(leftOut).path("why").textValue();
    }

    private static JsonNode row(JsonNode run, String id) {
        for (var each : run.path("phases")) if (each.path("id").textValue().equals(id)) return each;
        throw new AssertionError("no run " + id);
    }

    private static String verdict(JsonNode run, String id) {
        for (var claim : run.path("claims")) if (claim.path("id").textValue().equals(id)) return claim.path("verdict").textValue();
        return "no claim " + id;
    }

    private static long sum(JsonNode run, String counter) {
        long sum = 0;
        for (var row : run.path("seconds")) sum += row.path(counter).longValue();
        return sum;
    }

    private static int freePort() throws Exception {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
