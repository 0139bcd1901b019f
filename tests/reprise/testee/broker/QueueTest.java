package reprise.testee.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static reprise.testee.broker.Clients.assertRefused;
import static reprise.testee.broker.Clients.declare;
import static reprise.testee.broker.Clients.expiration;
import static reprise.testee.broker.Clients.getText;
import static reprise.testee.broker.Clients.next;
import static reprise.testee.broker.Clients.publish;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Queues and their arguments, through RabbitMQ's Java client. */
final class QueueTest {
    @AutoClose
    private static final Clients clients = Clients.of(2);
    private Channel channel;

    @BeforeEach
    void open() throws IOException, TimeoutException {
        channel = clients.channel();
    }

    @Test
    void declare_withoutAName_getsOneAndItIsTheLast() throws IOException {
        String first = channel.queueDeclare().getQueue();
        String second = channel.queueDeclare().getQueue();
        assertTrue(first.startsWith("amq.gen-") && !first.equals(second), first + ", " + second);
        channel.queueBind("", "amq.direct", ""); // the last queue, its name for a key
        publish(channel, "amq.direct", second, "hello");
        assertEquals("hello", getText(channel, ""));
    }

    @Test
    void declare_likeBefore_tellsWhatIsInIt() throws IOException {
        channel.queueDeclare("counted", true, true, true, null);
        Clients.consume(channel, "counted", false);
        channel.basicQos(1);
        publish(channel, "", "counted", "a");
        var again = channel.queueDeclare("counted", true, true, true, null);
        assertEquals("counted: 0 ready, 1 consumers",
            again.getQueue() + ": " + again.getMessageCount() + " ready, " + again.getConsumerCount() + " consumers");
    }

    @Test
    void declare_unlikeBefore_isRefused() throws IOException, TimeoutException {
        channel.queueDeclare("fixed", false, false, true, Map.of("x-message-ttl", 60_000));
        assertRefused(406, 50, 10, () -> clients.channel().queueDeclare("fixed", true, false, true, Map.of("x-message-ttl", 60_000)));
        assertRefused(406, 50, 10, () -> clients.channel().queueDeclare("fixed", false, false, false, Map.of("x-message-ttl", 60_000)));
        assertRefused(406, 50, 10, () -> clients.channel().queueDeclare("fixed", false, false, true, null));
        assertRefused(405, 50, 10, () -> clients.channel().queueDeclare("fixed", false, true, true, Map.of("x-message-ttl", 60_000)));
        // another width of the number is the same
        clients.channel(2).queueDeclare("fixed", false, false, true, Map.of("x-message-ttl", 60_000L));
        channel.queueDelete("fixed");
    }

    @Test
    void declare_whatCannotBe_isRefused() {
        assertRefused(403, 50, 10, () -> clients.channel().queueDeclare("amq.mine", false, false, false, null));
        assertRefused(404, 50, 10, () -> clients.channel().queueDeclarePassive("absent"));
        for (var wrong : Map.of("x-expires", 0, "x-message-ttl", -1, "x-max-length", "many").entrySet()) {
            assertRefused(406, 50, 10, () -> declare(clients.channel(), Map.of(wrong.getKey(), wrong.getValue())));
        }
        assertRefused(540, 50, 10, () -> declare(clients.channel(), Map.of("x-single-active-consumer", true)));
        assertRefused(540, 50, 10, () -> declare(clients.channel(), Map.of("x-queue-type", "stream")));
    }

    @Test
    void exclusive_fromAnotherConnection_isLocked() throws Exception {
        channel.queueDeclare("mine", false, true, false, null);
        assertRefused(405, 50, 10, () -> clients.channel(2).queueDeclarePassive("mine"));
        assertRefused(405, 60, 70, () -> clients.channel(2).basicGet("mine", true));
        assertRefused(405, 60, 20, () -> Clients.consume(clients.channel(), "mine", true));
        assertRefused(405, 50, 30, () -> clients.channel().queuePurge("mine"));
        assertRefused(405, 50, 40, () -> clients.channel().queueDelete("mine"));
        publish(clients.channel(2), "", "mine", "anybody may publish");
        assertEquals("anybody may publish", Clients.text(next(Clients.consume(channel, "mine", true)).getBody()));
    }

    @Test
    void exclusive_connectionClosed_goesWithIt() throws IOException, TimeoutException {
        channel.queueDeclare("short-lived", false, true, false, null);
        channel.getConnection().close();
        assertRefused(404, 50, 10, () -> clients.channel().queueDeclarePassive("short-lived"));
    }

    @Test
    void autoDelete_lastConsumerGone_goesToo() throws IOException, TimeoutException {
        channel.queueDeclare("served", false, false, true, null);
        channel.basicConsume("served", true, "one", false, false, null, (_, _) -> { }, _ -> { });
        channel.basicConsume("served", true, "two", false, false, null, (_, _) -> { }, _ -> { });
        channel.basicCancel("one");
        clients.channel().queueDeclarePassive("served");
        channel.close(); // closes its other consumer too
        assertRefused(404, 50, 10, () -> clients.channel().queueDeclarePassive("served"));
    }

    @Test
    void purge_ofWaitingMessages_countsThem() throws IOException {
        String queue = channel.queueDeclare().getQueue();
        publish(channel, "", queue, "a", "b", "c");
        assertEquals(3, channel.queuePurge(queue).getMessageCount());
        assertNull(getText(channel, queue));
        assertRefused(404, 50, 30, () -> channel.queuePurge("absent"));
    }

    @Test
    void delete_usedOrNotEmpty_isRefusedIfAsked() throws IOException, TimeoutException {
        channel.queueDeclare("wanted", false, false, false, null);
        publish(channel, "", "wanted", "a", "b");
        assertRefused(406, 50, 40, () -> clients.channel().queueDelete("wanted", false, true));
        channel.basicQos(1);
        Clients.consume(channel, "wanted", false);
        assertRefused(406, 50, 40, () -> clients.channel().queueDelete("wanted", true, false));
        // One of the two is unacknowledged and does not count.
        assertEquals(1, channel.queueDelete("wanted").getMessageCount());
        assertEquals(0, channel.queueDelete("wanted").getMessageCount());
    }

    @Test
    void maxLength_exceeded_dropsTheOldest() throws IOException {
        String queue = declare(channel, Map.of("x-max-length", 2));
        publish(channel, "", queue, "a", "b", "c");
        assertEquals("b", getText(channel, queue));
        assertEquals("c", getText(channel, queue));
        assertNull(getText(channel, queue));
    }

    /** A message waits behind expiring ones: once it is delivered, they must be gone. */
    @Test
    void messageTtl_passed_neverDelivers() throws Exception {
        String queue = declare(channel, Map.of("x-message-ttl", 1));
        publish(channel, "", queue, "a", "b");
        awaitEmpty(queue);
        assertNull(getText(channel, queue));
        Clients.consume(channel, queue, true);
    }

    private void awaitEmpty(String queue) throws IOException {
        while (channel.messageCount(queue) > 0) LockSupport.parkNanos(1_000_000);
    }

    @Test
    void expiration_ofOneMessage_leavesTheOthers() throws Exception {
        String queue = channel.queueDeclare().getQueue();
        publish(channel, queue, expiration("1"), "short");
        publish(channel, queue, expiration("600000"), "long");
        publish(channel, queue, (AMQP.BasicProperties) null, "for ever");
        while (channel.messageCount(queue) > 2) LockSupport.parkNanos(1_000_000);
        assertEquals("long", getText(channel, queue));
        assertEquals("for ever", getText(channel, queue));
    }

    @Test
    void expiration_zero_reachesAWaitingConsumerOnly() throws Exception {
        String queue = channel.queueDeclare().getQueue();
        publish(channel, queue, expiration("0"), "nobody there");
        assertEquals(0, channel.messageCount(queue));
        var got = Clients.consume(channel, queue, true);
        publish(channel, queue, expiration("0"), "somebody there");
        assertEquals("somebody there", Clients.nextText(got));
    }

    @Test
    void expiration_notANumber_isRefused() {
        for (String wrong : new String[] {"soon", "-1", "4294967296", ""}) {
            assertRefused(406, 60, 40, () -> {
                Channel own = clients.channel();
                publish(own, "x", expiration(wrong), "");
                own.queueDeclare();
            });
        }
    }

    @Test
    void expires_unused_goesAndConsumersKeepIt() throws Exception {
        // The idle one expires later: by then the busy one would be deleted too if it had no consumer.
        channel.queueDeclare("busy", false, false, false, Map.of("x-expires", 1000));
        var got = Clients.consume(channel, "busy", true);
        channel.queueDeclare("idle", false, false, false, Map.of("x-expires", 1100));
        Channel asking = clients.channel();
        assertRefused(404, 50, 20, () -> {
            for (;; LockSupport.parkNanos(1_000_000)) asking.queueBind("idle", "amq.direct", "asking is not using");
        });
        publish(channel, "", "busy", "still here");
        assertEquals("still here", Clients.nextText(got));
        channel.queueDelete("busy");
    }
}
