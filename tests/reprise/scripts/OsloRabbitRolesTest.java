package reprise.scripts;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import reprise.experiment.Interruption;
import reprise.experiment.RabbitMqCluster;

/** Over a RabbitMQ node, where Debian's is installed. */
@Tag("waits")
@Order(4)
final class OsloRabbitRolesTest extends OsloRolesTests {
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
    String url() {
        return "amqp://" + node.url().hosts().getFirst() + "/";
    }
}
