package reprise.testee.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static reprise.testee.broker.Clients.assertRefused;
import static reprise.testee.broker.Clients.getText;
import static reprise.testee.broker.Clients.publish;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Exchanges and bindings, with RabbitMQ's Java client. Exclusive queues isolate the tests. */
final class ExchangeTest {
    @AutoClose
    private static final Clients clients = Clients.of(2);
    private Channel channel;
    private String queue;

    @BeforeEach
    void open() throws IOException, TimeoutException {
        channel = clients.channel();
        queue = channel.queueDeclare().getQueue();
    }

    private String exchange(String type) throws IOException {
        String name = type + "-" + queue;
        channel.exchangeDeclare(name, type, false, true, null);
        return name;
    }

    @Test
    void defaultExchange_keyIsAQueuesName_reachesIt() throws IOException {
        publish(channel, "", queue, "hello");
        assertEquals("hello", getText(channel, queue));
    }

    @Test
    void direct_exactKey_reachesEachBoundQueueOnce() throws IOException {
        String exchange = exchange("direct");
        String other = channel.queueDeclare().getQueue();
        channel.queueBind(queue, exchange, "k");
        channel.queueBind(queue, exchange, "k"); // a repeated binding counts once
        channel.queueBind(other, exchange, "k");
        channel.queueBind(other, exchange, "other");
        publish(channel, exchange, "k", "both");
        publish(channel, exchange, "K", "nobody");
        assertEquals("both", getText(channel, queue));
        assertEquals("both", getText(channel, other));
        assertNull(getText(channel, queue));
        assertNull(getText(channel, other));
    }

    @Test
    void binding_takenAway_isNotFollowedAnyMore() throws IOException {
        channel.queueBind(queue, "amq.direct", queue);
        publish(channel, "amq.direct", queue, "before");
        channel.queueUnbind(queue, "amq.direct", queue);
        publish(channel, "amq.direct", queue, "after");
        assertEquals("before", getText(channel, queue));
        assertNull(getText(channel, queue));
        channel.queueUnbind(queue, "amq.direct", "never bound"); // succeeds, as in RabbitMQ
    }

    @Test
    void fanout_anyKey_reachesAll() throws IOException {
        String exchange = exchange("fanout");
        channel.queueBind(queue, exchange, "ignored");
        publish(channel, exchange, "whatever", "hello");
        assertEquals("hello", getText(channel, queue));
    }

    @Test
    void topic_patternsThatBothMatch_deliverOnce() throws IOException {
        String exchange = exchange("topic");
        channel.queueBind(queue, exchange, "a.*");
        channel.queueBind(queue, exchange, "#.b");
        channel.queueBind(queue, exchange, "a.b");
        publish(channel, exchange, "a.b", "1");
        publish(channel, exchange, "x.y", "2");
        publish(channel, exchange, "x.b", "3");
        assertEquals("1", getText(channel, queue));
        assertEquals("3", getText(channel, queue));
        assertNull(getText(channel, queue));
    }

    private void publishWith(String exchange, Map<String, Object> headers, String body) throws IOException {
        channel.basicPublish(exchange, "", new AMQP.BasicProperties.Builder().headers(headers).build(), body.getBytes());
    }

    @Test
    void headers_allAndAny_matchAsTheirArgumentsSay() throws IOException {
        String exchange = exchange("headers");
        var all = new HashMap<String, Object>(Map.of("x-match", "all", "colour", "red", "size", 5, "x-ignored", 1));
        all.put("present", null);
        String any = channel.queueDeclare().getQueue();
        channel.queueBind(queue, exchange, "", all);
        channel.queueBind(any, exchange, "", Map.of("x-match", "any", "colour", "blue", "size", 5));
        publishWith(exchange, Map.of("colour", "red", "size", 5L, "present", "yes"), "1"); // all; any by size, in another width
        publishWith(exchange, Map.of("colour", "red", "size", 5), "2"); // not all: "present" is absent
        publishWith(exchange, Map.of("colour", "blue"), "3");
        publish(channel, exchange, "", "4"); // no headers
        assertEquals("1", getText(channel, queue));
        assertNull(getText(channel, queue));
        assertEquals("1", getText(channel, any));
        assertEquals("2", getText(channel, any));
        assertEquals("3", getText(channel, any));
        assertNull(getText(channel, any));
    }

    @Test
    void headers_unknownMatch_isRefused() {
        assertRefused(406, 50, 20, () -> channel.queueBind(queue, "amq.headers", "", Map.of("x-match", "most")));
    }

    @Test
    void exchanges_boundInACircle_deliverOnce() throws IOException {
        String first = exchange("fanout");
        String second = exchange("topic");
        channel.exchangeBind(second, first, "");
        channel.exchangeBind(first, second, "#");
        channel.queueBind(queue, second, "a.#");
        channel.queueBind(channel.queueDeclare().getQueue(), first, ""); // keeps the first when the cycle is cut
        publish(channel, first, "a.b", "hello");
        assertEquals("hello", getText(channel, queue));
        assertNull(getText(channel, queue));
        channel.exchangeUnbind(second, first, "");
        publish(channel, first, "a.b", "unbound");
        assertNull(getText(channel, queue));
    }

    @Test
    void predeclared_exchanges_areThereWithTheirTypes() throws IOException {
        for (String type : new String[] {"direct", "fanout", "topic", "headers"}) {
            channel.exchangeDeclarePassive("amq." + type);
            channel.exchangeDeclare("amq." + type, type, true);
        }
        channel.exchangeDeclare("amq.match", "headers", true);
    }

    @Test
    void declare_likeBefore_isFineAndUnlikeIsRefused() throws IOException, TimeoutException {
        String exchange = exchange("direct");
        exchange("direct");
        assertRefused(406, 40, 10, () -> clients.channel().exchangeDeclare(exchange, "fanout", false, true, null));
        assertRefused(406, 40, 10, () -> clients.channel().exchangeDeclare(exchange, "direct", true, true, null));
        assertRefused(406, 40, 10, () -> clients.channel().exchangeDeclare(exchange, "direct", false, false, null));
    }

    @Test
    void declare_whatCannotBe_isRefused() {
        assertRefused(503, 40, 10, () -> clients.channel().exchangeDeclare("x", "no-such-type"));
        assertRefused(403, 40, 10, () -> clients.channel().exchangeDeclare("amq.mine", "direct"));
        assertRefused(403, 40, 10, () -> clients.channel().exchangeDeclare("", "direct"));
        assertRefused(404, 40, 10, () -> clients.channel().exchangeDeclarePassive("absent"));
        assertRefused(406, 40, 10, () -> clients.channel().exchangeDeclare("x", "direct", false, true,
            Map.of("alternate-exchange", 5)));
    }

    @Test
    void delete_inUseOrOfTheSystem_isRefused() throws IOException, TimeoutException {
        String exchange = exchange("direct");
        channel.queueBind(queue, exchange, "");
        assertRefused(406, 40, 20, () -> clients.channel().exchangeDelete(exchange, true));
        assertRefused(403, 40, 20, () -> clients.channel().exchangeDelete("amq.topic"));
        assertRefused(403, 40, 20, () -> clients.channel().exchangeDelete(""));
        channel.exchangeDelete("absent");
        channel.exchangeDelete(exchange);
        assertRefused(404, 40, 10, () -> clients.channel().exchangeDeclarePassive(exchange));
    }

    @Test
    void autoDelete_lastBindingGone_goesToo() throws IOException {
        String exchange = exchange("fanout");
        channel.queueBind(queue, exchange, "");
        channel.queueDelete(queue);
        assertRefused(404, 40, 10, () -> channel.exchangeDeclarePassive(exchange));
    }

    @Test
    void internal_publishedTo_isRefusedButFollowedFromAnother() throws IOException {
        String internal = "internal-" + queue;
        channel.exchangeDeclare(internal, "fanout", false, true, true, null);
        String exchange = exchange("direct");
        channel.exchangeBind(internal, exchange, "k");
        channel.queueBind(queue, internal, "");
        publish(channel, exchange, "k", "through");
        assertEquals("through", getText(channel, queue));
        assertRefused(403, 60, 40, () -> {
            publish(channel, internal, "", "refused");
            getText(channel, queue);
        });
    }

    @Test
    void publish_toNoExchange_closesTheChannelOnly() {
        assertRefused(404, 60, 40, () -> {
            publish(channel, "absent", "", "lost");
            getText(channel, queue);
        });
        assertEquals(true, channel.getConnection().isOpen());
    }

    @Test
    void mandatory_withoutAQueue_comesBackBeforeItsConfirm() throws Exception {
        var returned = new CompletableFuture<String>();
        channel.addReturnListener(back -> returned.complete(back.getReplyCode() + " " + back.getReplyText() + " "
            + back.getExchange() + " " + back.getRoutingKey() + " " + Clients.text(back.getBody())));
        channel.confirmSelect();
        channel.basicPublish("amq.direct", "nowhere", true, false, null, "hello".getBytes());
        channel.waitForConfirmsOrDie();
        // Both came on one thread of the client, the return first.
        assertEquals("312 NO_ROUTE amq.direct nowhere hello", returned.get(60, TimeUnit.SECONDS));
    }

    @Test
    void publish_immediate_isNotImplemented() {
        assertRefused(540, 60, 40, () -> {
            channel.basicPublish("", queue, false, true, null, new byte[1]);
            getText(channel, queue);
        });
    }

    @Test
    void names_declaredOnOneNode_areUsedOnTheOther() throws Exception {
        Channel elsewhere = clients.channel(2);
        String exchange = exchange("topic");
        channel.queueBind(queue, exchange, "a.#");
        elsewhere.confirmSelect();
        publish(elsewhere, exchange, "a.b", "hello");
        elsewhere.waitForConfirmsOrDie(20_000); // from the queue's node
        assertEquals("hello", getText(channel, queue));
    }

    @Test
    void bind_whatIsNotThere_isRefused() {
        assertRefused(404, 50, 20, () -> clients.channel().queueBind("absent", "amq.direct", ""));
        assertRefused(404, 50, 20, () -> channel.queueBind(queue, "absent", ""));
        assertRefused(403, 50, 20, () -> {
            Channel own = clients.channel();
            own.queueBind(own.queueDeclare().getQueue(), "", "");
        });
    }
}
