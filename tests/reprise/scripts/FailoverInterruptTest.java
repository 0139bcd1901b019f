package reprise.scripts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static reprise.scripts.ScriptProcess.Script.RPC_CAST_FAILOVER;
import static reprise.scripts.ScriptProcess.Script.RPC_FAILOVER_FAMILY;

import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import reprise.experiment.OwnedProcesses;
import reprise.sut.RabbitMqCluster;

/** Ctrl-C in difficult situations: in the middle of a family, and while a RabbitMQ cluster runs as child processes. */
@Tag("waits")
@Order(3)
@Execution(ExecutionMode.CONCURRENT)
final class FailoverInterruptTest {
    @TempDir
    Path temp;

    @Test
    void family_interrupted_keepsWhatWasPerformedAndNamesTheRest() throws Exception {
        var out = temp.resolve("family");
        int port;
        try (var socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        try (var script =
            ScriptProcess.start(RPC_FAILOVER_FAMILY, temp, "--duration", "3s", "--kill-at", "1s", "--warm-up", "0s", "--metrics-port",
            String.valueOf(port), "--out", out.toString())) {
            script.awaitLine("2 of 18: ");
            String metrics;
            try (var page = URI.create("http://127.0.0.1:" + port + "/metrics").toURL().openStream()) {
                metrics = new String(page.readAllBytes(), StandardCharsets.UTF_8);
            }
            var ended = script.interrupt();
            assertEquals(130, ended.exitCode(), ended.out() + ended.err());
            var run = PerformedRun.in(out);
            assertTrue(run.isInterrupted());
            int performed = run.path("runs").size(); // the first, and others where this test looks late
            assertTrue(performed >= 1, ended.out());
            assertEquals(18 - performed, run.path("leftOut").size(), ended.out());
            for (var why : run.path("leftOut")) assertTrue(why.textValue().contains("interrupted"), why.toString());
            assertEquals("not-judged", run.verdict("family-embedded"), "a part of eighteen");
            assertTrue(Files.exists(out.resolve(run.path("runs").path(0).path("folder").textValue()).resolve("report.html")),
                run.path("runs").toString());
            var first = Path.of(run.path("runs").path(0).path("folder").textValue());
            var labels = "{run=\"" + first.getFileName() + "\"} ";
            int sent = PerformedRun.in(out.resolve(first)).sum("sent");
            assertTrue(metrics.contains("\nreprise_sent_total" + labels + sent + ".0\n"), sent + " of " + metrics);
            assertTrue(metrics.contains("\nreprise_scheduled_total" + labels), "what was due by the rate: " + metrics);
            var again = ScriptProcess.run(RPC_FAILOVER_FAMILY, temp, "report", out.toString());
            assertTrue(again.exitCode() == 0 || again.exitCode() == 1, again.out() + again.err());
            assertTrue(ended.out().endsWith(again.out()), again.out() + "\nat first\n" + ended.out());
        }
    }

    /** The killed node is started again before the interruption. */
    @Test
    void rabbitMq_interrupted_isTakenDownAndTheRunKept() throws Exception {
        assumeTrue(RabbitMqCluster.isInstalled(), "no RabbitMQ on this machine (apt-get install rabbitmq-server)");
        var out = temp.resolve("run");
        var nodes = out.resolve("rabbitmq");
        try (var script =
            ScriptProcess.start(RPC_CAST_FAILOVER, temp, "--broker", "rabbitmq", "--duration", "60s", "--kill-at", "1s", "--restart-after",
            "1s", "--rate", "100", "--warm-up", "0s",
            "--out", out.toString())) {
            script.awaitPrinted("  started 1 (");
            script.awaitBack("client", "server");
            assertTrue(!OwnedProcesses.of(nodes).isEmpty(), "no node runs");
            var ended = script.interrupt();
            assertEquals(130, ended.exitCode(), ended.out() + ended.err());
            assertEquals(List.of(), OwnedProcesses.staying(() -> OwnedProcesses.of(nodes)));
            var run = PerformedRun.in(out);
            assertTrue(run.isInterrupted());
            assertTrue(run.events()
                .matches("(?s).*\\.\\d+ killed 1 \\(127.0.0.1:\\d+, SIGKILL to process \\d+\\).* started 1 \\(.*in its cluster after .*"),
                run.events());
            assertEquals(0, run.summary("errorMessages").intValue(), ended.out());
            assertTrue(run.sum("received") > 0, ended.out());
        }
    }
}
