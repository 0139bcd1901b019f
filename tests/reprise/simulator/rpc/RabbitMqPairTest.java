package reprise.simulator.rpc;

import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;
import reprise.experiment.OneRabbitMq;

/** Against a RabbitMQ node, if Debian's package is installed. */
@Order(1)
@ResourceLock(OneRabbitMq.EXCHANGE)
final class RabbitMqPairTest extends PairTests {
    @RegisterExtension
    static final OneRabbitMq NODE = new OneRabbitMq();

    @Override
    int port() {
        return NODE.port();
    }
}
