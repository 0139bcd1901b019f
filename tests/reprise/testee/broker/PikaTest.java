package reprise.testee.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The cluster through pika, if a Python has it (Debian's python3-pika). */
final class PikaTest {
    static String pythonWith(String library) throws IOException, InterruptedException {
        for (String python : List.of("/usr/bin/python3", "python3")) {
            try {
                var asked = new ProcessBuilder(python, "-c", "import " + library).redirectErrorStream(true).start();
                asked.getInputStream().readAllBytes();
                if (asked.waitFor() == 0) return python;
            } catch (IOException _) {
                // no such Python: try the next one
            }
        }
        return null;
    }

    @Test
    void pika_onTwoNodes_seesWhatItSeesOfRabbitMq() throws Exception {
        String python = pythonWith("pika");
        assumeTrue(python != null, "no Python with pika here; install python3-pika");
        try (var cluster = Cluster.start(ClusterPlan.local(2))) {
            var script = new ProcessBuilder(python, "tests/peers/pika_client.py", "" + cluster.port(1), "" + cluster.port(2))
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
