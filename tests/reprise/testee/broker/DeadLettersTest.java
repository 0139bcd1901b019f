package reprise.testee.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static reprise.testee.broker.Clients.assertRefused;
import static reprise.testee.broker.Clients.consume;
import static reprise.testee.broker.Clients.declare;
import static reprise.testee.broker.Clients.expiration;
import static reprise.testee.broker.Clients.getText;
import static reprise.testee.broker.Clients.next;
import static reprise.testee.broker.Clients.publish;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Delivery;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Dead letters, with RabbitMQ's Java client; expected values are from RabbitMQ's page "Dead Letter Exchanges". */
final class DeadLettersTest {
    private static Clients clients;
    private Channel channel;
    /** The queue that receives the dead letters. */
    private String dead;

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
        dead = declare(channel, Map.of());
    }

    /** A queue whose dead letters go through the default exchange to {@link #dead}. */
    private String queue(Map<String, Object> more) throws IOException {
        var arguments = new java.util.HashMap<>(more);
        arguments.put("x-dead-letter-exchange", "");
        arguments.put("x-dead-letter-routing-key", dead);
        return declare(channel, arguments);
    }

    private static Map<String, Object> death(Delivery letter, int which) {
        var death = new java.util.HashMap<String, Object>();
        ((Map<?, ?>) ((List<?>) letter.getProperties().getHeaders().get("x-death")).get(which))
            .forEach((name, value) ->
            death.put((String) name, value instanceof Number || value instanceof java.util.Date ? value : value.toString()));
        return death;
    }

    @Test
    void rejected_goesWithWhyAndWhere() throws Exception {
        String queue = queue(Map.of());
        BlockingQueue<Delivery> letters = consume(channel, dead, true);
        publish(channel, queue, expiration("60000"), "bad");
        channel.basicReject(channel.basicGet(queue, false).getEnvelope().getDeliveryTag(), false);
        Delivery letter = next(letters);
        assertEquals("bad", Clients.text(letter.getBody()));
        var death = death(letter, 0);
        assertTrue(death.remove("time") instanceof java.util.Date);
        assertEquals(Map.of("count", 1L, "reason", "rejected", "queue", queue, "exchange", "", "routing-keys", "[" + queue + "]",
            "original-expiration", "60000"), death);
        assertNull(letter.getProperties().getExpiration(), "it would expire again");
        assertEquals(List.of("rejected", queue, ""), List.of(
            letter.getProperties().getHeaders().get("x-first-death-reason").toString(),
            letter.getProperties().getHeaders().get("x-first-death-queue").toString(),
            letter.getProperties().getHeaders().get("x-first-death-exchange").toString()));
    }

    @Test
    void nackedTogether_goesInOrder_andWhatIsAckedOrPurgedDoesNot() throws Exception {
        String queue = queue(Map.of());
        publish(channel, "", queue, "acked", "first", "second", "purged");
        channel.basicAck(channel.basicGet(queue, false).getEnvelope().getDeliveryTag(), false);
        channel.basicGet(queue, false);
        channel.basicNack(channel.basicGet(queue, false).getEnvelope().getDeliveryTag(), true, false);
        channel.queuePurge(queue);
        BlockingQueue<Delivery> letters = consume(channel, dead, true);
        assertEquals(List.of("first", "second"), List.of(Clients.nextText(letters), Clients.nextText(letters)));
        channel.queueDelete(queue);
        assertEquals(0, channel.messageCount(dead));
    }

    @Test
    void expired_isSaidSo_alsoByTheQueuesOwnTime() throws Exception {
        BlockingQueue<Delivery> letters = consume(channel, dead, true);
        for (var queue : List.of(queue(Map.of()), queue(Map.of("x-message-ttl", 1)))) {
            publish(channel, queue, expiration("1"), "late");
            assertEquals("expired", death(next(letters), 0).get("reason"));
        }
    }

    /** Two may wait: the first of three is dropped, by count and by bytes. */
    @Test
    void tooMany_theOldestGoes() throws Exception {
        BlockingQueue<Delivery> letters = consume(channel, dead, true);
        for (var queue : List.of(queue(Map.of("x-max-length", 2)), queue(Map.of("x-max-length-bytes", 8)))) {
            publish(channel, "", queue, "old1", "new2", "new3");
            Delivery letter = next(letters);
            assertEquals("old1 maxlen", Clients.text(letter.getBody()) + " " + death(letter, 0).get("reason"));
            assertEquals("new2", getText(channel, queue));
        }
    }

    /** 1 fits; 2 and 3 do not: they are nacked, and with -dlx also dead-lettered. */
    @Test
    void full_refusesByNack() throws Exception {
        BlockingQueue<Delivery> letters = consume(channel, dead, true);
        for (String overflow : List.of("reject-publish", "reject-publish-dlx")) {
            String queue = queue(Map.of("x-max-length", 1, "x-overflow", overflow));
            Channel publisher = clients.channel();
            var told = new LinkedBlockingQueue<String>();
            publisher.addConfirmListener((tag, multiple) -> told.add("ack " + tag), (tag, multiple) -> told.add("nack " + tag));
            publisher.confirmSelect();
            publish(publisher, "", queue, "1", "2", "3");
            for (String expected : List.of("ack 1", "nack 2", "nack 3")) assertEquals(expected, told.poll(60, TimeUnit.SECONDS));
            if (overflow.endsWith("dlx")) assertEquals("23", Clients.nextText(letters) + Clients.nextText(letters));
            assertEquals("1", getText(channel, queue));
            publish(publisher, "", queue, "4");
            assertEquals("ack 4", told.poll(60, TimeUnit.SECONDS));
            assertTrue(letters.isEmpty());
        }
    }

    /** A message expires in two queues in turn: it returns to the first once and ends there, because no consumer rejected it. */
    @Test
    void circle_ofExpiriesEnds_thatOfRejectionsGoesOn() throws Exception {
        String b = "circle-b";
        String a = declare(channel, Map.of("x-dead-letter-exchange", "", "x-dead-letter-routing-key", b, "x-message-ttl", 1));
        channel.queueDeclare(b, false, true, false, Map.of("x-dead-letter-exchange", "", "x-dead-letter-routing-key", a));
        publish(channel, "", a, "round");
        BlockingQueue<Delivery> got = new LinkedBlockingQueue<>();
        channel.basicConsume(b, false, (_, delivery) -> got.add(delivery), _ -> { });
        Delivery first = next(got);
        // to a, which expires it; then a again, because b's rejection came in between
        channel.basicReject(first.getEnvelope().getDeliveryTag(), false);
        Delivery second = next(got);
        assertEquals(List.of(2L, "expired", a),
            List.of(death(second, 0).get("count"), death(second, 0).get("reason"), death(second, 0).get("queue")));
        assertEquals(List.of(1L, "rejected", b),
            List.of(death(second, 1).get("count"), death(second, 1).get("reason"), death(second, 1).get("queue")));

        String self = "circle-self";
        channel.queueDeclare(self, false, true, false,
            Map.of("x-dead-letter-exchange", "", "x-dead-letter-routing-key", self, "x-message-ttl", 1,
            "x-max-length", 1));
        publish(channel, "", self, "x", "y");
        Clients.awaits("the end of the circle", () -> channel.messageCount(self) == 0);
    }

    /** A letter keeps its key or takes the queue's; CC only goes with its own key. */
    @Test
    void keys_areKeptOrReplaced() throws Exception {
        String exchange = "dead-keys";
        channel.exchangeDeclare(exchange, "topic", false, true, true, null); // internal: no client may publish there
        channel.queueBind(dead, exchange, "#");
        BlockingQueue<Delivery> letters = consume(channel, dead, true);
        var cc = new AMQP.BasicProperties.Builder().headers(Map.of("CC", List.of("other"), "BCC", List.of("hidden"))).build();
        var seen = new ArrayList<String>();
        for (var arguments : List.<Map<String, Object>>of(Map.of("x-dead-letter-exchange", exchange),
            Map.of("x-dead-letter-exchange", exchange, "x-dead-letter-routing-key", "mine"))) {
            String queue = declare(channel, arguments);
            publish(channel, queue, cc, "x");
            channel.basicReject(channel.basicGet(queue, false).getEnvelope().getDeliveryTag(), false);
            Delivery letter = next(letters);
            var death = death(letter, 0);
            seen.add(letter.getEnvelope().getRoutingKey().replace(queue, "QUEUE") + " "
                + letter.getProperties().getHeaders().containsKey("CC")
                + " " + death.get("routing-keys").toString().replace(queue, "QUEUE"));
            assertFalse(letter.getProperties().getHeaders().containsKey("BCC"));
        }
        assertEquals(List.of("QUEUE true [QUEUE, other]", "mine false [QUEUE, other]"), seen);
    }

    /** Each is released completely: the cluster holds what it held before. */
    @Test
    void letters_withoutAnExchange_areLostAndNotHeld() throws Exception {
        String queue = declare(channel, Map.of("x-dead-letter-exchange", "absent", "x-max-length", 0));
        long before = clients.cluster.usedBytes().join();
        for (int i = 0; i < 100; i++) publish(channel, "", queue, "x".repeat(1000));
        assertEquals(0, channel.messageCount(queue));
        assertEquals(before, clients.cluster.usedBytes().join());
    }

    @Test
    void arguments_thatCannotBe_areRefused() {
        for (var wrong : List.<Map<String, Object>>of(Map.of("x-dead-letter-exchange", 1), Map.of("x-dead-letter-routing-key", "k"),
            Map.of("x-overflow", "explode"), Map.of("x-max-length-bytes", -1), Map.of("x-max-priority", 256))) {
            assertRefused(406, 50, 10, () -> declare(clients.channel(), wrong));
        }
    }
}
