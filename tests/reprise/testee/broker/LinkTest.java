package reprise.testee.broker;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static reprise.testee.broker.Clients.awaits;
import static reprise.testee.broker.Clients.consume;
import static reprise.testee.broker.Clients.getText;
import static reprise.testee.broker.Clients.nextText;
import static reprise.testee.broker.Clients.publish;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What one node says to another goes over a socket: counted, and in order. */
final class LinkTest extends OnThreeNodes {
    private static final int HEAD = Link.HEAD_BYTES;
    /** Exchange "" and key "q" as short strings, and properties of which none is given. */
    private static final int AROUND = 1 + 2 + 2;
    private static final int MESSAGES = 100;

    private long carried(int from, int to) {
        return clients.cluster.bytesBetween(from, to).join();
    }

    private static String[] numbered(int count) {
        String[] bodies = new String[count];
        for (int i = 0; i < count; i++) bodies[i] = "%04d".formatted(i);
        return bodies;
    }

    @Test
    void publisherQueueAndConsumer_atOneNode_sayNothingToTheOthers() throws Exception {
        Channel one = confirming(1);
        one.queueDeclare("q", false, false, false, null);
        var got = consume(one, "q", false);
        publish(one, "", "q", numbered(MESSAGES));
        one.waitForConfirmsOrDie(20_000);
        for (int i = 0; i < MESSAGES; i++) one.basicAck(Clients.next(got).getEnvelope().getDeliveryTag(), false);
        for (int from = 1; from <= 3; from++) for (int to = 1; to <= 3; to++) if (from != to) assertEquals(0, carried(from, to));
    }

    @Test
    void cast_toAQueueElsewhere_isReadFromTheSocketAndConfirmedOverAnother() throws Exception {
        Channel two = clients.channel(2);
        two.queueDeclare("q", false, false, false, null);
        var got = consume(two, "q", true);
        Channel one = confirming(1);
        publish(one, "", "q", numbered(MESSAGES));
        one.waitForConfirmsOrDie(20_000);
        for (String body : numbered(MESSAGES)) assertEquals(body, nextText(got));
        assertEquals((HEAD + AROUND + 4) * MESSAGES, carried(1, 2));
        assertEquals(HEAD * MESSAGES, carried(2, 1));
        assertEquals(0, clients.cluster.usedBytes().join());
    }

    /** Publisher, queue and consumer at three nodes: consume asks there and back, each delivery crosses, and each ack. */
    @Test
    void delivery_toAConsumerElsewhere_crossesToo() throws Exception {
        clients.channel(2).queueDeclare("q", false, false, false, null);
        Channel three = clients.channel(3);
        three.basicQos(10);
        var got = consume(three, "q", false);
        Channel one = confirming(1);
        publish(one, "", "q", numbered(MESSAGES));
        for (String body : numbered(MESSAGES)) {
            var next = Clients.next(got);
            assertEquals(body, Clients.text(next.getBody()));
            three.basicAck(next.getEnvelope().getDeliveryTag(), false);
        }
        awaits("the last ack", () -> carried(3, 2) == HEAD * (1 + MESSAGES));
        assertEquals(HEAD + (HEAD + AROUND + 4) * MESSAGES, carried(2, 3));
        assertEquals(0, carried(1, 3) + carried(3, 1));
        one.waitForConfirmsOrDie(20_000);
        assertEquals(0, clients.cluster.usedBytes().join());
    }

    @Test
    void mirroredQueue_sendsEachMessageToEachMirrorBeforeItIsConfirmed() throws Exception {
        on(ClusterPlan.local(3).withMirrored(true));
        Channel one = confirming(1);
        one.queueDeclare("q", false, false, false, null);
        publish(one, "", "q", numbered(MESSAGES));
        one.waitForConfirmsOrDie(20_000);
        for (int mirror = 2; mirror <= 3; mirror++) {
            assertEquals((HEAD + AROUND + 4) * MESSAGES, carried(1, mirror));
            assertEquals(HEAD * MESSAGES, carried(mirror, 1));
        }
        clients.cluster.freeze(3).join();
        publish(one, "", "q", "waits for its mirror");
        assertThrows(TimeoutException.class, () -> one.waitForConfirms(300));
        clients.cluster.thaw(3).join();
        one.waitForConfirmsOrDie(20_000);
    }

    @Test
    void quorumQueue_sendsEachEntryToEachFollower() throws Exception {
        clients.channel(1).queueDeclare("q", true, false, false, Map.of("x-queue-type", "quorum"));
        Channel two = confirming(2);
        publish(two, "", "q", numbered(MESSAGES));
        two.waitForConfirmsOrDie(20_000);
        assertTrue(carried(2, 1) >= (HEAD + AROUND + 4) * MESSAGES, "to the leader");
        awaits("the slower follower", () -> carried(1, 2) >= (HEAD + AROUND + 4) * MESSAGES
            && carried(1, 3) >= (HEAD + AROUND + 4) * MESSAGES);
        assertEquals(MESSAGES, two.messageCount("q"));
        assertEquals("0000", getText(two, "q"));
    }

    @Test
    void longBody_arrivesWhole() throws Exception {
        Channel two = clients.channel(2);
        two.queueDeclare("q", false, false, false, null);
        byte[] body = new byte[3_000_000];
        for (int i = 0; i < body.length; i++) body[i] = (byte) (i * 31);
        Channel one = confirming(1);
        for (int i = 0; i < 3; i++) one.basicPublish("", "q", null, body);
        one.waitForConfirmsOrDie(20_000);
        for (int i = 0; i < 3; i++) assertArrayEquals(body, two.basicGet("q", true).getBody());
        assertNull(two.basicGet("q", true));
    }

    @Test
    void request_aboutAQueueElsewhere_comesBehindWhatWasPublished() throws Exception {
        clients.channel(2).queueDeclare("q", false, false, false, null);
        Channel one = clients.channel(1);
        for (int round = 1; round <= 50; round++) {
            publish(one, "", "q", numbered(20));
            assertEquals(20 * round, one.queueDeclarePassive("q").getMessageCount());
        }
        assertEquals(1000, one.queuePurge("q").getMessageCount());
    }

    /** After cancel-ok nothing comes, and what was delivered before came before it. */
    @Test
    void cancel_ofAConsumerElsewhere_losesNothing() throws Exception {
        Channel two = clients.channel(2);
        two.queueDeclare("q", false, false, false, null);
        Channel one = clients.channel(1);
        int got = 0;
        for (int round = 0; round < 20; round++) {
            var here = new Counting(one);
            String tag = one.basicConsume("q", true, here);
            publish(two, "", "q", numbered(50));
            one.basicCancel(tag);
            got += here.atCancel.get(60, TimeUnit.SECONDS);
            assertEquals(0, here.afterwards.get());
        }
        assertEquals(20 * 50, got + two.messageCount("q"));
    }

    /** Its calls come one after another. */
    private static final class Counting extends DefaultConsumer {
        final CompletableFuture<Integer> atCancel = new CompletableFuture<>();
        final AtomicInteger afterwards = new AtomicInteger();
        private int count;

        Counting(Channel channel) {
            super(channel);
        }

        @Override
        public void handleDelivery(String tag, Envelope envelope, AMQP.BasicProperties properties, byte[] body) {
            count++;
            if (atCancel.isDone()) afterwards.incrementAndGet();
        }

        @Override
        public void handleCancelOk(String tag) {
            atCancel.complete(count);
        }
    }

    @Test
    void stranger_onTheNodesPort_isShownTheDoor() throws Exception {
        Channel two = clients.channel(2);
        two.queueDeclare("q", false, false, false, null);
        Channel one = confirming(1);
        publish(one, "", "q", "a");
        one.waitForConfirmsOrDie(20_000);
        try (var stranger = new Socket(InetAddress.getLoopbackAddress(), clients.cluster.interconnectPort().join())) {
            stranger.setSoTimeout(20_000);
            stranger.getOutputStream().write("not a node at all".getBytes());
            assertTrue(ended(stranger));
        }
        publish(one, "", "q", "b");
        one.waitForConfirmsOrDie(20_000);
        assertEquals(2, two.messageCount("q"));
    }

    private static boolean ended(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (java.net.SocketException reset) {
            return true;
        }
    }
}
