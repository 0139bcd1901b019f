package reprise.simulator.rpc;

import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import reprise.experiment.OneRabbitMq;

/** Over a RabbitMQ node, if Debian's package is installed. */
@Tag("waits")
@Order(4)
final class OsloRabbitPeerTest extends OsloPeerTests {
    @RegisterExtension
    static final OneRabbitMq NODE = new OneRabbitMq();

    @Override
    int port() {
        return NODE.port();
    }
}
