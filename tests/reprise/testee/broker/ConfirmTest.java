package reprise.testee.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static reprise.testee.broker.Clients.assertRefused;
import static reprise.testee.broker.Clients.consume;
import static reprise.testee.broker.Clients.getText;
import static reprise.testee.broker.Clients.nextText;
import static reprise.testee.broker.Clients.publish;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import java.io.IOException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Confirms, and what the end of a channel does to other channels, with RabbitMQ's Java client. */
final class ConfirmTest {
    @AutoClose
    private static final Clients clients = Clients.of(2);
    private Channel channel;
    private String queue;

    @BeforeEach
    void open() throws IOException, TimeoutException {
        channel = clients.channel();
        queue = Clients.declare(channel, null);
    }

    @Test
    void confirms_ofManyMessages_comeForAll() throws Exception {
        channel.confirmSelect();
        for (int i = 0; i < 10_000; i++) publish(channel, "", queue, "x");
        channel.waitForConfirmsOrDie(20_000);
        assertEquals(10_000, channel.messageCount(queue));
    }

    @Test
    void confirm_ofOneMessage_comesAfterItsDeliveryIsWritten() throws Exception {
        Channel two = clients.channel(2);
        two.queueDeclare("two's", false, false, false, null);
        var got = consume(two, "two's", true);
        channel.confirmSelect();
        for (int i = 0; i < 1_000; i++) {
            publish(channel, "", "two's", "x" + i);
            channel.waitForConfirmsOrDie(20_000);
        }
        clients.cluster.kill(2).join(); // resets the consumer's connection: the kernel has every confirmed message already
        clients.cluster.start(2).join();
        for (int i = 0; i < 1_000; i++) assertEquals("x" + i, nextText(got));
    }

    @Test
    void channelError_ofOneChannel_leavesTheOthers() throws IOException {
        Channel other = channel.getConnection().createChannel();
        assertRefused(404, 50, 10, () -> channel.queueDeclarePassive("absent"));
        publish(other, "", queue, "fine");
        assertEquals("fine", getText(other, queue));
        Channel anew = channel.getConnection().createChannel();
        assertEquals(0, anew.messageCount(queue));
    }

    @Test
    void transactions_areNotImplemented() {
        assertRefused(540, 90, 10, () -> channel.txSelect());
    }

    @Test
    void flow_off_isNotImplemented() {
        assertRefused(540, 20, 20, () -> channel.rpc(new AMQP.Channel.Flow.Builder().active(false).build()));
    }
}
