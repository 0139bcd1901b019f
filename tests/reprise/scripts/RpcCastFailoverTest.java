package reprise.scripts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static reprise.scripts.ScriptProcess.Script.AMQP_CLUSTER;
import static reprise.scripts.ScriptProcess.Script.RPC_CAST_FAILOVER;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import reprise.peers.Children;
import reprise.testee.broker.Cluster;
import reprise.testee.broker.ClusterPlan;

/** The script as a user runs it: options, errors, exit codes, files, and no process that remains. */
@Tag("waits")
@Order(1)
@Execution(ExecutionMode.CONCURRENT)
final class RpcCastFailoverTest {
    @TempDir
    Path temp;

    private ScriptProcess.Ended fails(int exitCode, String sentence, String... args) throws Exception {
        return ScriptProcess.fails(RPC_CAST_FAILOVER, temp, exitCode, sentence, args);
    }

    @Test
    void url_thatNobodyAnswers_isThreeWithASentenceForEachHost() throws Exception {
        int port = freePort();
        var ended =
            fails(3, "127.0.0.1:" + port, "--quick", "--out", temp.resolve("a").toString(), "--url",
            "amqp://u:hunter2@127.0.0.1:" + port + "/", "--kill", "true");
        assertFalse((ended.out() + ended.err()).contains("hunter2"), ended.err());
        fails(3, "no-such-host.invalid", "--quick", "--out", temp.resolve("b").toString(), "--url", "amqp://no-such-host.invalid:5672/");
    }

    @Test
    void url_wrongPassword_isThreeAndNamesTheUser() throws Exception {
        try (var cluster = Cluster.start(ClusterPlan.local(1))) {
            var ended =
                fails(3, "guest", "--quick", "--out", temp.resolve("a").toString(), "--url",
                "amqp://guest:hunter2@127.0.0.1:" + cluster.port(1) + "/");
            assertFalse((ended.out() + ended.err()).contains("hunter2"), ended.err());
        }
    }

    @Test
    void kill_commandThatFails_isThreeAndKeepsWhatWasRecorded() throws Exception {
        try (var cluster = Cluster.start(ClusterPlan.local(2))) {
            var out = temp.resolve("run");
            var ended =
                fails(3, "--kill: the command 'echo no such service; exit 7' ended with code 7, saying: no such service", "--duration",
                "100s", "--kill-at", "2s",
                "--warm-up", "0s", "--out", out.toString(), "--url", url(cluster), "--kill", "echo no such service; exit 7");
            var run = PerformedRun.in(out);
            assertFalse(run.path("endedEarly").asText().isEmpty(), ended.out());
            assertTrue(run.path("summary").path("sentMessages").intValue() > 0, ended.out());
        }
    }

    /** The cluster on its own; the client's kill command writes to the cluster's input, as a user would. */
    @Test
    void url_oneDeadHostOfFour_runsOnTheOthersAndKillsByCommand() throws Exception {
        var input = temp.resolve("input");
        assertEquals(0, Children.process("mkfifo", input.toString()).start().waitFor());
        try (var _ = new java.io.RandomAccessFile(input.toFile(), "rw"); // the cluster's input stays open as long as there is a writer
             var cluster =
                 ScriptProcess.startReading(AMQP_CLUSTER, input, temp, "--out", temp.resolve("cluster").toString())) {
            var url = cluster.awaitLine("amqp://");
            var ports = url.replace("amqp://", "").replace("127.0.0.1:", "").replace("/", "").split(",");
            var kill = "case $REPRISE_PORT in " + ports[0] + ") n=1;; " + ports[1] + ") n=2;; " + ports[2] + ") n=3;; esac; echo kill $n > "
                + input;
            var ended =
                ScriptProcess.run(RPC_CAST_FAILOVER, temp, "--duration", "8s", "--kill-at", "2s", "--rate", "100", "--warm-up", "0s",
                "--out", temp.resolve("run").toString(), "--url",
                url.replace("amqp://", "amqp://127.0.0.1:" + freePort() + ","), "--kill", kill);
            assertEquals("reproduced", PerformedRun.in(temp.resolve("run")).verdict("no-errors"),
                ended.out() + ended.err() + cluster.out());
            assertTrue(List.of(ports).stream()
                .anyMatch(port -> ended.out().contains("killed 127.0.0.1:" + port + " with the command given")), ended.out());
            ScriptProcess.await(() -> cluster.out().matches("(?s).*killed [123]\n.*") ? "killed one" : cluster.out(), "killed one",
                cluster.handle());
            assertEquals(130, cluster.interrupt().exitCode());
        }
    }

    @Test
    void url_withoutKill_runsAndSaysThatNothingWasKilled() throws Exception {
        try (var cluster = Cluster.start(ClusterPlan.local(2))) {
            var ended =
                ScriptProcess.run(RPC_CAST_FAILOVER, temp, "--duration", "3s", "--rate", "50", "--warm-up", "0s", "--out",
                temp.resolve("run").toString(), "--url", url(cluster));
            assertEquals("not-judged", PerformedRun.in(temp.resolve("run")).verdict("outage"), ended.out() + ended.err());
            assertTrue(ended.out().contains("Nothing was killed: with --url, give --kill COMMAND too"), ended.out());
        }
    }

    @Test
    void url_killedBySomebodyElse_isTakenForTheKill() throws Exception {
        try (var cluster = Cluster.start(ClusterPlan.local(2));
             var script =
                 ScriptProcess.start(RPC_CAST_FAILOVER, temp, "--duration", "100s", "--rate", "100", "--warm-up", "0s", "--out",
                 temp.resolve("run").toString(), "--url", url(cluster))) {
            script.awaitLine("    1 ");
            cluster.kill(1).join();
            script.awaitBack("client");
            var ended = script.interrupt();
            assertTrue(ended.out().replaceAll("\\s+", " ").contains("by something else than this script; that is taken for the kill"),
                ended.out() + ended.err());
            PerformedRun.in(temp.resolve("run")).checkOutage(ended.out());
        }
    }

    @Test
    void run_short_writesEveryFileAndItsCountsAddUp() throws Exception {
        var out = temp.resolve("run");
        var ended =
            ScriptProcess.run(RPC_CAST_FAILOVER, temp, "--duration", "12s", "--kill-at", "2s", "--rate", "100", "--seed", "7", "--out",
            out.toString());
        assertTrue(ended.exitCode() == 0 || ended.exitCode() == 1, ended.out() + ended.err()); // 1: a noisy host may miss the rate
        for (var file : List.of("run.json", "report.html", "report.rst", "series.csv", "latency.hlog", "rpc_cast_message_flow.svg",
            "rpc_cast_sent_messages.svg", "rpc_cast_received_messages.svg")) {
            assertTrue(Files.size(out.resolve(file)) > 0, file);
        }
        var run = PerformedRun.in(out);
        var summary = run.path("summary");
        assertEquals(7, run.path("seed").intValue());
        assertEquals(summary.path("attemptedMessages").intValue(),
            summary.path("confirmedMessages").intValue() + summary.path("unroutableMessages").intValue()
            + summary.path("errorMessages").intValue() + summary.path("interruptedMessages").intValue());
        assertEquals(summary.path("sentMessages").intValue(), run.sum("sent"));
        assertEquals(summary.path("receivedMessages").intValue(), run.sum("received"));
        double outageSec = summary.path("outageSec").doubleValue();
        assertTrue(outageSec > 1.9, "delay 1 s and interval 1 s make at least 2 s less a tick: " + outageSec);
        assertEquals("reproduced", run.verdict("no-errors"));
        reportAgain(out, ended.exitCode());
    }

    private void reportAgain(Path out, int exitCode) throws Exception {
        var page = Files.readString(out.resolve("report.html"));
        Files.delete(out.resolve("report.html"));
        var again = ScriptProcess.run(RPC_CAST_FAILOVER, temp, "report", out.toString());
        assertEquals(exitCode, again.exitCode(), again.err());
        assertEquals(page, Files.readString(out.resolve("report.html")));
        fails(2, "run.json cannot be read", "report", temp.resolve("nothing").toString());
    }

    @Test
    void interrupted_run_keepsWhatWasRecordedAndLeavesNoOrphan() throws Exception {
        var out = temp.resolve("run");
        try (var script = ScriptProcess.start(RPC_CAST_FAILOVER, temp, "--duration", "60s", "--warm-up", "0s", "--out", out.toString())) {
            interrupt(script, out);
        }
    }

    private static void interrupt(ScriptProcess script, Path out) throws Exception {
        script.awaitLine("    1 ");
        var children = script.handle().descendants().toList();
        assertEquals(1, children.size(), "the cluster's JVM");
        var ended = script.interrupt();
        assertEquals(130, ended.exitCode(), ended.out() + ended.err());
        var run = PerformedRun.in(out);
        assertTrue(run.isInterrupted());
        assertTrue(run.sum("sent") > 0);
        children.getFirst().onExit().get(60, TimeUnit.SECONDS);
    }

    /** In a terminal there is a progress bar, and Ctrl-C reaches the whole process group, including the cluster's JVM. */
    @Test
    void ctrlC_inATerminal_keepsWhatWasRecorded() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")), "script (util-linux) is not installed");
        var out = temp.resolve("run");
        var shown = temp.resolve("shown").toFile();
        var command =
            String.join(" ",
            ScriptProcess.command(RPC_CAST_FAILOVER, List.of("--duration", "60s", "--warm-up", "0s", "--out", out.toString())));
        var terminal = Children.process("script", "-qefc", command, "/dev/null").redirectErrorStream(true).redirectOutput(shown);
        terminal.environment().put("TERM", "xterm");
        var process = terminal.start();
        try {
            ScriptProcess.await(() -> Files.readString(shown.toPath()), "\u001b[K    1 ", process.toHandle());
            assertTrue(Files.readString(shown.toPath()).contains(" s left"), "the bar");
            process.getOutputStream().write(3);
            process.getOutputStream().flush();
            assertTrue(process.waitFor(ScriptProcess.PATIENCE_SEC, TimeUnit.SECONDS));
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        assertEquals(130, process.exitValue());
        assertTrue(PerformedRun.in(out).isInterrupted());
    }

    @Test
    void killed_script_leavesNoOrphan() throws Exception {
        var script =
            ScriptProcess.start(RPC_CAST_FAILOVER, temp, "--duration", "60s", "--warm-up", "0s", "--out", temp.resolve("run").toString());
        script.awaitLine("    0 ");
        var children = script.handle().descendants().toList();
        script.handle().destroyForcibly();
        script.await();
        children.getFirst().onExit().get(60, TimeUnit.SECONDS);
    }

    @Test
    void cluster_portTaken_isThreeAndNamesThePort() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            ScriptProcess.fails(AMQP_CLUSTER, temp, 3, "cannot listen on 127.0.0.1:" + taken.getLocalPort(), "--out",
                temp.resolve("cluster").toString(), "--ports", "0," + taken.getLocalPort());
        }
    }

    private static String url(Cluster cluster) {
        return "amqp://127.0.0.1:" + cluster.port(1) + ",127.0.0.1:" + cluster.port(2) + "/";
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }
}
