package reprise.testee.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reprise.transport.Sockets;
import reprise.transport.amqp.AmqpConnection;
import reprise.transport.amqp.AmqpDialer;
import reprise.transport.amqp.AmqpFailure;
import reprise.transport.amqp.AmqpSettings;
import reprise.transport.amqp.AmqpUrl;

/** A URL with a login for each host: each is used at its own host only. */
final class LoginTest {
    private final EventLoopGroup loops = Sockets.loops("login", 1);
    private Cluster cluster;

    @BeforeEach
    void start() throws IOException {
        cluster = Cluster.start(ClusterPlan.local(3));
        cluster.addUser("second", "p@2,/").join();
        cluster.addUser("third", "3").join();
    }

    @AfterEach
    void stop() {
        cluster.close();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private CompletableFuture<AmqpConnection> dial(AmqpUrl url, int node) {
        return new AmqpDialer(url, AmqpSettings.named("login")).dial(loops.next(), url.hosts().get(node - 1), _ -> {});
    }

    @Test
    void hosts_eachWithItsLogin_areEnteredWithIt() throws Exception {
        var url = AmqpUrl.parse("rabbit://first:no@127.0.0.1:" + cluster.port(1) + ", second:p%402%2C%2F@127.0.0.1:" + cluster.port(2)
            + ",third:3@127.0.0.1:" + cluster.port(3) + "/?heartbeat=7");
        for (int node = 2; node <= 3; node++) assertEquals(url.hosts().get(node - 1), dial(url, node).get(60, TimeUnit.SECONDS).host());
        var thrown = assertThrows(ExecutionException.class, () -> dial(url, 1).get(60, TimeUnit.SECONDS));
        var failure = assertInstanceOf(AmqpFailure.class, thrown.getCause());
        assertEquals(AmqpFailure.Kind.WRONG_PASSWORD, failure.kind());
        assertTrue(failure.getMessage().contains("look at user first and its password"), failure.getMessage());
    }
}
