package reprise.sut;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reprise.simulator.rpc.QueueKind;

/** A node that is frozen for net_ticktime, of the embedded cluster and of RabbitMQ's: the others take it for dead, and it comes back. */
@Tag("waits")
final class NetTicktimeTest {
    private static final NodeSettings HASTY = new NodeSettings(Optional.empty(), Optional.of(Duration.ofSeconds(4)));
    private static final int AWAITED_SEC = 60;

    @TempDir Path folder;

    private interface Attempt<T> {
        T made() throws Exception;
    }

    private static Connection connection(Brokers brokers, int node) throws Exception {
        var factory = new ConnectionFactory();
        factory.setHost("127.0.0.1");
        factory.setPort(brokers.url().hosts().get(node - 1).port());
        factory.setAutomaticRecoveryEnabled(false);
        factory.setRequestedHeartbeat(0);
        return factory.newConnection();
    }

    /** Makes the attempt again until it does not fail. */
    private static <T> T inTime(Attempt<T> attempt) throws Exception {
        long limitNs = System.nanoTime() + Duration.ofSeconds(AWAITED_SEC).toNanos();
        while (true) {
            try {
                return attempt.made();
            } catch (Exception e) {
                if (System.nanoTime() - limitNs > 0) throw e;
                LockSupport.parkNanos(50_000_000); // the nodes need the processor more than who asks them
            }
        }
    }

    /** The home of a mirrored queue is frozen: a mirror is promoted, which says of what waits that it is delivered again. */
    private static void mirroredQueueMovesOn(Brokers brokers) throws Exception {
        try (var two = connection(brokers, 2)) {
            try (var one = connection(brokers, 1)) {
                one.createChannel().queueDeclare("q", false, false, false, null);
            }
            var channel = two.createChannel();
            channel.confirmSelect();
            channel.basicPublish("", "q", null, "kept".getBytes());
            channel.waitForConfirmsOrDie(AWAITED_SEC * 1000);
            long frozenNs = System.nanoTime(); // before, for it is silent once this JVM goes on, however late that is
            brokers.freeze(brokers.url().hosts().getFirst());
            GetResponse got = channel.basicGet("q", true);
            assertEquals("kept", new String(got.getBody()));
            assertTrue(got.getEnvelope().isRedeliver(), "from the home, which is frozen");
            double sec = (System.nanoTime() - frozenNs) / 1e9;
            assertTrue(sec >= 2.9, "given up after " + sec + " s, before three quarters of net_ticktime");
        }
        brokers.thaw(brokers.url().hosts().getFirst());
    }

    /** What is published at another node is got at the one that thawed. */
    private static void takesPartAgain(Brokers brokers) throws Exception {
        inTime(() -> {
            try (var one = connection(brokers, 1); var two = connection(brokers, 2)) {
                var publishing = two.createChannel();
                publishing.queuePurge("q");
                publishing.confirmSelect();
                publishing.basicPublish("", "q", null, "again".getBytes());
                publishing.waitForConfirmsOrDie(AWAITED_SEC * 1000);
                assertEquals("again", new String(one.createChannel().basicGet("q", true).getBody()));
                return one;
            }
        });
    }

    @Test
    void embedded_frozenForNetTicktime_isTakenForDead() throws Exception {
        try (var brokers = Brokers.embedded(List.of("127.0.0.1"), List.of(0, 0, 0), QueueKind.MIRRORED, HASTY)) {
            mirroredQueueMovesOn(brokers);
            takesPartAgain(brokers);
            assertEquals("The cluster's other nodes wait for a silent one until they take it for dead, after 4 s or up to a quarter more "
                + "(net_ticktime); quorum queues elect another leader after five. One that thaws later starts anew",
                brokers.frozenNodeNote().orElseThrow());
        }
    }

    @Test
    void rabbitMq_frozenForNetTicktime_isTakenForDead() throws Exception {
        assumeTrue(RabbitMqCluster.isInstalled(), "no RabbitMQ on this machine (apt-get install rabbitmq-server)");
        try (var brokers = Brokers.rabbitMq(3, QueueKind.MIRRORED, HASTY, folder.resolve("rabbitmq"), new Interruption())) {
            mirroredQueueMovesOn(brokers);
            // Whether it pauses is a race of RabbitMQ's own: one that hears of the others again before it has looked around does not.
            inTime(() -> {
                try (var one = connection(brokers, 1)) {
                    return one.createChannel().queueDeclare();
                }
            });
            assertTrue(brokers.frozenNodeNote().orElseThrow().endsWith("pauses and rejoins (pause_minority)"));
        }
    }

    @Test
    void ticktime_thatCannotBe_isRefused() {
        for (var wrong : List.of(Duration.ZERO, Duration.ofSeconds(3), Duration.ofMillis(4_500), Duration.ofHours(2))) {
            assertThrows(IllegalArgumentException.class, () -> new NodeSettings(Optional.empty(), Optional.of(wrong)));
        }
    }
}
