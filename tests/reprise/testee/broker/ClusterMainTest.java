package reprise.testee.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.rabbitmq.client.ConnectionFactory;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reprise.peers.Children;

/** The cluster as a process of its own. */
@Tag("waits")
final class ClusterMainTest {
    private static Process cluster(String... args) throws IOException {
        var command = new ArrayList<>(List.of(ProcessHandle.current().info().command().orElseThrow(),
            "--sun-misc-unsafe-memory-access=allow", "--enable-native-access=ALL-UNNAMED", "-XX:TieredStopAtLevel=1",
            "-cp", System.getProperty("java.class.path"), ClusterMain.class.getName()));
        command.addAll(List.of(args));
        return Children.process(command).start();
    }

    private static String tell(Process cluster, BufferedReader answers, String command) throws IOException {
        cluster.outputWriter().write(command + "\n");
        cluster.outputWriter().flush();
        return answers.readLine();
    }

    private static void connect(int port) throws Exception {
        var factory = new ConnectionFactory();
        factory.setHost("127.0.0.1");
        factory.setPort(port);
        factory.newConnection().close();
    }

    @Test
    void process_toldToKillAndStart_doesSoAndEndsWithItsInput() throws Exception {
        Process cluster = cluster("3", "0,0,0", "100000000");
        try (var answers = cluster.inputReader(StandardCharsets.UTF_8)) {
            JsonNode hello = new ObjectMapper().readTree(answers.readLine());
            assertEquals(cluster.pid(), hello.get("pid").longValue());
            assertEquals(3, hello.get("nodes").size());
            assertEquals(2, hello.get("nodes").get(1).get("node").intValue());
            int port = hello.get("nodes").get(1).get("port").intValue();
            connect(port);
            assertEquals("killed 2", tell(cluster, answers, "kill 2"));
            assertThrows(ConnectException.class, () -> connect(port));
            assertEquals("error: node 2 is not running", tell(cluster, answers, "kill 2"));
            assertEquals(0, Children.process("kill", "-INT", "" + cluster.pid()).start().waitFor());
            assertEquals("started 2", tell(cluster, answers, "start 2"));
            connect(port);
            assertEquals("error: there is no node 4; nodes are 1 to 3", tell(cluster, answers, "start 4"));
            assertEquals("error: cluster: node is 'two'; it must be a whole number from 1 to 100", tell(cluster, answers, "kill two"));
            assertTrue(tell(cluster, answers, "dance").startsWith("error: 'dance' is no command"), "an unknown command");
            assertEquals("frozen 2", tell(cluster, answers, "freeze 2"));
            assertEquals("error: node 2 is frozen already", tell(cluster, answers, "freeze 2"));
            assertEquals("thawed 2", tell(cluster, answers, "thaw 2"));
            assertEquals("error: node 2 is not frozen", tell(cluster, answers, "thaw 2"));
            connect(port);
            assertEquals("user lab", tell(cluster, answers, "user lab secret"));
            cluster.outputWriter().close();
            cluster.waitFor(); // the earlier interrupt decides its exit code
        } finally {
            cluster.destroyForcibly();
        }
    }

    @Test
    void process_withItsInputClosed_exitsWithZero() throws Exception {
        Process cluster = cluster("1", "0", "0");
        try (var answers = cluster.inputReader(StandardCharsets.UTF_8)) {
            answers.readLine();
            cluster.outputWriter().close();
            assertEquals(0, cluster.waitFor());
        } finally {
            cluster.destroyForcibly();
        }
    }

    @Test
    void process_withATakenPort_saysSoAndExitsWithThree() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            Process cluster = cluster("2", "0," + taken.getLocalPort(), "0");
            String error = new String(cluster.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(3, cluster.waitFor());
            assertTrue(error.startsWith("cluster: node 2 cannot listen on 127.0.0.1:" + taken.getLocalPort())
                && error.lines().count() == 1, error);
        }
    }

    @Test
    void arguments_thatAreWrong_sayWhatTheyMustBe() {
        assertEquals("cluster: PORT is '70000'; it must be a whole number from 0 to 65535", wrong("1", "70000", "0"));
        assertEquals("cluster: NODES is 3, but there are 2 ports; give one for each, 0 for any that is free", wrong("3", "0,0", "0"));
        assertEquals("cluster: NODES is 'many'; it must be a whole number from 1 to 100", wrong("many", "0", "0"));
        assertEquals("cluster: 1 arguments; give NODES PORT,PORT,… HIGH_WATER_BYTES [HOST,…] [mirrored], for example 3 0,0,0 268435456",
            wrong("3"));
        assertEquals("cluster: 2 hosts for 3 nodes; give one for all, or one for each", wrong("3", "0,0,0", "0", "192.0.2.1,192.0.2.2"));
        assertEquals("cluster: the last of 5 arguments is 'mirror'; it must be mirrored, or left out", wrong("1", "0", "0", "h", "mirror"));
    }

    @Test
    void arguments_hostAndMirrored_mayBeLeftOut() {
        assertEquals("127.0.0.1 false", hostAndMirrored("1", "0", "0"));
        assertEquals("192.0.2.1 false", hostAndMirrored("1", "0", "0", "192.0.2.1"));
        assertEquals("127.0.0.1 true", hostAndMirrored("1", "0", "0", "mirrored"));
        assertEquals("192.0.2.1,192.0.2.2 false", hostAndMirrored("2", "0,0", "0", "192.0.2.1,192.0.2.2"));
        assertEquals("192.0.2.1 true", hostAndMirrored("1", "0", "0", "192.0.2.1", "mirrored"));
    }

    private static String hostAndMirrored(String... args) {
        ClusterPlan plan = ClusterMain.plan(args);
        return String.join(",", plan.hosts()) + " " + plan.mirrored();
    }

    private static String wrong(String... args) {
        return assertThrows(IllegalArgumentException.class, () -> ClusterMain.plan(args)).getMessage();
    }
}
