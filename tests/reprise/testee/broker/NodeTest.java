package reprise.testee.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static reprise.testee.broker.Clients.assertRefused;
import static reprise.testee.broker.Clients.consume;
import static reprise.testee.broker.Clients.next;
import static reprise.testee.broker.Clients.nextText;
import static reprise.testee.broker.Clients.publish;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reprise.transport.amqp.Frame;

/** A node's death and return. */
final class NodeTest {
    private Clients clients;

    @BeforeEach
    void start() throws IOException {
        clients = Clients.of(3);
    }

    @AfterEach
    void end() {
        clients.close();
    }

    @Test
    void kill_resetsItsConnectionsAndRefusesItsPort() throws Exception {
        var lost = new CompletableFuture<ShutdownSignalException>();
        clients.connection(1).addShutdownListener(lost::complete);
        clients.cluster.kill(1).join();
        ShutdownSignalException signal = lost.get(60, TimeUnit.SECONDS);
        assertEquals(SocketException.class, signal.getCause().getClass(), "reset, not a farewell: " + signal);
        assertThrows(ConnectException.class, () -> new Socket("127.0.0.1", clients.cluster.port(1)).close());
        assertThrows(ConnectException.class, () -> clients.connection(1));
    }

    @Test
    void kill_resetsWhoIsStillInTheHandshake() throws Exception {
        try (var socket = new Socket("127.0.0.1", clients.cluster.port(1))) {
            socket.getOutputStream().write(new byte[] {'A', 'M', 'Q', 'P', 0, 0, 9, 1});
            assertEquals(Frame.METHOD, socket.getInputStream().read());
            clients.cluster.kill(1).join();
            assertThrows(SocketException.class, () -> {
                while (socket.getInputStream().read() >= 0); // the rest of start, then the reset
                throw new AssertionError("an orderly end");
            });
        }
    }

    @Test
    void kill_takesItsQueuesAndBindings() throws Exception {
        clients.channel(1).queueDeclare("on one", false, false, false, null);
        Channel two = clients.channel(2);
        two.queueDeclare("on two", false, false, false, null);
        two.exchangeDeclare("all", "fanout");
        two.queueBind("on one", "all", "");
        two.queueBind("on two", "all", "");
        publish(two, "all", "", "before");
        clients.cluster.kill(1).join();
        publish(two, "all", "", "after");
        assertEquals("before", Clients.getText(two, "on two"));
        assertEquals("after", Clients.getText(two, "on two"));
        assertRefused(404, 50, 10, () -> clients.channel(3).queueDeclarePassive("on one"));
        // The name is free: declared anew the queue is empty, even with other properties, and lives where it is declared now.
        assertEquals(0, two.queueDeclare("on one", true, false, false, null).getMessageCount());
        clients.cluster.start(1).join();
        clients.channel(1).queueDeclarePassive("on one");
    }

    @Test
    void kill_cancelsConsumersElsewhere() throws Exception {
        clients.channel(1).queueDeclare("q", false, false, false, null);
        var got = consume(clients.channel(2), "q", true);
        publish(clients.channel(3), "", "q", "before");
        assertEquals("before", nextText(got));
        clients.cluster.kill(1).join();
        assertNull(next(got).getBody(), "a cancel");
    }

    @Test
    void kill_ofTheConsumersNode_putsItsDeliveriesBack() throws Exception {
        Channel one = clients.channel(1);
        one.queueDeclare("q", false, false, false, null);
        var got = consume(clients.channel(2), "q", false);
        publish(one, "", "q", "x");
        next(got);
        clients.cluster.kill(2).join();
        var again = one.basicGet("q", true);
        assertEquals("x true", Clients.text(again.getBody()) + " " + again.getEnvelope().isRedeliver());
    }

    /** Two consumers on one node, one of which acknowledges nothing: its deliveries must not go to the other, which dies too. */
    @Test
    void kill_doesNotHandDeliveriesToAnotherDyingConnection() throws Exception {
        Channel one = clients.channel(1);
        one.queueDeclare("q", false, false, false, null);
        var got = consume(clients.channel(2), "q", false);
        publish(one, "", "q", "x");
        next(got);
        consume(clients.channel(2), "q", true);
        clients.cluster.kill(2).join();
        assertEquals("x", Clients.getText(one, "q"));
    }

    @Test
    void kill_takesExclusiveQueuesOfItsConnections() throws Exception {
        String queue = clients.channel(2).queueDeclare().getQueue();
        clients.cluster.kill(2).join();
        assertRefused(404, 50, 10, () -> clients.channel(1).queueDeclarePassive(queue));
    }

    @Test
    void start_afterAKill_rejoinsOnTheSamePort() throws Exception {
        int port = clients.cluster.port(1);
        for (int round = 0; round < 3; round++) {
            clients.cluster.kill(1).join();
            clients.cluster.start(1).join();
            assertEquals(port, clients.cluster.port(1));
            Channel one = clients.channel(1);
            String queue = one.queueDeclare("q" + round, false, false, false, null).getQueue();
            publish(clients.channel(3), "", queue, "hello");
            assertEquals("hello", nextText(consume(one, queue, true)));
        }
    }

    @Test
    void kill_ofWhatIsDead_isAnError() {
        clients.cluster.kill(3).join();
        for (var wrong : List.of(clients.cluster.kill(3), clients.cluster.start(2))) {
            assertEquals(IllegalStateException.class, assertThrows(CompletionException.class, wrong::join).getCause().getClass());
        }
        assertThrows(IllegalArgumentException.class, () -> clients.cluster.kill(4));
    }

    @Test
    void start_onATakenPort_saysWhichAndWhatToDo() {
        int taken = clients.cluster.port(1);
        var refused = assertThrows(IOException.class,
            () -> Cluster.start(ClusterPlan.local(1).withPorts(List.of(taken))));
        String message = refused.getMessage();
        assertEquals("cluster: node 1 cannot listen on 127.0.0.1:" + taken
            + ": another process listens there; end it, or give another port,"
            + " 0 for any that is free", message);
    }
}
