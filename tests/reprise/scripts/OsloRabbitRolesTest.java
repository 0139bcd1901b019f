package reprise.scripts;

import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;
import reprise.experiment.OneRabbitMq;

/** Over a RabbitMQ node, if Debian's package is installed. */
@Tag("waits")
@Order(4)
@ResourceLock(OneRabbitMq.EXCHANGE)
final class OsloRabbitRolesTest extends OsloRolesTests {
    @RegisterExtension
    static final OneRabbitMq NODE = new OneRabbitMq();

    @Override
    String url() {
        return "amqp://127.0.0.1:" + NODE.port() + "/";
    }
}
