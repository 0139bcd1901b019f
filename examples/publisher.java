///usr/bin/env jbang "$0" "$@" ; exit $?
// How many messages a second does a broker take, by how many of them may be unconfirmed at a time?
//   jbang examples/publisher.java [amqp://guest:guest@127.0.0.1:5672/]     an embedded broker, or one that is there
// prints: ^window +256: +[1-9][0-9,]* messages/s, all arrived$
//JAVA 25+
//SOURCES ../lib/Reprise.java
//MAIN WindowedPublisher

import java.time.Duration;
import java.util.Locale;
import reprise.experiment.StandardOutput;
import reprise.simulator.amqp.Amqp;
import reprise.testee.broker.Cluster;
import reprise.testee.broker.ClusterPlan;
import reprise.transport.Wait;

final class WindowedPublisher {
    private static final int MESSAGES = 50_000;

    public static void main(String[] args) throws Exception {
        boolean given = args.length > 0 && args[0].startsWith("amqp://");
        try (var broker = given ? null : Cluster.start(ClusterPlan.local(1));
            var amqp = Amqp.open(given ? args[0] : "amqp://127.0.0.1:" + broker.port(1))) {
            var queue = amqp.queue("").exclusive().declare();
            for (int window = 1; window <= 256; window *= 4) {
                try (var consumer = amqp.consume(queue, delivery -> { }); var publisher = amqp.publisher().window(window).to(queue)) {
                    long startNs = System.nanoTime();
                    Wait.atMost(Duration.ofMinutes(2), "the confirms", publisher.send(MESSAGES, 1000, (_, out) -> out.writeZero(1000)));
                    double perSec = MESSAGES * 1e9 / (System.nanoTime() - startNs);
                    consumer.await(MESSAGES, Duration.ofMinutes(2));
                    System.out.printf(Locale.ROOT, "window %4d: %,9.0f messages/s, all arrived%n", window, perSec);
                }
            }
        } catch (RuntimeException e) { // its message is a sentence
            System.err.println("publisher: " + e.getMessage());
            System.exit(3);
        }
        System.exit(StandardOutput.exitCode("publisher", 0));
    }
}
