package reprise.sut;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reprise.experiment.OwnedProcesses;
import reprise.peers.Children;
import reprise.simulator.rpc.QueueKind;

/** Real nodes end whatever happens to the JVM that started them; if Debian's RabbitMQ is installed. */
@Tag("waits")
@Order(2)
final class RabbitMqKeeperTest {
    @TempDir
    Path folder;
    private final List<Process> owners = new ArrayList<>();

    /** A JVM that starts nodes: it reports them, and on Ctrl-C whether they still answer before it ends. */
    static final class Owner {
        public static void main(String[] args) throws IOException {
            var interruption = new Interruption().arm();
            try (var brokers = Brokers.rabbitMq(Integer.parseInt(args[1]), QueueKind.CLASSIC, Path.of(args[0]), interruption)) {
                System.out.println(brokers.kind());
                interruption.asked().join();
                new Socket("127.0.0.1", brokers.url().hosts().getFirst().port()).close();
                System.out.println("the node answers");
            }
            System.out.println("closed");
            interruption.exit(0);
        }
    }

    @BeforeEach
    void needsRabbitMq() {
        assumeTrue(RabbitMqCluster.isInstalled(), "no RabbitMQ on this machine (apt-get install rabbitmq-server)");
    }

    @AfterEach
    void endOwners() {
        owners.forEach(Process::destroyForcibly); // their nodes end with them, which the tests prove
    }

    /** In a session of its own, so that a Ctrl-C to its process group does not reach the tests. */
    private Process owner(int nodes) throws IOException {
        var process = Children.process("setsid", ProcessHandle.current().info().command().orElseThrow(), "-XX:TieredStopAtLevel=1", "-cp",
            System.getProperty("java.class.path"), Owner.class.getName(), folder.toString(), String.valueOf(nodes))
            .redirectErrorStream(true).start();
        owners.add(process);
        return process;
    }

    @Test
    void owner_killedBySigkill_leavesNothing() throws Exception {
        var owner = owner(2);
        var first = owner.inputReader().readLine();
        assertTrue(first.matches("RabbitMQ [0-9.]+, 2 nodes, queues not mirrored"), first);
        var nodes = OwnedProcesses.of(folder);
        for (var program : List.of("epmd", "beam.smp", "erl_child_setup"))
            assertTrue(OwnedProcesses.has(nodes, program), program + " is not among " + nodes);
        owner.destroyForcibly().waitFor();
        assertEquals(List.of(), OwnedProcesses.staying(() -> OwnedProcesses.of(folder)));
        for (int node = 1; node <= 2; node++) {
            assertFalse(Files.exists(folder.resolve("rabbit" + node + "/mnesia")), "data of node " + node);
            assertTrue(Files.exists(folder.resolve("rabbit" + node + "/log")), "log of node " + node);
        }
    }

    @Test
    void owner_killedWhileItsNodesStart_leavesNothing() throws Exception {
        var owner = owner(2);
        while (owner.isAlive() && !Files.exists(folder.resolve("rabbit2/mnesia"))) LockSupport.parkNanos(20_000_000);
        assertTrue(OwnedProcesses.has(OwnedProcesses.of(folder), "beam.smp"), "no node runs");
        owner.destroyForcibly().waitFor();
        assertEquals(List.of(), OwnedProcesses.staying(() -> OwnedProcesses.of(folder)));
        assertFalse(Files.exists(folder.resolve("rabbit2/mnesia")), "its data");
    }

    @Test
    void ctrlC_toTheWholeProcessGroup_leavesTheNodesToTheirOwner() throws Exception {
        var owner = owner(1);
        var out = owner.inputReader();
        assertEquals("1 node", out.readLine().split(", ")[1]);
        assertEquals(0, Children.process("kill", "-INT", "--", "-" + owner.pid()).start().waitFor());
        assertEquals(List.of("the node answers", "closed"), out.lines().toList());
        assertEquals(130, owner.waitFor()); // 128 + SIGINT
        assertEquals(List.of(), OwnedProcesses.staying(() -> OwnedProcesses.of(folder)));
    }

    @Test
    void start_withATakenPort_namesNodeAndFolderWithItsLastWords() throws Exception {
        var site = RabbitMqSite.at(folder, 1);
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var blocked = new RabbitMqSite(folder, false, site.ports(), List.of(taken.getLocalPort()), site.epmdPort(),
                NodeSettings.PLAIN, List.of());
            var failure = assertThrows(Failure.Environment.class,
                () -> RabbitMqCluster.start(blocked, QueueKind.CLASSIC, new Interruption()));
            var said = failure.getMessage();
            assertTrue(
                said.matches("RabbitMQ: node 1 ended after [0-9.]+ s, before it took connections; its last words: .*; its folder: .*"),
                said);
            assertTrue(said.contains("" + taken.getLocalPort()) && said.endsWith(folder.resolve("rabbit1").toString()), said);
        }
    }

    @Test
    void start_interrupted_endsAtOnceAndLeavesNothing() {
        var interruption = new Interruption();
        interruption.asked().complete(null);
        var failure = assertThrows(Failure.Environment.class, () -> Brokers.rabbitMq(3, QueueKind.CLASSIC, folder, interruption));
        assertTrue(failure.getMessage().startsWith("RabbitMQ: interrupted before"), failure.getMessage());
        assertEquals(List.of(), OwnedProcesses.staying(() -> OwnedProcesses.of(folder)));
    }

    @Test
    void mirrors_ofAVersionThatHasNone_areRefusedByName() {
        RabbitMqTool.requireMirrors("3.13.7");
        var failure = assertThrows(Failure.Environment.class, () -> RabbitMqTool.requireMirrors("4.1.0"));
        assertTrue(failure.getMessage().startsWith("RabbitMQ is of version 4.1.0, which has no mirrored queues any more;"),
            failure.getMessage());
    }
}
