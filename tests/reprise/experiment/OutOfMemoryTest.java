package reprise.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reprise.sut.Failure;
import reprise.sut.TesteeProcess;
import reprise.testee.broker.ClusterMain;

/** A testee process with a full heap ends, and the error gives the cause. */
@Tag("waits")
final class OutOfMemoryTest {
    /** 24 MB of heap, and a memory mark of 1 GB that is never reached: 60,000 messages of 1 kB do not fit. */
    @Test
    void cluster_outOfMemory_endsWithASentence() throws Exception {
        try (var cluster =
            TesteeProcess.start("cluster", ClusterMain.class, List.of("-Xmx24m", "-XX:+UseSerialGC"), List.of("1", "0", "1000000000"))) {
            var factory = new ConnectionFactory();
            factory.setHost("127.0.0.1");
            factory.setPort(new ObjectMapper().readTree(cluster.firstLine()).path("nodes").path(0).path("port").intValue());
            factory.setAutomaticRecoveryEnabled(false);
            var connection = factory.newConnection();
            var channel = connection.createChannel();
            channel.queueDeclare("q", false, false, false, null);
            try {
                for (int i = 0; i < 60_000; i++) channel.basicPublish("", "q", null, new byte[1_000]);
            } catch (IOException | com.rabbitmq.client.AlreadyClosedException _) {
                // the process has ended
            }
            cluster.ended().get(60, TimeUnit.SECONDS);
            var failure = assertThrows(Failure.Environment.class, () -> cluster.command("kill 1"));
            assertEquals("cluster: the child JVM ran out of memory, and ended; let it hold less, or free memory on this host",
                failure.getMessage());
            connection.abort();
        }
    }
}
