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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import reprise.experiment.OwnedProcesses;
import reprise.experiment.RabbitMqCluster;

/** What the family's options cannot be: one sentence with the value and what to do, before anything is begun. */
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
    void values_thatThereAreNot_areTwoWithThoseThatThereAre() throws Exception {
        isTwo("'--kind': expected one of [CAST, CALL, NOTIFY, FANOUT] (case-insensitive) but was 'shout'", "--kind", "shout");
        isTwo("--topology is 'mars'; give one of cmsm-km, cs1ss1-ks1, cs1ss2-ks2, cmss2-km", "--topology", "mars");
        isTwo("--timeout is 0s; it must be 1ms to less than a day, in whole ms", "--kind", "call", "--timeout", "0");
        isTwo("--restart-after is 30s: the node would come back at 36s, not before the end of the run at 20s", "--quick", "--restart-after", "30s");
        isTwo("--heartbeat is 500ms; it must be whole seconds", "--heartbeat", "500ms");
        isTwo("--broker is 'kafka'; give embedded, rabbitmq, or both", "--broker", "kafka");
        isTwo("--broker has embedded twice; give it once", "--broker", "embedded,embedded");
        isTwo("--chaos: the run lasts 5.0 s; it must be at least 7.5 s", "--chaos", "1", "--duration", "5s");
        isTwo("it must be at least 18.5 s", "--chaos", "1", "--duration", "10s", "--broker", "rabbitmq");
    }

    @Test
    void options_thatContradict_areTwoWithWhatToLeaveOut() throws Exception {
        var url = "amqp://127.0.0.1:1/";
        isTwo("--family and --mirrored are for brokers of our own; leave --url out", "--family", "--url", url);
        isTwo("--family and --mirrored are for brokers of our own; leave --url out", "--mirrored", "--url", url);
        isTwo("--family does every kind and topology; leave --kind, --topology and --mirrored out", "--family", "--kind", "call");
        isTwo("--chaos says itself who dies when; leave --kill-at, --restart-after and --fault out", "--chaos", "1", "--kill-at", "3s");
        isTwo("--fault freeze and --restart-after are for brokers of our own; leave them out with --url", "--fault", "freeze", "--url", url);
        isTwo("--url and --broker both say which brokers; give one of them", "client", "--broker", "rabbitmq", "--url", url);
        isTwo("--family needs client and server in one process; leave it out with the roles", "server", "--family", "--url", url);
    }

    @Test
    void topology_withMoreNodesThanTheUrlHas_isTwoBeforeAnythingIsSent() throws Exception {
        var sentence = "--topology cmss2-km needs 3 nodes, and --url has 2; name 3, the master first, or choose cmsm-km, which needs one";
        isTwo(sentence, "--topology", "cmss2-km", "--url", "amqp://127.0.0.1:1,127.0.0.1:2/");
        isTwo(sentence, "client", "--topology", "cmss2-km", "--url", "amqp://127.0.0.1:1,127.0.0.1:2/");
    }

    @Test
    void rabbitMq_thatIsNotThere_isThreeAndNamesThePackage() throws Exception {
        for (var what : List.of("--quick", "--family")) {
            var ended = ScriptProcess.runWith(Map.of("REPRISE_RABBITMQ_BIN", "/nowhere"), RPC_CAST_FAILOVER, temp, "--broker", "rabbitmq", what, "--out", temp.resolve("run").toString());
            ScriptProcess.failed(ended, 3, "RabbitMQ is not installed at /nowhere; install the package rabbitmq-server, or name the folder of its programs in REPRISE_RABBITMQ_BIN");
            assertFalse(Files.exists(temp.resolve("run")), "a folder was made");
        }
    }

    /** Programs of which the tool is the package's, and the server ends at once. */
    @Test
    void rabbitMq_thatDoesNotStart_isThreeWithItsLastWordsAndLeavesNothing() throws Exception {
        assumeTrue(RabbitMqCluster.isInstalled(), "no RabbitMQ on this machine (apt-get install rabbitmq-server)");
        var programs = Files.createDirectory(temp.resolve("bin"));
        for (var program : Map.of("rabbitmq-server", "echo no room for me; exit 1", "rabbitmqctl", "exec /usr/lib/rabbitmq/bin/rabbitmqctl \"$@\"").entrySet()) {
            var file = Files.writeString(programs.resolve(program.getKey()), "#!/bin/sh\n" + program.getValue() + "\n");
            assertTrue(file.toFile().setExecutable(true));
        }
        var run = temp.resolve("run");
        var ended = ScriptProcess.runWith(Map.of("REPRISE_RABBITMQ_BIN", programs.toString()), RPC_CAST_FAILOVER, temp, "--broker", "rabbitmq", "--quick", "--out", run.toString());
        ScriptProcess.failed(ended, 3, "before it took connections; its last words: no room for me; its folder: " + run.resolve("rabbitmq/rabbit1"));
        assertEquals(List.of(), OwnedProcesses.staying(() -> OwnedProcesses.of(run.resolve("rabbitmq"))));
    }
}
