package reprise.simulator.amqp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rabbitmq.client.AMQP;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import reprise.transport.amqp.AmqpFailure;

/** What a script publishes, consumes, and is told when something is wrong. */
public abstract class AmqpTests extends PublisherTests {
    // ---- consuming

    @Test
    void delivered_fromAPeer_hasAllThatWasSent() throws Exception {
        var exchange = amqp.exchange("news of " + queue, "topic").autoDelete().declare();
        amqp.bind(queue, exchange, "a.#");
        var came = new ConcurrentLinkedQueue<String>();
        var consumer = amqp.consume(queue, delivery -> came.add(delivery.tag() + " " + delivery.exchange() + " " + delivery.routingKey()
            + " " + delivery.properties().messageId() + " " + delivery.properties().headers() + " " + delivery.text() + " "
            + delivery.redelivered()));
        for (int i = 1; i <= 2; i++) {
            peer.basicPublish(exchange, "a.b" + i,
                new AMQP.BasicProperties.Builder().messageId("id" + i).headers(new HashMap<>(Map.of("n", i)))
                .build(), text("m" + i));
        }
        consumer.await(2, SOON);
        assertEquals(List.of("1 " + exchange + " a.b1 id1 {n=1} m1 false", "2 " + exchange + " a.b2 id2 {n=2} m2 false"),
            List.copyOf(came));
        consumer.close();
        assertEquals(0, amqp.messages(queue)); // they were acknowledged
        assertEquals(2, consumer.taken());
    }

    /** Of five messages three are on their way, as the prefetch says, and two wait in the queue. */
    @Test
    void acknowledged_byHand_holdTheBrokerBackUntilThen() throws Exception {
        for (int i = 1; i <= 5; i++) peer.basicPublish("", queue, null, text("m" + i));
        var came = new ConcurrentLinkedQueue<String>();
        var consumer = amqp.consumer().prefetch(3).byHand().from(queue, delivery -> {
            came.add(delivery.text());
            if (came.size() == 4) delivery.reject(false);
        });
        consumer.await(3, SOON);
        assertEquals(2, amqp.messages(queue));
        consumer.ack(3, true); // from another thread than the loop
        consumer.await(5, SOON);
        consumer.reject(5, true);
        consumer.await(6, SOON);
        assertEquals(List.of("m1", "m2", "m3", "m4", "m5", "m5"), List.copyOf(came));
        consumer.close(); // what is not acknowledged goes back
        assertEquals(1, amqp.messages(queue));
        assertEquals(1, amqp.purge(queue));
        assertTold(host + ": the consumer of queue " + queue + " is closed; open another one", () -> consumer.ack(6, false));
    }

    @Test
    void consumer_thatAcknowledgesItself_cannotBeAcknowledged() {
        var consumer = amqp.consume(queue, delivery -> { });
        assertTold("the consumer of queue " + queue + " does not acknowledge by hand; open it with byHand\\(\\)",
            () -> consumer.ack(1, false));
    }

    @Test
    void consumer_whoseQueueIsDeleted_isToldSo() throws Exception {
        var ended = new CompletableFuture<AmqpFailure>();
        var consumer = amqp.consumer().onEnd(ended::complete).from(queue, delivery -> { });
        peer.queueDelete(queue);
        assertTold(host + ": consumer " + queue + " was cancelled by the broker; its queue was deleted, or the node that had it is gone",
            () -> consumer.await(1, SOON));
        assertEquals(AmqpFailure.Kind.CANCELLED, ended.get(60, TimeUnit.SECONDS).kind());
    }

    @Test
    void handler_thatThrows_endsTheConnectionWithItsWords() throws Exception {
        var consumer = amqp.consume(queue, delivery -> {
            throw new IllegalStateException("cannot take it");
        });
        peer.basicPublish("", queue, null, HI);
        assertTold(".*IllegalStateException: cannot take it; the handler of queue " + queue + " threw it", () -> consumer.await(1, SOON));
        assertTold(host + ": closed because of .*cannot take it", () -> amqp.messages(queue));
    }

    @Test
    void handler_thatWaits_isToldThatItCannot() throws Exception {
        var told = new CompletableFuture<String>();
        amqp.consume(queue, delivery -> told.complete(assertThrows(IllegalStateException.class, () -> amqp.messages(queue)).getMessage()));
        peer.basicPublish("", queue, null, HI);
        assertEquals("the size of queue " + queue + " is waited for on the event loop that would bring it; call it from another thread",
            told.get(60, TimeUnit.SECONDS));
    }

    // ---- trouble

    @Test
    void declarations_thatDoNotFit_areToldAndTheClientGoesOn() {
        assertTold(host
            + ": the broker closed the channel: 406 PRECONDITION_FAILED - .*; what has this name was declared otherwise: declare "
            + "it the same way, delete it first, or take another name", () -> amqp.queue(queue).durable().declare());
        assertTold(host + ": the broker closed the channel: 404 NOT_FOUND - .*; declare it first",
            () -> amqp.consume("absent " + queue, delivery -> { }));
        assertTold(host + ": the broker closed the channel: 404 NOT_FOUND - .*; declare it first", () -> amqp.messages("absent " + queue));
        assertEquals(queue, amqp.queue(queue).declare()); // as it is there
        amqp.delete(queue);
        assertEquals(queue, amqp.queue(queue).argument("x-max-length", 5).declare());
    }

    @Test
    void publisher_toAnExchangeThatIsNotThere_saysSoAndWhatIsUnconfirmed() {
        var publisher = amqp.publisher().to("absent " + queue, "key");
        publisher.publish(HI);
        assertTold(host + ": the broker closed the channel: 404 NOT_FOUND - .*; declare it first; 1 message is unconfirmed, taken by the "
            + "broker or not: 1", () -> publisher.awaitConfirmed(SOON));
        assertArrayEquals(new long[] {1}, publisher.unconfirmed());
        var other = amqp.publisher().to(queue);
        other.publish(HI);
        other.awaitConfirmed(SOON);
    }

    @Test
    void bodyWriter_ofAnotherLength_isTold() {
        var publisher = amqp.publisher().to(queue);
        var sent = publisher.send(3, 8, (number, out) -> out.writeZero(number == 2 ? 7 : 8));
        var message = assertThrows(Exception.class, () -> sent.get(60, TimeUnit.SECONDS)).getCause().getMessage();
        assertTrue(message.contains("the body of message 2 was announced with 8 octets and has 7"), message);
    }

    @Test
    void client_closed_saysSoWhenItIsUsed() {
        var publisher = amqp.publisher().to(queue);
        var consumer = amqp.consume(queue, delivery -> { });
        publisher.publish(HI);
        publisher.awaitConfirmed(SOON);
        consumer.await(1, SOON);
        amqp.close();
        amqp.close();
        publisher.close();
        consumer.close();
        assertTold(host + ": closed by us; open another one", () -> publisher.publish(HI));
        assertTold(host + ": closed by us", () -> consumer.await(2, SOON));
        for (Runnable call : List.<Runnable>of(() -> amqp.messages(queue), () -> amqp.publisher().to(queue))) {
            assertTold(host + ": this client is closed; open another one", call);
        }
        assertThrows(IllegalStateException.class, () -> publisher.send(1, 1, (_, out) -> out.writeByte(1)));
    }

    /** Three channels: one for declarations, which is opened first. */
    @Test
    void channels_ofWhatIsClosed_areFreeAndMoreThanThereAreIsTold() {
        try (var three = Amqp.open("amqp://" + host + "/?channel_max=3")) {
            assertEquals(0, three.messages(queue));
            for (int i = 1; i <= 4; i++) {
                try (var publisher = three.publisher().to(queue); var consumer = three.consume(queue, delivery -> { })) {
                    publisher.publish(HI);
                    publisher.awaitConfirmed(SOON);
                    consumer.await(1, SOON);
                    assertTold(host + ": all 3 channels are in use; close one of them", () -> three.publisher().to(queue));
                }
            }
            var closed = three.publisher().to(queue);
            closed.close();
            assertTold(host + ": closed by us; open another one", () -> closed.publish(HI));
        }
    }

    @Test
    void open_withWhatTheBrokerDoesNotTake_saysWhy() {
        assertTold(host + ": the broker closed the connection: 403 ACCESS_REFUSED.*; look at user guest and its password.*",
            () -> Amqp.open("amqp://guest:wrong@" + host));
        assertTold(host + ": the broker closed the connection: 530 .*; look at virtual host nowhere and.*", () -> Amqp.open("amqp://" + host
            + "/nowhere"));
        assertEquals(AmqpFailure.Kind.REFUSED, assertThrows(AmqpFailure.class, () -> Amqp.open("amqp://127.0.0.1:1")).kind());
        try (var second = Amqp.open("amqp://127.0.0.1:1," + host)) { // the first host refuses
            assertEquals(host, second.host().toString());
        }
    }
}
