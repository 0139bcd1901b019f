package reprise.scripts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static reprise.scripts.ScriptProcess.Script.RPC_FAILOVER_FAMILY;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import reprise.sut.RabbitMqCluster;

/** One report on both kinds of broker: a run folder for each, and one report of both, which {@code report} writes again. */
@Tag("waits")
@Order(2)
@Execution(ExecutionMode.CONCURRENT)
final class SideBySideTest {
    @TempDir
    Path temp;

    private String out() {
        return temp.resolve("run").toString();
    }

    private JsonNode run(String folder) throws Exception {
        return new ObjectMapper().readTree(Files.readAllBytes(Path.of(out(), folder, "run.json")));
    }

    private static List<String> texts(JsonNode objects, String key) {
        return StreamSupport.stream(objects.spliterator(), false).map(object -> object.path(key).asText()).toList();
    }

    private void reportAgain(ScriptProcess.Ended first) throws Exception {
        var page = Files.readString(Path.of(out(), "report.html"));
        Files.delete(Path.of(out(), "report.html"));
        var again = ScriptProcess.run(RPC_FAILOVER_FAMILY, temp, "report", out());
        assertEquals(first.exitCode(), again.exitCode(), again.err());
        assertTrue(first.out().endsWith(again.out()), again.out() + "\nat first\n" + first.out());
        assertEquals(page, Files.readString(Path.of(out(), "report.html")));
    }

    @Test
    void bothBrokers_haveAColumnAndEachClaimAVerdictOnEach() throws Exception {
        assumeTrue(RabbitMqCluster.isInstalled(), "no RabbitMQ on this machine (apt-get install rabbitmq-server)");
        var ended =
            ScriptProcess.run(RPC_FAILOVER_FAMILY, temp, "--kind", "call", "--timeout", "1s", "--topology", "cs1ss2-ks2", "--duration",
            "5s", "--kill-at", "1s", "--warm-up", "0s",
            "--broker", "embedded,rabbitmq", "--out", out());
        assertTrue(ended.exitCode() == 0 || ended.exitCode() == 1, ended.out() + ended.err()); // 1: on a busy host a reconnect may be late
        assertTrue(ended.out().replaceAll(" +", " ").contains(" published embedded rabbitmq change says\n"), ended.out());
        var both = run("");
        var alone = List.of(run("01-call-cs1ss2-ks2-embedded"), run("02-call-cs1ss2-ks2-rabbitmq"));
        assertTrue(alone.get(1).path("parameters").path("brokers").asText().matches("RabbitMQ \\d.*, 3 nodes, queues not mirrored"),
            alone.get(1).path("parameters").toString());
        for (var each : alone)
            assertEquals("client on node 2, server on 3, queues on 1", each.path("parameters").path("placement").asText());
        var verdicts = texts(both.path("claims"), "verdict");
        for (int i = 0; i < alone.get(0).path("claims").size(); i++) {
            for (int k = 0; k < 2; k++)
                assertEquals(texts(alone.get(k).path("claims"), "verdict").get(i), verdicts.get(2 * i + k),
                    both.path("claims").get(2 * i + k).toString());
        }
        assertEquals(2 * alone.get(0).path("claims").size(), verdicts.size());
        reportAgain(ended);
    }

    /** For a kind without a published report, so that only our columns remain. */
    @Test
    void aBrokerThatIsNotThere_isLeftOut_andTheOtherPerformed() throws Exception {
        var ended =
            ScriptProcess.runWith(Map.of("REPRISE_RABBITMQ_BIN", "/nowhere"), RPC_FAILOVER_FAMILY, temp, "--kind", "fanout", "--duration",
            "5s", "--kill-at", "1s", "--warm-up", "0s",
            "--broker", "embedded,rabbitmq", "--out", out());
        assertEquals(1, ended.exitCode(), ended.out() + ended.err()); // both were requested
        assertTrue(ended.out().strip().endsWith("; 1 run left out (shortened: 5 s a run instead of 121 s)"), ended.out());
        var flat = ended.out().replaceAll("\\s+", " ");
        assertTrue(
            flat.contains(
            "Left out: fanout cmsm-km on rabbitmq: RabbitMQ is not installed at /nowhere; install the package rabbitmq-server"),
            ended.out());
        assertTrue(flat.contains("Nothing of it was published to be compared with"), ended.out());
        assertEquals(List.of(), texts(run("").path("claims"), "verdict"));
        reportAgain(ended);
    }
}
