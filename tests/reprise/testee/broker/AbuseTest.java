package reprise.testee.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Delivery;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reprise.transport.amqp.BasicMethod;
import reprise.transport.amqp.Frame;
import reprise.transport.amqp.QueueMethod;

/** Clients that misbehave, and one that must not notice. */
@Tag("alone")
final class AbuseTest {
    private Clients clients;
    private Channel witness;
    private String witnessQueue;
    private BlockingQueue<Delivery> witnessed;

    @BeforeEach
    void start() throws IOException, TimeoutException {
        clients = Clients.of(1);
        witness = clients.channel();
        witness.confirmSelect();
        witnessQueue = witness.queueDeclare().getQueue();
        witnessed = Clients.consume(witness, witnessQueue, true);
    }

    @AfterEach
    void end() throws Exception {
        assertWitnessServed();
        clients.close();
    }

    private void assertWitnessServed() throws Exception {
        Clients.publish(witness, "", witnessQueue, "hello");
        witness.waitForConfirmsOrDie(20_000);
        assertEquals("hello", Clients.nextText(witnessed));
    }

    private int port() {
        return clients.cluster.port(1);
    }

    private void awaitOnlyWitness() {
        while (clients.cluster.connections(1).join() > 1) LockSupport.parkNanos(1_000_000);
    }

    @Test
    void connections_openedAndDropped_leaveNothing() throws Exception {
        for (int i = 0; i < 10_000; i++) {
            try (var dropped = new RawClient(port())) {
                if (i % 2 == 0) dropped.say(RawClient.PROTOCOL_HEADER);
                if (i % 4 == 0) dropped.socket.setSoLinger(true, 0); // a reset
            }
            if (i % 1000 == 0) assertWitnessServed();
        }
        awaitOnlyWitness();
    }

    @Test
    void garbage_beforeAndAfterTheHandshake_endsOnlyItself() throws Exception {
        var random = new Random(20);
        for (int i = 0; i < 300; i++) {
            byte[] garbage = new byte[random.nextInt(2_000)];
            random.nextBytes(garbage);
            try (var client = i % 2 == 0 ? new RawClient(port()) : RawClient.open(port(), 0)) {
                // Half of them look like method frames, so that the error is inside.
                if (i % 4 == 1) client.frame(Frame.METHOD, 1, io.netty.buffer.ByteBufUtil.hexDump(garbage));
                else client.socket.getOutputStream().write(garbage);
            }
        }
        awaitOnlyWitness();
    }

    @Test
    void halfFrame_neverCompleted_costsItsSenderOnly() throws Exception {
        try (var client = RawClient.open(port(), 0)) {
            client.say("\3\0\1\0\0\u00ff\u00f0half a body");
            assertWitnessServed();
        }
        awaitOnlyWitness();
    }

    /** 5,000 messages of 4 kB to a consumer that does not read: they wait in the queue, not in its socket's buffers. */
    @Test
    void consumer_thatDoesNotRead_isPushedNoMoreAndGetsAllLater() throws Exception {
        try (var deaf = RawClient.open(port(), 4096)) {
            deaf.send(1, new QueueMethod.Declare("deaf", false, false, false, false, false, Map.of()));
            deaf.read();
            deaf.send(1, new BasicMethod.Consume("deaf", "", false, true, false, false, Map.of()));
            deaf.read();
            for (int i = 0; i < 5_000; i++) witness.basicPublish("", "deaf", null, new byte[4096]);
            witness.waitForConfirmsOrDie(20_000);
            // 20 MB, of which the kernel's send buffer (4 MB by default) and the push mark hold some: at least half waits.
            long waiting = clients.cluster.usedBytes().join();
            assertTrue(waiting > 10_000_000, waiting + " bytes wait");
            assertWitnessServed();
            for (int i = 1; i <= 5_000; i++) {
                assertEquals(i, assertInstanceOf(BasicMethod.Deliver.class, deaf.read()).deliveryTag());
            }
            assertEquals(0, clients.cluster.usedBytes().join());
        }
    }

    /** 200 requests for a message of 1 MB, without reading: the replies must not pile up in the broker. */
    @Test
    void client_thatAsksAndDoesNotRead_isNotReadAnyMore() throws Exception {
        int times = 200;
        try (var greedy = RawClient.open(port(), 0)) {
            greedy.send(1, new QueueMethod.Declare("big", false, false, true, false, false, Map.of()));
            greedy.read();
            witness.basicPublish("", "big", null, new byte[1_000_000]);
            witness.waitForConfirmsOrDie(20_000);
            ByteBuf flood = Unpooled.buffer();
            for (int tag = 1; tag <= times; tag++) {
                Frame.writeMethod(flood, 1, new BasicMethod.Get("big", false));
                Frame.writeMethod(flood, 1, new BasicMethod.Reject(tag, true));
            }
            long before = directBytes();
            var flooded = CompletableFuture.runAsync(() -> write(greedy, flood));
            flooded.get(60, TimeUnit.SECONDS); // a few kB: the kernel accepts them
            for (int i = 0; i < 100; i++) assertWitnessServed();
            long grown = directBytes() - before;
            assertTrue(grown < 64_000_000, grown + " bytes of buffers for " + times + " MB of replies");
            for (int tag = 1; tag <= times; tag++) {
                assertEquals(tag, assertInstanceOf(BasicMethod.GetOk.class, greedy.read()).deliveryTag());
            }
        }
    }

    private static long directBytes() {
        return ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT).metric().usedDirectMemory();
    }

    private static void write(RawClient client, ByteBuf frames) {
        try {
            client.write(frames);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
