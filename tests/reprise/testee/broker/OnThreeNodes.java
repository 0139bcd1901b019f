package reprise.testee.broker;

import com.rabbitmq.client.Channel;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A cluster of three nodes, and clients of each. */
abstract class OnThreeNodes {
    Clients clients;

    @BeforeEach
    void start() {
        clients = Clients.of(3);
    }

    @AfterEach
    void end() {
        clients.close();
    }

    /** Goes on with another cluster. */
    final void on(ClusterPlan plan) throws IOException {
        clients.close();
        clients = new Clients(plan);
    }

    final Channel confirming(int node) throws Exception {
        Channel channel = clients.channel(node);
        channel.confirmSelect();
        return channel;
    }
}
