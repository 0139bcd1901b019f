package reprise.sut;

import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import reprise.transport.Sockets;
import reprise.transport.amqp.AmqpConnection;
import reprise.transport.amqp.AmqpDialer;
import reprise.transport.amqp.AmqpSettings;
import reprise.transport.amqp.AmqpUrl;

/**
 * What a broker says it is when a connection is opened (specification 1.4.2.1, server-properties).
 *
 * @param product such as RabbitMQ
 * @param version such as 3.10.8
 */
record BrokerVersion(String product, String version) {
    private static final String RABBITMQ = "RabbitMQ";
    /** The first major version of RabbitMQ without mirrored classic queues. */
    static final int MAJOR_WITHOUT_MIRRORS = 4;
    private static final int ANSWER_WAIT_MS = 5000;

    /** Asks the first host; empty if it cannot be connected to. */
    static Optional<BrokerVersion> of(AmqpUrl url) {
        var loops = Sockets.loops("version", 1);
        try {
            var settings = new AmqpSettings("version", 0, ANSWER_WAIT_MS);
            var asked = new AmqpDialer(url, settings).dial(loops.next(), url.hosts().getFirst(), _ -> { })
                .thenCompose(connection -> {
                    var told = told(connection);
                    return connection.close().handle((_, _) -> told);
                });
            return Optional.of(asked.get(3L * ANSWER_WAIT_MS, TimeUnit.MILLISECONDS));
        } catch (ExecutionException | TimeoutException _) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } finally {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        }
    }

    private static BrokerVersion told(AmqpConnection connection) {
        return new BrokerVersion(connection.brokerProperty("product"), connection.brokerProperty("version"));
    }

    /** Other products are taken to have them: what they lack they say when they are asked. */
    boolean hasMirrors() {
        return !product.equals(RABBITMQ) || major() < MAJOR_WITHOUT_MIRRORS;
    }

    /** 0 if the version does not begin with a number. */
    private int major() {
        return version.matches("\\d{1,6}\\..*") ? Integer.parseInt(version.substring(0, version.indexOf('.'))) : 0;
    }

    @Override
    public String toString() {
        return product + " " + version;
    }
}
