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

/**
 * A queue of three nodes with a publisher and a consumer, which reconnect to the next node when theirs dies, by hand, as RabbitMQ's Java
 * client requires. A message whose confirm did not come is not published again: it may be lost, or not. What a test kills, and when, is the
 * test's; what must hold of the messages is asserted here.
 */
final class BusyQueue implements AutoCloseable {
    static final int NODES = 3;
    static final int BATCH = 20;
    /** A kill waits for this many of each since the previous one, so that each hits a busy queue. */
    private static final int PROGRESS = 60;

    /** Kills nodes until it has killed enough; returns how many it did. */
    interface Killing {
        int kill() throws Exception;
    }

    final Semaphore newlyConfirmed = new Semaphore(0);
    private final Semaphore newlyDelivered = new Semaphore(0);
    private final Clients clients;
    private final CompletableFuture<Void> publishedEnough = new CompletableFuture<>();
    private final CompletableFuture<Void> allSettled = new CompletableFuture<>();
    private int published;
    private final BitSet confirmed = new BitSet();
    /** By number, how often. */
    final Map<Integer, Integer> firstDeliveries = new ConcurrentHashMap<>();
    final Map<Integer, Integer> redeliveries = new ConcurrentHashMap<>();
    final AtomicInteger cancels = new AtomicInteger();

    BusyQueue(ClusterPlan plan, boolean durable, Map<String, Object> arguments) throws IOException, TimeoutException {
        clients = new Clients(plan);
        clients.channel(1).queueDeclare("q", durable, false, false, arguments);
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
                channel.basicConsume("q", false, (_, delivery) -> take(channel, delivery), _ -> {
                    cancels.incrementAndGet();
                    ended.complete(null);
                });
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
            // its node has died: it comes again
        }
    }

    /** Returns when enough was confirmed and delivered since the previous kill. */
    void awaitProgress(int killed) throws InterruptedException {
        assertTrue(newlyConfirmed.tryAcquire(PROGRESS, 30, TimeUnit.SECONDS), () -> "nothing is confirmed after " + killed + " kills");
        assertTrue(newlyDelivered.tryAcquire(PROGRESS, 30, TimeUnit.SECONDS), () -> "nothing is delivered after " + killed + " kills");
    }

    /** @param node the first of {@code count} neighbours */
    void kill(int node, int count) {
        for (int i = 0; i < count; i++) clients.cluster.kill((node - 1 + i) % NODES + 1).join();
    }

    void restart(int node, int count) {
        for (int i = 0; i < count; i++) clients.cluster.start((node - 1 + i) % NODES + 1).join();
        newlyConfirmed.drainPermits();
        newlyDelivered.drainPermits();
    }

    static int next(int node, int count) {
        return (node - 1 + count) % NODES + 1;
    }

    /** Publishes and consumes meanwhile and until the queue is empty; then each confirmed message was delivered. */
    void assertDeliveredOver(Killing killing) throws Exception {
        var publisher = CompletableFuture.runAsync(this::publish, Thread::startVirtualThread);
        var consumer = CompletableFuture.runAsync(this::consume, Thread::startVirtualThread);
        int killed = killing.kill();
        publishedEnough.complete(null);
        publisher.get(60, TimeUnit.SECONDS);
        // delivered but unacknowledged messages count
        Clients.awaits("an empty queue", () -> clients.cluster.usedBytes().join() == 0);
        allSettled.complete(null);
        consumer.get(60, TimeUnit.SECONDS);

        var delivered = new BitSet();
        firstDeliveries.keySet().forEach(delivered::set);
        redeliveries.keySet().forEach(delivered::set);
        var lost = (BitSet) confirmed.clone();
        lost.andNot(delivered);
        assertEquals(new BitSet(), lost, "confirmed and lost, of " + confirmed.cardinality());
        assertTrue(confirmed.cardinality() >= killed / 2 * PROGRESS, confirmed.cardinality() + " confirmed of " + published);
        assertTrue(delivered.length() <= published, "nothing that was never published");
    }

    boolean someWereNotConfirmed() {
        return confirmed.cardinality() < published;
    }

    @Override
    public void close() {
        clients.close();
    }
}
