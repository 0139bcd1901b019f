package reprise.simulator.rpc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reprise.recorder.Recorder;
import reprise.recorder.Recording;

/** How the server handles other peers' messages, sent by RabbitMQ's Java client. */
abstract class ForeignTests extends PairRun {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Captured: oslo.messaging 14.0.3, call of info, message=(1, "abcdefgh", time.time(), 0, 0); the reply queue is renamed. */
    private static final String CALL = "{\"oslo.version\": \"2.0\", \"oslo.message\": \"{\\\"method\\\": \\\"info\\\", \\\"args\\\": "
        + "{\\\"message\\\": [1, \\\"abcdefgh\\\", 1795675772.7160442, 0, 0]}, \\\"_msg_id\\\": "
        + "\\\"fe235d76da894432b0f6c5ea18049d56\\\", \\\"_reply_q\\\": \\\"REPLY\\\", \\\"_timeout\\\": null, \\\"_unique_id\\\": "
        + "\\\"55ca5594cb4249b7aea441bbec31ab77\\\"}\"}";

    private Connection connection;
    private Channel channel;
    private MessagePlan plan;

    private void serve(MessageKind kind) throws Exception {
        plan = plan(kind, 0, 1, 50 * MS, 3_000 * MS);
        server = new MessageServer(loops.next(), party("server", relays(), Optional.empty()), kind, plan.target(), 4, clock, this::note);
        server.connect().join();
        recorder = new Recorder(RpcMetrics.of(0), clock.nanos());
        server.start(recorder.loop(), recorder.startNs()).join();
        var factory = new ConnectionFactory();
        factory.setPort(port());
        connection = factory.newConnection();
        channel = connection.createChannel();
    }

    @Override
    @AfterEach
    void closeAll() {
        if (connection != null) connection.abort();
        super.closeAll();
    }

    private void send(String key, String body) throws Exception {
        channel.basicPublish("openstack", plan.target().topic() + key, null, body.getBytes(UTF_8));
    }

    @Test
    void call_withoutItsReplyQueue_isRepliedToWhenTheQueueIsThere() throws Exception {
        serve(MessageKind.CAST); // no calls are expected: the first one opens the connection for replies
        var queue = "reply_" + plan.target().topic();
        send("", CALL.replace("REPLY", queue));
        var waiting = server.drain(1, 100 * MS).join(); // times out: its reply cannot be sent
        while (waiting.received() == 0) waiting = server.drain(1, 100 * MS).join();
        assertEquals(new MessageServer.Totals(1, 8, 0, 0, 0, 0, 0, 0), waiting);
        channel.queueDeclare(queue, false, false, true, null);
        assertEquals(new MessageServer.Totals(1, 8, 0, 0, 0, 1, 0, 0), server.drain(1, SOON).join());
        var reply = channel.basicGet(queue, true);
        assertEquals("application/json", reply.getProps().getContentType());
        assertEquals(2, reply.getProps().getDeliveryMode());
        var message = message(reply.getBody());
        assertEquals("fe235d76da894432b0f6c5ea18049d56", message.get("_msg_id").textValue());
        assertEquals(1, message.at("/result/0").intValue());
        assertEquals("abcdefgh", message.at("/result/1").textValue());
        assertEquals(1795675772.7160442, message.at("/result/2").doubleValue());
        assertTrue(message.get("failure").isNull() && message.get("ending").booleanValue());
        assertNull(channel.basicGet(queue, true));
        assertEquals(1, finishServer().count(RpcMetrics.REPLIES_SENT));
    }

    @Test
    void call_withoutItsReplyQueue_isLostWhenTheServerEnds() throws Exception {
        serve(MessageKind.CALL);
        for (int i = 0; i < 3; i++) send("", CALL.replace("REPLY", "reply_nowhere").replace("55ca", "000" + i));
        while (server.drain(3, 50 * MS).join().received() < 3) continue;
        assertEquals(new MessageServer.Totals(3, 24, 0, 0, 0, 0, 3, 0), server.close().join());
        assertEquals(3, recorder.finish(clock.nanos()).count(RpcMetrics.REPLIES_LOST));
    }

    @Test
    void call_sentTwice_isADuplicateAndRepliedToOnce() throws Exception {
        serve(MessageKind.CALL);
        var queue = channel.queueDeclare().getQueue();
        for (int i = 0; i < 2; i++) send(".server", CALL.replace("REPLY", queue));
        send(".server", CALL.replace("REPLY", queue).replace("55ca", "65ca"));
        assertEquals(new MessageServer.Totals(2, 16, 1, 0, 0, 2, 0, 0), server.drain(2, SOON).join());
        assertEquals(2, channel.queueDeclarePassive(queue).getMessageCount());
    }

    @Test
    void call_ofManyQueues_eachGetsItsOwnReplyAndOddOnesToo() throws Exception {
        serve(MessageKind.CALL);
        var queues = new ArrayList<String>();
        for (int i = 0; i < 210; i++) { // more than the server remembers
            queues.add(channel.queueDeclare().getQueue());
            send(".server", CALL.replace("REPLY", queues.get(i)).replace("55ca", String.format("%04x", i))
                .replace("abcdefgh", "a\\\\\\\"b"));
        }
        var received = server.drain(210, SOON).join();
        assertEquals(210, received.repliesSent(), received + " " + notes);
        for (var queue : queues) {
            var reply = channel.basicGet(queue, true);
            assertNotNull(reply, queue);
            assertEquals("a\"b", message(reply.getBody()).at("/result/1").textValue());
        }
    }

    @Test
    void otherMethods_callsAreRefusedAndAllAreForeign() throws Exception {
        serve(MessageKind.CALL);
        var queue = channel.queueDeclare().getQueue();
        send(".server", CALL.replace("REPLY", queue).replace("info", "nosuch"));
        send(".server", CALL.replace("_msg_id", "_other_id").replace("info", "nosuch")); // a cast: nobody waits for a reply
        send(".server", "{\"event_type\": \"compute.start\", \"payload\": [1, \"a\", 2, 0, 0]}");
        send(".server", "{\"oslo.version\": \"2.0\", \"oslo.message\": \"{}\"}");
        send(".server", CALL.replace("REPLY", queue));
        assertEquals(new MessageServer.Totals(1, 8, 0, 1, 0, 2, 0, 3), server.drain(1, SOON).join());
        var refusal = message(channel.basicGet(queue, true).getBody());
        assertTrue(refusal.get("result").isNull());
        var failure = JSON.readTree(refusal.get("failure").textValue());
        assertEquals("NoSuchMethod", failure.get("class").textValue());
        assertEquals("Endpoint does not support RPC method nosuch", failure.get("message").textValue());
        for (var part : List.of("server got a foreign message: method is \"nosuch\"; this server has only \"info\"",
            "server got a foreign message: a notification of \"compute.start\" (more are only counted)",
            "server got a malformed message: method is ")) {
            awaitNote(part, 0);
        }
        assertEquals(3, finishServer().count(RpcMetrics.FOREIGN));
    }

    @Test
    void listener_withAndWithoutEnvelope_takesItsEventAndCountsOthersForeign() throws Exception {
        serve(MessageKind.NOTIFY);
        var event = "{\"event_type\": \"compute.start\", \"payload\": [1, \"abc\", 1795675772.5, 0, 0], \"_unique_id\": \"x\"}";
        send(".info", event);
        send(".info", event); // a duplicate
        send(".info",
            JSON.writeValueAsString(JSON.createObjectNode().put("oslo.version", "2.0")
            .put("oslo.message", event.replace("\"x\"", "\"y\""))));
        send(".info", event.replace("start", "stop"));
        send(".info", CALL);
        send(".info", event.replace("[1", "[true"));
        send(".info", event.replace("\"x\"", "\"z\""));
        assertEquals(new MessageServer.Totals(3, 9, 1, 1, 0, 0, 0, 2), server.drain(3, SOON).join());
    }

    private Recording finishServer() {
        server.close().join();
        return recorder.finish(clock.nanos());
    }

    private static JsonNode message(byte[] body) throws Exception {
        return JSON.readTree(JSON.readTree(body).get("oslo.message").textValue());
    }
}
