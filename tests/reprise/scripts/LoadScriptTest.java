package reprise.scripts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static reprise.scripts.ScriptProcess.Script.HTTP_LOAD;
import static reprise.scripts.ScriptProcess.Script.REST_CALLER;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reprise.peers.Children;

/** {@code rest-caller load} and {@code http-load} when they cannot load: exit codes and sentences. */
@Tag("waits")
@Order(6)
final class LoadScriptTest {
    @TempDir
    private Path temp;

    private ScriptProcess.Ended fails(int exitCode, String sentence, String... args) throws Exception {
        return ScriptProcess.fails(REST_CALLER, temp, exitCode, sentence, args);
    }

    private static int freePort() throws Exception {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Test
    void load_whereNobodyListens_endsBeforeItBegins() throws Exception {
        int port = freePort();
        var ended = fails(3, "rest-caller: nobody listens at 127.0.0.1:" + port + "; start the server there, or look at host and port\n",
            "load", "-d24h", "--warm-up", "1h", "-t2", "-c20", "http://127.0.0.1:" + port + "/");
        assertEquals(1, ended.err().lines().count(), ended.err()); // neither a warm-up nor notes
        assertEquals("", ended.out());
        var alone = ScriptProcess.fails(HTTP_LOAD, temp, 3, "http-load: nobody listens at ", "http://127.0.0.1:" + port + "/");
        assertEquals(ended.err().replace("rest-caller: ", "http-load: "), alone.err());
        ScriptProcess.fails(HTTP_LOAD, temp, 2, "Try 'http-load --help'.", "--bogus", "http://127.0.0.1:" + port + "/");
    }

    /** Two loops with three files each and 20 spare ones are 26 besides the connections: of 256 some remain, but not 250. */
    @Test
    void load_withMoreConnectionsThanFiles_isTwoAndNamesTheLimit() throws Exception {
        var words = new java.util.ArrayList<>(List.of("sh", "-c", "ulimit -n 256 && exec \"$@\"", "sh"));
        words.addAll(ScriptProcess.command(REST_CALLER, List.of("load", "-c250", "http://127.0.0.1:" + freePort() + "/")));
        var process = Children.process(words).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        var said = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(2, process.waitFor(), said);
        assertTrue(said.contains("-c is 250, each connection is an open file, and this process may open ")
            && said.contains(" of 256; raise the limit with 'ulimit -n "), said);
    }

    /** What is seen while it goes is at most what it ends with. */
    @Test
    void load_withAMetricsPort_isSeenWhileItGoes() throws Exception {
        var page = MetricsPage.atFreePort();
        var server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/", asked -> {
            asked.sendResponseHeaders(204, -1);
            asked.close();
        });
        server.start();
        try (var load = ScriptProcess.start(HTTP_LOAD, temp, "-d24h", "-c2", "-R", "100", "--warm-up", "0s", "--json", "--quiet",
            page.option(), "http://127.0.0.1:" + server.getAddress().getPort() + "/")) {
            page.await("reprise_latency_seconds_count", 1, load);
            page.await("reprise_scheduled_total", 100, load);
            var seen = page.read();
            assertTrue(seen.contains("\nreprise_phase_measured 1.0\n"), seen);
            double requests = MetricsPage.value(seen, "reprise_requests_total");
            assertTrue(requests > 0, seen);
            var ended = load.interrupt();
            assertEquals(130, ended.exitCode(), ended.err());
            double sec = new ObjectMapper().readTree(ended.out()).path("summary").path("durationSec").doubleValue();
            assertTrue(requests <= 100 * sec + 1, requests + " in " + sec + " s");
        } finally {
            server.stop(0);
        }
    }

    /** A folder as of any run, which is reported again; standard output has the JSON alone. */
    @Test
    void load_withOut_isARun_andTellsItsEnd() throws Exception {
        var server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/", asked -> {
            asked.sendResponseHeaders(204, -1);
            asked.close();
        });
        server.start();
        try {
            var out = temp.resolve("run");
            var ended = ScriptProcess.run(HTTP_LOAD, temp, "-d2s", "-c2", "--warm-up", "0s", "--out", out.toString(), "--json",
                "--fail-if", "max(latency) > 1ns", "http://127.0.0.1:" + server.getAddress().getPort() + "/");
            assertEquals(1, ended.exitCode(), ended.err());
            var end = new ObjectMapper().readTree(ended.out());
            assertEquals("not-held", end.path("thresholds").path(0).path("verdict").textValue());
            assertTrue(end.path("measures").path("requestsPerSec").doubleValue() > 0, ended.out());
            for (var file : List.of("run.json", "report.html", "report.rst", "summary.md", "series.csv", "latency.hlog"))
                assertTrue(Files.size(out.resolve(file)) > 0, file);
            var again = ScriptProcess.run(HTTP_LOAD, temp, "report", out.toString(), "--json", "--quiet");
            assertEquals(end, new ObjectMapper().readTree(again.out()), again.err());
        } finally {
            server.stop(0);
        }
    }

    /** A load on a terminal, which {@code script} of util-linux is; what it gets goes to a file. */
    private Process onATerminal(int port, Path shown, String... more) throws Exception {
        var load = Stream.concat(Stream.of(more), Stream.of("-c2", "--warm-up", "0s", "--timeout", "1m", "http://127.0.0.1:" + port + "/"))
            .toList();
        var command = String.join(" ", ScriptProcess.command(HTTP_LOAD, load).stream().map(word -> "'" + word + "'").toList());
        var builder = Children.process("script", "-qefc", command, "/dev/null").redirectErrorStream(true).redirectOutput(shown.toFile());
        builder.environment().put("TERM", "xterm");
        return builder.start();
    }

    /** All that it gets of a load of two seconds. */
    private String shownOnATerminal(int port, String more) throws Exception {
        var shown = Files.createTempFile(temp, "shown", ".txt");
        assertEquals(0, onATerminal(port, shown, "-d2s", more).waitFor(), Files.readString(shown));
        return Files.readString(shown);
    }

    /** All that it gets of a load that is interrupted when there is a live line with figures. */
    private String shownUntilThereAreFigures(int port) throws Exception {
        var shown = Files.createTempFile(temp, "shown", ".txt");
        var process = onATerminal(port, shown, "-d50s");
        try {
            ScriptProcess.await(() -> Files.readString(shown), ", p99 so far ", process.toHandle());
            process.getOutputStream().write(3); // Ctrl-C
            process.getOutputStream().flush();
            assertEquals(130, process.waitFor(), Files.readString(shown));
            return Files.readString(shown);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    /** It is on standard error, erased before the text; standard output is the same as without a terminal, as wrk's is. */
    @Test
    void load_onATerminal_showsALiveLineAndErasesIt_andNoneElsewhere() throws Exception {
        assumeTrue(Children.process("sh", "-c", "command -v script").start().waitFor() == 0, "script (util-linux) is not installed");
        var server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/", asked -> {
            asked.sendResponseHeaders(204, -1);
            asked.close();
        });
        server.start();
        int port = server.getAddress().getPort();
        try {
            var shown = shownUntilThereAreFigures(port);
            // \r and ESC [K (EL) erase a line
            assertTrue(Pattern.compile("[1-9]\\d* of 50 s, [0-9,]+ requests/s, 0 errors, p99 so far [0-9.]+ ms.*\r\u001b\\[K"
                + "Running 50s test @ ", Pattern.DOTALL).matcher(shown).find(), shown);
            for (var none : List.of("--no-progress", "--quiet", "--json")) {
                var text = shownOnATerminal(port, none);
                assertFalse(text.contains("requests/s,") || text.contains("\u001b[K"), none + ": " + text);
            }
            var piped = ScriptProcess.run(HTTP_LOAD, temp, "-d1s", "-c2", "--warm-up", "0s", "http://127.0.0.1:" + port + "/");
            assertFalse((piped.out() + piped.err()).contains("\u001b"), piped.out() + piped.err());
            assertFalse(piped.err().contains("requests/s"), piped.err());
        } finally {
            server.stop(0);
        }
    }
}
