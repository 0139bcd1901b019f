package reprise.testee.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rabbitmq.client.BlockedListener;
import com.rabbitmq.client.Channel;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reprise.transport.amqp.BasicCodec;
import reprise.transport.amqp.QueueMethod;

/** Memory is bounded, and nothing is dropped. */
final class FlowControlTest {
    private static final long HIGH_WATER_BYTES = 1_000_000;
    private static final int MESSAGES = 10_000;
    private static final int BODY_BYTES = 4_000; // 40 MB in total: more than the kernel's buffers hold

    private Clients clients;

    @BeforeEach
    void start() throws IOException {
        clients = new Clients(ClusterPlan.local(2).withHighWaterBytes(HIGH_WATER_BYTES));
    }

    @AfterEach
    void end() {
        clients.close();
    }

    private static byte[] body(int number) {
        byte[] body = new byte[BODY_BYTES];
        body[0] = (byte) (number >> 8);
        body[1] = (byte) number;
        return body;
    }

    private static void publishAll(Channel channel) {
        try {
            for (int i = 0; i < MESSAGES; i++) channel.basicPublish("", "q", null, body(i));
            channel.waitForConfirmsOrDie(50_000);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static BlockedListener listener(CompletableFuture<String> blocked, CompletableFuture<Void> unblocked) {
        return new BlockedListener() {
            @Override
            public void handleBlocked(String reason) {
                blocked.complete(reason);
            }

            @Override
            public void handleUnblocked() {
                unblocked.complete(null);
            }
        };
    }

    private void assertAllArrive(int node) throws Exception {
        var got = Clients.consume(clients.channel(node), "q", true);
        for (int i = 0; i < MESSAGES; i++) {
            byte[] body = Clients.next(got).getBody();
            assertEquals(i, (body[0] & 0xFF) << 8 | body[1] & 0xFF);
        }
    }

    @Test
    void publisher_pastTheMark_isBlockedUntilAConsumerDrains() throws Exception {
        var blocked = new CompletableFuture<String>();
        var unblocked = new CompletableFuture<Void>();
        Channel publisher = clients.channel(1);
        publisher.getConnection().addBlockedListener(listener(blocked, unblocked));
        publisher.queueDeclare("q", false, false, false, null);
        publisher.confirmSelect();
        var published = CompletableFuture.runAsync(() -> publishAll(publisher));
        assertEquals("low on memory", blocked.get(60, TimeUnit.SECONDS));
        // The message that crossed the mark is the last one: its overhead is far below another body.
        long used = clients.cluster.heldBytes().join();
        assertTrue(used >= HIGH_WATER_BYTES && used < HIGH_WATER_BYTES + 2 * BODY_BYTES, used + " bytes used");
        assertFalse(published.isDone());
        assertAllArrive(2);
        published.get(60, TimeUnit.SECONDS);
        unblocked.get(60, TimeUnit.SECONDS);
        assertEquals(0, clients.cluster.usedBytes().join());
    }

    @Test
    void blockedPublishers_ofAllNodes_goOnAndOthersWereNeverHeldBack() throws Exception {
        clients.channel(1).queueDeclare("q", false, false, false, null);
        Channel full = clients.channel(1);
        full.confirmSelect();
        var filled = CompletableFuture.runAsync(() -> publishAll(full));
        Channel other = clients.channel(2);
        while (clients.cluster.heldBytes().join() < HIGH_WATER_BYTES) LockSupport.parkNanos(1_000_000);
        // A connection that only declares and consumes continues; one that publishes now is blocked from its first message on.
        String queue = other.queueDeclare().getQueue();
        var blocked = new CompletableFuture<String>();
        other.getConnection().addBlockedListener(listener(blocked, new CompletableFuture<>()));
        Clients.publish(other, "", queue, "accepted");
        blocked.get(60, TimeUnit.SECONDS);
        assertAllArrive(2);
        filled.get(60, TimeUnit.SECONDS);
        assertEquals("accepted", Clients.getText(other, queue));
    }

    /** A client without the capability connection.blocked is simply not read: its messages wait with it. */
    @Test
    void publisher_withoutTheCapability_isHeldBackInSilence() throws Exception {
        try (var plain = RawClient.open(clients.cluster.port(1), 0)) {
            plain.send(1, new QueueMethod.Declare("q", false, false, false, false, false, Map.of()));
            plain.read();
            var published = CompletableFuture.runAsync(() -> publishRaw(plain));
            while (clients.cluster.heldBytes().join() < HIGH_WATER_BYTES) LockSupport.parkNanos(1_000_000);
            assertFalse(published.isDone());
            assertAllArrive(1);
            published.get(60, TimeUnit.SECONDS);
            assertEquals(0, plain.socket.getInputStream().available(), "nothing was said to it");
        }
    }

    private static void publishRaw(RawClient client) {
        try {
            ByteBuf frames = Unpooled.buffer();
            for (int i = 0; i < MESSAGES; i++) {
                BasicCodec.writePublish(frames, 1, new byte[0], new byte[] {'q'}, false);
                BasicCodec.writeHeader(frames, 1, BODY_BYTES, new byte[2], 0, 2);
                BasicCodec.writeBody(frames, 1, body(i), 0, BODY_BYTES, 131_072);
                client.write(frames);
                frames.clear();
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** A blocked client may still close: the broker notices, and what it published stays. */
    @Test
    void blockedPublisher_thatGoesAway_leavesWhatWasAccepted() throws Exception {
        var factory = clients.factory(1);
        factory.setRequestedHeartbeat(1); // NIO notices the end of an unread socket only when it writes
        Channel publisher = clients.opened(factory.newConnection()).createChannel();
        publisher.queueDeclare("q", false, false, false, null);
        var blocked = new CompletableFuture<String>();
        publisher.getConnection().addBlockedListener(listener(blocked, new CompletableFuture<>()));
        int enough = (int) (HIGH_WATER_BYTES / BODY_BYTES);
        for (int i = 0; i < enough; i++) publisher.basicPublish("", "q", null, body(i));
        blocked.get(60, TimeUnit.SECONDS);
        publisher.getConnection().abort(1);
        while (clients.cluster.connections(1).join() > 0) LockSupport.parkNanos(1_000_000);
        Channel other = clients.channel(2);
        assertTrue(other.messageCount("q") > enough / 2);
        other.queuePurge("q");
        assertEquals(0, clients.cluster.usedBytes().join());
    }
}
