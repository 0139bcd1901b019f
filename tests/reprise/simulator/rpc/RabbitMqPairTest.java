package reprise.simulator.rpc;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import reprise.experiment.OneRabbitMq;

/** Against a RabbitMQ node, where Debian's is installed. */
@Tag("idles")
final class RabbitMqPairTest extends PairTests {
    @RegisterExtension
    static final OneRabbitMq NODE = new OneRabbitMq();

    @Override
    int port() {
        return NODE.port();
    }
}
