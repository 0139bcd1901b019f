package reprise.simulator.load;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Against a RabbitMQ node, where Debian's is installed. */
final class RabbitMqPairTest extends PairTests {
    private static RabbitNode node;

    @BeforeAll
    static void startNode() throws Exception {
        assumeTrue(RabbitNode.installed(), "no RabbitMQ on this machine (apt-get install rabbitmq-server)");
        node = new RabbitNode();
    }

    @AfterAll
    static void stopNode() throws Exception {
        if (node != null) node.close();
    }

    @Override
    int port() {
        return node.port();
    }
}
