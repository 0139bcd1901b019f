package reprise.testee.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static reprise.testee.broker.Clients.assertRefused;
import static reprise.testee.broker.Clients.consume;
import static reprise.testee.broker.Clients.declare;
import static reprise.testee.broker.Clients.getText;
import static reprise.testee.broker.Clients.publish;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.RpcClient;
import com.rabbitmq.client.RpcClientParams;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reprise.transport.amqp.ConnectionMethod;
import reprise.transport.amqp.QueueMethod;

/** RabbitMQ's routing extensions, with its Java client: CC and BCC, alternate exchanges, direct reply-to, names. */
final class RoutingExtrasTest {
    private static Clients clients;
    private Channel channel;

    @BeforeAll
    static void start() {
        clients = Clients.of(2);
    }

    @AfterAll
    static void end() {
        clients.close();
    }

    @BeforeEach
    void open() throws Exception {
        channel = clients.channel();
    }

    private static AMQP.BasicProperties headers(Map<String, Object> headers) {
        return new AMQP.BasicProperties.Builder().headers(headers).contentType("text/plain").contentEncoding("utf-8").build();
    }

    /** One copy per queue, though b is named twice; no consumer sees BCC; the next message is routed by its key alone. */
    @Test
    void ccAndBcc_areMoreKeys() throws Exception {
        var queues = List.of(declare(channel, Map.of()), declare(channel, Map.of()), declare(channel, Map.of()));
        var properties =
            headers(Map.of("CC", List.of(queues.get(1), queues.get(1), 5), "BCC", List.of(queues.get(2), queues.get(1)), "n", 1));
        publish(channel, queues.get(0), properties, "copied");
        publish(channel, "", queues.get(0), "alone");
        var counts = new ArrayList<Long>();
        for (String queue : queues) counts.add(channel.messageCount(queue));
        assertEquals(List.of(2L, 1L, 1L), counts);
        for (String queue : queues) {
            var got = channel.basicGet(queue, true);
            assertEquals("copied", Clients.text(got.getBody()));
            assertEquals(java.util.Set.of("CC", "n"), got.getProps().getHeaders().keySet());
            assertEquals("text/plain utf-8", got.getProps().getContentType() + " " + got.getProps().getContentEncoding());
        }
    }

    @Test
    void cc_worksThroughATopicExchange_andMustBeAnArray() throws Exception {
        String queue = declare(channel, Map.of());
        channel.queueBind(queue, "amq.topic", "copies.#");
        channel.basicPublish("amq.topic", "nowhere", headers(Map.of("CC", List.of("copies.a"))), new byte[1]);
        assertEquals(1, channel.messageCount(queue));
        assertRefused(406, 60, 40, () -> {
            Channel other = clients.channel();
            other.basicPublish("", "nowhere", headers(Map.of("CC", "no array")), new byte[1]);
            other.queueDeclare();
        });
    }

    /** direct → fanout → queue: unmatched messages continue to the alternate, matched ones do not; an absent alternate loses them. */
    @Test
    void alternateExchange_getsWhatNothingMatches() throws Exception {
        String matched = declare(channel, Map.of());
        String rest = declare(channel, Map.of());
        channel.exchangeDeclare("alternates", "direct", false, true, Map.of("alternate-exchange", "alternates-rest"));
        channel.queueBind(matched, "alternates", "k");
        publish(channel, "alternates", "other", "lost");
        channel.exchangeDeclare("alternates-rest", "fanout", false, true, null);
        channel.queueBind(rest, "alternates-rest", "");
        publish(channel, "alternates", "k", "matched");
        publish(channel, "alternates", "other", "rest");
        assertEquals("rest", getText(channel, rest));
        assertNull(getText(channel, rest));
        assertEquals("matched", getText(channel, matched));
        channel.exchangeDeclare("alternates", "direct", false, true, Map.of("alternate-exchange", "alternates-rest"));
        assertRefused(406, 40, 10, () -> clients.channel().exchangeDeclare("alternates", "direct", false, true, null));
    }

    /** Two exchanges are each other's alternate: the message is returned as unroutable instead of circulating. */
    @Test
    void alternateExchange_inACircleEnds() throws Exception {
        channel.exchangeDeclare("circle-1", "direct", false, true, Map.of("alternate-exchange", "circle-2"));
        channel.exchangeDeclare("circle-2", "direct", false, true, Map.of("alternate-exchange", "circle-1"));
        var returned = new java.util.concurrent.LinkedBlockingQueue<String>();
        channel.addReturnListener(back -> returned.add(back.getExchange() + " " + back.getReplyCode()));
        channel.basicPublish("circle-1", "k", true, null, new byte[1]);
        assertEquals("circle-1 312", returned.poll(60, java.util.concurrent.TimeUnit.SECONDS));
    }

    /** The Java client's own RpcClient uses direct reply-to by default; the server is on the other node. */
    @Test
    void directReplyTo_carriesTheJavaClientsCalls() throws Exception {
        Channel server = clients.channel(2);
        String queue = server.queueDeclare().getQueue(); // exclusive to the server's connection: publishing needs no access to it
        var answeredTo = new java.util.concurrent.LinkedBlockingQueue<String>();
        server.basicConsume(queue, true, (_, request) -> {
            answeredTo.add(request.getProperties().getReplyTo());
            server.queueDeclarePassive(request.getProperties().getReplyTo());
            server.basicPublish("", request.getProperties().getReplyTo(), request.getProperties(),
                ("re: " + Clients.text(request.getBody()))
                .getBytes(StandardCharsets.UTF_8));
        }, _ -> { });
        var client = new RpcClient(new RpcClientParams().channel(channel).exchange("").routingKey(queue).timeout(20_000));
        assertEquals("re: one", client.stringCall("one"));
        assertEquals("re: two", client.stringCall("two"));
        String name = answeredTo.take();
        assertTrue(name.startsWith("amq.rabbitmq.reply-to.") && name.equals(answeredTo.take()), name);
        client.close();
        channel.close();
        assertRefused(404, 50, 10, () -> clients.channel().queueDeclarePassive(name));
    }

    @Test
    void directReplyTo_wrongly_isRefused() throws Exception {
        String pseudo = "amq.rabbitmq.reply-to";
        assertRefused(406, 60, 20, () -> consume(clients.channel(), pseudo, false));
        Channel twice = clients.channel();
        consume(twice, pseudo, true);
        assertRefused(406, 60, 20, () -> consume(twice, pseudo, true));
        assertRefused(406, 60, 40, () -> {
            Channel other = clients.channel();
            other.basicPublish("", "q", new AMQP.BasicProperties.Builder().replyTo(pseudo).build(), new byte[1]);
            other.queueDeclare();
        });
        assertEquals(pseudo, channel.queueDeclarePassive(pseudo).getQueue());
        assertRefused(404, 50, 10, () -> clients.channel().queueDeclarePassive(pseudo + ".guessed"));
    }

    /** As in RabbitMQ, line ends are removed where names are declared, bound and deleted. */
    @Test
    void names_loseTheirLineEnds() throws IOException {
        assertEquals("two lines", channel.queueDeclare("two\r\n lines\n", false, true, false, null).getQueue());
        channel.exchangeDeclare("an\nexchange", "direct", false, true, null);
        channel.queueBind("two\n lines", "an\rexchange", "k");
        publish(channel, "anexchange", "k", "x");
        assertEquals("x", getText(channel, "two lines"));
        channel.exchangeDeclarePassive("anexchange");
        channel.queueDelete("two \nlines");
        assertRefused(404, 50, 10, () -> channel.queueDeclarePassive("two lines"));
        assertRefused(403, 50, 10, () -> clients.channel().queueDeclare("am\nq.mine", false, true, false, null));
    }

    @Test
    void connection_hasAVersionToGoBy_andMayRenewItsSecret() throws Exception {
        assertTrue(channel.getConnection().getServerProperties().get("version").toString().matches("[0-9]+\\.[0-9]+\\.[0-9]+"));
        try (var client = RawClient.open(clients.cluster.port(1), 0)) {
            client.send(0, new ConnectionMethod.UpdateSecret("newer".getBytes(StandardCharsets.UTF_8), "it ran out"));
            assertEquals(new ConnectionMethod.UpdateSecretOk(), client.read());
            client.send(1, new QueueMethod.Delete("absent", false, false, false));
            assertEquals(new QueueMethod.DeleteOk(0), client.read());
        }
    }
}
