package reprise.simulator.rpc;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;
import reprise.experiment.OneRabbitMq;

/** Over a RabbitMQ node, if Debian's package is installed. */
@Tag("waits")
@Order(4)
@ResourceLock(OneRabbitMq.EXCHANGE)
final class OsloRabbitPeerTest extends OsloPeerTests {
    @RegisterExtension
    static final OneRabbitMq NODE = new OneRabbitMq();

    /** Other classes need one that is not durable. */
    @AfterEach
    void leaveNoExchange() throws Exception {
        deleteExchange();
    }

    @Override
    int port() {
        return NODE.port();
    }
}
