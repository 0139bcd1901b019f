package reprise.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reprise.judge.PhaseReadings;
import reprise.judge.Reading;
import reprise.judge.Scenario;
import reprise.recorder.Phase;
import reprise.recorder.Phases;
import reprise.recorder.Run;
import reprise.report.Report;
import reprise.report.Section;
import reprise.simulator.http.HttpMetrics;
import reprise.sut.Interruption;

/** HTTP callers as a phase's load, on the JDK's web server. */
final class HttpCallersTest {
    private static final Duration SHORT = Duration.ofMillis(300);

    @TempDir
    Path folder;
    private final Set<Integer> ports = ConcurrentHashMap.newKeySet();
    private final AtomicInteger asked = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer server;
    private Experiment x;

    /** Each hundredth reply is another. */
    @BeforeEach
    void begin() throws IOException {
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/", exchange -> {
            ports.add(exchange.getRemoteAddress().getPort());
            var reply = (asked.incrementAndGet() % 100 == 0 ? "six" : "5").getBytes(StandardCharsets.UTF_8);
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, reply.length);
            exchange.getResponseBody().write(reply);
            exchange.close();
        });
        server.setExecutor(threads);
        server.start();
        x = new Experiment(folder, 1, LiveConsole.silent(), new Interruption());
    }

    @AfterEach
    void end() {
        x.close();
        server.stop(0);
        threads.shutdownNow();
    }

    private String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    private Run run() {
        return x.run("probe", Map.of());
    }

    private Phase phase(String id) {
        return Phases.of(run()).phase(id).orElseThrow();
    }

    /** Four connections on two loops; a warm-up of its own would have opened four more. */
    @Test
    void measure_afterAWarmUp_goesOnOnTheSameConnections() {
        x.measure("warm", HttpCallers.of(HttpCallers.plan(url(), 4).onThreads(2), x), SHORT, Until.after(SHORT));
        assertTrue(ports.size() <= 4, ports.toString());
        var phase = phase("warm");
        assertTrue(phase.fact(Phase.WARM_UP_SEC).orElseThrow() >= 0.3, phase.toString());
        var wrk = phase.facts(HttpMetrics.WRK).orElseThrow();
        assertEquals(List.of(2, 4), List.of(wrk.threads(), wrk.connections()));
        assertEquals(wrk.requests(), phase.count(HttpMetrics.REQUESTS));
        assertTrue(wrk.requests() < asked.get(), "the warm-up's are in no figure");
        assertEquals(wrk.requests(), Phases.histogram(run(), "warm", HttpMetrics.SERVICE).getTotalCount());
        assertEquals(url(), phase.words(HttpMetrics.URL).orElseThrow());
        assertEquals(4, phase.count(HttpMetrics.INTERRUPTED), "one in flight on each");
        assertEquals(List.of(), HttpReadings.accounts(run()).stream().filter(account -> !account.imbalance().isEmpty()).toList());
        assertEquals(new Reading.Value(wrk.requestsPerSec()), HttpReadings.perSec(run(), "warm"));
    }

    @Test
    void replies_thatWereNotExpected_areNotedAndSpoilTheFigures() {
        var expecting = HttpCallers.plan(url(), "text/plain", "2 + 3", 1).expecting("5".getBytes(StandardCharsets.UTF_8));
        x.measure("odd", new Lasting(HttpCallers.of(expecting, x), HttpMetrics.UNEXPECTED));
        long unexpected = phase("odd").count(HttpMetrics.UNEXPECTED);
        assertEquals(List.of("odd: " + String.format(Locale.ROOT, "%,d of %,d replies were not the expected one but six", unexpected,
            HttpReadings.requests(phase("odd")))), run().notes());
        assertTrue(HttpReadings.perSec(run(), "odd") instanceof Reading.Shown);
        assertEquals(new Reading.Value(1 - unexpected / (double) HttpReadings.requests(phase("odd"))),
            HttpReadings.expectedShare(run(), List.of("odd")));
    }

    /** Each reply is one of a status above 399, so both counts are the same; their times are no figures, and the report says so in red. */
    @Test
    void phase_whoseRepliesAreErrors_isNoted_andHasNoTimes() {
        server.createContext("/gone", exchange -> {
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
        });
        x.measure("gone", new Lasting(HttpCallers.get(url() + "gone", 2, x), HttpMetrics.STATUS_ERRORS));
        long errors = phase("gone").count(HttpMetrics.STATUS_ERRORS);
        assertTrue(errors > 0);
        var why = String.format(Locale.ROOT, "%,d of %,d replies had a status above 399", errors, errors);
        assertEquals(List.of("gone: " + why), run().notes());
        assertEquals(Reading.byRun("the phase gone failed: " + why), PhaseReadings.percentileMs(run(), "gone", HttpMetrics.LATENCY, 50));
        assertEquals(Reading.byRun("the process servr was not sampled in the phase gone; there are script"),
            PhaseReadings.cpuPercent(run(), "gone", "servr"));
        var document = Scenario.of("probe", "A probe", "ours", "Asked.");
        assertEquals(List.of(new Section.Alarm("The phase gone failed: " + why + ". None of its times is judged.")),
            Report.of(document, List.of()).alarms(run()));
    }

    /** Most requests fail, each in another way than the last test's: the body is another, no reply is whole, or none comes. */
    @Test
    void phase_thatFailsOtherwise_isToldInRed() throws IOException {
        var alarms = new ArrayList<String>();
        var expecting = HttpCallers.plan(url(), 1).expecting("7".getBytes(StandardCharsets.UTF_8));
        x.measure("odd", new Lasting(HttpCallers.of(expecting, x), HttpMetrics.UNEXPECTED));
        alarms.add("replies were not the expected one but 5");
        try (var closing = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            threads.execute(() -> closeEach(closing));
            var callers = HttpCallers.get("http://127.0.0.1:" + closing.getLocalPort() + "/", 1, x);
            x.measure("closed", new Lasting(callers, HttpMetrics.READ_ERRORS));
            alarms.add("requests were cut off: closed, reset, or answered by what is no HTTP");
        }
        try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            x.measure("silent", HttpCallers.get("http://127.0.0.1:" + silent.getLocalPort() + "/", 3, x), SHORT);
            alarms.add("The phase silent failed: none of 3 requests was answered. None of its times is judged.");
        }
        var told = Report.of(Scenario.of("probe", "A probe", "ours", "Asked."), List.of()).alarms(run()).toString();
        for (var alarm : alarms) assertTrue(told.contains(alarm), alarm + " in " + told);
        assertEquals(3, run().notes().size(), run().notes().toString());
    }

    /** As a server that accepts, reads a little and drops the connection. */
    private static void closeEach(ServerSocket server) {
        while (!server.isClosed()) {
            try (var accepted = server.accept()) {
                accepted.getInputStream().read();
            } catch (IOException closed) {
                // the next one
            }
        }
    }

    /** A request leaves 2 ms after its stamp at the earliest, so a caller has no reply before that. */
    @Test
    void linkDelay_thatIsAdded_isTold() {
        x.measure("far", new Lasting(HttpCallers.of(HttpCallers.plan(url(), 1).withLinkDelay(2_000_000), x), HttpMetrics.REQUESTS));
        var phase = phase("far");
        assertEquals(2000, phase.fact(HttpMetrics.LINK_ASKED_US).orElseThrow());
        assertTrue(phase.fact(HttpMetrics.LINK_MEDIAN_US).orElseThrow() >= 1999, phase.toString()); // three digits
        assertTrue(Phases.histogram(run(), "far", HttpMetrics.SERVICE).getMinValue() >= 1_990_000);
    }
}
