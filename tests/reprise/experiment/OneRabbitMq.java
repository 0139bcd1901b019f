package reprise.experiment;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import reprise.sut.Interruption;
import reprise.sut.RabbitMqCluster;

/**
 * One RabbitMQ node for all classes of tests that name it, of every part of the suite, which start it with the first of them; so each has
 * queues of its own names. All have one exchange, which is durable where queues are of the quorum kind: classes that use it hold the lock
 * {@link #EXCHANGE}, and leave none that is durable. Without Debian's package they are skipped, naming it.
 */
public final class OneRabbitMq implements BeforeAllCallback {
    public static final String EXCHANGE = "the exchange of the one RabbitMQ";

    private record Shared(RabbitMqCluster node) implements AutoCloseable {
        static Shared start() {
            return new Shared(RabbitMqCluster.single(new Interruption()));
        }

        @Override
        public void close() {
            node.close();
        }
    }

    private RabbitMqCluster node;

    @Override
    public void beforeAll(ExtensionContext context) {
        assumeTrue(RabbitMqCluster.isInstalled(), "no RabbitMQ on this machine (apt-get install rabbitmq-server)");
        node = context.getStore(StoreScope.LAUNCHER_SESSION, Namespace.create(OneRabbitMq.class))
            .getOrComputeIfAbsent(Shared.class, _ -> Shared.start(), Shared.class).node();
    }

    public int port() {
        return node.url().hosts().getFirst().port();
    }
}
