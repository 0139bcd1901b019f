package reprise.testee.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.CancelCallback;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.Delivery;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.Method;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.function.Executable;

/** A cluster, and RabbitMQ's Java client on its nodes; closing it closes all. */
final class Clients implements AutoCloseable {
    final Cluster cluster;
    private final List<Connection> open = new ArrayList<>();

    Clients(ClusterPlan plan) throws IOException {
        cluster = Cluster.start(plan);
    }

    static Clients of(int nodes) {
        try {
            return new Clients(ClusterPlan.local(nodes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    ConnectionFactory factory(int node) {
        var factory = new ConnectionFactory();
        factory.setHost("127.0.0.1");
        factory.setPort(cluster.port(node));
        factory.setAutomaticRecoveryEnabled(false);
        return factory;
    }

    Connection connection(int node) throws IOException, TimeoutException {
        return opened(factory(node).newConnection());
    }

    Connection opened(Connection connection) {
        open.add(connection);
        return connection;
    }

    Channel channel() throws IOException, TimeoutException {
        return channel(1);
    }

    /** On its own connection. */
    Channel channel(int node) throws IOException, TimeoutException {
        return connection(node).createChannel();
    }

    /** The consumer's deliveries in order; a cancel from the broker adds an end marker with a null body. */
    static BlockingQueue<Delivery> consume(Channel channel, String queue, boolean autoAck) throws IOException {
        var got = new LinkedBlockingQueue<Delivery>();
        CancelCallback cancelled = _ -> got.add(new Delivery(null, null, null));
        channel.basicConsume(queue, autoAck, (_, delivery) -> got.add(delivery), cancelled);
        return got;
    }

    static void publish(Channel channel, String exchange, String key, String... bodies) throws IOException {
        for (String body : bodies) channel.basicPublish(exchange, key, null, body.getBytes(StandardCharsets.UTF_8));
    }

    static void publish(Channel channel, String key, AMQP.BasicProperties properties, String body) throws IOException {
        channel.basicPublish("", key, properties, body.getBytes(StandardCharsets.UTF_8));
    }

    static String text(byte[] body) {
        return new String(body, StandardCharsets.UTF_8);
    }

    static Delivery next(BlockingQueue<Delivery> got) throws InterruptedException {
        Delivery next = got.poll(60, TimeUnit.SECONDS);
        if (next == null) throw new AssertionError("nothing was delivered");
        return next;
    }

    /** Repeats a check until it holds; each check is a round trip to the broker. */
    static void awaits(String what, Callable<Boolean> isSo) throws Exception {
        long limitNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!isSo.call()) {
            if (System.nanoTime() - limitNs > 0) throw new AssertionError("60 s without " + what);
        }
    }

    static String nextText(BlockingQueue<Delivery> got) throws InterruptedException {
        return text(next(got).getBody());
    }

    static String getText(Channel channel, String queue) throws IOException {
        GetResponse response = channel.basicGet(queue, true);
        return response == null ? null : text(response.getBody());
    }

    static AMQP.BasicProperties expiration(String ms) {
        return new AMQP.BasicProperties.Builder().expiration(ms).build();
    }

    static String declare(Channel channel, Map<String, Object> arguments) throws IOException {
        return channel.queueDeclare("", false, true, false, arguments).getQueue();
    }

    /** Asserts that the action ends in channel.close or connection.close with this code, class and method. */
    static void assertRefused(int code, int classId, int methodId, Executable action) {
        assertRefusal(code, classId, methodId, assertThrows(Exception.class, action));
    }

    static void assertRefusal(int code, int classId, int methodId, Throwable thrown) {
        Throwable cause = thrown;
        while (cause != null && !(cause instanceof ShutdownSignalException)) cause = cause.getCause();
        if (cause == null) throw new AssertionError("no refusal", thrown);
        Method reason = ((ShutdownSignalException) cause).getReason();
        String expected = code + " for " + classId + "." + methodId;
        switch (reason) {
            case AMQP.Channel.Close close ->
                assertEquals(expected, close.getReplyCode() + " for " + close.getClassId() + "." + close.getMethodId());
            case AMQP.Connection.Close close ->
                assertEquals(expected, close.getReplyCode() + " for " + close.getClassId() + "." + close.getMethodId());
            default -> throw new AssertionError("no refusal: " + reason, thrown);
        }
    }

    @Override
    public void close() {
        for (Connection connection : open) connection.abort(1000);
        cluster.close();
    }
}
