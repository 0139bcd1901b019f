package reprise.simulator.rpc;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import reprise.experiment.OneRabbitMq;

/** Over a RabbitMQ node, where Debian's is installed. */
@Tag("waits")
final class OsloRabbitPeerTest extends OsloPeerTests {
    @RegisterExtension
    static final OneRabbitMq NODE = new OneRabbitMq();

    @Override
    int port() {
        return NODE.port();
    }
}
