package reprise.experiment;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import reprise.sut.Interruption;
import reprise.sut.RabbitMqCluster;

/** A RabbitMQ node for a class of tests, where Debian's package is installed; without it the class is skipped by that name. */
public final class OneRabbitMq implements BeforeAllCallback, AfterAllCallback {
    private RabbitMqCluster node;

    @Override
    public void beforeAll(ExtensionContext context) {
        assumeTrue(RabbitMqCluster.isInstalled(), "no RabbitMQ on this machine (apt-get install rabbitmq-server)");
        node = RabbitMqCluster.single(new Interruption());
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (node != null) node.close();
    }

    public int port() {
        return node.url().hosts().getFirst().port();
    }
}
