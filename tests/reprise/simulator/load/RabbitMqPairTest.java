package reprise.simulator.load;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import reprise.experiment.Interruption;
import reprise.experiment.RabbitMqCluster;

/** Against a RabbitMQ node, where Debian's is installed. */
final class RabbitMqPairTest extends PairTests {
    private static RabbitMqCluster node;

    @BeforeAll
    static void startNode() {
        assumeTrue(RabbitMqCluster.isInstalled(), "no RabbitMQ on this machine (apt-get install rabbitmq-server)");
        node = RabbitMqCluster.single(new Interruption());
    }

    @AfterAll
    static void stopNode() {
        if (node != null) node.close();
    }

    @Override
    int port() {
        return node.url().hosts().getFirst().port();
    }
}
