package failover;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import reprise.sut.Failure;

/** The former options of rpc-cast-failover: the error gives the complete new command, without passwords. */
final class MovedOptionsTest {
    /** The options as the document's script has them. */
    @Command(name = "rpc-cast-failover", subcommands = MovedOptions.Cluster.class)
    static final class Document {
        @Mixin FailoverOptions pair;
        @Mixin MovedOptions moved;

        @Command
        void client(@Mixin FailoverOptions pair, @Mixin MovedOptions moved) {
            moved.check(pair);
        }
    }

    private static void isTold(String sentence, String... args) {
        var document = new Document();
        new CommandLine(document).parseArgs(args);
        assertEquals(sentence, assertThrows(Failure.BadInput.class, () -> document.moved.check(document.pair)).getMessage());
    }

    private static String told(String... args) {
        var caught = new Exception[1];
        new CommandLine(new Document()).setExecutionExceptionHandler((error, _, _) -> {
            caught[0] = error;
            return 0;
        }).execute(args);
        return caught[0].getMessage();
    }

    @Test
    void options_thatTheFamilyHas_areToldWithTheSameCommandOfIts() {
        var script = " rpc-failover-family, the script of the test plan's other reports; give rpc-failover-family";
        isTold("--kind is for" + script + " --threads 2 --kind=call", "--threads", "2", "--kind=call");
        isTold("--topology is for" + script + " --topology", "--topology");
        isTold("--mirrored, --kind and --topology are for" + script + " --mirrored --kind notify --topology cmss2-km", "--mirrored",
            "--kind", "notify", "--topology", "cmss2-km");
        isTold("--family is for" + script + " --broker rabbitmq", "--family", "--broker", "rabbitmq");
    }

    /** Without these options the family's script performs all eighteen; here the default was the document's report. */
    @Test
    void whatChoosesNoReport_isOfTheDocuments() {
        var script = " is for rpc-failover-family, the script of the test plan's other reports; give rpc-failover-family";
        isTold("--broker with two kinds" + script + " --kind cast --broker embedded,rabbitmq", "--broker", "embedded,rabbitmq");
        isTold("--timeout" + script + " --kind cast --timeout 1s", "--timeout", "1s");
        assertEquals("--placement" + script + " client --kind cast --placement name", told("client", "--placement", "name"));
    }

    @Test
    void words_areGivenAsAShellTakesThem_withoutPasswords() {
        isTold("--mirrored is for rpc-failover-family, the script of the test plan's other reports; give rpc-failover-family --mirrored "
            + "--url 'amqp://u:***@h/v?heartbeat=5' --kill 'echo '\\''x'\\'' >&2'", "--mirrored", "--url",
            "amqp://u:secret@h/v?heartbeat=5", "--kill", "echo 'x' >&2");
    }

    @Test
    void cluster_isToldWithItsOptions() {
        assertEquals("cluster is a script of its own; give amqp-cluster", told("cluster"));
        assertEquals("cluster is a script of its own; give amqp-cluster --ports 5672,0 --mirrored --user bench:***",
            told("cluster", "--ports", "5672,0", "--mirrored", "--user", "bench:secret"));
    }

    @Test
    void options_ofTheDocument_areTaken() {
        var document = new Document();
        new CommandLine(document).parseArgs("--broker", "rabbitmq", "--threads", "2", "--chaos", "1");
        assertDoesNotThrow(() -> document.moved.check(document.pair));
        assertFalse(new CommandLine(document).getUsageMessage().contains("--kind"), "nobody is to learn them");
    }

    private static void requireDocuments(Path... folders) throws IOException {
        var command = new FailoverReports.OfTheDocument(_ -> SyntheticRun.document(), ScriptMeasures::report, ScriptMeasures.ALL);
        new CommandLine(command).parseArgs(Stream.of(folders).map(Path::toString).toArray(String[]::new));
        command.requireDocuments();
    }

    /** Each run of tests/golden is in a folder whose name begins with the script that wrote it. */
    @Test
    void runs_areReportedByTheScriptThatWroteThem() throws IOException {
        var runs = Path.of("tests/golden/runs");
        for (var own : List.of("cast", "interrupted"))
            requireDocuments(runs.resolve("rpc-cast-failover--" + own + "/run"));
        for (var other : List.of("family/run", "chaos/run", "two-brokers/run", "roles/run/client", "roles/run/server")) {
            var folder = runs.resolve("rpc-failover-family--" + other);
            var failure = assertThrows(Failure.BadInput.class, () -> requireDocuments(Path.of("none"), folder));
            assertEquals(folder + " is a run of rpc-failover-family, which reports it; give rpc-failover-family report none " + folder,
                failure.getMessage());
        }
    }

    @Test
    void runOfAnUnknownReport_isRefusedWithThoseThatThereAre(@TempDir Path folder) throws IOException {
        var run = Files.readString(Path.of("tests/golden/runs/rpc-cast-failover--cast/run/run.json"));
        Files.writeString(folder.resolve("run.json"), run.replace("\"kind\" : \"cast\"", "\"kind\" : \"shout\""));
        assertEquals(folder + "/run.json: parameters.kind is \"shout\"; it must be one of cast, call, notify, fanout",
            assertThrows(Failure.BadInput.class, () -> requireDocuments(folder)).getMessage());
        Files.writeString(folder.resolve("run.json"), run.replace("\"topology\" : \"cmsm-km\"", "\"topology\" : \"x\""));
        assertEquals(folder + "/run.json: parameters.topology is \"x\"; it must be one of " + String.join(", ", Topology.labels()),
            assertThrows(Failure.BadInput.class, () -> requireDocuments(folder)).getMessage());
    }
}
