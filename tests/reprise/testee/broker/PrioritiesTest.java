package reprise.testee.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static reprise.testee.broker.Clients.declare;
import static reprise.testee.broker.Clients.getText;
import static reprise.testee.broker.Clients.next;
import static reprise.testee.broker.Clients.publish;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Delivery;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The order of service: priorities of messages and consumers, and a channel's shared prefetch. */
final class PrioritiesTest {
    private static Clients clients;
    private Channel channel;

    @BeforeAll
    static void start() {
        clients = Clients.of(1);
    }

    @AfterAll
    static void end() {
        clients.close();
    }

    @BeforeEach
    void open() throws Exception {
        channel = clients.channel();
    }

    private void publishWith(String queue, Integer priority, String body) throws Exception {
        publish(channel, queue, new AMQP.BasicProperties.Builder().priority(priority).build(), body);
    }

    private List<String> taken(String queue) throws Exception {
        var bodies = new ArrayList<String>();
        for (String body; (body = getText(channel, queue)) != null; ) bodies.add(body);
        return bodies;
    }

    /** Highest first, equal priorities in order; absent means 0, and values above the queue's highest (5) count as that. */
    @Test
    void messages_leaveByPriority() throws Exception {
        String queue = declare(channel, Map.of("x-max-priority", 5));
        publishWith(queue, null, "none");
        publishWith(queue, 3, "3a");
        publishWith(queue, 9, "9 is 5");
        publishWith(queue, 5, "5");
        publishWith(queue, 3, "3b");
        publishWith(queue, 0, "0");
        assertEquals(6, channel.messageCount(queue));
        assertEquals(List.of("9 is 5", "5", "3a", "3b", "none", "0"), taken(queue));
        String plain = declare(channel, Map.of());
        publishWith(plain, 1, "first");
        publishWith(plain, 9, "second");
        assertEquals(List.of("first", "second"), taken(plain));
    }

    /** A requeued message returns to its place within its priority; a full queue drops its head, which has the highest priority. */
    @Test
    void requeued_goesBackToItsPriority() throws Exception {
        String queue = declare(channel, Map.of("x-max-priority", 2, "x-max-length", 4));
        for (var body : List.of("1a", "2a", "1b", "2b")) publishWith(queue, body.charAt(0) - '0', body);
        for (int i = 0; i < 3; i++) channel.basicGet(queue, false); // 2a, 2b, 1a
        publishWith(queue, 2, "2c");
        channel.basicNack(0, true, true); // five messages, but four fit
        assertEquals(List.of("2b", "2c", "1a", "1b"), taken(queue));
    }

    /** The consumer with x-priority 10 gets everything until it has three; then the others take turns. */
    @Test
    void consumers_ofHigherPriorityAreServedFirst() throws Exception {
        String queue = declare(channel, Map.of());
        var got = new LinkedBlockingQueue<String>();
        channel.basicQos(3);
        for (int priority : new int[] {0, 10, 0}) {
            channel.basicConsume(queue, false, "c" + got.size() + priority + System.nanoTime(), false, false,
                Map.of("x-priority", priority),
                (_, _) -> got.add("" + priority), _ -> { });
        }
        publish(channel, "", queue, "1", "2", "3", "4", "5");
        var order = new ArrayList<String>();
        for (int i = 0; i < 5; i++) order.add(got.take());
        assertEquals(List.of("10", "10", "10", "0", "0"), order);
    }

    /** Three may wait: four requeued messages are one too many, and the oldest is dropped. */
    @Test
    void requeued_obeysTheLimit() throws Exception {
        String queue = declare(channel, Map.of("x-max-length", 3));
        publish(channel, "", queue, "1", "2", "3");
        channel.basicGet(queue, false);
        publish(channel, "", queue, "4");
        channel.basicNack(0, true, true);
        assertEquals(List.of("2", "3", "4"), taken(queue));
    }

    /**
     * Three queues of 100 share ten at once; each ack brings one more: of the 90 acks and the first ten each queue gets a third, plus or
     * minus the ten of the first filling.
     */
    @Test
    void sharedPrefetch_isSharedInTurn() throws Exception {
        channel.basicQos(10, true);
        var got = new LinkedBlockingQueue<Delivery>();
        var queues = List.of(declare(channel, Map.of()), declare(channel, Map.of()), declare(channel, Map.of()));
        for (String queue : queues) for (int i = 0; i < 100; i++) publish(channel, "", queue, "x");
        for (String queue : queues) channel.basicConsume(queue, false, (_, delivery) -> got.add(delivery), _ -> { });
        for (int acked = 0; acked < 90; acked++) channel.basicAck(next(got).getEnvelope().getDeliveryTag(), false);
        for (String queue : queues) {
            long left = channel.messageCount(queue);
            assertTrue(left >= 57 && left <= 77, queue + " has " + left + " left");
        }
    }

    /** RabbitMQ's own test noAckObeysLimit: a consumer without acks takes no credit, but waits while there is none. */
    @Test
    void sharedPrefetch_holdsThoseWithoutAcksToo() throws Exception {
        channel.basicQos(1, true);
        String acked = declare(channel, Map.of());
        String free = declare(channel, Map.of());
        BlockingQueue<Delivery> first = Clients.consume(channel, acked, false);
        publish(channel, "", acked, "out");
        Delivery out = next(first);
        BlockingQueue<Delivery> second = Clients.consume(channel, free, true);
        publish(channel, "", free, "1", "2");
        assertEquals(2, channel.messageCount(free));
        assertNull(second.poll());
        channel.basicAck(out.getEnvelope().getDeliveryTag(), false);
        assertEquals("12", Clients.nextText(second) + Clients.nextText(second));
    }

    /**
     * The leased one expires in 3 s, and the other one in 4: unless renewed, it would be deleted first. A publish renews nothing, and is
     * returned once the queue is deleted.
     */
    @Test
    @Tag("waits")
    void passiveDeclaration_renewsTheLease() throws Exception {
        channel.queueDeclare("leased", false, false, false, Map.of("x-expires", 3000));
        channel.queueDeclare("unused", false, false, false, Map.of("x-expires", 4000));
        var gone = new CountDownLatch(1);
        channel.addReturnListener(_ -> gone.countDown());
        Clients.awaits("the end of the queue that nobody used", () -> {
            channel.queueDeclarePassive("leased");
            channel.basicPublish("", "unused", true, null, new byte[0]);
            return gone.getCount() == 0;
        });
        channel.queueDeclarePassive("leased");
    }
}
