package reprise.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
import java.util.function.UnaryOperator;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import reprise.judge.Bound;
import reprise.judge.Claim;
import reprise.judge.Measure;
import reprise.judge.PhaseReadings;
import reprise.judge.Scenario;
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
import reprise.sut.Interruption;

/** Shares of one load of a server, each with a folder as a script writes it, and what {@code report} makes of them. */
abstract class SharesOfALoad {
    static final Duration LONG = Duration.ofMillis(1500);
    private static final Measure<Run> ANSWERED = new Measure<>("answered", "the number of replies", Unit.COUNT, 0,
        run -> PhaseReadings.count(run, "get", HttpMetrics.REQUESTS));
    private static final Claim SOME = new Claim.Judged("some", "There are replies", 1, 0, ANSWERED.quantity(), new Bound.Above(0));

    @TempDir
    Path folder;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer server;
    private final AtomicInteger made = new AtomicInteger(); // folders
    boolean bySecond; // a run whose only phase has no id

    interface Method {
        void perform(Experiment x) throws Exception;
    }

    Report report() {
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

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    /** A share's folder, as a script writes it. */
    Path performed(Share share, long seed, Map<String, Object> parameters, Method method) throws Exception {
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
    List<Path> shares(int of, Method method) throws Exception {
        var each = new ArrayList<Callable<Path>>();
        for (int number = 1; number <= of; number++) {
            var share = new Share(number, of);
            each.add(() -> performed(share, 1, Map.of("url", "there"), method));
        }
        var folders = new ArrayList<Path>();
        for (var done : threads.invokeAll(each)) folders.add(done.get());
        return folders;
    }

    Run merged(List<Path> folders) throws IOException {
        if (folders.size() == 1) return read(folders.getFirst());
        var out = folder.resolve("whole" + made.incrementAndGet());
        ShareReports.again(folders, out, report(), new EndOptions());
        return read(out);
    }

    Run read(Path its) throws IOException {
        return RunFile.read(its.resolve("run.json"), bySecond ? RunDetails.NO_READER : Phases.READER);
    }

    Path quick(Share share, long seed, Map<String, Object> parameters) throws Exception {
        return performed(share, seed, parameters, x -> x.measure("get", HttpCallers.get(url(), 4, x), Duration.ofMillis(300)));
    }

    void rewritten(Path its, UnaryOperator<Run> how) throws IOException {
        RunFile.write(its.resolve("run.json"), how.apply(read(its)));
    }

    /** Counts and histograms by their names are the sums of the parts'. */
    void assertIsTheSum(Run whole, List<Path> folders) throws IOException {
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

    static List<Phase> phases(Run run) {
        return run.details() instanceof Phases its ? its.phases() : List.of();
    }

    static Phase phase(Run run, String id) {
        return Phases.of(run).phase(id).orElseThrow();
    }
}
