package reprise.testee.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.rabbitmq.client.BlockedListener;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.Delivery;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import reprise.peers.Children;

/** Three times the heap's capacity, published faster than consumed: publishers are blocked, nothing is dropped, memory suffices. */
final class BacklogTest {
    private static final int MESSAGES = 60_000;
    private static final int BODY_BYTES = 3_300; // 198 MB in all
    private static final int PREFETCH = 20;

    private final Semaphore blocked = new Semaphore(0);
    private final CompletableFuture<Void> allTaken = new CompletableFuture<>();
    private int taken;

    private static Process cluster() throws IOException {
        return Children.process(ProcessHandle.current().info().command().orElseThrow(), "-Xmx64m", "-XX:+UseSerialGC",
            "--sun-misc-unsafe-memory-access=allow", "--enable-native-access=ALL-UNNAMED", "-cp",
            System.getProperty("java.class.path"), ClusterMain.class.getName(), "2", "0,0", "0", "mirrored").start();
    }

    private static Connection connect(JsonNode hello, int node) throws Exception {
        var factory = new ConnectionFactory();
        factory.setHost("127.0.0.1");
        factory.setPort(hello.get("nodes").get(node - 1).get("port").intValue());
        return factory.newConnection();
    }

    private void publishAll(Channel channel) {
        try {
            var body = ByteBuffer.allocate(BODY_BYTES);
            for (int i = 0; i < MESSAGES; i++) channel.basicPublish("", "q", null, body.putInt(0, i).array());
            channel.waitForConfirmsOrDie(50_000);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private void take(Channel channel, Delivery delivery) throws IOException {
        int number = ByteBuffer.wrap(delivery.getBody()).getInt();
        if (number != taken || delivery.getEnvelope().isRedeliver() || delivery.getBody().length != BODY_BYTES) {
            allTaken.completeExceptionally(new AssertionError("message " + number + " where " + taken + " was due"));
        }
        channel.basicAck(delivery.getEnvelope().getDeliveryTag(), false);
        if (++taken == MESSAGES / 3) { // what is left is more than the heap has room for, so the publisher is held back again
            blocked.acquireUninterruptibly();
            blocked.release();
        }
        if (taken == MESSAGES) allTaken.complete(null);
    }

    private BlockedListener counting() {
        return new BlockedListener() {
            @Override
            public void handleBlocked(String reason) {
                blocked.release();
            }

            @Override
            public void handleUnblocked() {}
        };
    }

    @Test
    void queue_threeTimesTheHeap_arrivesOnceAndInOrder() throws Exception {
        Process cluster = cluster();
        try (var answers = cluster.inputReader(StandardCharsets.UTF_8)) {
            JsonNode hello = new ObjectMapper().readTree(answers.readLine());
            try (var publishing = connect(hello, 1); var consuming = connect(hello, 2)) {
                publishing.addBlockedListener(counting());
                Channel channel = publishing.createChannel();
                channel.queueDeclare("q", false, false, false, null);
                channel.confirmSelect();
                var published = CompletableFuture.runAsync(() -> publishAll(channel), Thread::startVirtualThread);
                assertTrue(blocked.tryAcquire(50, TimeUnit.SECONDS), "the publisher was never held back");
                assertFalse(published.isDone());
                Channel late = consuming.createChannel();
                late.basicQos(PREFETCH);
                late.basicConsume("q", false, (_, delivery) -> take(late, delivery), _ -> { });
                allTaken.get(60, TimeUnit.SECONDS);
                published.get(60, TimeUnit.SECONDS);
                assertTrue(blocked.tryAcquire(), "held back once only: the consumer was never behind again");
                assertEquals(0, channel.queueDeclarePassive("q").getMessageCount());
            }
            cluster.outputWriter().close();
            assertEquals(0, cluster.waitFor());
            assertEquals(List.of(), cluster.errorReader().lines().toList());
        } finally {
            cluster.destroyForcibly();
        }
    }
}
