package reprise.simulator.amqp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rabbitmq.client.AMQP;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import reprise.transport.amqp.Properties;

/** What a script publishes, and what it hears of that. */
public abstract class PublisherTests extends OpenAmqp {
    @Test
    void published_fromAThread_arriveInOrderWithTheirProperties() throws Exception {
        var publisher = amqp.publisher().window(3).properties(Properties.NONE.contentType("text/plain")).to(queue);
        for (int i = 1; i <= 10; i++) assertEquals(i, publisher.publish(text("m" + i)));
        publisher.publish(HI, Properties.NONE.messageId("1").header("k", 1).persistent());
        publisher.publish(new byte[0]);
        publisher.awaitConfirmed(SOON);
        assertEquals(12, amqp.messages(queue));
        for (int i = 1; i <= 10; i++) {
            var got = peer.basicGet(queue, true);
            assertArrayEquals(text("m" + i), got.getBody());
            assertEquals("text/plain", got.getProps().getContentType());
        }
        var own = peer.basicGet(queue, true);
        assertArrayEquals(HI, own.getBody());
        assertEquals(new AMQP.BasicProperties.Builder().messageId("1").headers(Map.of("k", 1)).deliveryMode(2).build().toString(),
            own.getProps().toString());
        assertEquals(0, peer.basicGet(queue, true).getBody().length);
    }

    /** 300,000 octets are more than two frames of the 128 KiB that both sides agree on. */
    @Test
    void bodies_longerThanAFrame_passBothWays() {
        var body = new byte[300_000];
        for (int i = 0; i < body.length; i++) body[i] = (byte) (i % 251);
        var came = new CompletableFuture<byte[]>();
        amqp.consume(queue, delivery -> came.complete(delivery.bytes()));
        amqp.publisher().to(queue).publish(body);
        assertArrayEquals(body, came.orTimeout(60, TimeUnit.SECONDS).join());
    }

    /** Confirms cannot come in while a task holds the loop, so the window alone decides. */
    @Test
    void offered_onTheLoop_areAsManyAsTheWindowHasAndTheRestWhenThereIsRoom() throws Exception {
        var taken = new ArrayList<Integer>(); // how many each turn took
        var all = new CompletableFuture<Void>();
        var publisher = new AmqpPublisher[1];
        Runnable turn = () -> {
            int soFar = taken.stream().mapToInt(Integer::intValue).sum();
            int more = 0;
            while (soFar + more < 10 && publisher[0].offer(HI)) more++;
            taken.add(more);
            if (soFar + more == 10) all.complete(null);
        };
        publisher[0] = amqp.publisher().window(4).onRoom(turn).to(queue);
        amqp.loop().execute(turn);
        all.get(60, TimeUnit.SECONDS);
        publisher[0].awaitConfirmed(SOON);
        assertEquals(4, taken.getFirst());
        assertEquals(10, amqp.messages(queue));
        assertTold("offer belongs on the event loop; other threads publish", () -> publisher[0].offer(HI));
    }

    /** Brokers confirm many at once; each is told once, in whatever order they confirm. */
    @Test
    void stream_ofMessages_isConfirmedOneByOneAndArrivesOnce() {
        int messages = 5_000;
        var confirms = new int[messages + 1];
        var arrivals = new int[messages + 1];
        var consumer = amqp.consumer().unacknowledged().from(queue, delivery -> arrivals[(int) delivery.body().readLong()]++);
        var publisher = amqp.publisher().window(100).onConfirm((number, acked) -> confirms[(int) number] += acked ? 1 : 100).to(queue);
        publisher.send(messages, 50, (number, out) -> out.writeLong(number).writeZero(42)).orTimeout(60, TimeUnit.SECONDS).join();
        consumer.await(messages, SOON);
        var once = IntStream.rangeClosed(0, messages).map(number -> number == 0 ? 0 : 1).toArray();
        assertArrayEquals(once, confirms);
        assertArrayEquals(once, arrivals);
        assertEquals(0, publisher.unconfirmed().length);
        assertEquals(0, amqp.messages(queue));
    }

    @Test
    void stream_withAnotherUnderWay_isRefusedAndOneAfterItIsNot() {
        var publisher = amqp.publisher().window(1).to(queue);
        var first = publisher.send(100, 1, (_, out) -> out.writeByte(1));
        var second = publisher.send(1, 1, (_, out) -> out.writeByte(1));
        assertEquals("a stream of messages is under way; send one after the other", assertThrows(Exception.class,
            () -> second.get(60, TimeUnit.SECONDS)).getCause().getMessage());
        first.orTimeout(60, TimeUnit.SECONDS).join();
        publisher.send(0, 1, (_, out) -> out.writeByte(1)).orTimeout(60, TimeUnit.SECONDS).join();
        publisher.send(1, 1, (_, out) -> out.writeByte(1)).orTimeout(60, TimeUnit.SECONDS).join();
        assertEquals(101, amqp.messages(queue));
    }

    @Test
    void unroutable_messages_comeBackAndAreTold() throws Exception {
        var came = new ConcurrentLinkedQueue<String>();
        var listening = amqp.publisher().onReturn((code, properties, body) -> came.add(code + " " + properties.messageId() + " "
            + body.toString(UTF_8))).to("absent " + queue);
        for (int i = 1; i <= 3; i++) listening.publish(text("m" + i), Properties.NONE.messageId("id" + i));
        listening.awaitConfirmed(SOON);
        assertEquals(List.of("312 id1 m1", "312 id2 m2", "312 id3 m3"), List.copyOf(came)); // NO_ROUTE
        var deaf = amqp.publisher().to("absent " + queue);
        deaf.publish(HI);
        deaf.publish(HI);
        assertTold(host + ": of the messages up to 2 the broker gave back 2 that no queue took; look at exchange and routing key, or ask "
            + "for onReturn", () -> deaf.awaitConfirmed(SOON));
        deaf.awaitConfirmed(SOON); // told once
        var dropping = amqp.publisher().droppable().to("absent " + queue);
        dropping.publish(HI);
        dropping.awaitConfirmed(SOON);
        var failed = deaf.send(5, 1, (_, out) -> out.writeByte(1));
        assertTrue(assertThrows(Exception.class, () -> failed.get(60, TimeUnit.SECONDS)).getCause().getMessage()
            .startsWith(host + ": of the messages up to 7 the broker gave back 5"));
    }

    /** The queue takes one message and refuses the others. */
    @Test
    void refused_messages_areTold() {
        var small = amqp.queue("small " + queue).exclusive().argument("x-max-length", 1).argument("x-overflow", "reject-publish").declare();
        var publisher = amqp.publisher().window(1).to(small);
        for (int i = 0; i < 3; i++) publisher.publish(HI);
        assertTold(host + ": of the messages up to 3 the broker refused 2 \\(its queue is full, or its node failed\\)",
            () -> publisher.awaitConfirmed(SOON));
        var outcomes = new ConcurrentLinkedQueue<String>();
        var listening = amqp.publisher().onConfirm((number, acked) -> outcomes.add(number + " " + acked)).to(small);
        listening.publish(HI);
        listening.awaitConfirmed(SOON);
        assertEquals(List.of("1 false"), List.copyOf(outcomes));
    }

    /** All of it at once: several threads on one publisher, each with its own order. */
    @Test
    void threads_onOnePublisher_keepTheirOrderAndLoseNothing() throws Exception {
        int each = 500;
        var last = new long[4];
        var wrong = new long[1];
        var consumer = amqp.consume(queue, delivery -> {
            int thread = delivery.body().readByte();
            int number = delivery.body().readInt();
            if (number != ++last[thread]) wrong[0]++;
        });
        var publisher = amqp.publisher().window(7).to(queue);
        var threads = IntStream.range(0, 4).mapToObj(thread -> Thread.ofVirtual().start(() -> {
            for (int i = 1; i <= each; i++) {
                publisher.publish(new byte[] {(byte) thread, 0, 0, (byte) (i >> 8), (byte) i});
            }
        })).toList();
        for (var thread : threads) thread.join();
        publisher.awaitConfirmed(SOON);
        consumer.await(4L * each, SOON);
        assertEquals(0, wrong[0]);
        assertEquals(4L * each, LongStream.of(last).sum());
        assertEquals(4, Arrays.stream(last).filter(number -> number == each).count());
    }
}
