package reprise.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import reprise.sut.Failure;

/** What the family's options cannot be: one sentence with the value and what to do, before anything is begun. */
final class FailoverOptionsTest {
    /** As the script has them. */
    @Command
    static final class Options {
        @Mixin RunOptions run;
        @Mixin FailoverOptions pair;
    }

    private static Options options(String... args) {
        var options = new Options();
        new CommandLine(options).registerConverter(Duration.class, new DurationOption()).setCaseInsensitiveEnumValuesAllowed(true)
            .parseArgs(args);
        return options;
    }

    private static void refused(String sentence, String... args) {
        var options = options(args);
        var failure = assertThrows(Failure.BadInput.class, () -> {
            options.pair.check(options.run);
            options.pair.plan(options.run);
        });
        assertTrue(failure.getMessage().contains(sentence), failure.getMessage());
        assertEquals(1, failure.getMessage().lines().count(), failure.getMessage());
        assertEquals(Failure.BAD_INPUT, failure.exitCode());
    }

    @Test
    void values_thatThereAreNot_areRefusedWithThoseThatThereAre() {
        refused("--topology is 'mars'; give one of cmsm-km, cs1ss1-ks1, cs1ss2-ks2, cmss2-km", "--topology", "mars");
        refused("--timeout is 0s; it must be 1ms to less than a day, in whole ms", "--kind", "call", "--timeout", "0");
        refused("--restart-after is 30s: the node would come back at 36s, not before the end of the run at 20s", "--quick",
            "--restart-after", "30s");
        refused("--heartbeat is 500ms; it must be whole seconds", "--heartbeat", "500ms");
        refused("--broker is 'kafka'; give embedded, rabbitmq, or both", "--broker", "kafka");
        refused("--broker has embedded twice; give it once", "--broker", "embedded,embedded");
        refused("--chaos: the run lasts 5.0 s; it must be at least 7.5 s", "--chaos", "1", "--duration", "5s");
        refused("it must be at least 18.5 s", "--chaos", "1", "--duration", "10s", "--broker", "rabbitmq");
    }

    @Test
    void options_thatContradict_areRefusedWithWhatToLeaveOut() {
        var url = "amqp://127.0.0.1:1/";
        refused("--family and --mirrored are for brokers of our own; leave --url out", "--family", "--url", url);
        refused("--family and --mirrored are for brokers of our own; leave --url out", "--mirrored", "--url", url);
        refused("--family does every kind and topology; leave --kind, --topology and --mirrored out", "--family", "--kind", "call");
        refused("--chaos says itself who dies when; leave --kill-at, --restart-after and --fault out", "--chaos", "1", "--kill-at", "3s");
        refused("--fault freeze and --restart-after are for brokers of our own; leave them out with --url", "--fault", "freeze", "--url",
            url);
        refused("--url and --broker both say which brokers; give one of them", "--broker", "rabbitmq", "--url", url);
    }

    @Test
    void roles_withAFamilyOrWithoutUrl_areRefused() {
        var family = options("--family", "--url", "amqp://127.0.0.1:1/");
        assertEquals("--family needs client and server in one process; leave it out with the roles",
            assertThrows(Failure.BadInput.class, () -> family.pair.rolesPlan(family.run)).getMessage());
        var nowhere = options();
        assertTrue(assertThrows(Failure.BadInput.class, () -> nowhere.pair.rolesPlan(nowhere.run)).getMessage()
            .startsWith("--url is missing; give amqp://"));
    }

    private static FailoverSetup setup(String... args) throws IOException {
        var options = options(args);
        options.pair.check(options.run);
        return options.pair.plan(options.run).setup();
    }

    @Test
    void placement_isTheReportsFigures_orTheName_andToldWhereTheyDiffer() throws IOException {
        var figures = setup("--topology", "cs1ss2-ks2");
        assertEquals("client on node 2, server on 3, queues on 1, node 3 killed", figures.placement().words());
        assertEquals("Placed as the report's figures have it, client on node 2, server on 3, queues on 1, node 3 killed: nothing is lost "
            + "though the server's node died: the queue was on another node",
            figures.remark().orElseThrow());
        var named = setup("--topology", "cs1ss2-ks2", "--placement", "name");
        assertEquals("client on node 2, server on 3, queues on 3, node 3 killed", named.placement().words());
        assertTrue(named.remark().orElseThrow().startsWith("Placed as the topology's name has it, client on node 2, server on 3, queues "
            + "on 3, node 3 killed; the report's figures speak of client on node 2,"));
        for (var same : java.util.List.of(setup(), setup("--topology", "cs1ss2-ks2", "--mirrored"),
            setup("--kind", "fanout", "--topology", "cs1ss2-ks2"), setup("--topology", "cs1ss2-ks2", "--chaos", "1"))) {
            assertEquals(same.topology().placement(), same.placement(), same.toString());
            assertTrue(same.remark().isEmpty(), same.toString());
        }
        refused("--family places each report as its figures have it; leave --placement out", "--family", "--placement", "name");
    }

    @Test
    void topology_withAsManyNodesAsTheUrlHas_isPlanned() throws IOException {
        var options = options("--topology", "cmss2-km", "--placement", "name", "--url", "amqp://127.0.0.1:1,127.0.0.1:2,127.0.0.1:3/");
        assertEquals(3, options.pair.plan(options.run).setup().placement().server());
        refused("--topology cmss2-km needs 3 nodes, and --url has 2", "--topology", "cmss2-km", "--url", "amqp://127.0.0.1:1,127.0.0.1:2/");
    }
}
