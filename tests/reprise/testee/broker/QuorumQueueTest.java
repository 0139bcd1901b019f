package reprise.testee.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static reprise.testee.broker.Clients.assertRefused;
import static reprise.testee.broker.Clients.awaits;
import static reprise.testee.broker.Clients.consume;
import static reprise.testee.broker.Clients.next;
import static reprise.testee.broker.Clients.publish;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Delivery;
import com.rabbitmq.client.GetResponse;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What quorum queues can be declared as, and the counts of their returns; as observed on RabbitMQ 3.10.8. */
final class QuorumQueueTest extends OnAQuorumQueue {
    @ParameterizedTest
    @CsvSource({"false, false, false", "true, true, false", "true, false, true"})
    void declare_asAQueueThatGoesAway_isRefused(boolean durable, boolean exclusive, boolean autoDelete) {
        assertRefused(406, 50, 10, () -> clients.channel(1).queueDeclare("other", durable, exclusive, autoDelete, QUORUM));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x-max-priority", "x-queue-mode", "x-queue-master-locator"})
    void declare_withAnArgumentOfClassicQueues_isRefused(String argument) {
        assertRefused(406, 50, 10, () -> clients.channel(1).queueDeclare("other", true, false, false, with(argument, 1)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x-quorum-initial-group-size", "x-delivery-limit"})
    void classicQueue_withAnArgumentOfQuorumQueues_isRefused(String argument) {
        assertRefused(406, 50, 10, () -> clients.channel(1).queueDeclare("other", true, false, false, Map.of(argument, 2)));
    }

    @Test
    void declare_thatDiffersFromTheFirst_isRefused() throws Exception {
        assertRefused(406, 50, 10, () -> clients.channel(1).queueDeclare("q", true, false, false, null));
        assertRefused(406, 50, 10, () -> clients.channel(1).queueDeclare("q", true, false, false, with("x-delivery-limit", 3)));
        assertRefused(406, 50, 10, () -> clients.channel(1).queueDeclare("", true, false, false, QUORUM));
        assertRefused(406, 50, 10, () -> clients.channel(1).queueDeclare("g", true, false, false, with("x-quorum-initial-group-size", 0)));
        clients.channel(1).queueDeclare("classic", true, false, false, null);
        assertRefused(406, 50, 10, () -> clients.channel(1).queueDeclare("classic", true, false, false, QUORUM));
        assertEquals("q", two.queueDeclare("q", true, false, false, QUORUM).getQueue());
    }

    @Test
    void consumer_onAChannelWithAGlobalLimit_isRefused() throws Exception {
        Channel channel = clients.channel(1);
        channel.basicQos(5, true);
        assertThrows(IOException.class, () -> channel.basicConsume("q", false, (_, _) -> { }, _ -> { }));
        assertTrue(channel.getConnection().getCloseReason().getMessage().contains("does not support global qos"));
    }

    @Test
    void returns_areCounted_andGivenUpAboveTheLimit() throws Exception {
        two.queueDeclare("dead", false, false, false, null);
        var arguments = with("x-delivery-limit", 1);
        arguments.put("x-dead-letter-exchange", "");
        arguments.put("x-dead-letter-routing-key", "dead");
        two.queueDeclare("limited", true, false, false, arguments);
        publish(two, "", "limited", "a");
        two.waitForConfirmsOrDie(20_000);
        GetResponse first = two.basicGet("limited", false);
        assertEquals(" 0", again(first.getEnvelope().isRedeliver(), first.getProps().getHeaders()));
        var got = consume(two, "limited", false);
        two.basicNack(first.getEnvelope().getDeliveryTag(), false, true);
        Delivery second = next(got);
        assertEquals("2 a again 1", seen(second));
        two.basicNack(second.getEnvelope().getDeliveryTag(), false, true);
        awaits("a dead letter", () -> two.messageCount("dead") == 1);
        GetResponse dead = two.basicGet("dead", true);
        assertEquals("delivery_limit", dead.getProps().getHeaders().get("x-first-death-reason").toString());
        assertNull(get(two, "limited"));
    }
}
