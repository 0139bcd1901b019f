package reprise.simulator.amqp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A script's client at a broker, with RabbitMQ's Java client as the peer on the other side. */
public abstract class OpenAmqp {
    protected static final Duration SOON = Duration.ofSeconds(60);
    protected static final byte[] HI = "hi".getBytes(UTF_8);

    protected abstract int port();

    protected Amqp amqp;
    protected String host;
    private Connection peerConnection;
    Channel peer;
    protected String queue;

    @BeforeEach
    void open() throws Exception {
        host = "127.0.0.1:" + port();
        amqp = Amqp.open("amqp://guest:guest@" + host + "/");
        queue = amqp.queue("").exclusive().declare();
        queue = amqp.queue("work of " + queue).declare(); // the peer's connection uses it, too
        var factory = new ConnectionFactory();
        factory.setPort(port());
        factory.setAutomaticRecoveryEnabled(false);
        peerConnection = factory.newConnection();
        peer = peerConnection.createChannel();
    }

    @AfterEach
    void close() throws Exception {
        peerConnection.abort(1000);
        amqp.close();
    }

    /** @param sentence as a pattern */
    protected static void assertTold(String sentence, Runnable call) {
        var message = assertThrows(RuntimeException.class, call::run).getMessage();
        assertTrue(message.matches(sentence), message);
    }

    static byte[] text(String body) {
        return body.getBytes(UTF_8);
    }
}
