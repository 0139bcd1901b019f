package reprise.testee.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static reprise.testee.broker.Clients.awaits;
import static reprise.testee.broker.Clients.consume;
import static reprise.testee.broker.Clients.getText;
import static reprise.testee.broker.Clients.publish;

import com.rabbitmq.client.Channel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** What is under way between nodes when one of them dies or does not read. A frozen node keeps it under way. */
final class LinkDeathTest extends OnThreeNodes {
    /** As RabbitMQ does when a queue's node dies: what has not arrived is refused, and the queue with the rest is gone. */
    @Test
    void kill_ofTheHome_refusesWhatIsUnderWay() throws Exception {
        clients.channel(2).queueDeclare("q", false, false, false, null);
        Channel one = confirming(1);
        publish(one, "", "q", "arrived");
        one.waitForConfirmsOrDie(20_000);
        clients.cluster.freeze(2).join();
        var answers = new LinkedBlockingQueue<String>();
        one.addConfirmListener((number, _) -> answers.add("ack " + number), (number, _) -> answers.add("nack " + number));
        publish(one, "", "q", "b", "c");
        assertThrows(TimeoutException.class, () -> one.waitForConfirms(300));
        clients.cluster.kill(2).join();
        assertFalse(one.waitForConfirms(20_000));
        assertEquals("nack 2", answers.take());
        assertEquals("nack 3", answers.take());
        assertEquals(0, clients.cluster.usedBytes().join());
    }

    @Test
    void kill_ofAMirroredHome_leavesTheMirrorsWhatHadArrived() throws Exception {
        on(ClusterPlan.local(3).withMirrored(true));
        clients.channel(2).queueDeclare("q", false, false, false, null);
        Channel one = confirming(1);
        publish(one, "", "q", "arrived");
        one.waitForConfirmsOrDie(20_000);
        clients.cluster.freeze(2).join();
        publish(one, "", "q", "under way");
        assertThrows(TimeoutException.class, () -> one.waitForConfirms(300));
        clients.cluster.kill(2).join();
        assertFalse(one.waitForConfirms(20_000));
        publish(one, "", "q", "after");
        one.waitForConfirmsOrDie(20_000);
        Channel three = clients.channel(3);
        assertEquals("arrived", getText(three, "q"));
        assertEquals("after", getText(three, "q"));
        assertNull(getText(three, "q"));
    }

    /** Acks that did not arrive before the home died: its mirror delivers again. */
    @Test
    void ackUnderWay_whenTheHomeDies_leavesTheMessageToTheMirror() throws Exception {
        on(ClusterPlan.local(3).withMirrored(true));
        clients.channel(2).queueDeclare("q", false, false, false, null);
        Channel three = clients.channel(3);
        var got = consume(three, "q", false);
        Channel one = confirming(1);
        publish(one, "", "q", "a");
        one.waitForConfirmsOrDie(20_000);
        long tag = Clients.next(got).getEnvelope().getDeliveryTag();
        clients.cluster.freeze(2).join();
        three.basicAck(tag, false);
        three.basicQos(0); // its answer shows that the ack is on its way
        clients.cluster.kill(2).join();
        var again = Clients.next(got);
        assertEquals("a", Clients.text(again.getBody()));
        assertTrue(again.getEnvelope().isRedeliver());
        three.basicAck(again.getEnvelope().getDeliveryTag(), false);
        awaits("an empty queue", () -> clients.cluster.usedBytes().join() == 0);
    }

    /** The way to a node that reads nothing takes a mebibyte; then its publishers are no longer read. */
    @Test
    void publisher_toANodeThatDoesNotRead_waits() throws Exception {
        int messages = 3_000;
        byte[] body = new byte[10_000];
        Channel two = clients.channel(2);
        two.queueDeclare("q", false, false, false, null);
        Channel one = clients.channel(1);
        publish(one, "", "q", "first");
        awaits("the first", () -> clients.cluster.bytesBetween(1, 2).join() > 0);
        clients.cluster.freeze(2).join();
        var published = CompletableFuture.runAsync(() -> {
            try {
                for (int i = 0; i < messages; i++) one.basicPublish("", "q", null, body);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        awaits("a full way", () -> clients.cluster.usedBytes().join() >= 1_000_000);
        assertThrows(TimeoutException.class, () -> published.get(300, TimeUnit.MILLISECONDS));
        assertTrue(clients.cluster.usedBytes().join() < 1_200_000, "more than a mebibyte, a message and the one that waits");
        clients.cluster.thaw(2).join();
        published.get(60, TimeUnit.SECONDS);
        awaits("all", () -> two.messageCount("q") == messages + 1);
    }
}
