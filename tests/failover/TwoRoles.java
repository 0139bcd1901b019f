package failover;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.HdrHistogram.Histogram;
import reprise.recorder.Counter;
import reprise.recorder.Event;
import reprise.recorder.FiledRun;
import reprise.recorder.HistogramLog;
import reprise.recorder.LoopRecorder;
import reprise.recorder.Recorder;
import reprise.recorder.Recording;
import reprise.recorder.Run;
import reprise.recorder.RunDetails;
import reprise.recorder.RunFile;
import reprise.recorder.RunRows;
import reprise.recorder.Usage;
import reprise.simulator.rpc.RpcMetrics;

/**
 * One load of 20 s, 100 casts per second, a kill at 6.005 s, nothing sent from 5.99 to 8 s, as a single process records it, and as client
 * and server record it in separate files. The files are written and read as the scripts do it. The latencies are 2 ms before the kill, 3 ms
 * after it, and one of 2 s; the server can have another time axis and another clock.
 */
public final class TwoRoles {
    static final Instant START = Instant.parse("2026-11-21T10:00:00.123456789Z");
    private static final long MS = 1_000_000L;
    private static final Counter SENT = RpcMetrics.SENT;
    private static final Counter RECEIVED = RpcMetrics.RECEIVED;
    private static final Counter UNROUTABLE = RpcMetrics.UNROUTABLE;
    private static final Counter BODY_BYTES = RpcMetrics.BODY_BYTES;
    private static final Counter RECEIVED_BYTES = RpcMetrics.RECEIVED_BYTES;

    private final long serverStartMs;
    private final long aheadMs;
    private final long serverMs;
    private final Recorder whole = new Recorder(RpcMetrics.of(10 * MS), 0);
    private final Recorder client = new Recorder(RpcMetrics.of(10 * MS), 0);
    private final Recorder server = new Recorder(RpcMetrics.of(10 * MS), 0);
    private final LoopRecorder toWhole = whole.loop();
    private final LoopRecorder toClient = client.loop();
    private final LoopRecorder toServer = server.loop();
    final Map<String, Object> clientParameters = parameters();
    final Map<String, Object> serverParameters = parameters();
    final Map<String, Object> clientEnvironment = new LinkedHashMap<>(Map.of("cores", 2, "hostId", "one"));
    final Map<String, Object> serverEnvironment = new LinkedHashMap<>(Map.of("cores", 4, "hostId", "one"));
    int serverNodeAfter = 2;
    final Map<String, Double> clientFigures = new LinkedHashMap<>(Map.of("attemptedMessages", 1800.0, "resentMessages", 1.0));
    final Map<String, Double> serverFigures = new LinkedHashMap<>(Map.of("duplicateMessages", 0.0, "earlyMessages", 0.0));
    /** Leaves out what the server's runs of earlier versions did not have. */
    boolean earlierServer;
    public long serverSeed = 7;

    /**
     * @param serverStartMs after the client's start, below 0 for before
     * @param aheadMs of the server's clock
     * @param serverMs how long the server ran
     */
    TwoRoles(long serverStartMs, long aheadMs, long serverMs) {
        this.serverStartMs = serverStartMs;
        this.aheadMs = aheadMs;
        this.serverMs = serverMs;
        casts(0, 6_000, 2);
        cast(8_000, 2_000);
        casts(8_010, 20_000, 3);
    }

    public static TwoRoles onOneAxis() {
        return new TwoRoles(0, 0, 20_000);
    }

    private void casts(long fromMs, long toMs, long latencyMs) {
        for (long ms = fromMs; ms < toMs; ms += 10) cast(ms, latencyMs);
    }

    private void cast(long ms, long latencyMs) {
        sent(toWhole, ms);
        received(toWhole, ms, latencyMs);
        sent(toClient, ms);
        received(toServer, ms - serverStartMs, latencyMs + aheadMs);
    }

    private static void sent(LoopRecorder loop, long ms) {
        loop.count(SENT, ms * MS, 1);
        loop.count(BODY_BYTES, ms * MS, 3280);
        loop.time(RpcMetrics.CONFIRM, ms * MS, MS);
        loop.time(RpcMetrics.SERVICE, ms * MS, MS / 2);
    }

    private static void received(LoopRecorder loop, long ms, long latencyMs) {
        loop.count(RECEIVED, ms * MS, 1);
        loop.count(RECEIVED_BYTES, ms * MS, 3280);
        loop.time(RpcMetrics.LATENCY, ms * MS, latencyMs * MS);
    }

    /** Adds a send that only the client has. */
    void sentToo(long ms) {
        sent(toClient, ms);
    }

    /** Adds as many sends without a queue. */
    void sentWithoutQueue(long... ms) {
        for (long each : ms) {
            sentToo(each);
            toClient.count(UNROUTABLE, each * MS, 1);
        }
        clientFigures.put("unroutableFirstSec", ms[0] / 1e3);
        clientFigures.put("unroutableLastSec", ms[ms.length - 1] / 1e3);
    }

    /** Times by the server's own clock and start. */
    void queuesAway(double fromSec, double toSec) {
        serverFigures.putAll(new WithoutQueue.Known(List.of(new WithoutQueue.Span(fromSec, toSec)), 0).figures());
    }

    /** Adds a message that only the server has, {@code ms} after its own start. */
    void receivedToo(long ms) {
        received(toServer, ms, 2);
    }

    private static Map<String, Object> parameters() {
        var all = new LinkedHashMap<String, Object>();
        all.put("brokers", "brokers at a URL");
        all.put("ratePerSec", 100.0);
        all.put("threads", 1);
        all.put("duration", "20s");
        all.put("killAt", "6s");
        all.put("topic", "profiler_topic");
        all.put("server", "profiler_server");
        all.put("meanBodyBytes", 3280);
        return all;
    }

    PlayedPair whole() {
        return failover(whole.finish(20_000 * MS), true, true);
    }

    private static PlayedPair failover(Recording recording, boolean client, boolean server) {
        return client ? new PlayedPair(recording, true, server, false, OptionalDouble.of(100), OptionalDouble.of(6.005_012_345),
            Optional.of(new EndedPair.Gap(5.990_045_678, 2.010_098_765)), OptionalDouble.of(19.990_012_3))
            : new PlayedPair(recording, false, true, false, OptionalDouble.of(100), OptionalDouble.empty(), Optional.empty(),
            OptionalDouble.empty());
    }

    public RoleRun client(Path folder) throws IOException {
        var failover = failover(client.finish(20_000 * MS), true, false);
        clientFigures.putAll(PairPlaces.figures("client", 1, 2));
        return filed(folder, run(failover, Set.of(), 7, START, clientParameters, clientEnvironment, clientFigures,
            List.of(new Event(6.005, Event.Severity.ALARM, "killed node 1")), List.of()), failover.recording());
    }

    public RoleRun server(Path folder) throws IOException {
        var failover = failover(server.finish(serverMs * MS), false, true);
        serverFigures.putAll(PairPlaces.figures("server", 1, serverNodeAfter));
        var left = earlierServer ? WithoutQueue.FIGURES : Set.<String>of();
        return filed(folder,
            run(failover, left, serverSeed, START.plusMillis(serverStartMs + aheadMs), serverParameters, serverEnvironment, serverFigures,
            List.of(new Event(6.006, Event.Severity.ALARM, "server cut off")), List.of("Negative timings: 3")), failover.recording());
    }

    private static Run run(PlayedPair failover, Set<String> leftOut, long seed, Instant start, Map<String, Object> parameters,
        Map<String, Object> environment,
                           Map<String, Double> more, List<Event> events, List<String> notes) {
        var summary = new LinkedHashMap<>(failover.summary());
        summary.putAll(more);
        summary.keySet().removeAll(leftOut);
        var measures = failover.measured();
        return Run.of("rpc-cast-failover", seed, start).parameters(parameters).environment(environment).summary(summary)
            .measures(measures.measures(), measures.unmeasured())
            .seconds(RunRows.seconds(failover.recording(), Map.of("script", Map.of(1, new Usage(10, 100), 5, new Usage(20, 110)))))
            .events(events).histograms(RunRows.histograms(failover.recording())).notes(notes).build();
    }

    private static RoleRun filed(Path folder, Run run, Recording recording) throws IOException {
        Files.createDirectories(folder);
        RunFile.write(folder.resolve("run.json"), run);
        HistogramLog.write(folder.resolve("latency.hlog"), HistogramLog.intervals(recording), 0);
        return new RoleRun("runs/" + folder.getFileName(), FiledRun.read(folder, RunDetails.NO_READER));
    }

    /** All values of a histogram, for comparisons. */
    static String values(Histogram histogram) {
        var text = new StringBuilder();
        for (var value : histogram.recordedValues())
            text.append(value.getValueIteratedTo()).append(" x ").append(value.getCountAtValueIteratedTo()).append('\n');
        return text.toString();
    }
}
