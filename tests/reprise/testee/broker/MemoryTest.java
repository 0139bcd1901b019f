package reprise.testee.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ShutdownSignalException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reprise.transport.amqp.BasicCodec;
import reprise.transport.amqp.BasicMethod;
import reprise.transport.amqp.ConnectionMethod;

/**
 * Everything that a client makes the cluster hold counts towards a limit that acts: publishers are blocked, everything else is refused
 * with 506.
 */
final class MemoryTest {
    private static final long HIGH_WATER_BYTES = 4_000_000;
    private static final int RESOURCE_ERROR = 506;

    private Clients clients;

    @BeforeEach
    void start() throws IOException {
        clients = new Clients(ClusterPlan.local(1).withHighWaterBytes(HIGH_WATER_BYTES));
    }

    @AfterEach
    void stop() {
        clients.close();
    }

    /**
     * 500 exclusive queues without consumers, bodies of 10 bytes. A message takes 500 places of at least 60 bytes (a Queued has 57), so 4
     * MB are full after at most 133 of them; charged once, it would be 20,000.
     */
    @Test
    void fanOut_toFiveHundredQueues_blocksItsPublisherInTime() throws Exception {
        Channel owner = clients.channel(1);
        for (int i = 0; i < 500; i++) owner.queueBind(owner.queueDeclare("", false, true, true, null).getQueue(), "amq.fanout", "");
        Channel publisher = clients.channel(1);
        var blocked = new CompletableFuture<String>();
        var unblocked = new CompletableFuture<Void>();
        publisher.getConnection().addBlockedListener(blocked::complete, () -> unblocked.complete(null));
        publisher.confirmSelect();
        int published = 0;
        while (!blocked.isDone() && published < 20_000) {
            publisher.basicPublish("amq.fanout", "", null, new byte[10]);
            if (published++ < 10) publisher.waitForConfirmsOrDie(20_000);
        }
        assertEquals("low on memory", blocked.get(60, TimeUnit.SECONDS));
        long places = clients.cluster.usedBytes().join() / 60;
        assertTrue(places <= 500 * 133 * 2, places + " places");
        long heldBytes = clients.cluster.heldBytes().join();
        assertTrue(heldBytes >= HIGH_WATER_BYTES && heldBytes < HIGH_WATER_BYTES + 500 * 200, "at most one message over: " + heldBytes);
        owner.abort(); // its queues stay: they belong to its connection
        owner.getConnection().abort();
        unblocked.get(60, TimeUnit.SECONDS);
        while (clients.cluster.usedBytes().join() > 100_000) LockSupport.parkNanos(1_000_000); // what waited in the socket is lost
    }

    private static void assertRefused(ShutdownSignalException closed) {
        var close = assertInstanceOf(com.rabbitmq.client.AMQP.Connection.Close.class, closed.getReason());
        assertEquals(RESOURCE_ERROR, close.getReplyCode());
        assertTrue(close.getReplyText().contains("no memory for"), close.getReplyText());
    }

    private interface Making {
        void make(int number) throws IOException;
    }

    // Refused before the cost exceeds the mark by half. A unit is at least 100 bytes.
    private void refused(Channel channel, Making making) {
        var thrown = assertThrows(Exception.class, () -> {
            for (int i = 0; i < 2 * HIGH_WATER_BYTES / 100; i++) making.make(i);
        });
        assertRefused(thrown instanceof AlreadyClosedException closed ? closed : (ShutdownSignalException) thrown.getCause());
        assertTrue(clients.cluster.heldBytes().join() <= HIGH_WATER_BYTES + HIGH_WATER_BYTES / 2);
    }

    @Test
    void queues_withoutEnd_areRefusedAndGivenBack() throws Exception {
        long before = clients.cluster.heldBytes().join();
        Channel channel = clients.channel(1);
        refused(channel, i -> channel.queueDeclareNoWait("q" + i, false, true, false, null));
        while (clients.cluster.connections(1).join() > 0) LockSupport.parkNanos(1_000_000);
        assertEquals(before, clients.cluster.heldBytes().join());
        clients.channel(1).queueDeclare(); // and it continues
    }

    @Test
    void bindings_withoutEnd_areRefused() throws Exception {
        Channel channel = clients.channel(1);
        channel.queueDeclare("q", false, false, false, null);
        refused(channel, i -> channel.queueBindNoWait("q", "amq.topic", "key." + i, Map.of()));
    }

    @Test
    void exchanges_withoutEnd_areRefused() throws Exception {
        Channel channel = clients.channel(1);
        refused(channel, i -> channel.exchangeDeclareNoWait("e" + i, "direct", false, false, false, null));
    }

    @Test
    void consumers_withoutEnd_areRefused() throws Exception {
        try (var raw = RawClient.open(clients.cluster.port(1), 0)) {
            raw.send(1, new reprise.transport.amqp.QueueMethod.Declare("q", false, false, true, false, true, Map.of()));
            ByteBuf frames = Unpooled.buffer();
            for (int i = 0; i < 2 * HIGH_WATER_BYTES / 100; i++) {
                reprise.transport.amqp.Frame.writeMethod(frames, 1,
                    new BasicMethod.Consume("q", "c" + i, false, true, false, true, Map.of()));
            }
            CompletableFuture.runAsync(() -> writeAll(raw, frames));
            assertEquals(RESOURCE_ERROR, assertInstanceOf(ConnectionMethod.Close.class, raw.read()).replyCode());
        }
    }

    private static void writeAll(RawClient raw, ByteBuf frames) {
        try {
            raw.write(frames);
        } catch (IOException _) {
            // it was closed in the meantime, as it should be
        }
    }

    /** Bodies without end: their headers claim 128 MB each, and 1 MB of each arrives. */
    @Test
    void bodies_thatNeverEnd_areRefused() throws Exception {
        try (var raw = RawClient.open(clients.cluster.port(1), 0)) {
            ByteBuf frames = Unpooled.buffer();
            for (int channel = 2; channel < 20; channel++) {
                reprise.transport.amqp.Frame.writeMethod(frames, channel, new reprise.transport.amqp.ChannelMethod.Open());
                BasicCodec.writePublish(frames, channel, new byte[0], new byte[] {'q'}, false);
                BasicCodec.writeHeader(frames, channel, 134_217_728, new byte[2], 0, 2);
                BasicCodec.writeBody(frames, channel, new byte[1_000_000], 0, 1_000_000, 131_072);
            }
            CompletableFuture.runAsync(() -> writeAll(raw, frames));
            var said = raw.read();
            while (said instanceof reprise.transport.amqp.ChannelMethod.OpenOk) said = raw.read();
            assertEquals(RESOURCE_ERROR, assertInstanceOf(ConnectionMethod.Close.class, said).replyCode());
        }
        while (clients.cluster.connections(1).join() > 0) LockSupport.parkNanos(1_000_000);
        assertEquals(0, clients.cluster.heldBytes().join());
    }

    /** Publishers are blocked; consumers can still connect. */
    @Test
    void consumer_whilePublishersWait_isLetIn() throws Exception {
        Channel publisher = clients.channel(1);
        publisher.queueDeclare("q", false, false, false, null);
        var blocked = new CompletableFuture<String>();
        publisher.getConnection().addBlockedListener(blocked::complete, () -> { });
        CompletableFuture.runAsync(() -> {
            try {
                for (int i = 0; i < 10_000; i++) publisher.basicPublish("", "q", null, new byte[1_000]);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        blocked.get(60, TimeUnit.SECONDS);
        var got = Clients.consume(clients.channel(1), "q", true);
        for (int i = 0; i < 10_000; i++) Clients.next(got);
    }

    /** Bytes in sockets may take half of the mark; once four fifths of that remain, deliveries to all resume in a turn of their own. */
    @Test
    void bytesThatWaitInSockets_aboveHalfOfTheMark_stopThePush() {
        var turns = new ArrayDeque<Runnable>();
        var pushes = new AtomicInteger();
        var memory = new Memory(turns::add, 1_000, pushes::incrementAndGet);
        memory.unread(499);
        assertFalse(memory.unreadAlarm());
        memory.unread(1);
        assertTrue(memory.unreadAlarm());
        memory.unread(-99);
        assertTrue(memory.unreadAlarm());
        memory.unread(-1);
        assertFalse(memory.unreadAlarm());
        assertEquals(0, pushes.get());
        turns.remove().run();
        assertEquals(1, pushes.get());
        assertFalse(memory.alarm(), "publishers are not held back for it");
    }

    /** 200,000 unacknowledged deliveries, settled one by one from the oldest on: each takes a few steps, not as many as there are. */
    @Test
    void settling_ofTheOldestOfMany_isNoSearch() {
        var unsettled = new UnsettledDeliveries();
        for (long tag = 1; tag <= 200_000; tag++) {
            var queued = new QueuedMessage(null, null, tag, QueuedMessage.NEVER);
            queued.deliveryTag = tag;
            unsettled.add(queued);
        }
        for (long tag = 1; tag <= 200_000; tag++) assertEquals(tag, unsettled.remove(tag).deliveryTag);
        assertNull(unsettled.remove(1));
    }
}
