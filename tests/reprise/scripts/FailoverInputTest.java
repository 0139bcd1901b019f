package reprise.scripts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static reprise.scripts.ScriptProcess.Script.RPC_CAST_FAILOVER;

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

/** What cannot be performed is told in one sentence and leaves nothing behind; each option's sentence: FailoverOptionsTest. */
@Tag("waits")
@Execution(ExecutionMode.CONCURRENT)
final class FailoverInputTest {
    @TempDir
    Path temp;

    /** All of them name a folder for the run, which must not be there afterwards. */
    private void isTwo(String sentence, String... args) throws Exception {
        var all = new java.util.ArrayList<>(List.of(args));
        all.addAll(List.of("--out", temp.resolve("run").toString()));
        var ended = ScriptProcess.fails(RPC_CAST_FAILOVER, temp, 2, sentence, all.toArray(String[]::new));
        assertEquals("", ended.out());
        assertFalse(Files.exists(temp.resolve("run")), sentence);
    }

    @Test
    void options_thatCannotBe_areTwoBeforeAnythingIsSentOrMade() throws Exception {
        var sentence = "--topology cmss2-km needs 3 nodes, and --url has 2; name 3, the master first, or choose cmsm-km, which needs one";
        isTwo("'--kind': expected one of [CAST, CALL, NOTIFY, FANOUT] (case-insensitive) but was 'shout'", "--kind", "shout");
        isTwo("--chaos: the run lasts 5.0 s; it must be at least 7.5 s", "--chaos", "1", "--duration", "5s");
        isTwo(sentence, "--topology", "cmss2-km", "--url", "amqp://127.0.0.1:1,127.0.0.1:2/");
        isTwo(sentence, "client", "--topology", "cmss2-km", "--url", "amqp://127.0.0.1:1,127.0.0.1:2/");
    }

    @Test
    void rabbitMq_thatIsNotThere_isThreeAndNamesThePackage() throws Exception {
        for (var what : List.of("--quick", "--family")) {
            var ended =
                ScriptProcess.runWith(Map.of("REPRISE_RABBITMQ_BIN", "/nowhere"), RPC_CAST_FAILOVER, temp, "--broker", "rabbitmq", what,
                "--out", temp.resolve("run").toString());
            ScriptProcess.failed(ended, 3, "RabbitMQ is not installed at /nowhere; install the package rabbitmq-server, or name the "
                + "folder of its programs in REPRISE_RABBITMQ_BIN");
            assertFalse(Files.exists(temp.resolve("run")), "a folder was made");
        }
    }

    /** Programs of which the tool is the package's, and the server ends at once. */
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
