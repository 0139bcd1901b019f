package reprise.sut;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.MessageProperties;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reprise.experiment.OwnedProcesses;
import reprise.simulator.amqp.AmqpTests;
import reprise.simulator.rpc.QueueKind;
import reprise.transport.Sockets;
import reprise.transport.amqp.AmqpDialer;
import reprise.transport.amqp.AmqpFailure;
import reprise.transport.amqp.AmqpSettings;
import reprise.transport.amqp.AmqpUrl.Host;

/** Three real nodes with mirrored queues, started once, if Debian's RabbitMQ is installed; each test leaves them all running. */
@Tag("waits")
@Order(1)
final class RabbitMqClusterTest {
    @TempDir
    static Path temporary;
    private static Path folder;
    private static RabbitMqSite site;
    private static Brokers brokers;

    private final EventLoopGroup loops = Sockets.loops("heartbeat", 1);
    private final List<Connection> connections = new ArrayList<>();

    @BeforeAll
    static void startCluster() {
        assumeTrue(RabbitMqCluster.isInstalled(), "no RabbitMQ on this machine (apt-get install rabbitmq-server)");
        folder = temporary.resolve("a run/rabbitmq");
        site = RabbitMqSite.at(folder, 3);
        brokers = RabbitMqCluster.start(site, QueueKind.MIRRORED, new Interruption());
    }

    /** The data are deleted, the logs stay. */
    @AfterAll
    static void stopCluster() throws IOException {
        if (brokers == null) return;
        brokers.close();
        assertEquals(List.of(), OwnedProcesses.staying(() -> OwnedProcesses.of(folder)));
        for (int node = 1; node <= 3; node++) {
            assertFalse(Files.exists(folder.resolve("rabbit" + node + "/mnesia")), "data of node " + node);
            assertTrue(Files.readString(folder.resolve("rabbit" + node + "/log/rabbit" + node + "@localhost.log")).contains("started"),
                "log of node " + node);
        }
        assertFalse(Files.exists(folder.resolve(".erlang.cookie")));
    }

    @AfterEach
    void closeConnections() {
        connections.forEach(connection -> connection.abort(1000));
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private Connection connect(int node) throws Exception {
        var factory = new ConnectionFactory();
        factory.setHost("127.0.0.1");
        factory.setPort(host(node).port());
        factory.setAutomaticRecoveryEnabled(false);
        factory.setRequestedHeartbeat(0);
        connections.add(factory.newConnection());
        return connections.getLast();
    }

    private static Host host(int node) {
        return brokers.url().hosts().get(node - 1);
    }

    private static CompletableFuture<String> broken(Connection connection) {
        var broken = new CompletableFuture<String>();
        connection.addShutdownListener(cause -> broken.complete(cause.getMessage()));
        return broken;
    }

    @Test
    void cluster_ofThree_isOneAndTakesWhatWasDeclaredElsewhere() throws Exception {
        assertTrue(brokers.kind().matches("RabbitMQ [0-9]+\\.[0-9.]+, 3 nodes, queues mirrored"), brokers.kind());
        assertEquals(List.of("broker 1", "broker 2", "broker 3"), List.copyOf(brokers.pids().keySet()));
        connect(1).createChannel().queueDeclare("seen everywhere", false, false, false, null);
        for (int node = 2; node <= 3; node++) {
            assertEquals(0, connect(node).createChannel().queueDeclarePassive("seen everywhere").getMessageCount());
        }
    }

    /**
     * A line of /proc/net/tcp: number, local address:port in hexadecimal, remote ones, state (0A: listening). An address of zeros is any.
     */
    @Test
    void ports_ofClientsNodesAndPortMapper_areOpenOnLoopbackAlone() throws IOException {
        var anywhere = new HashSet<Integer>();
        var listening = new HashSet<Integer>();
        for (var table : List.of("tcp", "tcp6")) {
            Files.readAllLines(Path.of("/proc/net", table)).stream().map(line -> line.strip().split(" +"))
                .filter(words -> words[3].equals("0A")).forEach(words -> {
                var local = words[1].split(":");
                listening.add(Integer.parseInt(local[1], 16));
                if (local[0].matches("0+")) anywhere.add(Integer.parseInt(local[1], 16));
            });
        }
        var ours = Stream.of(site.ports(), site.distributionPorts(), List.of(site.epmdPort())).flatMap(List::stream).toList();
        assertTrue(listening.containsAll(ours), ours + " are not all among " + listening);
        assertEquals(List.of(), ours.stream().filter(anywhere::contains).toList());
    }

    @Test
    void node_killed_breaksItsConnectionsAlone_losesNoConfirmedMessage_andComesBack() throws Exception {
        var others = List.of(connect(1), connect(3));
        var broken = broken(connect(2));
        long pid = brokers.pids().get("broker 2");
        var body = confirmedByAMirroredQueue("on the second");
        var below = ProcessHandle.of(pid).orElseThrow().descendants().toList();
        assertFalse(below.isEmpty(), "the Erlang VM has its own children");

        assertEquals("killed 2 (" + host(2) + ", SIGKILL to process " + pid + ")", brokers.kill(host(2)));
        broken.get(60, TimeUnit.SECONDS);
        assertEquals(List.of(), OwnedProcesses.staying(() -> below));
        for (var other : others) other.createChannel().queueDeclare();
        assertArrayEquals(body, connect(1).createChannel().basicGet("on the second", true).getBody(), "it has not survived its node");
        assertThrows(IOException.class, () -> connect(2));
        var again = assertThrows(Failure.Environment.class, () -> brokers.kill(host(2)));
        assertTrue(again.getMessage().startsWith("RabbitMQ: node 2 is not running, it cannot be killed"), again.getMessage());

        var started = brokers.start(host(2));
        assertTrue(started.matches("started 2 \\(" + host(2) + "\\), in its cluster after [0-9.]+ s"), started);
        assertNotEquals(pid, brokers.pids().get("broker 2"));
        connect(1).createChannel().queueDeclare("after the return", false, false, false, null);
        connect(2).createChannel().queueDeclarePassive("after the return");
        assertThrows(Failure.Environment.class, () -> brokers.start(host(2)), "it runs already");
    }

    private byte[] confirmedByAMirroredQueue(String queue) throws Exception {
        var body = new byte[] {1, 2, 3};
        try (Channel channel = connect(2).createChannel()) {
            channel.queueDeclare(queue, false, false, false, null);
            channel.confirmSelect();
            channel.basicPublish("", queue, MessageProperties.BASIC, body);
            channel.waitForConfirmsOrDie(60_000);
        }
        return body;
    }

    /** A connection of ours that only sends a heartbeat every two seconds; completes when it is lost. */
    private CompletableFuture<AmqpFailure> heartbeating(Host node) {
        var lost = new CompletableFuture<AmqpFailure>();
        new AmqpDialer(brokers.url(), new AmqpSettings("heartbeat", 2, 60_000)).dial(loops.next(), node, lost::complete).join();
        return lost;
    }

    @Test
    void node_frozen_isSilentOnOpenConnectionsUntilItIsThawed() throws Exception {
        var connection = connect(2);
        var broken = broken(connection);
        var channel = connection.createChannel();
        var ours = heartbeating(host(2));
        // The node would close it after four silent seconds, and we would after four silent seconds of the node; a host may stand still for
        // two.
        assertThrows(TimeoutException.class, () -> ours.get(6, TimeUnit.SECONDS));
        var frozen = brokers.freeze(host(2));
        // On the loop of the connection, whose ticks come as late as these on a busy host: the fifth after a reply finds the silence.
        var ticks = new AtomicInteger();
        var foundByTheSixth = new CompletableFuture<Boolean>();
        loops.next().scheduleAtFixedRate(() -> {
            if (ticks.incrementAndGet() == 6) foundByTheSixth.complete(ours.isDone());
        }, 1, 1, TimeUnit.SECONDS);
        assertEquals("frozen 2 (" + host(2) + ", SIGSTOP to process " + brokers.pids().get("broker 2") + ")", frozen);
        var failure = assertThrows(Failure.Environment.class, () -> brokers.freeze(host(2)));
        assertEquals("RabbitMQ: node 2 is frozen, it cannot be frozen", failure.getMessage());
        var answer = new CompletableFuture<String>();
        Thread.ofVirtual().start(() -> {
            try {
                answer.complete(channel.exchangeDeclarePassive("amq.fanout").getClass().getSimpleName());
            } catch (IOException e) {
                answer.completeExceptionally(e);
            }
        });
        assertThrows(TimeoutException.class, () -> answer.get(1, TimeUnit.SECONDS));
        assertTrue(foundByTheSixth.get(60, TimeUnit.SECONDS), "after six seconds it has not found the silence");
        assertEquals(AmqpFailure.Kind.SILENT, ours.get(60, TimeUnit.SECONDS).kind());
        assertFalse(broken.isDone(), "its connection is cut off");

        assertEquals("thawed 2 (" + host(2) + ", SIGCONT to process " + brokers.pids().get("broker 2") + ")", brokers.thaw(host(2)));
        assertEquals("DeclareOk", answer.get(60, TimeUnit.SECONDS));
        assertThrows(Failure.Environment.class, () -> brokers.thaw(host(2)), "it is not frozen");
    }

    /** What a script's client does at the first node. */
    @Nested
    final class ScriptsClient extends AmqpTests {
        @Override
        protected int port() {
            return host(1).port();
        }

        /** One octet of memory is too little for a node, so it blocks whoever publishes. */
        @Test
        void publisher_thatTheNodeBlocks_waitsSaysWhyAndGoesOn() throws Exception {
            var blocked = new CompletableFuture<String>();
            var publisher = amqp.publisher().patience(Duration.ofMillis(200)).onBlocked(blocked::complete).to(queue);
            var tool = new RabbitMqTool(site);
            tool.call(1, "set_vm_memory_high_watermark", "absolute", "1");
            try {
                publisher.publish(HI);
                assertEquals("low on memory", blocked.get(60, TimeUnit.SECONDS));
                assertTold(host + ": no room for message 2 within 0.2 s: the broker blocks publishers \\(low on memory\\); free what it "
                    + "lacks; 1 message is unconfirmed: 1", () -> publisher.publish(HI));
            } finally {
                tool.call(1, "set_vm_memory_high_watermark", "absolute", "1GB");
            }
            publisher.awaitConfirmed(SOON);
            publisher.publish(HI);
            publisher.awaitConfirmed(SOON);
            assertEquals(2, amqp.messages(queue));
        }
    }
}
