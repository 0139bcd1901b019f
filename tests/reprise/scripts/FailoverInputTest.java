package reprise.scripts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static reprise.scripts.ScriptProcess.Script.RPC_CAST_FAILOVER;
import static reprise.scripts.ScriptProcess.Script.RPC_FAILOVER_FAMILY;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import reprise.experiment.OwnedProcesses;
import reprise.sut.RabbitMqCluster;

/**
 * A run whose RabbitMQ is not there gives one sentence and leaves nothing behind. ScriptInputTest, FailoverOptionsTest and
 * FamilyOptionsTest test the options.
 */
@Tag("waits")
@Execution(ExecutionMode.CONCURRENT)
final class FailoverInputTest {
    @TempDir
    Path temp;

    @Test
    void rabbitMq_thatIsNotThere_isThreeAndNamesThePackage() throws Exception {
        for (var script : List.of(RPC_CAST_FAILOVER, RPC_FAILOVER_FAMILY)) {
            var ended =
                ScriptProcess.runWith(Map.of("REPRISE_RABBITMQ_BIN", "/nowhere"), script, temp, "--broker", "rabbitmq", "--quick",
                "--out", temp.resolve("run").toString());
            ScriptProcess.failed(ended, 3, "RabbitMQ is not installed at /nowhere; install the package rabbitmq-server, or name the "
                + "folder of its programs in REPRISE_RABBITMQ_BIN");
            assertFalse(Files.exists(temp.resolve("run")), "a folder was made");
        }
    }

    /** The tool is the package's, and the server program ends at once. */
    @Test
    void rabbitMq_thatDoesNotStart_isThreeWithItsLastWordsAndLeavesNothing() throws Exception {
        assumeTrue(RabbitMqCluster.isInstalled(), "no RabbitMQ on this machine (apt-get install rabbitmq-server)");
        var programs = Files.createDirectory(temp.resolve("bin"));
        for (var program : Map.of("rabbitmq-server", "echo no room for me; exit 1", "rabbitmqctl",
            "exec /usr/lib/rabbitmq/bin/rabbitmqctl \"$@\"").entrySet()) {
            var file = Files.writeString(programs.resolve(program.getKey()), "#!/bin/sh\n" + program.getValue() + "\n");
            assertTrue(file.toFile().setExecutable(true));
        }
        var run = temp.resolve("run");
        var ended =
            ScriptProcess.runWith(Map.of("REPRISE_RABBITMQ_BIN", programs.toString()), RPC_CAST_FAILOVER, temp, "--broker", "rabbitmq",
            "--quick", "--out", run.toString());
        ScriptProcess.failed(ended, 3,
            "before it took connections; its last words: no room for me; its folder: " + run.resolve("rabbitmq/rabbit1"));
        assertEquals(List.of(), OwnedProcesses.staying(() -> OwnedProcesses.of(run.resolve("rabbitmq"))));
    }
}
