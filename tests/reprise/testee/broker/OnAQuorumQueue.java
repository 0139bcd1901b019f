package reprise.testee.broker;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Delivery;
import com.rabbitmq.client.GetResponse;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Three nodes, the quorum queue q that node 1 leads, and a channel of node 2 with confirms. */
abstract class OnAQuorumQueue {
    static final Map<String, Object> QUORUM = Map.of("x-queue-type", "quorum");

    Clients clients;
    Channel two;

    @BeforeEach
    void start() throws Exception {
        clients = new Clients(ClusterPlan.local(3));
        two = clients.channel(2);
        two.confirmSelect();
        clients.channel(1).queueDeclare("q", true, false, false, QUORUM);
    }

    @AfterEach
    void end() {
        clients.close();
    }

    /** The arguments of a quorum queue with one more. */
    static Map<String, Object> with(String name, Object value) {
        var arguments = new HashMap<>(QUORUM);
        arguments.put(name, value);
        return arguments;
    }

    /** The delivery's tag, body and, where it was delivered before, "again" with how often. */
    static String seen(Delivery delivery) {
        return delivery.getEnvelope().getDeliveryTag() + " " + Clients.text(delivery.getBody()) + again(
            delivery.getEnvelope().isRedeliver(), delivery.getProperties().getHeaders());
    }

    static String again(boolean redelivered, Map<String, Object> headers) {
        return (redelivered ? " again" : "") + (headers == null ? "" : " " + headers.get("x-delivery-count"));
    }

    /** Of the next message, which is settled by that; null where there is none. */
    static String get(Channel channel, String queue) throws IOException {
        GetResponse got = channel.basicGet(queue, true);
        return got == null ? null : Clients.text(got.getBody()) + again(got.getEnvelope().isRedeliver(), got.getProps().getHeaders());
    }
}
