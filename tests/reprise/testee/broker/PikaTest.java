package reprise.testee.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import reprise.peers.Children;
import reprise.peers.Python;

/** The cluster through pika, if a Python has it (Debian's python3-pika). */
final class PikaTest {
    @Test
    void pika_onTwoNodes_seesWhatItSeesOfRabbitMq() throws Exception {
        String python = Python.importing("pika", "python3-pika");
        try (var cluster = Cluster.start(ClusterPlan.local(2))) {
            var script = Children.process(python, "tests/peers/pika_client.py", "" + cluster.port(1), "" + cluster.port(2))
                .redirectErrorStream(true).start();
            String said = new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals("""
                in order True
                properties application/json {'n': 1, 'deep': {'list': [1, 'a', None]}} 60000 2
                returned 312 NO_ROUTE
                empty get (None, None, None)
                cancelled ['mine']
                replied b're: 7' True
                channel closed 404
                connection closed 540
                wrong password told
                """, said);
            assertEquals(0, script.waitFor());
        }
    }
}
