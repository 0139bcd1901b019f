package reprise.judge;

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
import reprise.simulator.rpc.MessageSchema;

/**
 * One load of 20 s, 100 casts a second, killed at 6.005 s, nothing sent from 5.99 to 8 s, as one process records it and as
 * client and server do, each into files of its own. Written and read again as the scripts do it. The latencies are 2 ms before
 * and 3 ms after, and one of 2 s; the server may run by another time axis and another clock.
 */
public final class TwoRoles {
    static final Instant START = Instant.parse("2026-11-21T10:00:00.123456789Z");
    private static final long MS = 1_000_000L;
    private static final int SENT = 0;
    private static final int RECEIVED = 2;
    private static final int UNROUTABLE = 4;
    private static final int BODY_BYTES = 6;
    private static final int RECEIVED_BYTES = 7;

    private final long serverStartMs;
    private final long aheadMs;
    private final long serverMs;
    private final Recorder whole = new Recorder(MessageSchema.of(10 * MS), 0);
    private final Recorder client = new Recorder(MessageSchema.of(10 * MS), 0);
    private final Recorder server = new Recorder(MessageSchema.of(10 * MS), 0);
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
    /** Without what the server's runs of earlier versions did not have. */
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
        loop.time(1, ms * MS, MS);
        loop.time(2, ms * MS, MS / 2);
    }

    private static void received(LoopRecorder loop, long ms, long latencyMs) {
        loop.count(RECEIVED, ms * MS, 1);
        loop.count(RECEIVED_BYTES, ms * MS, 3280);
        loop.time(0, ms * MS, latencyMs * MS);
    }

    /** One more that the client alone has. */
    void sentToo(long ms) {
        sent(toClient, ms);
    }

    /** As many more for which there was no queue. */
    void sentWithoutQueue(long... ms) {
        for (long each : ms) {
            sentToo(each);
            toClient.count(UNROUTABLE, each * MS, 1);
        }
        clientFigures.put("unroutableFirstSec", ms[0] / 1e3);
        clientFigures.put("unroutableLastSec", ms[ms.length - 1] / 1e3);
    }

    /** By the server's own clock and start. */
    void queuesAway(double fromSec, double toSec) {
        serverFigures.putAll(new WithoutQueue.Told(List.of(new WithoutQueue.Span(fromSec, toSec)), 0).figures());
    }

    /** One more that the server alone has, {@code ms} after its own start. */
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

    FailoverRun whole() {
        return failover(whole.finish(20_000 * MS), true, true);
    }

    private static FailoverRun failover(Recording recording, boolean client, boolean server) {
        return client ? new FailoverRun(recording, true, server, false, OptionalDouble.of(100), OptionalDouble.of(6.005_012_345),
            Optional.of(new FailoverRun.Gap(5.990_045_678, 2.010_098_765)), OptionalDouble.of(19.990_012_3))
            : new FailoverRun(recording, false, true, false, OptionalDouble.of(100), OptionalDouble.empty(), Optional.empty(),
            OptionalDouble.empty());
    }

    public RoleRun client(Path folder) throws IOException {
        var failover = failover(client.finish(20_000 * MS), true, false);
        clientFigures.putAll(PairPlaces.figures("client", 1, 2));
        return filed(folder, run(failover, Set.of(), 7, START, clientParameters, clientEnvironment, clientFigures,
            List.of(new Event(6.005, "killed node 1")), List.of()), failover.recording());
    }

    public RoleRun server(Path folder) throws IOException {
        var failover = failover(server.finish(serverMs * MS), false, true);
        serverFigures.putAll(PairPlaces.figures("server", 1, serverNodeAfter));
        var left = earlierServer ? WithoutQueue.FIGURES : Set.<String>of();
        return filed(folder,
            run(failover, left, serverSeed, START.plusMillis(serverStartMs + aheadMs), serverParameters, serverEnvironment, serverFigures,
            List.of(new Event(6.006, "server cut off")), List.of("Negative timings: 3")), failover.recording());
    }

    private static Run run(FailoverRun failover, Set<String> leftOut, long seed, Instant start, Map<String, Object> parameters,
        Map<String, Object> environment,
                           Map<String, Double> more, List<Event> events, List<String> notes) {
        var summary = new LinkedHashMap<>(failover.summary());
        summary.putAll(more);
        summary.keySet().removeAll(leftOut);
        var measures = FailoverMeasures.of(failover);
        return new Run("rpc-cast-failover", seed, false, start, parameters, environment, summary, measures.values(), measures.unmeasured(),
            RunRows.seconds(failover.recording(), Map.of("script", Map.of(1, new Usage(10, 100), 5, new Usage(20, 110)))), events,
            RunRows.histograms(failover.recording()), List.of(), notes);
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
