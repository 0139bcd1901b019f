package reprise.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reprise.recorder.Clock;
import reprise.recorder.Phases;
import reprise.recorder.Recorder;
import reprise.recorder.Run;
import reprise.recorder.Share;
import reprise.rendezvous.Starts;
import reprise.simulator.http.HttpMetrics;
import reprise.simulator.rpc.MessageKind;
import reprise.simulator.rpc.QueueKind;
import reprise.simulator.rpc.RpcMetrics;
import reprise.sut.BrokerKind;
import reprise.sut.Failure;
import reprise.sut.Interruption;
import reprise.transport.amqp.AmqpUrl;

/** Processes that share a load: each has its part of every load without a word in the script. */
final class SharedLoadsTest {
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final String TWO = "; give no more shares than that, or more ";

    @TempDir
    Path folder;

    private Experiment share(int number, int of) {
        return new Experiment(folder, 1, new Share(number, of), Starts.atOnce(), LiveConsole.silent(), new Interruption(),
            Optional.empty());
    }

    private interface Method {
        void perform(Experiment x) throws Exception;
    }

    private Run performed(int number, int of, Method method) throws Exception {
        try (var x = share(number, of)) {
            method.perform(x);
            return x.run("probe", Map.of());
        }
    }

    private static Lasting some(HttpCallers callers) {
        return new Lasting(callers, HttpMetrics.REQUESTS);
    }

    @Test
    void callers_ofThreeShares_haveTheConnectionsOfTheWhole() throws Exception {
        var threads = Executors.newCachedThreadPool();
        var server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        Set<Integer> ports = ConcurrentHashMap.newKeySet();
        server.createContext("/", exchange -> {
            ports.add(exchange.getRemoteAddress().getPort());
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.setExecutor(threads);
        server.start();
        try {
            var url = "http://127.0.0.1:" + server.getAddress().getPort() + "/";
            int sum = 0;
            for (int number = 1; number <= 3; number++) {
                ports.clear();
                var run = performed(number, 3, x -> x.measure("get", some(HttpCallers.get(url, 7, x))));
                assertEquals(number == 1 ? 3 : 2, ports.size()); // 7 connections are 3, 2 and 2
                sum += ports.size();
                assertTrue(Phases.of(run).phase("get").orElseThrow().count(HttpMetrics.REQUESTS) > 0);
                assertEquals(List.of("Share " + number + "/3 of a load: these are the figures and verdicts of this part alone; 'report' "
                    + "with the folders of all 3 has those of the whole"), run.notes());
            }
            assertEquals(7, sum);
            var told = assertThrows(IllegalArgumentException.class,
                () -> performed(8, 8, x -> x.measure("get", HttpCallers.get(url, 7, x), SHORT)));
            assertEquals("share 8/8 has nothing to do: there are 7 connections for 8 shares" + TWO + "connections", told.getMessage());
        } finally {
            server.stop(0);
            threads.shutdown();
        }
    }

    /** Both at once, on the same brokers: neither server takes what the other's client sent. */
    @Test
    void pairs_ofTwoSharesAtOnce_takeTheirOwnMessagesAlone() throws Exception {
        try (var own = new Experiment(folder, 1, LiveConsole.silent(), new Interruption());
             var brokers = BrokerKind.EMBEDDED.start(1, QueueKind.CLASSIC, folder, own.interruption());
             var both = Executors.newFixedThreadPool(2)) {
            List<Callable<Run>> shares = List.of(() -> called(1, brokers.url()), () -> called(2, brokers.url()));
            for (var each : both.invokeAll(shares)) {
                var phase = Phases.of(each.get()).phase("cast").orElseThrow();
                assertTrue(phase.count(RpcMetrics.SENT) > 0);
                assertEquals(phase.count(RpcMetrics.SENT), phase.count(RpcMetrics.RECEIVED));
                assertEquals(0, phase.count(RpcMetrics.FOREIGN));
            }
        }
    }

    private Run called(int number, AmqpUrl url) throws Exception {
        return performed(number, 2, x -> x.measure("cast", new Lasting(RpcPair.of(PatientPairs.casting(3, x), url, x), RpcMetrics.SENT)));
    }

    @Test
    void pairs_threadsAndRates_addUpToTheWhole() {
        var whole = RpcPair.Plan.unpaced(MessageKind.CAST, 5, 1).messages().at(1056, 1_000_000_000L);
        var parts = List.of(whole.shared(new Share(1, 2)), whole.shared(new Share(2, 2)));
        assertEquals(List.of(3, 2), parts.stream().map(part -> part.ownThreads()).toList());
        assertEquals(1056, parts.stream().mapToDouble(part -> part.ownRatePerSec()).sum(), 1e-9);
        assertEquals(whole.expectedIntervalNs(), parts.getLast().expectedIntervalNs());
        assertEquals(List.of("profiler_topic-1", "profiler_topic-2"), parts.stream().map(part -> part.target().topic()).toList());
    }

    /** The other shares begin at the time that is set then, whatever this one has still to make. */
    @Test
    void load_isPreparedBeforeATimeIsSet() {
        var steps = new ArrayList<String>();
        var starts = new Starts() {
            @Override
            public Clock clock() {
                return Clock.system();
            }

            @Override
            public CompletableFuture<Long> arrive(String label) {
                steps.add("arrive");
                return CompletableFuture.completedFuture(clock().nanos());
            }

            @Override
            public void close() {}
        };
        try (var x = new Experiment(folder, 1, Share.WHOLE, starts, LiveConsole.silent(), new Interruption(), Optional.empty())) {
            x.measure("count", new CountingLoad(1) {
                @Override
                public void prepare(Recorder into) {
                    steps.add("prepare");
                }
            }, SHORT);
        }
        assertEquals(List.of("prepare", "arrive"), steps);
    }

    @Test
    void share_thatWouldStartASystem_isRefused() {
        var told = assertThrows(Failure.BadInput.class, () -> performed(1, 2, x -> x.start("a server", () -> () -> { })));
        assertEquals("this is share 1/2 of a load, and it would start a system of its own (a server); start the system once, and give each "
            + "share where it is, by --url or --target if the script has them", told.getMessage());
    }

    @Test
    void load_thatCannotBeDivided_isRefused() {
        var told = assertThrows(IllegalArgumentException.class, () -> performed(1, 2, x -> x.measure("count", new CountingLoad(1), SHORT)));
        assertEquals("the load of CountingLoad cannot be divided, and this is share 1/2 of it; run it whole, or override share(Share) "
            + "there", told.getMessage());
    }

    @Test
    void experiment_thatIsTheWhole_saysNothingOfShares() throws Exception {
        assertEquals(List.of(), performed(1, 1, x -> x.measure("count", new CountingLoad(1), SHORT)).notes());
    }
}
