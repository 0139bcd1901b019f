package reprise.testee.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.Delivery;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A quorum queue while its nodes die repeatedly, every third time two of three at once: each confirmed message is delivered, and nothing is
 * confirmed while a minority lives. {@code REPRISE_KILLS=50 ./jbang test QuorumKillsTest} kills oftener.
 */
@Tag("waits")
final class QuorumKillsTest {
    private static final int NODES = 3;
    private static final int KILLS = Integer.parseInt(System.getenv().getOrDefault("REPRISE_KILLS", "18"));
    private static final int PROGRESS = 60;
    private static final int BATCH = 20;

    private Clients clients;
    private final CompletableFuture<Void> publishedEnough = new CompletableFuture<>();
    private final CompletableFuture<Void> allSettled = new CompletableFuture<>();
    private final Semaphore newlyConfirmed = new Semaphore(0);
    private final Semaphore newlyDelivered = new Semaphore(0);
    private int published;
    private final BitSet confirmed = new BitSet();
    private final BitSet delivered = new BitSet(); // guarded by itself

    @BeforeEach
    void start() throws Exception {
        clients = new Clients(ClusterPlan.local(NODES));
        clients.channel(1).queueDeclare("q", true, false, false, Map.of("x-queue-type", "quorum"));
    }

    @AfterEach
    void end() {
        clients.close();
    }

    /** A message whose confirm did not come is not published again: it may be lost, or not. */
    private void publish() {
        for (int node = 1; !publishedEnough.isDone(); node = node % NODES + 1) {
            try (Connection connection = clients.factory(node).newConnection()) {
                Channel channel = connection.createChannel();
                channel.confirmSelect();
                while (!publishedEnough.isDone()) batch(channel);
            } catch (IOException | TimeoutException | ShutdownSignalException _) {
                // that node is dead: try the next one
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private void batch(Channel channel) throws IOException, InterruptedException, TimeoutException {
        int from = published;
        while (published < from + BATCH) Clients.publish(channel, "", "q", "" + published++);
        channel.waitForConfirmsOrDie(60_000);
        confirmed.set(from, published);
        newlyConfirmed.release(BATCH);
    }

    private void consume() {
        for (int node = NODES; !allSettled.isDone(); node = node % NODES + 1) {
            try (Connection connection = clients.factory(node).newConnection()) {
                var ended = new CompletableFuture<Void>();
                connection.addShutdownListener(_ -> ended.complete(null));
                Channel channel = connection.createChannel();
                channel.basicQos(2 * BATCH);
                channel.basicConsume("q", false, (_, delivery) -> take(channel, delivery), _ -> ended.complete(null));
                CompletableFuture.anyOf(ended, allSettled).join();
            } catch (IOException | TimeoutException | ShutdownSignalException _) {
                // that node is dead: try the next one
            }
        }
    }

    private void take(Channel channel, Delivery delivery) {
        synchronized (delivered) {
            delivered.set(Integer.parseInt(new String(delivery.getBody(), StandardCharsets.UTF_8)));
        }
        newlyDelivered.release();
        try {
            channel.basicAck(delivery.getEnvelope().getDeliveryTag(), false);
        } catch (IOException | ShutdownSignalException _) {
            // its node has died: it comes again
        }
    }

    private static void goesOn(Semaphore newly, String what, int killed) throws InterruptedException {
        assertTrue(newly.tryAcquire(PROGRESS, 30, TimeUnit.SECONDS), () -> "nothing is " + what + " after " + killed + " kills");
    }

    private void killAll() throws Exception {
        int next = 1;
        for (int round = 1, killed = 0; killed < KILLS; round++) {
            goesOn(newlyConfirmed, "confirmed", killed);
            goesOn(newlyDelivered, "delivered", killed);
            int dying = round % 3 == 0 ? 2 : 1;
            for (int i = 0; i < dying; i++) clients.cluster.kill((next - 1 + i) % NODES + 1).join();
            if (dying == 2) assertStandsStill();
            for (int i = 0; i < dying; i++) clients.cluster.start((next - 1 + i) % NODES + 1).join();
            next = (next - 1 + dying) % NODES + 1;
            killed += dying;
            newlyConfirmed.drainPermits();
            newlyDelivered.drainPermits();
        }
    }

    /** One batch may have been confirmed before, and be on its way to the publisher; then there is nothing. */
    private void assertStandsStill() throws InterruptedException {
        newlyConfirmed.drainPermits();
        newlyConfirmed.tryAcquire(BATCH, 100, TimeUnit.MILLISECONDS);
        assertFalse(newlyConfirmed.tryAcquire(BATCH, 200, TimeUnit.MILLISECONDS), "confirmed by one of three");
    }

    @Test
    void confirmed_overManyKills_isDelivered_andAMinorityConfirmsNothing() throws Exception {
        var publisher = CompletableFuture.runAsync(this::publish, Thread::startVirtualThread);
        var consumer = CompletableFuture.runAsync(this::consume, Thread::startVirtualThread);
        killAll();
        publishedEnough.complete(null);
        publisher.get(60, TimeUnit.SECONDS);
        Clients.awaits("an empty queue", () -> clients.cluster.usedBytes().join() == 0);
        allSettled.complete(null);
        consumer.get(60, TimeUnit.SECONDS);
        var lost = (BitSet) confirmed.clone();
        lost.andNot(delivered);
        assertEquals(new BitSet(), lost, "confirmed and lost, of " + confirmed.cardinality());
        assertTrue(confirmed.cardinality() >= KILLS / 2 * PROGRESS, confirmed.cardinality() + " confirmed");
        assertTrue(delivered.length() <= published, "nothing that was never published");
    }
}
