package reprise.sut;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import reprise.transport.amqp.AmqpUrl.Host;

final class BrokersTest {
    @Test
    void embedded_nodeKilledAndStarted_saysSoWithItsAddress() {
        try (var brokers = Brokers.embedded("127.0.0.1", List.of(0, 0))) {
            var second = brokers.url().hosts().getLast();
            assertEquals("embedded cluster of 2 nodes", brokers.kind());
            assertEquals(Map.of("broker", brokers.process().pid()), brokers.pids());
            assertEquals("killed 2 (" + second + ")", brokers.kill(second));
            var failure = assertThrows(Failure.Environment.class, () -> brokers.kill(second));
            assertEquals("cluster: 'kill 2' was answered by error: node 2 is not running", failure.getMessage());
            assertEquals("started 2 (" + second + ")", brokers.start(second));
        }
    }

    @Test
    void there_askedForMoreThanAKill_isBadInputThatSaysSo() {
        var brokers = Brokers.at("amqp://127.0.0.1:5672/", Optional.of("echo $REPRISE_PORT"));
        var host = new Host("127.0.0.1", 5672);
        assertEquals("killed 127.0.0.1:5672 with the command given", brokers.kill(host));
        assertEquals(Map.of(), brokers.pids());
        assertEquals("--url: external nodes can be killed, by the command of --kill, but not started"
            + "; leave --url out for nodes of our own, or choose a fault that only kills",
            assertThrows(Failure.BadInput.class, () -> brokers.start(host)).getMessage());
        assertEquals(2, assertThrows(Failure.BadInput.class, () -> brokers.freeze(host)).exitCode());
        assertEquals(2, assertThrows(Failure.BadInput.class, () -> brokers.thaw(host)).exitCode());
    }
}
