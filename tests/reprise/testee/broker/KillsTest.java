package reprise.testee.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Mirrored queues while nodes die repeatedly: each confirmed message is delivered, and the counts add up. Publisher and consumer
 * reconnect to the next node when theirs dies, by hand, as RabbitMQ's Java client requires.
 */
@Tag("waits")
final class KillsTest {
    private static final int NODES = 3;
    private static final int KILLS = 50;
    private static final int PROGRESS = 60;
    private static final int BATCH = 20;

    private Clients clients;
    private final CompletableFuture<Void> publishedEnough = new CompletableFuture<>();
    private final CompletableFuture<Void> allSettled = new CompletableFuture<>();
    /** A kill waits for this many of each since the previous one, so that each hits a busy queue. */
    private final Semaphore newlyConfirmed = new Semaphore(0);
    private final Semaphore newlyDelivered = new Semaphore(0);

    private int published;
    private final BitSet confirmed = new BitSet();
    private final Map<Integer, Integer> firstDeliveries = new ConcurrentHashMap<>();
    private final Map<Integer, Integer> redeliveries = new ConcurrentHashMap<>();
    private final AtomicInteger cancels = new AtomicInteger();

    @BeforeEach
    void start() throws Exception {
        clients = new Clients(ClusterPlan.local(NODES).withMirrored(true));
        clients.channel(1).queueDeclare("q", false, false, false, null);
    }

    @AfterEach
    void end() {
        clients.close();
    }

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
        channel.waitForConfirmsOrDie(20_000);
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
                channel.basicConsume("q", false, (_, delivery) -> take(channel, delivery), _ -> cancels.incrementAndGet());
                CompletableFuture.anyOf(ended, allSettled).join();
            } catch (IOException | TimeoutException | ShutdownSignalException _) {
                // that node is dead: try the next one
            }
        }
    }

    private void take(Channel channel, Delivery delivery) {
        int number = Integer.parseInt(new String(delivery.getBody(), StandardCharsets.UTF_8));
        (delivery.getEnvelope().isRedeliver() ? redeliveries : firstDeliveries).merge(number, 1, Integer::sum);
        newlyDelivered.release();
        try {
            channel.basicAck(delivery.getEnvelope().getDeliveryTag(), false);
        } catch (IOException | ShutdownSignalException _) {
            // its node has died: reconnect
        }
    }

    /** The oldest node is the queue's home, so each death is a home's. Every fifth time its heir dies at once, too. */
    private void killAll() throws InterruptedException {
        int oldest = 1;
        for (int killed = 0; killed < KILLS; ) {
            assertTrue(newlyConfirmed.tryAcquire(PROGRESS, 20, TimeUnit.SECONDS), "nothing is confirmed after " + killed + " kills");
            assertTrue(newlyDelivered.tryAcquire(PROGRESS, 20, TimeUnit.SECONDS), "nothing is delivered after " + killed + " kills");
            int dying = killed % 5 == 4 && killed + 2 <= KILLS ? 2 : 1;
            for (int i = 0; i < dying; i++) clients.cluster.kill((oldest - 1 + i) % NODES + 1).join();
            for (int i = 0; i < dying; i++) clients.cluster.start((oldest - 1 + i) % NODES + 1).join();
            oldest = (oldest - 1 + dying) % NODES + 1;
            killed += dying;
            newlyConfirmed.drainPermits();
            newlyDelivered.drainPermits();
        }
    }

    @Test
    void confirmed_overFiftyKillsOfTheHome_isDelivered() throws Exception {
        var publisher = CompletableFuture.runAsync(this::publish, Thread::startVirtualThread);
        var consumer = CompletableFuture.runAsync(this::consume, Thread::startVirtualThread);
        killAll();
        publishedEnough.complete(null);
        publisher.get(60, TimeUnit.SECONDS);
        while (clients.cluster.usedBytes().join() > 0) Thread.onSpinWait(); // delivered but unacknowledged messages count
        allSettled.complete(null);
        consumer.get(60, TimeUnit.SECONDS);

        var delivered = new BitSet();
        firstDeliveries.keySet().forEach(delivered::set);
        redeliveries.keySet().forEach(delivered::set);
        var lost = (BitSet) confirmed.clone();
        lost.andNot(delivered);
        assertEquals(new BitSet(), lost, "confirmed and lost, of " + confirmed.cardinality());
        assertTrue(confirmed.cardinality() >= KILLS / 2 * PROGRESS && confirmed.cardinality() < published,
            confirmed.cardinality() + " confirmed of " + published);
        assertTrue(delivered.length() <= published, "nothing that was never published");
        assertTrue(firstDeliveries.values().stream().allMatch(times -> times == 1), "a second delivery says so");
        assertTrue(!redeliveries.isEmpty(), "the deaths were felt");
        assertEquals(0, cancels.get(), "consumers stay");
    }
}
