package reprise.simulator.rpc;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** An RPC server with RabbitMQ's Java client that replies as a test says, and correctly where it says nothing. */
final class PlayedServer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Handles one call. */
    interface Part {
        void play(JsonNode call) throws IOException;
    }

    private final Map<Integer, Part> parts = new HashMap<>();
    private final Connection connection;
    private final Channel channel;
    private int calls;

    PlayedServer(int port, MessageTarget target) throws Exception {
        var factory = new ConnectionFactory();
        factory.setPort(port);
        connection = factory.newConnection();
        channel = connection.createChannel();
        var queue = target.topic() + "." + target.server();
        channel.exchangeDeclare("openstack", "topic", false, false, null);
        channel.queueDeclare(queue, false, false, false, null);
        channel.queueBind(queue, "openstack", queue);
        channel.basicConsume(queue, true, (_, message) -> onCall(message.getBody()), _ -> { });
    }

    /** Plays {@code part} for the call of that number, from 1 on. Must be set before the first call. */
    void on(int number, Part part) {
        parts.put(number, part);
    }

    private void onCall(byte[] body) throws IOException {
        var call = JSON.readTree(JSON.readTree(body).get("oslo.message").textValue());
        var part = parts.remove(++calls);
        if (part == null) reply(call);
        else part.play(call);
    }

    void reply(JsonNode call) throws IOException {
        send(call, "{\"result\": " + call.at("/args/message") + ", \"failure\": null, \"ending\": true, \"_msg_id\": "
            + call.get("_msg_id") + ", \"_unique_id\": \"1\"}");
    }

    void fail(JsonNode call, String failure) throws IOException {
        send(call, "{\"result\": null, \"failure\": " + quoted(failure) + ", \"ending\": true, \"_msg_id\": "
            + call.get("_msg_id") + ", \"_unique_id\": \"1\"}");
    }

    private void send(JsonNode call, String message) throws IOException {
        raw(call, "{\"oslo.version\": \"2.0\", \"oslo.message\": " + quoted(message) + "}");
    }

    private static String quoted(String text) throws JsonProcessingException {
        return JSON.writeValueAsString(text);
    }

    void raw(JsonNode call, String body) throws IOException {
        channel.basicPublish("", call.get("_reply_q").textValue(), null, body.getBytes(UTF_8));
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
