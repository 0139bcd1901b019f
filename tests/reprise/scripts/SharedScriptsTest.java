package reprise.scripts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static reprise.scripts.ScriptProcess.Script.AMQP_CLUSTER;
import static reprise.scripts.ScriptProcess.Script.RPC_CAST_FAILOVER;
import static reprise.scripts.ScriptProcess.Script.RPC_THROUGHPUT;
import static reprise.scripts.ScriptProcess.Script.WS_BROADCAST;

import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import reprise.peers.Children;
import reprise.sut.Brokers;
import reprise.sut.ChatUnderTest;

/** The shares of a script, each a process of its own at one system, are the whole when {@code report} has merged them. */
@Tag("waits")
@Order(5)
@Execution(ExecutionMode.CONCURRENT)
final class SharedScriptsTest {
    @TempDir
    Path temp;

    /** All at once; the folders in the order of their numbers. */
    private List<Path> shares(ScriptProcess.Script script, int of, String... options) throws Exception {
        var folders = new ArrayList<Path>();
        var running = new ArrayList<ScriptProcess>();
        try {
            for (int number = 1; number <= of; number++) {
                folders.add(temp.resolve(script + "-" + number));
                running.add(ScriptProcess.start(script, temp, Stream.concat(Stream.of(options), Stream.of("--share", number + "/" + of,
                    "--out", folders.getLast().toString())).toArray(String[]::new)));
            }
            for (var each : running) {
                var ended = each.await();
                assertTrue(ended.exitCode() <= 1, ended.out() + ended.err()); // 1: a busy host may miss a claim
            }
        } finally {
            running.forEach(ScriptProcess::close);
        }
        return folders;
    }

    private PerformedRun merged(ScriptProcess.Script script, List<Path> folders) throws Exception {
        var out = temp.resolve(script + "-whole");
        var ended = ScriptProcess.run(script, temp, Stream.concat(Stream.of("report", "--out", out.toString()),
            folders.stream().map(Path::toString)).toArray(String[]::new));
        assertTrue(ended.exitCode() <= 1, ended.out() + ended.err());
        assertTrue(Files.size(out.resolve("report.html")) > 0);
        var again = ScriptProcess.run(script, temp, "report", out.toString());
        assertEquals(ended.exitCode(), again.exitCode(), "the whole is a run like any other: " + again.err());
        assertTrue(ended.out().endsWith(again.out()), again.out() + "\nat first\n" + ended.out());
        return PerformedRun.in(out);
    }

    private static List<PerformedRun> runs(List<Path> folders) throws Exception {
        var runs = new ArrayList<PerformedRun>();
        for (var folder : folders) runs.add(PerformedRun.in(folder));
        return runs;
    }

    private static void assertSum(String figure, PerformedRun whole, List<PerformedRun> parts) {
        double sum = 0;
        for (var part : parts) sum += at(part, figure);
        assertEquals(sum, at(whole, figure), 1e-3, figure);
    }

    private static double at(PerformedRun run, String figure) {
        return run.json().at("/summary/" + figure.replace('.', '/')).doubleValue();
    }

    /** Each timing has all values of the parts, and their percentiles. */
    private static void assertHistograms(PerformedRun whole, List<PerformedRun> parts) {
        var sums = new LinkedHashMap<String, Histogram>();
        for (var part : parts)
            part.path("histograms").properties().forEach(each -> sums.merge(each.getKey(), decoded(each.getValue().textValue()),
                (one, other) -> {
                    one.add(other);
                    return one;
                }));
        var found = new LinkedHashSet<String>();
        whole.path("histograms").fieldNames().forEachRemaining(found::add);
        assertEquals(sums.keySet(), found);
        sums.forEach((name, values) -> {
            var its = decoded(whole.path("histograms").path(name).textValue());
            assertEquals(values.getTotalCount(), its.getTotalCount(), name);
            for (double percentile : List.of(0.0, 50.0, 99.0, 99.9, 100.0))
                assertEquals(values.getValueAtPercentile(percentile), its.getValueAtPercentile(percentile), name + " " + percentile);
        });
    }

    private static Histogram decoded(String text) {
        try {
            return Histogram.decodeFromCompressedByteBuffer(ByteBuffer.wrap(Base64.getDecoder().decode(text)), 1);
        } catch (DataFormatException e) {
            throw new AssertionError(e);
        }
    }

    /** The first share kills the node, once for all. */
    @Test
    void castsOfTwoShares_overAKill_areOneRunWithEachClientsOutageBeside() throws Exception {
        var input = temp.resolve("input");
        assertEquals(0, Children.process("mkfifo", input.toString()).start().waitFor());
        List<Path> folders;
        try (var _ = new RandomAccessFile(input.toFile(), "rw"); // the cluster's input stays open as long as there is a writer
             var cluster = ScriptProcess.startReading(AMQP_CLUSTER, input, temp, "--out", temp.resolve("cluster").toString())) {
            folders = shares(RPC_CAST_FAILOVER, 2, "--url", cluster.awaitLine("amqp://"), "--kill", "echo kill 1 > " + input,
                "--kill-at", "3s", "--duration", "10s", "--warm-up", "300ms", "--rate", "200", "--threads", "4");
            assertEquals(130, cluster.interrupt().exitCode());
        }
        var parts = runs(folders);
        var whole = merged(RPC_CAST_FAILOVER, folders);
        for (var figure : List.of("sentMessages", "receivedMessages", "lostMessages", "errorMessages", "attemptedMessages",
            "deliveredMessages", "transferMb")) assertSum(figure, whole, parts);
        assertHistograms(whole, parts);
        assertEquals(parts.get(0).sum("sent") + parts.get(1).sum("sent"), whole.sum("sent"));
        assertEquals(Math.max(at(parts.get(0), "outageSec"), at(parts.get(1), "outageSec")), at(whole, "outageSec"), 1e-3);
        for (int i = 0; i < 2; i++) assertEquals(at(parts.get(i), "outageSec"), at(whole, "share" + (i + 1) + ".outageSec"));
        assertTrue(at(whole, "allStillSec") <= Math.min(at(parts.get(0), "outageSec"), at(parts.get(1), "outageSec")) + 1e-3,
            whole.path("summary").toString());
        assertEquals(1, whole.events().lines().filter(event -> event.contains("killed ")).count(), whole.events());
        assertTrue(whole.events().contains("share 1/2: killed "), whole.events());
        assertTrue(whole.path("endedEarly").isMissingNode() || whole.path("endedEarly").textValue().contains("began"),
            whole.path("endedEarly").toString());
        withOneCutOff(folders);
    }

    /** As its host's death leaves it. */
    private void withOneCutOff(List<Path> folders) throws Exception {
        var file = folders.getLast().resolve("run.json");
        var json = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(json, json.length / 2));
        var out = temp.resolve("partial");
        ScriptProcess.run(RPC_CAST_FAILOVER, temp, "report", "--out", out.toString(), folders.getFirst().toString(),
            folders.getLast().toString());
        assertTrue(PerformedRun.in(out).path("endedEarly").textValue().startsWith("partial: share 2/2 is missing (there is no whole "
            + "run.json in " + folders.getLast()), PerformedRun.in(out).path("endedEarly").toString());
    }

    @Test
    void phasesOfFourShares_atOneCluster_addUp() throws Exception {
        try (var cluster = Brokers.embedded("127.0.0.1", List.of(0, 0, 0))) {
            var url = "amqp://guest:guest@" + String.join(",", cluster.url().hosts().stream().map(Object::toString).toList()) + "/";
            var folders = shares(RPC_THROUGHPUT, 4, "--url", url, "--duration", "1s", "--only", "50");
            var parts = runs(folders);
            var whole = merged(RPC_THROUGHPUT, folders);
            assertEquals(6, whole.path("phases").size(), "each kind at two places; mirrors are the cluster's own");
            for (int i = 0; i < whole.path("phases").size(); i++) {
                for (var counter : List.of("sent", "received")) {
                    long sum = 0;
                    for (var part : parts) sum += part.path("phases").path(i).path("counts").path(counter).longValue();
                    assertTrue(sum > 0);
                    assertEquals(sum, whole.path("phases").path(i).path("counts").path(counter).longValue(), counter);
                }
            }
            assertHistograms(whole, parts);
        }
    }

    @Test
    void usersOfTwoShares_atTwoServers_addUp() throws Exception {
        try (var queueing = ChatUnderTest.embedded("queueing"); var awaiting = ChatUnderTest.embedded("awaiting")) {
            var folders = shares(WS_BROADCAST, 2, "--target", "queueing=" + queueing.target().url(), "--target",
                "awaiting=" + awaiting.target().url(), "--time-scale", "0.01", "--users-scale", "0.1");
            var parts = runs(folders);
            var whole = merged(WS_BROADCAST, folders);
            for (var figure : List.of("iterations.count", "iterations.rate", "ws_sessions.count", "ws_msgs_sent.count",
                "ws_msgs_received.count", "data_sent.count", "checks.passes", "interruptedIterations", "deliveries", "lostDeliveries"))
                assertSum(figure, whole, parts);
            assertEquals(75, at(whole, "vus_max.value"));
            assertHistograms(whole, parts);
            var connecting = new Histogram(3);
            for (var name : List.of("connecting queueing", "connecting awaiting"))
                connecting.add(decoded(whole.path("histograms").path(name).textValue()));
            assertEquals(connecting.getValueAtPercentile(95) / 1e6, at(whole, "ws_connecting.p(95)"), 1e-4);
            assertTrue(whole.notes().contains("Deliveries are those to the listeners of the sender's own share"), whole.notes());
        }
    }
}
