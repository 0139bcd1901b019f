package reprise.scripts;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static reprise.scripts.ScriptProcess.Script.AMQP_CLUSTER;
import static reprise.scripts.ScriptProcess.Script.RPC_CAST_FAILOVER;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reprise.peers.Children;

/** Cluster, server and client as three processes, as on three hosts, and their two folders merged into one run. */
@Tag("waits")
@Order(5)
final class RolesApartTest {
    @TempDir
    Path temp;

    /** The server runs longer than the client, whose kill command writes to the cluster's input; the client ends when it has come back. */
    @Test
    void roles_apart_areMergedIntoOneRun() throws Exception {
        var input = temp.resolve("input");
        assertEquals(0, Children.process("mkfifo", input.toString()).start().waitFor());
        try (var _ = new RandomAccessFile(input.toFile(), "rw"); // the cluster's input stays open as long as there is a writer
             var cluster =
                 ScriptProcess.startReading(AMQP_CLUSTER, input, temp, "--out", temp.resolve("cluster").toString())) {
            var url = cluster.awaitLine("amqp://");
            try (var server =
                ScriptProcess.start(RPC_CAST_FAILOVER, temp, "server", "--warm-up", "0s", "--duration", "200s", "--rate", "100", "--out",
                temp.resolve("server").toString(), "--url", url)) {
                server.awaitLine("    0 ");
                try (var client =
                    ScriptProcess.start(RPC_CAST_FAILOVER, temp, "client", "--warm-up", "600ms", "--duration", "100s", "--kill-at", "3s",
                    "--rate", "100", "--out", temp.resolve("client").toString(), "--url", url, "--kill", kill(url, input))) {
                    client.awaitBack("client");
                    var ended = client.interrupt();
                    assertEquals(130, ended.exitCode(), ended.out() + ended.err());
                    var cold = server.interrupt();
                    assertEquals(130, cold.exitCode());
                    warmUps(ended, cold);
                }
            }
            assertEquals(130, cluster.interrupt().exitCode());
        }
        clustersOwn(temp.resolve("cluster"));
        clocks(PerformedRun.in(temp.resolve("client")), PerformedRun.in(temp.resolve("server")));
        losses(PerformedRun.in(temp.resolve("client")), PerformedRun.in(temp.resolve("server")));
        reportOfBoth(temp.resolve("client"), temp.resolve("server"));
    }

    /** The client warmed up on a cluster of its own, and the server saw none of it; the server did not warm up, and is flagged for it. */
    private void warmUps(ScriptProcess.Ended client, ScriptProcess.Ended server) throws Exception {
        // two thirds of the time at full speed, then one at the run's rate
        assertTrue(client.out().contains("starting brokers to warm up with\nwarming up for 600ms\n"), client.out());
        assertFalse(client.out().contains("starting the brokers"), "they run elsewhere: " + client.out());
        assertEquals(0.6, PerformedRun.in(temp.resolve("client")).summary("warmUpSec").doubleValue());
        assertTrue(!client.out().contains("Not warmed up"), client.out());
        assertEquals(0, PerformedRun.in(temp.resolve("server")).summary("earlyMessages").intValue());
        assertEquals(0, PerformedRun.in(temp.resolve("server")).summary("warmUpSec").doubleValue());
        assertTrue(server.out().contains("!! Not warmed up"), server.out());
        assertTrue(Files.readString(temp.resolve("server/report.html")).contains("Not warmed up"));
    }

    /** The client's process killed the node, which is planned: what the server lost to it is no alarm. */
    private static void losses(PerformedRun client, PerformedRun server) {
        assertEquals(List.of("lost"), severities(server, "cut off: "), server.path("events").toString());
        assertEquals(List.of("lost"), severities(client, "cut off: "), client.path("events").toString());
        assertEquals(List.of("planned"), severities(client, "killed "), client.path("events").toString());
    }

    private static List<String> severities(PerformedRun run, String words) {
        return StreamSupport.stream(run.path("events").spliterator(), false)
            .filter(event -> event.path("what").textValue().contains(words)).map(event -> event.path("severity").textValue()).distinct()
            .toList();
    }

    /** Casts have no replies, so the client made clock calls before the load; the server did not count them. */
    private static void clocks(PerformedRun client, PerformedRun server) {
        assertTrue(client.summary("clockOffsetSamples").intValue() > 0, client.path("summary").toString());
        double uncertaintyMs = client.summary("clockOffsetUncertaintyMs").doubleValue();
        assertTrue(uncertaintyMs > 0 && uncertaintyMs < 2_000, client.path("summary").toString()); // it waits so long for an answer
        // One host, one clock; each JVM anchors its wall time when it starts, which a stepped clock may shift.
        assertEquals(0, client.summary("clockOffsetMs").doubleValue(), uncertaintyMs + 20, client.path("summary").toString());
        assertEquals(0, server.summary("foreignMessages").intValue(), server.path("summary").toString());
    }

    /** The cluster's events and usage. */
    private static void clustersOwn(Path cluster) throws Exception {
        var run = PerformedRun.in(cluster);
        assertTrue(run.path("events").path(0).path("what").textValue().startsWith("killed "), run.path("events").toString());
        assertEquals("planned", run.path("events").path(0).path("severity").textValue(), run.path("events").toString());
        var seconds = StreamSupport.stream(run.path("seconds").spliterator(), false).toList();
        assertTrue(seconds.size() >= 5 && seconds.stream().anyMatch(second -> second.path("brokerRssMiB").doubleValue() > 0),
            seconds.toString());
        for (var claim : run.path("claims")) assertEquals("not-judged", claim.path("verdict").textValue(), claim.toString());
        assertTrue(Files.size(cluster.resolve("report.html")) > 0);
    }

    private static String kill(String url, Path input) {
        var ports = url.replace("amqp://", "").replace("127.0.0.1:", "").split(",");
        return "case $REPRISE_PORT in " + ports[0] + ") n=1;; " + ports[1] + ") n=2;; " + ports[2] + ") n=3;; esac; echo kill $n > "
            + input;
    }

    private void reportOfBoth(Path client, Path server) throws Exception {
        var before = Files.readAllBytes(client.resolve("run.json"));
        var out = temp.resolve("merged");
        var ended = ScriptProcess.run(RPC_CAST_FAILOVER, temp, "report", server.toString(), client.toString(), "--out", out.toString());
        assertTrue(ended.exitCode() == 0 || ended.exitCode() == 1, ended.out() + ended.err());
        assertTrue(ended.out().replaceAll("\\s+", " ").contains("Client and server ran on one host: their clocks are one"), ended.out());
        var run = PerformedRun.in(out);
        assertEquals(PerformedRun.in(client).sum("sent"), run.sum("sent"));
        assertEquals(PerformedRun.in(server).sum("received"), run.sum("received"));
        assertEquals(run.sum("sent") - run.sum("received"), run.path("summary").path("lostMessages").intValue());
        assertEquals(PerformedRun.in(server).path("summary").path("maxLatencyMs"), run.path("summary").path("maxLatencyMs"));
        assertNotEquals("not-judged", run.verdict("rate"), run.why("rate") + ended.out());
        // The seed decides the node to which each comes back; at two nodes the latency after is not comparable with the document's.
        assertTrue(!run.verdict("latency-after").equals("not-judged") || run.why("latency-after").contains("came back at two nodes"),
            run.why("latency-after") + ended.out());
        // A cast that was lost in the race for the server's queue may be the one that waited.
        assertTrue(!run.verdict("worst-latency").equals("not-judged") || run.why("worst-latency").contains("has no latency"),
            run.why("worst-latency") + ended.out());
        run.checkOutage(ended.out());
        assertEquals("reproduced", run.verdict("no-errors"), ended.out());
        if (run.sum("sent") == run.sum("received")) assertEquals("reproduced", run.verdict("no-loss"), ended.out());
        for (var file : List.of("report.html", "report.rst", "series.csv", "latency.hlog", "rpc_cast_message_flow.svg"))
            assertTrue(Files.size(out.resolve(file)) > 0, file);
        assertArrayEquals(before, Files.readAllBytes(client.resolve("run.json")), "the originals are not touched");
    }
}
