package reprise.testee.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import reprise.peers.Children;
import reprise.peers.Python;

/** kombu, which Celery uses: priorities, dead letters, channel-wide prefetch, and its URL form. */
final class KombuTest {
    /** Three tasks of priority 0, 5 and 9 wait; they leave from the highest on, and the rejected one is dead-lettered. */
    @Test
    void kombu_getsTasksByPriorityAndDeadLetters() throws Exception {
        String python = Python.importing("kombu", "python3-kombu");
        try (var cluster = Cluster.start(ClusterPlan.local(1))) {
            var script = Children.process(python, "tests/peers/kombu_client.py", "" + cluster.port(1)).redirectErrorStream(true).start();
            String said = new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals("""
                by priority [9, 5, 0]
                dead (5, 'rejected')
                """, said);
            assertEquals(0, script.waitFor());
        }
    }
}
