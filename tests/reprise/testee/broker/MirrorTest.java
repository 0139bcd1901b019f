package reprise.testee.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static reprise.testee.broker.Clients.assertRefused;
import static reprise.testee.broker.Clients.awaits;
import static reprise.testee.broker.Clients.consume;
import static reprise.testee.broker.Clients.getText;
import static reprise.testee.broker.Clients.next;
import static reprise.testee.broker.Clients.publish;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Delivery;
import com.rabbitmq.client.GetResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A node's death with mirrored queues. Expectations were observed on three nodes of RabbitMQ 3.10.8 with ha-mode all. */
final class MirrorTest {
    private Clients clients;
    private Channel two;

    @BeforeEach
    void start() throws Exception {
        clients = new Clients(ClusterPlan.local(3).withMirrored(true));
        two = clients.channel(2);
        clients.channel(1).queueDeclare("q", false, false, false, null);
    }

    @AfterEach
    void end() {
        clients.close();
    }

    private void kill(int node) {
        clients.cluster.kill(node).join();
    }

    private static String seen(Delivery delivery) {
        return delivery.getEnvelope().getDeliveryTag() + " " + Clients.text(delivery.getBody())
            + (delivery.getEnvelope().isRedeliver() ? " again" : "");
    }

    private static List<String> three(BlockingQueue<Delivery> got) throws InterruptedException {
        return List.of(seen(next(got)), seen(next(got)), seen(next(got)));
    }

    private static String get(Channel channel) throws IOException {
        GetResponse got = channel.basicGet("q", true);
        return got == null ? null : Clients.text(got.getBody()) + (got.getEnvelope().isRedeliver() ? " again" : "");
    }

    /** A reply from the broker shows that the channel is still open. */
    private static void assertOpen(Channel channel) throws IOException {
        assertEquals(0, channel.queueDeclarePassive("empty").getMessageCount());
    }

    @Test
    void homesDeath_leavesMessagesInOrderAndBindings() throws Exception {
        two.queueBind("q", "amq.fanout", "");
        publish(two, "amq.fanout", "", "a", "b");
        assertEquals(2, two.messageCount("q"));
        kill(1);
        Channel three = clients.channel(3);
        publish(three, "amq.fanout", "", "c");
        assertEquals(3, three.messageCount("q")); // asked behind the message, so it is there
        // A mirror marks everything it had as redelivered.
        assertEquals(List.of("a again", "b again", "c"), List.of(get(two), get(two), get(two)));
        assertNull(get(two));
    }

    @Test
    void unacked_ofALivingConsumer_comeAgainAtTheirPlaceAndOldAcksAreFine() throws Exception {
        two.queueDeclare("empty", false, false, false, null);
        publish(two, "", "q", "a", "b", "c", "d", "e");
        two.basicQos(3);
        var got = consume(two, "q", false);
        assertEquals(List.of("1 a", "2 b", "3 c"), three(got));
        two.basicAck(2, false);
        assertEquals("4 d", seen(next(got)));
        kill(1);
        assertEquals(List.of("5 a again", "6 c again", "7 d again"), three(got));
        two.basicAck(3, true); // 1 and 3: old ones
        two.basicNack(4, false, true); // an old one, too
        assertOpen(two);
        assertTrue(got.isEmpty(), "neither ack nor requeue");
        two.basicAck(7, true);
        assertEquals("8 e again", seen(next(got)));
        two.basicAck(8, false);
        assertOpen(two);
        two.getConnection().close();
        assertNull(get(clients.channel(3)));
        assertEquals(0, clients.cluster.usedBytes().join());
    }

    @Test
    void unacked_ofManyChannelsDeadAndAlive_comeBackInOrder() throws Exception {
        var consuming = List.of(clients.channel(1), clients.channel(2), clients.channel(3));
        for (Channel channel : consuming) {
            channel.basicQos(50);
            consume(channel, "q", false);
        }
        String[] bodies = new String[300];
        for (int i = 0; i < bodies.length; i++) bodies[i] = "" + i;
        publish(two, "", "q", bodies);
        assertEquals(150, two.messageCount("q"));
        kill(1);
        consuming.get(1).close();
        consuming.get(2).close();
        awaits("all, of which node 3 tells the new master over the socket between them", () -> two.messageCount("q") == 300);
        for (String body : bodies) assertEquals(body + " again", get(two));
    }

    /** A channel's shared credit counts old unacknowledged deliveries too: nothing is redelivered before their acks. */
    @Test
    void unacked_underASharedPrefetch_comeAgainAsTheOldAreAcked() throws Exception {
        two.queueDeclare("empty", false, false, false, null);
        two.basicQos(2, true);
        var got = consume(two, "q", false);
        publish(two, "", "q", "a", "b", "c");
        assertEquals(List.of("1 a", "2 b"), List.of(seen(next(got)), seen(next(got))));
        kill(1);
        assertOpen(two);
        assertTrue(got.isEmpty());
        two.basicAck(1, false);
        assertEquals("3 a again", seen(next(got)));
        two.basicAck(2, false);
        assertEquals("4 b again", seen(next(got)));
    }

    @Test
    void gotten_butUnacked_waitsAgain() throws Exception {
        two.queueDeclare("empty", false, false, false, null);
        publish(two, "", "q", "a");
        long tag = two.basicGet("q", false).getEnvelope().getDeliveryTag();
        kill(1);
        assertEquals("a again", get(two));
        two.basicAck(tag, false);
        assertOpen(two);
    }

    /** Only the home's death marks waiting messages as redelivered, which reveals the home. */
    @Test
    void promoted_isTheNodeThatHasRunLongest() throws Exception {
        kill(1);
        clients.cluster.start(1).join();
        publish(two, "", "q", "a", "b", "c");
        kill(3);
        kill(1);
        assertEquals("a", get(two)); // neither was the home, so it was 2
        clients.cluster.start(3).join();
        clients.cluster.start(1).join();
        kill(2);
        Channel one = clients.channel(1);
        publish(one, "", "q", "d");
        assertEquals(3, one.messageCount("q"));
        kill(1);
        Channel three = clients.channel(3);
        assertEquals(List.of("b again", "c again", "d"), List.of(get(three), get(three), get(three)));
    }

    @Test
    void lastNodesDeath_takesTheQueue() throws Exception {
        publish(two, "", "q", "a");
        assertEquals(1, two.messageCount("q"));
        for (int node = 1; node <= 3; node++) kill(node);
        clients.cluster.start(3).join();
        assertRefused(404, 50, 10, () -> clients.channel(3).queueDeclarePassive("q"));
        assertEquals(0, clients.cluster.usedBytes().join());
    }

    @Test
    void exclusiveQueue_goesWithItsConnectionsNode() throws Exception {
        clients.channel(1).queueDeclare("mine", false, true, false, null);
        two.queueDeclare("two's", false, true, false, null);
        kill(1);
        assertRefused(404, 50, 10, () -> clients.channel(3).queueDeclarePassive("mine"));
        assertRefused(405, 50, 10, () -> clients.channel(3).queueDeclarePassive("two's"));
        assertEquals(0, two.messageCount("two's"));
    }

    @Test
    void autoDelete_lastConsumerDeadWithTheHome_staysUntilAnotherLeaves() throws Exception {
        Channel one = clients.channel(1);
        one.queueDeclare("served", false, false, true, null);
        consume(one, "served", true);
        kill(1);
        assertEquals(0, two.queueDeclarePassive("served").getConsumerCount());
        two.basicConsume("served", true, "late", (_, _) -> { }, _ -> { });
        two.basicCancel("late");
        assertRefused(404, 50, 10, () -> clients.channel(3).queueDeclarePassive("served"));
    }

    /** The dead node was not its home, but had its last consumer. */
    @Test
    void autoDelete_lastConsumerDeadElsewhere_goes() throws Exception {
        two.queueDeclare("served", false, false, true, null);
        consume(clients.channel(1), "served", true);
        kill(1);
        assertRefused(404, 50, 10, () -> clients.channel(3).queueDeclarePassive("served"));
    }

    @Test
    void consumer_thatWantsToBeTold_isCancelled() throws Exception {
        var cancelled = new java.util.concurrent.CompletableFuture<String>();
        two.basicConsume("q", true, "told", false, false, Map.of("x-cancel-on-ha-failover", true), (_, _) -> { },
            cancelled::complete);
        kill(3);
        assertFalse(cancelled.isDone());
        kill(1);
        assertEquals("told", cancelled.get(60, java.util.concurrent.TimeUnit.SECONDS));
        publish(two, "", "q", "kept");
        assertEquals("kept", getText(two, "q"));
    }
}
