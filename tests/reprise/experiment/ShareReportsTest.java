package reprise.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reprise.judge.Bound;
import reprise.judge.Claim;
import reprise.judge.Measure;
import reprise.judge.PhaseReadings;
import reprise.judge.Scenario;
import reprise.peer.wrk.WrkFigures;
import reprise.peer.wrk.WrkShares;
import reprise.recorder.Origin;
import reprise.recorder.Phase;
import reprise.recorder.Phases;
import reprise.recorder.Run;
import reprise.recorder.RunDetails;
import reprise.recorder.RunFile;
import reprise.recorder.RunLength;
import reprise.recorder.Share;
import reprise.recorder.Unit;
import reprise.rendezvous.Starts;
import reprise.report.Report;
import reprise.simulator.http.HttpMetrics;
import reprise.simulator.rpc.MessageKind;
import reprise.simulator.rpc.QueueKind;
import reprise.simulator.rpc.RpcMetrics;
import reprise.simulator.users.Message;
import reprise.simulator.users.Users;
import reprise.sut.BrokerKind;
import reprise.sut.ChatUnderTest;
import reprise.sut.Failure;
import reprise.sut.Interruption;

/** The whole of one, two and four shares has the totals and the percentiles of its parts, and what spoils it is told. */
final class ShareReportsTest {
    private static final Duration LONG = Duration.ofMillis(1500);
    private static final Measure<Run> ANSWERED = new Measure<>("answered", "the number of replies", Unit.COUNT, 0,
        run -> PhaseReadings.count(run, "get", HttpMetrics.REQUESTS));
    private static final Claim SOME = new Claim.Judged("some", "There are replies", 1, 0, ANSWERED.quantity(), new Bound.Above(0));

    @TempDir Path folder;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer server;
    private final AtomicInteger made = new AtomicInteger(); // folders
    private boolean bySecond; // a run whose only phase has no id

    private interface Method {
        void perform(Experiment x) throws Exception;
    }

    private Report report() {
        if (bySecond)
            return Report.of(Scenario.of("probe", "a load", "made up", "It was shared."), List.of()).details(RunDetails.NO_READER);
        return Report.of(Scenario.of("probe", "a load", "made up", "It was shared.").claiming(List.of(SOME)), List.of(ANSWERED));
    }

    @BeforeEach
    void begin() throws IOException {
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.setExecutor(threads);
        server.start();
    }

    @AfterEach
    void end() {
        server.stop(0);
        threads.shutdown();
    }

    private String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    /** A share's folder, as a script writes it. */
    private Path performed(Share share, long seed, Map<String, Object> parameters, Method method) throws Exception {
        var its = Files.createDirectory(folder.resolve("run" + made.incrementAndGet()));
        try (var x = new Experiment(its, seed, share, Starts.atOnce(), LiveConsole.silent(), new Interruption(), Optional.empty())) {
            method.perform(x);
            var origin = new Origin(Optional.of(Origin.Tool.current()), List.of("probe"), Map.of(),
                Optional.of(new RunLength(false, 1.5, 1.5, "a phase"))).withShare(share);
            var run = report().measured(x.run("probe", parameters).withOrigin(origin));
            RunReports.writeSilently(its, run, report(), x.measured(), new EndOptions());
            return its;
        }
    }

    /** All at once. */
    private List<Path> shares(int of, Method method) throws Exception {
        var each = new ArrayList<Callable<Path>>();
        for (int number = 1; number <= of; number++) {
            var share = new Share(number, of);
            each.add(() -> performed(share, 1, Map.of("url", "there"), method));
        }
        var folders = new ArrayList<Path>();
        for (var done : threads.invokeAll(each)) folders.add(done.get());
        return folders;
    }

    private Run merged(List<Path> folders) throws IOException {
        if (folders.size() == 1) return read(folders.getFirst());
        var out = folder.resolve("whole" + made.incrementAndGet());
        ShareReports.again(folders, out, report(), new EndOptions());
        return read(out);
    }

    private Run read(Path its) throws IOException {
        return RunFile.read(its.resolve("run.json"), bySecond ? RunDetails.NO_READER : Phases.READER);
    }

    /** Counts and histograms by their names are the sums of the parts'. */
    private void assertIsTheSum(Run whole, List<Path> folders) throws IOException {
        var counts = new LinkedHashMap<String, Long>();
        var sums = new LinkedHashMap<String, Histogram>();
        for (var its : folders) {
            var part = read(its);
            for (var phase : phases(part))
                phase.counts().forEach((name, count) -> counts.merge(phase.id() + "." + name, count, Long::sum));
            part.histograms().forEach((name, values) -> {
                if (sums.containsKey(name)) sums.get(name).add(values);
                else sums.put(name, values.copy());
            });
        }
        var found = new LinkedHashMap<String, Long>();
        for (var phase : phases(whole)) phase.counts().forEach((name, count) -> found.put(phase.id() + "." + name, count));
        assertEquals(counts, found);
        assertEquals(sums.keySet(), whole.histograms().keySet());
        sums.forEach((name, values) -> {
            var its = whole.histograms().get(name);
            assertEquals(values.getTotalCount(), its.getTotalCount(), name);
            for (double percentile : List.of(0.0, 50.0, 90.0, 99.0, 99.9, 100.0))
                assertEquals(values.getValueAtPercentile(percentile), its.getValueAtPercentile(percentile), name + " " + percentile);
        });
    }

    private static List<Phase> phases(Run run) {
        return run.details() instanceof Phases its ? its.phases() : List.of();
    }

    private static Phase phase(Run run, String id) {
        return Phases.of(run).phase(id).orElseThrow();
    }

    @Test
    void callers_ofOneTwoAndFourShares_addUp() throws Exception {
        for (int of : List.of(1, 2, 4)) {
            var folders = shares(of, x -> x.measure("get", HttpCallers.get(url(), 8, x), LONG));
            var whole = merged(folders);
            assertIsTheSum(whole, folders);
            var wrk = phase(whole, "get").facts(HttpMetrics.WRK).orElseThrow();
            assertEquals(8, wrk.connections());
            long replies = 0;
            for (var its : folders) replies += phase(read(its), "get").facts(HttpMetrics.WRK).orElseThrow().requests();
            assertEquals(replies, wrk.requests());
            assertEquals(List.of(), HttpReadings.accounts(whole).stream().map(each -> each.imbalance()).filter(why -> !why.isEmpty())
                .toList());
            var columns = whole.seconds().stream().filter(row -> row.get("phase") == 1).mapToDouble(row -> row.get("requests")).sum();
            assertEquals(phase(whole, "get").count(HttpMetrics.REQUESTS), columns);
        }
    }

    /** With one process there is nothing to compute again: its wrk's figures are those of its histogram. */
    @Test
    void wrksFigures_ofAHistogram_areThoseOfTheRunToThreeDigits() throws Exception {
        var run = read(shares(1, x -> x.measure("get", HttpCallers.get(url(), 2, x), LONG)).getFirst());
        var recorded = phase(run, "get").facts(HttpMetrics.WRK).orElseThrow();
        var again = WrkShares.whole(List.<WrkFigures>of(recorded), Phases.histogram(run, "get", HttpMetrics.SERVICE));
        assertEquals(recorded.requests(), again.requests());
        assertEquals(recorded.requestsPerSec(), again.requestsPerSec(), 1e-6);
        assertEquals(recorded.latencyUs().max(), again.latencyUs().max());
        assertEquals(recorded.latencyUs().mean(), again.latencyUs().mean(), recorded.latencyUs().mean() / 100 + 1);
        assertEquals(recorded.percentiles().p99Us(), again.percentiles().p99Us(), recorded.percentiles().p99Us() / 100 + 1);
        assertEquals(recorded.threadRate().mean(), again.threadRate().mean(), 1e-6);
        assertEquals(recorded.threadRate().stdev(), again.threadRate().stdev(), 1e-6);
    }

    @Test
    void pairs_ofTwoAndFourShares_addUp() throws Exception {
        try (var brokers = BrokerKind.EMBEDDED.start(1, QueueKind.CLASSIC, folder, new Interruption())) {
            for (int of : List.of(2, 4)) {
                var folders = shares(of, x -> x.measure("cast", RpcPair.of(RpcPair.Plan.unpaced(MessageKind.CAST, 4, x.seed()),
                    brokers.url(), x), LONG));
                var whole = merged(folders);
                assertIsTheSum(whole, folders);
                assertEquals(phase(whole, "cast").count(RpcMetrics.SENT), phase(whole, "cast").count(RpcMetrics.RECEIVED));
            }
        }
    }

    @Test
    void users_ofTwoAndFourShares_addUp() throws Exception {
        try (var chat = ChatUnderTest.embedded("queueing")) {
            for (int of : List.of(2, 4)) {
                var folders = shares(of, x -> x.measure("users", Users.of(8, user -> {
                    try (var socket = user.connect(user.pick())) {
                        socket.send(Message.direct("{\"action_type\": \"direct\", \"body\": \"", "\"}"));
                        user.sleep(Duration.ofMillis(100));
                    }
                }, List.of(chat.target()), x.seed(), x.clock()), LONG));
                assertIsTheSum(merged(folders), folders);
            }
        }
    }

    /** Its seconds are added by the histograms of the log. */
    @Test
    void onlyPhase_ofTwoShares_hasSecondsAndPercentilesOfBoth() throws Exception {
        bySecond = true;
        var folders = shares(2, x -> {
            x.details(() -> RunDetails.NONE);
            x.measure(HttpCallers.get(url(), 4, x), LONG);
        });
        var whole = merged(folders);
        assertIsTheSum(whole, folders);
        double sum = 0;
        for (var its : folders) sum += read(its).seconds().stream().mapToDouble(row -> row.get("requests")).sum();
        assertEquals(sum, whole.seconds().stream().mapToDouble(row -> row.get("requests")).sum());
        assertTrue(whole.seconds().getFirst().containsKey("latencyP99Ms"), whole.seconds().toString());
        assertTrue(whole.summary().get("attempts") >= sum);
    }

    // ---- what spoils it

    private Path quick(Share share, long seed, Map<String, Object> parameters) throws Exception {
        return performed(share, seed, parameters, x -> x.measure("get", HttpCallers.get(url(), 4, x), Duration.ofMillis(300)));
    }

    private String refused(Path... folders) {
        return assertThrows(Failure.BadInput.class, () -> ShareReports.again(List.of(folders), folder.resolve("out"), report(),
            new EndOptions())).getMessage();
    }

    @Test
    void sharesOfDifferentLoads_areRefusedInASentenceEach() throws Exception {
        var one = quick(new Share(1, 2), 1, Map.of());
        var two = quick(new Share(2, 2), 1, Map.of());
        assertEquals(one + " and " + one + " both are share 1/2; give each share once", refused(one, one, two));
        var ofThree = quick(new Share(2, 3), 1, Map.of());
        assertEquals(one + " is share 1/2 and " + ofThree + " is share 2/3: they are of two loads; give the shares of one",
            refused(one, ofThree));
        var otherSeed = quick(new Share(2, 2), 5, Map.of());
        assertEquals("the seed of " + one + " is 1 and that of " + otherSeed + " is 5: they are no shares of one load; start all shares "
            + "with one --seed", refused(one, otherSeed));
        var otherRate = quick(new Share(2, 2), 1, Map.of("rate", 5));
        assertEquals(one + " has rate null and " + otherRate + " has 5: they are no shares of one load; give all shares the same options",
            refused(one, otherRate));
        var whole = quick(Share.WHOLE, 1, Map.of());
        assertEquals(whole + " is a run by itself, no share of a load; report it alone", refused(one, whole));
        assertEquals("--out is " + folder.resolve("out") + "; it is for the whole of several shares: give the folders of all of them, or "
            + "leave --out out", refused(one));
    }

    @Test
    void missingShare_isNamedAndTheWholeIsPartialAndNotJudged() throws Exception {
        var one = quick(new Share(1, 3), 1, Map.of());
        var died = Files.createDirectory(folder.resolve("died"));
        var whole = merged(List.of(one, died, quick(new Share(3, 3), 1, Map.of())));
        var why = whole.endedEarly().orElseThrow();
        assertTrue(why.startsWith("partial: share 2/3 is missing (there is no run.json in " + died + ": its process did not come to its "
            + "end)"), why);
        assertEquals(Run.Ending.BY_RUN, whole.claims().getFirst().verdict());
        assertTrue(whole.claims().getFirst().why().contains("share 2/3 is missing"), whole.claims().toString());
        assertFalse(whole.measures().containsKey("answered"));
    }

    @Test
    void lateShare_isNamedAndTheWholeIsPartial() throws Exception {
        var one = quick(new Share(1, 2), 1, Map.of());
        var two = quick(new Share(2, 2), 1, Map.of()); // after the first has ended
        var why = merged(List.of(two, one)).endedEarly().orElseThrow();
        assertTrue(why.matches("partial: share 2/2 began the phase get [0-9.]+ s after share 1/2, which is more than a tenth of its 0.3 s"),
            why);
    }
}
