package reprise.testee.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static reprise.testee.broker.Clients.assertRefused;
import static reprise.testee.broker.Clients.consume;
import static reprise.testee.broker.Clients.getText;
import static reprise.testee.broker.Clients.next;
import static reprise.testee.broker.Clients.nextText;
import static reprise.testee.broker.Clients.publish;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Delivery;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The basic class, through RabbitMQ's Java client. */
final class DeliveryTest {
    @AutoClose
    private static final Clients clients = Clients.of(2);
    private Channel channel;
    private String queue;

    @BeforeEach
    void open() throws IOException, TimeoutException {
        channel = clients.channel();
        queue = Clients.declare(channel, null); // exclusive, so tests do not interfere
    }

    private static long tag(Delivery delivery) {
        return delivery.getEnvelope().getDeliveryTag();
    }

    /** A reply from the broker: what was sent before has been handled. */
    private void sync() throws IOException {
        channel.basicQos(0);
    }

    @Test
    void message_withAllProperties_arrivesAsItWasSent() throws Exception {
        var properties = new AMQP.BasicProperties.Builder().contentType("text/plain").contentEncoding("utf-8")
            .headers(Map.of("a", 1, "b", List.of("x", true))).deliveryMode(2).priority(3).correlationId("c").replyTo("r")
            .expiration("60000").messageId("m").timestamp(new java.util.Date(1_700_000_000_000L)).type("t").userId("guest")
            .appId("app").clusterId("cl").build();
        var got = consume(channel, queue, true);
        publish(channel, queue, properties, "body");
        Delivery delivery = next(got);
        assertEquals("body", Clients.text(delivery.getBody()));
        assertEquals(properties.toString(), delivery.getProperties().toString());
        assertEquals(queue, delivery.getEnvelope().getRoutingKey());
        assertEquals("", delivery.getEnvelope().getExchange());
        assertFalse(delivery.getEnvelope().isRedeliver());
    }

    @Test
    void body_longerThanManyFrames_arrivesWhole() throws Exception {
        byte[] body = new byte[3_000_000]; // 23 frames of 131,064 octets, and room that grows twice
        new java.util.Random(1).nextBytes(body);
        var got = consume(channel, queue, true);
        channel.basicPublish("", queue, null, body);
        assertTrue(java.util.Arrays.equals(body, next(got).getBody()));
        channel.basicPublish("", queue, null, new byte[0]);
        assertEquals(0, next(got).getBody().length);
    }

    @Test
    void message_withAnotherUsersId_isRefused() {
        assertRefused(406, 60, 40, () -> {
            publish(channel, queue, new AMQP.BasicProperties.Builder().userId("somebody").build(), "");
            sync();
        });
    }

    @Test
    void consumers_ofOneQueue_takeTurns() throws Exception {
        var first = consume(channel, queue, true);
        var second = consume(channel, queue, true);
        publish(channel, "", queue, "1", "2", "3", "4");
        assertEquals(List.of("1", "3"), List.of(nextText(first), nextText(first)));
        assertEquals(List.of("2", "4"), List.of(nextText(second), nextText(second)));
    }

    @Test
    void prefetch_full_waitsForAnAck() throws Exception {
        channel.basicQos(2);
        var got = consume(channel, queue, false);
        publish(channel, "", queue, "1", "2", "3", "4");
        Delivery first = next(got);
        Delivery second = next(got);
        sync();
        assertTrue(got.isEmpty());
        channel.basicAck(tag(second), true);
        assertEquals("3", nextText(got));
        assertEquals("4", nextText(got));
        assertEquals(tag(first) + 1, tag(second));
    }

    @Test
    void prefetch_shared_isForAllConsumersOfTheChannel() throws Exception {
        channel.basicQos(1, true);
        var one = consume(channel, queue, false);
        String otherQueue = channel.queueDeclare().getQueue();
        var other = consume(channel, otherQueue, false);
        publish(channel, "", queue, "1");
        Delivery first = next(one);
        publish(channel, "", otherQueue, "2");
        sync();
        assertTrue(other.isEmpty());
        channel.basicAck(tag(first), false);
        assertEquals("2", nextText(other));
    }

    @Test
    void prefetch_inOctets_isNotImplemented() {
        assertRefused(540, 60, 10, () -> channel.basicQos(4096, 0, false));
    }

    @Test
    void ack_outOfOrder_settlesEachOnce() throws Exception {
        var got = consume(channel, queue, false);
        publish(channel, "", queue, "1", "2", "3");
        long first = tag(next(got));
        channel.basicAck(first + 1, false);
        channel.basicAck(first + 2, true); // the first and the third
        channel.basicAck(0, true); // all, of which there are none
        sync();
        assertRefused(406, 60, 80, () -> {
            channel.basicAck(first, false);
            sync();
        });
    }

    @Test
    void ack_ofAnUnknownTag_closesTheChannel() {
        assertRefused(406, 60, 80, () -> {
            Channel own = clients.channel();
            own.basicAck(7, true);
            own.basicQos(0);
        });
        assertRefused(406, 60, 120, () -> {
            Channel own = clients.channel();
            own.basicNack(7, false, true);
            own.basicQos(0);
        });
    }

    @Test
    void nackMultiple_requeued_comesBackInOrderAndFlagged() throws Exception {
        channel.basicQos(3);
        var got = consume(channel, queue, false);
        publish(channel, "", queue, "1", "2", "3", "4");
        next(got);
        next(got);
        long third = tag(next(got));
        channel.basicNack(third, true, true);
        for (String expected : List.of("1", "2", "3")) {
            Delivery again = next(got);
            assertEquals(expected, Clients.text(again.getBody()));
            assertTrue(again.getEnvelope().isRedeliver());
        }
        channel.basicAck(0, true);
        Delivery last = next(got);
        assertEquals("4", Clients.text(last.getBody()));
        assertFalse(last.getEnvelope().isRedeliver());
    }

    @Test
    void reject_notRequeued_isGone() throws Exception {
        publish(channel, "", queue, "1", "2");
        channel.basicReject(channel.basicGet(queue, false).getEnvelope().getDeliveryTag(), false);
        var second = channel.basicGet(queue, false);
        assertEquals("2", Clients.text(second.getBody()));
        channel.basicReject(second.getEnvelope().getDeliveryTag(), true);
        var again = channel.basicGet(queue, true);
        assertTrue(again.getEnvelope().isRedeliver());
        assertNull(channel.basicGet(queue, true));
    }

    @Test
    void get_tellsHowManyAreLeft() throws IOException {
        publish(channel, "", queue, "1", "2", "3");
        assertEquals(2, channel.basicGet(queue, true).getMessageCount());
        assertEquals(1, channel.basicGet(queue, true).getMessageCount());
        assertRefused(404, 60, 70, () -> channel.basicGet("absent", true));
    }

    @Test
    void recover_requeued_deliversAgain() throws Exception {
        publish(channel, "", queue, "1", "2");
        channel.basicGet(queue, false);
        channel.basicGet(queue, false);
        channel.basicRecover(true);
        var got = consume(channel, queue, true);
        assertTrue(next(got).getEnvelope().isRedeliver());
        assertEquals("2", nextText(got));
        assertRefused(540, 60, 110, () -> channel.basicRecover(false));
    }

    @Test
    void channel_closedWithDeliveriesOut_putsThemBack() throws Exception {
        Channel other = channel.getConnection().createChannel();
        var got = consume(other, queue, false);
        publish(channel, "", queue, "1", "2");
        next(got);
        next(got);
        other.close();
        assertEquals("1", getText(channel, queue));
        assertEquals("2", getText(channel, queue));
    }

    @Test
    void cancel_byTheClient_endsDeliveries() throws Exception {
        String tag = channel.basicConsume(queue, true, (_, _) -> { }, _ -> { });
        assertTrue(tag.startsWith("amq.ctag-"), tag);
        channel.basicCancel(tag);
        publish(channel, "", queue, "kept");
        assertEquals("kept", getText(channel, queue));
    }

    @Test
    void cancel_byTheBroker_comesWhenTheQueueIsDeleted() throws Exception {
        var cancelled = new CompletableFuture<String>();
        String tag = channel.basicConsume(queue, true, (_, _) -> { }, cancelled::complete);
        channel.queueDelete(queue);
        assertEquals(tag, cancelled.get(60, TimeUnit.SECONDS));
    }

    @Test
    void consume_exclusively_keepsOthersOut() throws IOException {
        channel.basicConsume(queue, true, "only", false, true, null, (_, _) -> { }, _ -> { });
        Channel other = channel.getConnection().createChannel();
        assertRefused(403, 60, 20, () -> consume(other, queue, true));
        Channel third = channel.getConnection().createChannel();
        channel.basicCancel("only");
        consume(third, queue, true);
        assertRefused(403, 60, 20, () -> channel.basicConsume(queue, true, "only", false, true, null, (_, _) -> { }, _ -> { }));
    }

    @Test
    void consume_whatCannotBe_isRefused() {
        assertRefused(404, 60, 20, () -> consume(clients.channel(), "absent", true));
        assertRefused(540, 60, 20, () -> clients.channel().basicConsume("", true, "t", true, false, null, (_, _) -> { }, _ -> { }));
        assertRefused(406, 60, 20, () -> channel.basicConsume(queue, true, Map.of("x-priority", "high"), (_, _) -> { }, _ -> { }));
    }

    @Test
    void consume_withATagInUse_closesTheConnection() throws IOException {
        channel.basicConsume(queue, true, "same", (_, _) -> { }, _ -> { });
        assertRefused(530, 60, 20, () -> channel.basicConsume(queue, true, "same", (_, _) -> { }, _ -> { }));
        assertFalse(channel.getConnection().isOpen());
    }

    @Test
    void queue_filledBefore_isDeliveredInOrder() throws Exception {
        var expected = new ArrayList<String>();
        for (int i = 0; i < 20_000; i++) expected.add("message " + i);
        publish(channel, "", queue, expected.toArray(String[]::new));
        var got = consume(clients.connection(2).createChannel(), shared(), true);
        for (String body : expected) assertEquals(body, nextText(got));
    }

    // The exclusive queue's content in a queue that another connection can consume.
    private String shared() throws IOException {
        channel.queueDeclare("shared-" + queue, false, false, true, null);
        var moved = new CompletableFuture<Void>();
        int count = (int) channel.messageCount(queue);
        int[] seen = {0};
        channel.basicConsume(queue, true, (_, delivery) -> {
            channel.basicPublish("", "shared-" + queue, null, delivery.getBody());
            if (++seen[0] == count) moved.complete(null);
        }, _ -> { });
        moved.orTimeout(60, TimeUnit.SECONDS).join();
        return "shared-" + queue;
    }
}
