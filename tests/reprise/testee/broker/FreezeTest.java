package reprise.testee.broker;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static reprise.testee.broker.Clients.consume;
import static reprise.testee.broker.Clients.getText;
import static reprise.testee.broker.Clients.nextText;
import static reprise.testee.broker.Clients.publish;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.MissedHeartbeatException;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reprise.testee.Changed;
import reprise.transport.amqp.BasicMethod;
import reprise.transport.amqp.ConnectionMethod;

/** A node that is silent without being dead, and returns. */
@Tag("waits")
final class FreezeTest {
    private static final int SILENCE_MS = 300;
    private static final int BODY_BYTES = 4_000;
    /** Three frames of 8 octets around: method (4, consumer tag 2, delivery tag 8, flag 1, exchange 1, key 2), header (14), body. */
    private static final int DELIVERY_BYTES = 3 * 8 + 18 + 14 + BODY_BYTES;

    private Clients clients;
    private Channel two;

    @BeforeEach
    void start() throws Exception {
        clients = Clients.of(2);
        two = clients.channel(2);
        two.queueDeclare("q", false, false, false, null);
    }

    @AfterEach
    void end() {
        clients.close();
    }

    private void freeze() {
        clients.cluster.freeze(1).join();
    }

    private void thaw() {
        clients.cluster.thaw(1).join();
    }

    private static void assertSilent(RawClient client) throws IOException {
        assertSilent(client, SILENCE_MS);
    }

    private static void assertSilent(RawClient client, int forMs) throws IOException {
        client.socket.setSoTimeout(forMs);
        assertThrows(SocketTimeoutException.class, client::read);
        client.socket.setSoTimeout(20_000);
    }

    @Test
    void publisher_onAFrozenNode_isConfirmedWhenItThaws() throws Exception {
        Channel one = clients.channel(1);
        one.confirmSelect();
        freeze();
        publish(one, "", "q", "a", "b");
        assertThrows(java.util.concurrent.TimeoutException.class, () -> one.waitForConfirms(SILENCE_MS));
        assertEquals(0, two.messageCount("q"));
        thaw();
        one.waitForConfirmsOrDie(20_000);
        assertEquals(2, two.messageCount("q"));
    }

    @Test
    void newConnection_isAcceptedAndAnsweredOnlyAfterTheThaw() throws Exception {
        freeze();
        try (var client = new RawClient(clients.cluster.port(1))) {
            client.say(RawClient.PROTOCOL_HEADER);
            assertSilent(client);
            thaw();
            assertInstanceOf(ConnectionMethod.Start.class, client.read());
        }
    }

    @Test
    void patience_ofAFrozenNode_doesNotEnd() throws Exception {
        try (var hasty = new Clients(Changed.of(ClusterPlan.local(1), "patience", Duration.ofSeconds(1)));
             var client = new RawClient(hasty.cluster.port(1))) {
            while (hasty.cluster.connections(1).join() == 0) LockSupport.parkNanos(1_000_000);
            hasty.cluster.freeze(1).join();
            assertSilent(client, 1_500);
            hasty.cluster.thaw(1).join();
            assertNull(client.read(), "the end: it never said who it is");
        }
    }

    @Test
    void heartbeats_ofAFrozenNode_areMissedWithinTheirTime() throws Exception {
        var factory = clients.factory(1);
        factory.setRequestedHeartbeat(1);
        var lost = new CompletableFuture<ShutdownSignalException>();
        clients.opened(factory.newConnection()).addShutdownListener(lost::complete);
        freeze();
        assertInstanceOf(MissedHeartbeatException.class, lost.get(60, TimeUnit.SECONDS).getCause());
        assertEquals(1, clients.cluster.connections(1).join(), "the node knows nothing of it");
        thaw();
        while (clients.cluster.connections(1).join() > 0) LockSupport.parkNanos(1_000_000);
    }

    /** What the others say to it waits at its socket, as does what they ask about its queues. */
    @Test
    void queue_ofAFrozenNode_isWaitedFor() throws Exception {
        Channel one = clients.channel(1);
        one.queueDeclare("one's", false, false, false, null);
        var got = consume(one, "one's", false);
        two.confirmSelect();
        publish(two, "", "one's", "before");
        assertEquals("before", nextText(got));
        two.waitForConfirmsOrDie(20_000);
        freeze();
        publish(two, "", "one's", "meanwhile");
        assertThrows(java.util.concurrent.TimeoutException.class, () -> two.waitForConfirms(SILENCE_MS));
        var other = clients.channel(2);
        var asked = CompletableFuture.supplyAsync(() -> assertDoesNotThrow(() -> other.consumerCount("one's")));
        assertThrows(java.util.concurrent.TimeoutException.class, () -> asked.get(SILENCE_MS, TimeUnit.MILLISECONDS));
        assertTrue(got.isEmpty());
        thaw();
        two.waitForConfirmsOrDie(20_000);
        assertEquals("meanwhile", nextText(got));
        assertEquals(1, asked.get(60, TimeUnit.SECONDS));
    }

    /** Four looks of a quarter second, so that it is given up after 1 to 1.25 s. */
    private static Clients hasty(ClusterPlan plan) throws IOException {
        return new Clients(plan.withNetTicktime(Duration.ofSeconds(1)));
    }

    @Test
    void node_frozenForNetTicktime_isDeadToTheOthers_andStartsAnew() throws Exception {
        try (var hasty = hasty(ClusterPlan.local(3))) {
            Channel one = hasty.channel(1);
            one.queueDeclare("one's", false, false, false, null);
            Channel other = hasty.channel(2);
            other.confirmSelect();
            other.queueDeclare("two's", false, false, false, null);
            var gone = consume(other, "one's", true);
            var kept = consume(one, "two's", false);
            publish(other, "", "two's", "a");
            assertEquals("a", nextText(kept));
            var lost = new CompletableFuture<ShutdownSignalException>();
            one.getConnection().addShutdownListener(lost::complete);
            long fromNs = System.nanoTime(); // before, for the nodes' time runs from the freezing on
            hasty.cluster.freeze(1).join();
            publish(other, "", "one's", "under way");
            assertFalse(other.waitForConfirms(20_000), "refused, since nobody knows whether it arrived");
            assertTrue(System.nanoTime() - fromNs >= 900_000_000L, "given up before net_ticktime");
            assertNull(Clients.next(gone).getBody(), "its queue is gone, the consumer is told");
            assertEquals("a", getText(other, "two's"), "what its consumer had not acknowledged");
            assertFalse(lost.isDone(), "its own client hears nothing");
            hasty.cluster.thaw(1).join();
            lost.get(60, TimeUnit.SECONDS);
            publish(hasty.channel(1), "", "two's", "b");
            Clients.awaits("b", () -> other.messageCount("two's") == 1);
        }
    }

    @Test
    void mirroredQueue_atHomeOnANodeFrozenForNetTicktime_isPromoted() throws Exception {
        try (var hasty = hasty(ClusterPlan.local(3).withMirrored(true))) {
            hasty.channel(1).queueDeclare("m", false, false, false, null);
            Channel other = hasty.channel(2);
            publish(other, "", "m", "a", "b");
            assertEquals("a", getText(other, "m"));
            hasty.cluster.freeze(1).join();
            assertTrue(other.basicGet("m", true).getEnvelope().isRedeliver(), "asked of the frozen home, answered by its heir");
            hasty.cluster.kill(2).join();
            Channel three = hasty.channel(3);
            assertEquals(0, three.messageCount("m"), "3 is the next heir, since 1 is dead to them");
            hasty.cluster.kill(1).join();
            hasty.cluster.start(1).join();
            publish(hasty.channel(1), "", "m", "c");
            Clients.awaits("c", () -> three.messageCount("m") == 1);
        }
    }

    /** More than fits into the sockets' buffers: the node's pending writes stop too, and resume. */
    @Test
    void deliveries_onTheirWay_stopAndGoOn() throws Exception {
        int messages = 5_000; // 20 MB
        try (var slow = RawClient.open(clients.cluster.port(1), 16 * 1024)) {
            slow.send(1, new BasicMethod.Consume("q", "c", false, true, false, false, Map.of()));
            assertInstanceOf(BasicMethod.ConsumeOk.class, slow.read());
            for (int i = 0; i < messages; i++) two.basicPublish("", "q", null, new byte[BODY_BYTES]);
            while (two.messageCount("q") == 0) LockSupport.parkNanos(1_000_000); // its socket is full
            freeze();
            int waiting = (int) two.messageCount("q");
            slow.socket.setSoTimeout(SILENCE_MS);
            int[] octets = {0};
            assertThrows(SocketTimeoutException.class, () -> skip(slow, octets, messages * DELIVERY_BYTES));
            assertEquals(waiting, two.messageCount("q"));
            slow.socket.setSoTimeout(20_000);
            thaw();
            skip(slow, octets, messages * DELIVERY_BYTES);
            assertEquals(0, two.messageCount("q"));
            assertSilent(slow);
        }
    }

    private static void skip(RawClient client, int[] octets, int until) throws IOException {
        byte[] some = new byte[16 * 1024];
        while (octets[0] < until) {
            int read = client.in.read(some, 0, Math.min(some.length, until - octets[0]));
            if (read < 0) throw new IOException("the end, after " + octets[0] + " octets");
            octets[0] += read;
        }
    }

    @Test
    void kill_ofAFrozenNode_resetsAndPutsBack() throws Exception {
        Channel one = clients.channel(1);
        var lost = new CompletableFuture<ShutdownSignalException>();
        one.getConnection().addShutdownListener(lost::complete);
        var got = consume(one, "q", false);
        publish(two, "", "q", "a");
        assertEquals("a", nextText(got));
        freeze();
        clients.cluster.kill(1).join();
        assertEquals(SocketException.class, lost.get(60, TimeUnit.SECONDS).getCause().getClass());
        assertEquals("a", getText(two, "q"));
        assertEquals(0, clients.cluster.connections(1).join());
        clients.cluster.start(1).join();
        publish(clients.channel(1), "", "q", "b");
        assertEquals("b", nextText(consume(two, "q", true)));
    }

    @Test
    void freezing_whatCannotBe_isAnError() {
        assertEquals("node 1 is not frozen", refusal(clients.cluster.thaw(1)));
        freeze();
        assertEquals("node 1 is frozen already", refusal(clients.cluster.freeze(1)));
        assertEquals("node 1 is running already", refusal(clients.cluster.start(1)));
        clients.cluster.kill(1).join();
        assertEquals("node 1 is not running", refusal(clients.cluster.freeze(1)));
        assertEquals("node 1 is not running", refusal(clients.cluster.thaw(1)));
        clients.cluster.start(1).join();
        assertEquals("node 1 is not frozen", refusal(clients.cluster.thaw(1)));
    }

    private static String refusal(CompletableFuture<Void> asked) {
        return assertThrows(CompletionException.class, asked::join).getCause().getMessage();
    }
}
