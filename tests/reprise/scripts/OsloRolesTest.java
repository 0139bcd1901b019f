package reprise.scripts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static reprise.scripts.ScriptProcess.Script.AMQP_CLUSTER;
import static reprise.scripts.ScriptProcess.Script.RPC_FAILOVER_FAMILY;

import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reprise.peers.Children;
import reprise.peers.Python;

/**
 * The roles client and server with the real oslo.messaging (Debian's python3-oslo.messaging) as the other role, over amqp-cluster in a
 * process of its own. What oslo.messaging and the pair are to each other over RabbitMQ, OsloRabbitPeerTest tells.
 */
@Tag("waits")
@Order(4)
final class OsloRolesTest {
    @TempDir
    static Path folder;
    private static ScriptProcess cluster;
    private static String url;

    @TempDir
    Path temp;
    private final List<Process> peers = new ArrayList<>();
    private String python;

    @BeforeAll
    static void startCluster() throws Exception {
        cluster = ScriptProcess.start(AMQP_CLUSTER, folder, "--ports", "0", "--out", folder.resolve("cluster").toString());
        url = cluster.awaitLine("amqp://");
    }

    @AfterAll
    static void endCluster() throws Exception {
        cluster.interrupt();
    }

    private static int port() {
        return Integer.parseInt(url.replaceAll("^amqp://(.*@)?[^:]*:([0-9]+)([,/].*)?", "$2"));
    }

    @BeforeEach
    void needsOslo() throws Exception {
        python = Python.importing("oslo_messaging", "python3-oslo.messaging");
        emptyQueues();
    }

    /** Messages that a receiver had not acknowledged when it ended are in its queue again. */
    private void emptyQueues() throws Exception {
        var factory = new ConnectionFactory();
        factory.setPort(port());
        try (var connection = factory.newConnection(); var channel = connection.createChannel()) {
            for (var queue : List.of("profiler_topic", "profiler_topic.profiler_server", "profiler_topic.info")) channel.queueDelete(queue);
        }
    }

    @AfterEach
    void endPeers() {
        peers.forEach(Process::destroyForcibly);
    }

    private Process peer(String role) throws IOException {
        var peer =
            Children.process(python, "-W", "ignore", "tests/peers/oslo_peer.py", "" + port(), "profiler_topic", role,
            "profiler_server")
            .redirectError(temp.resolve("peer").toFile()).start();
        peers.add(peer);
        return peer;
    }

    /** A peer that sends five messages and ends. */
    private void send(String role) throws Exception {
        var peer = peer(role);
        var said = new String(peer.getInputStream().readAllBytes());
        assertEquals(0, peer.waitFor(), said + Files.readString(temp.resolve("peer")));
        assertEquals(role.equals("call") ? "NoSuchMethod: Endpoint does not support RPC method nosuch\n" : "", said);
    }

    private ScriptProcess server(String kind) throws Exception {
        var server =
            ScriptProcess.start(RPC_FAILOVER_FAMILY, temp, "server", "--warm-up", "0s", "--kind", kind, "--duration", "60s", "--out",
            temp.resolve("server").toString(), "--url", url);
        server.awaitLine("    0 ");
        return server;
    }

    /** The fourth column of its lines has the messages received in each second. */
    private static void awaitReceived(ScriptProcess server, int wanted) throws Exception {
        ScriptProcess.await(() -> "received " + server.out().lines().filter(line -> line.matches(" *[0-9]+ +\\S+ +\\S+ +[0-9]+ .*"))
            .mapToInt(line -> Integer.parseInt(line.strip().split(" +")[3])).sum(), "received " + wanted, server.handle());
    }

    @Test
    void server_takesOslosCastsAndCalls_andRepliesToTheCalls() throws Exception {
        try (var server = server("cast")) {
            send("cast");
            send("call");
            awaitReceived(server, 10);
            var ended = server.interrupt();
            assertEquals(130, ended.exitCode(), ended.err());
        }
        var run = PerformedRun.in(temp.resolve("server"));
        assertEquals(10, run.summary("receivedMessages").intValue());
        assertEquals(10, run.sum("received"));
        assertEquals(0, run.summary("duplicateMessages").intValue() + run.summary("malformedMessages").intValue());
        assertEquals(1, run.summary("foreignMessages").intValue(), "the call of a method that is not here");
        assertEquals(6, run.sum("repliesSent"), "a refusal is a reply");
        assertTrue(run.summary("avgLatencyMs").doubleValue() > 0, run.path("summary").toString());
        assertFalse(run.path("summary").has("sentMessages"), "the client's");
    }

    @Test
    void server_takesOslosNotifications() throws Exception {
        try (var server = server("notify")) {
            send("notify");
            awaitReceived(server, 5);
            server.interrupt();
        }
        var run = PerformedRun.in(temp.resolve("server"));
        assertEquals(5, run.summary("receivedMessages").intValue());
        assertEquals("notify", run.path("parameters").path("kind").textValue());
        assertEquals(0, run.summary("foreignMessages").intValue() + run.summary("malformedMessages").intValue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"cast", "call", "notify"})
    void client_sendsToOslosReceiver_whichGetsAll(String kind) throws Exception {
        var peer = peer(kind.equals("notify") ? "listen" : "serve");
        var said = peer.inputReader();
        assertEquals("up", said.readLine());
        var ended =
            ScriptProcess.run(RPC_FAILOVER_FAMILY, temp, "client", "--warm-up", "0s", "--kind", kind, "--rate", "100", "--duration", "1s",
            "--out", temp.resolve("client").toString(), "--url", url);
        // nothing was killed, so the run leaves the claims about a fail-over open
        assertEquals(kind.equals("cast") ? 1 : 0, ended.exitCode(), ended.out() + ended.err());
        var run = PerformedRun.in(temp.resolve("client"));
        int sent = run.summary("sentMessages").intValue();
        assertTrue(sent > 0, ended.out());
        peer.outputWriter().append(sent + "\n").close();
        var last = said.lines().reduce((_, line) -> line).orElse("");
        assertEquals(0, peer.waitFor(), last + Files.readString(temp.resolve("peer")));
        assertEquals(String.valueOf(sent), last.split(" ")[0], "received and their bytes: " + last);
        assertEquals(0, run.summary("errorMessages").intValue());
        assertEquals(0, run.summary("unroutableMessages").intValue());
        for (var servers : List.of("receivedMessages", "lostMessages", "avgLatencyMs"))
            assertFalse(run.path("summary").has(servers), servers);
        if (kind.equals("call")) {
            assertEquals(sent, run.summary("replies").intValue());
            assertTrue(run.summary("avgRoundTripMs").doubleValue() > 0, ended.out());
        }
    }
}
