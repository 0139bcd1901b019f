package reprise.testee.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static reprise.testee.broker.Clients.assertRefused;
import static reprise.testee.broker.Clients.publish;

import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.GetResponse;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Durable queues on one node, which wait for it. Expectations were observed on three nodes of RabbitMQ 3.10.8. */
final class DurableQueueTest {
    private Clients clients;
    private Channel two;

    @BeforeEach
    void start() throws Exception {
        clients = new Clients(ClusterPlan.local(3));
        two = clients.channel(2);
        two.confirmSelect();
    }

    @AfterEach
    void end() {
        clients.close();
    }

    private String get() throws IOException {
        GetResponse got = two.basicGet("durable", true);
        return Clients.text(got.getBody()) + (got.getEnvelope().isRedeliver() ? " again" : "");
    }

    @Test
    void durableQueue_ofADeadNode_isDownUntilTheNodeIsBack() throws Exception {
        Channel one = clients.channel(1);
        one.queueDeclare("durable", true, false, false, null);
        one.queueDeclare("transient", false, false, false, null);
        two.queueBind("durable", "amq.direct", "key");
        var persistent = com.rabbitmq.client.MessageProperties.PERSISTENT_BASIC;
        two.basicPublish("", "durable", persistent, "kept".getBytes());
        publish(two, "", "durable", "gone");
        two.waitForConfirmsOrDie(20_000);
        clients.cluster.kill(1).join();
        for (var use : List.<org.junit.jupiter.api.function.Executable>of(
            () -> clients.channel(2).queueDeclarePassive("durable"), () -> clients.channel(2).basicGet("durable", true),
            () -> clients.channel(2).queueDeclare("durable", true, false, false, null),
            () -> clients.channel(2).queueBind("durable", "amq.direct", "other"), () -> clients.channel(2).queuePurge("durable"))) {
            Throwable cause = assertThrows(Exception.class, use);
            while (cause.getCause() != null && !(cause instanceof AlreadyClosedException)) cause = cause.getCause();
            assertTrue(cause.getMessage().contains("NOT_FOUND - home node 'node1' of durable queue 'durable' in vhost '/' is down or "
                + "inaccessible"), cause.getMessage());
        }
        var returned = new java.util.concurrent.LinkedBlockingQueue<String>();
        two.addReturnListener((_, text, _, key, _, _) -> returned.add(text + " " + key));
        two.basicPublish("", "durable", true, persistent, "lost".getBytes());
        two.basicPublish("amq.direct", "key", true, persistent, "lost".getBytes());
        assertEquals(List.of("NO_ROUTE durable", "NO_ROUTE key"), List.of(returned.take(), returned.take()));
        clients.cluster.start(1).join();
        assertEquals(1, two.queueDeclarePassive("durable").getMessageCount());
        assertEquals("kept again", get());
        two.basicPublish("amq.direct", "key", true, persistent, "routed".getBytes());
        two.waitForConfirmsOrDie(20_000);
        assertEquals("routed", get());
        assertRefused(404, 50, 10, () -> clients.channel(2).queueDeclarePassive("transient"));
        assertEquals(0, clients.cluster.usedBytes().join());
    }
}
