package reprise.scripts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static reprise.scripts.ScriptProcess.Script.RPC_CAST_FAILOVER;
import static reprise.scripts.ScriptProcess.Script.RPC_FAILOVER_FAMILY;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import reprise.scripts.ScriptProcess.Script;
import reprise.testee.broker.Cluster;
import reprise.testee.broker.ClusterPlan;

/** Faults other than the document's, and unexpected peers: the run notes and counts them, and continues. */
@Tag("waits")
@Order(3)
@Execution(ExecutionMode.CONCURRENT)
final class FailoverFaultsTest {
    @TempDir
    Path temp;

    private Path out() {
        return temp.resolve("run");
    }

    private ScriptProcess.Ended perform(String... args) throws Exception {
        return perform(RPC_CAST_FAILOVER, args);
    }

    private ScriptProcess.Ended perform(Script script, String... args) throws Exception {
        var all = new java.util.ArrayList<>(java.util.List.of(args));
        all.addAll(java.util.List.of("--warm-up", "0s", "--rate", "100", "--out", out().toString()));
        var ended = ScriptProcess.run(script, temp, all.toArray(String[]::new));
        assertTrue(ended.exitCode() == 0 || ended.exitCode() == 1, ended.out() + ended.err()); // 1: these are not the document's outages
        return ended;
    }

    private interface Awaited {
        void in(ScriptProcess script) throws Exception;
    }

    /** Performs until this has happened, however long it takes on a busy host. */
    private ScriptProcess.Ended performUntil(Awaited awaited, Script script, String... args) throws Exception {
        var all = new java.util.ArrayList<>(java.util.List.of(args));
        all.addAll(java.util.List.of("--warm-up", "0s", "--rate", "100", "--duration", "100s", "--out", out().toString()));
        try (var performing = ScriptProcess.start(script, temp, all.toArray(String[]::new))) {
            awaited.in(performing);
            var ended = performing.interrupt();
            assertEquals(130, ended.exitCode(), ended.out() + ended.err());
            return ended;
        }
    }

    /** What had no confirm when the run was interrupted may have arrived. */
    private static void checkArrived(PerformedRun run) {
        long more = run.summary("receivedMessages").longValue() + run.summary("unroutableMessages").longValue()
            - run.summary("sentMessages").longValue();
        assertTrue(more >= 0 && more <= run.summary("interruptedMessages").longValue(), run.path("summary") + run.notes());
    }

    private void reportAgain(Script script, ScriptProcess.Ended first) throws Exception {
        var page = Files.readString(out().resolve("report.html"));
        Files.delete(out().resolve("report.html"));
        var again = ScriptProcess.run(script, temp, "report", out().toString());
        assertEquals(first.exitCode(), again.exitCode(), again.err());
        assertTrue(first.out().endsWith(again.out()), again.out() + "\nat first\n" + first.out());
        assertEquals(page, Files.readString(out().resolve("report.html")));
    }

    /**
     * Two silent heartbeats, one second until the next attempt, five for a handshake with the same silent node, one second, the next node,
     * which has taken the silent one for dead by then.
     */
    @Test
    void frozenNode_isFoundByTheHeartbeatAndLeftForAnother() throws Exception {
        var ended = performUntil(script -> script.awaitBack("client", "server"), RPC_CAST_FAILOVER, "--fault", "freeze", "--heartbeat",
            "1s", "--kill-at", "2s", "--net-ticktime", "4s");
        var run = PerformedRun.in(out());
        assertTrue(run.events().matches("(?s).*\\d\\.\\d+ frozen 1 \\(.*client cut off: 127.0.0.1:\\d+: nothing heard for two heartbeats "
            + "of 1 s.*client connected to .* s after it was cut off.*"), run.events());
        double foundSec = Double.parseDouble(run.notes().replaceAll("(?s).*The client gave its connection up ([0-9.]+) s later.*", "$1"));
        assertTrue(foundSec >= 1.5, run.notes()); // it checks after twice the interval; a late timer is no fault
        double outageSec = run.summary("outageSec").doubleValue();
        assertTrue(outageSec > foundSec + 6.5, run.notes() + outageSec);
        assertEquals(0, run.summary("errorMessages").intValue());
        checkArrived(run); // who is back first is a race: a cast before the server's return finds no queue
        assertTrue(run.notes().startsWith("A partition, not a death: ") && ended.out().contains("A partition, not a death"), run.notes());
        var page = Files.readString(out().resolve("report.html"));
        // a busy host may freeze it later
        assertTrue(page.matches("(?s).*frozen at [0-9.]+ s, outage .*") && !page.contains("killed at"), "words of a death");
    }

    @Test
    void frozenNode_withoutAHeartbeat_isWaitedForUntilItThaws() throws Exception {
        performUntil(script -> {
            script.awaitPrinted(" thawed 1 (");
            script.awaitRows(2);
        }, RPC_CAST_FAILOVER, "--fault", "freeze", "--heartbeat", "0", "--kill-at", "1s", "--restart-after", "3s");
        var run = PerformedRun.in(out());
        assertTrue(run.events().matches("(?s).*frozen 1 \\(.*\\d+ thawed 1 \\(.*"), run.events());
        assertTrue(run.notes().contains("The client's connection was never given up: without a --heartbeat nobody finds that out"),
            run.notes());
        double outageSec = run.summary("outageSec").doubleValue();
        assertTrue(outageSec > 1, "frozen for 3 s, or less where that came late: " + outageSec);
        assertEquals(0, run.summary("errorMessages").intValue());
        checkArrived(run);
    }

    @Test
    void killedNode_startedAgain_calls_areReportedAgainTheSame() throws Exception {
        var ended = perform(RPC_FAILOVER_FAMILY, "--kind", "call", "--timeout", "1s", "--kill-at", "1s", "--restart-after", "1s",
            "--duration", "8s");
        var run = PerformedRun.in(out());
        assertTrue(run.events().matches("(?s).*\\d\\.\\d+ killed 1 \\(.*\\d\\.\\d+ started 1 \\(.*"), run.events());
        assertEquals(run.sum("replies"), run.summary("replies").intValue());
        assertTrue(run.sum("replies") > 0, ended.out());
        reportAgain(RPC_FAILOVER_FAMILY, ended);
    }

    @Test
    void chaos_isReportedAgainTheSame() throws Exception {
        var ended = perform(RPC_FAILOVER_FAMILY, "--chaos", "3", "--mirrored", "--duration", "9s");
        assertEquals("3", PerformedRun.in(out()).path("parameters").path("chaosSeed").asText());
        assertEquals(0, PerformedRun.in(out()).path("measures").path("confirmedLost").intValue(), ended.out());
        assertEquals("held", PerformedRun.in(out()).verdict("confirmed-lost"));
        assertTrue(ended.out().endsWith("\nHeld: Nothing that was confirmed is lost\n"), ended.out());
        var page = Files.readString(out().resolve("report.html")).replaceAll("(?s)<style>.*?</style>", "");
        for (var text : List.of(ended.out(), page, Files.readString(out().resolve("report.rst")))) {
            assertFalse(text.contains("eproduced") || text.contains("- published\n") || text.contains("<th>published"), text);
        }
        reportAgain(RPC_FAILOVER_FAMILY, ended);
    }

    @Test
    void kill_ofNothing_saysWhoseConnectionNeverBroke() throws Exception {
        try (var cluster = Cluster.start(ClusterPlan.local(3))) {
            var url = "amqp://127.0.0.1:" + cluster.port(1) + ",127.0.0.1:" + cluster.port(2) + ",127.0.0.1:" + cluster.port(3) + "/";
            Awaited kill = script -> script.awaitPrinted(" with the command given");
            var ended = performUntil(kill, RPC_CAST_FAILOVER, "--kill", "true", "--kill-at", "1s", "--url", url);
            var sentence = "'s connection to 127.0.0.1:%d never broke: the wrong node was killed, or none; look at --kill and at the "
                + "order of the hosts in --url";
            assertEquals("The client" + sentence.formatted(cluster.port(1)), told(), ended.out());
            assertTrue(ended.out().contains("The client's connection to "), ended.out());
            cleared("server's");
            performUntil(kill, RPC_FAILOVER_FAMILY, "--kill", "true", "--kill-at", "1s", "--url", url, "--topology", "cs1ss2-ks2");
            assertTrue(told().endsWith("\nThe server" + sentence.formatted(cluster.port(3))), told()); // after the placement
        }
    }

    /** The notes, but for that on what was under way at the interruption. */
    private String told() throws Exception {
        return PerformedRun.in(out()).notes().replaceFirst("\n.* had no confirm or reply when the run ended; .*", "");
    }

    /** Makes room for the next run's folder. */
    private void cleared(String next) throws Exception {
        Files.move(out(), temp.resolve("before the " + next));
    }

    @Test
    void strangersMessages_areCountedAndTold() throws Exception {
        try (var cluster = Cluster.start(ClusterPlan.local(1))) {
            var url = "amqp://127.0.0.1:" + cluster.port(1) + "/";
            var factory = new ConnectionFactory();
            factory.setPort(cluster.port(1));
            var counted = MetricsPage.atFreePort();
            try (var connection = factory.newConnection(); var channel = connection.createChannel();
                 var server =
                     ScriptProcess.start(RPC_CAST_FAILOVER, temp, "server", "--warm-up", "0s", "--duration", "100s", "--out",
                     temp.resolve("server").toString(), "--url", url, counted.option())) {
                server.awaitLine("    0 ");
                var foreign = "{\"oslo.version\": \"2.0\", \"oslo.message\": \"{\\\"method\\\": \\\"resize\\\", \\\"args\\\": {}, "
                    + "\\\"_unique_id\\\": \\\"28d85f587cd04fb09d170b5d8a98414c\\\"}\"}";
                for (var body : new String[] {foreign, foreign, "nonsense"})
                    channel.basicPublish("openstack", "profiler_topic.profiler_server", null, body.getBytes(UTF_8));
                counted.await("reprise_foreign_total", 2, server);
                counted.await("reprise_malformed_total", 1, server);
                var ended = server.interrupt();
                var run = PerformedRun.in(temp.resolve("server"));
                assertEquals("2 messages of another method or event than the simulator's came to the server (foreignMessages in "
                    + "run.json); in no other figure\n"
                    + "1 message that oslo.messaging does not write came to the server (malformedMessages in run.json); in no other figure",
                    run.notes(), ended.out());
                assertEquals(2, run.summary("foreignMessages").intValue());
                assertEquals(1, run.summary("malformedMessages").intValue());
                assertEquals(0, run.summary("receivedMessages").intValue());
                assertTrue(ended.out().contains("2 messages of another method"), ended.out());
            }
        }
    }

    /** The first call contains the reply queue's name; no one else replies to it. */
    @Test
    void replies_toUnknownCalls_areCountedAndTold() throws Exception {
        try (var cluster = Cluster.start(ClusterPlan.local(1))) {
            var factory = new ConnectionFactory();
            factory.setPort(cluster.port(1));
            try (var connection = factory.newConnection(); var channel = connection.createChannel()) {
                channel.exchangeDeclare("openstack", "topic", false);
                channel.queueDeclare("calls", false, false, false, null);
                channel.queueBind("calls", "openstack", "profiler_topic.profiler_server");
                var counted = MetricsPage.atFreePort();
                try (var client =
                    ScriptProcess.start(RPC_FAILOVER_FAMILY, temp, "client", "--warm-up", "0s", "--kind", "call", "--timeout", "500ms",
                    "--duration", "100s", "--out", out().toString(), "--url",
                    "amqp://127.0.0.1:" + cluster.port(1) + "/", counted.option())) {
                    var replyQueue = replyQueue(channel, client);
                    var unknown = "{\"oslo.version\": \"2.0\", \"oslo.message\": \"{\\\"result\\\": null, \\\"failure\\\": null, "
                        + "\\\"ending\\\": true, "
                        + "\\\"_msg_id\\\": \\\"fe235d76da894432b0f6c5ea18049d56\\\", \\\"_unique_id\\\": "
                        + "\\\"55ca5594cb4249b7aea441bbec31ab77\\\"}\"}";
                    for (var body : new String[] {unknown, "nonsense"}) channel.basicPublish("", replyQueue, null, body.getBytes(UTF_8));
                    counted.await("reprise_unknown_replies_total", 2, client);
                    counted.await("reprise_timeouts_total", 2, client);
                    var ended = client.interrupt();
                    var run = PerformedRun.in(out());
                    assertEquals(2, run.summary("unknownReplies").intValue(), ended.out());
                    assertTrue(run.notes()
                        .contains(
                        "2 messages for no call of this client came to its reply queue (unknownReplies in run.json); in no other figure"),
                        run.notes());
                    assertEquals(run.summary("timeouts"), run.summary("errorMessages"));
                    assertTrue(run.summary("timeouts").intValue() >= 2, ended.out());
                }
            }
        }
    }

    private static String replyQueue(Channel channel, ScriptProcess client) throws Exception {
        GetResponse call;
        while ((call = channel.basicGet("calls", true)) == null) {
            assertTrue(client.handle().isAlive(), client.out());
            LockSupport.parkNanos(20_000_000);
        }
        var json = new ObjectMapper();
        return json.readTree(json.readTree(call.getBody()).path("oslo.message").textValue()).path("_reply_q").textValue();
    }
}
