package failover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import reprise.experiment.DurationOption;
import reprise.experiment.RunOptions;
import reprise.judge.Claim;
import reprise.simulator.rpc.MessageKind;
import reprise.simulator.rpc.QueueKind;
import reprise.sut.Failure;

/** The reports that the family's options select, and its invalid options: one sentence before anything starts. */
final class FamilyOptionsTest {
    /** The options as the family's script has them. */
    @Command
    static final class Options {
        @Mixin FamilyOptions which;
        @Mixin RunOptions run;
        @Mixin FailoverOptions pair;

        FailoverSetup setup() throws IOException {
            which.check(run, pair);
            return which.plan(run, pair, SyntheticRun.SETUP, FailoverFamily.read(ScriptMeasures.QUANTITIES),
                FailoverOptions.Times.OF_MANY).setup();
        }
    }

    private static Options options(String... args) {
        var options = new Options();
        new CommandLine(options).registerConverter(Duration.class, new DurationOption()).setCaseInsensitiveEnumValuesAllowed(true)
            .parseArgs(args);
        return options;
    }

    private static void refused(String sentence, String... args) {
        var failure = assertThrows(Failure.BadInput.class, () -> options(args).setup());
        assertTrue(failure.getMessage().contains(sentence), failure.getMessage());
        assertEquals(1, failure.getMessage().lines().count(), failure.getMessage());
        assertEquals(Failure.BAD_INPUT, failure.exitCode());
    }

    private static List<String> reports(String... args) throws IOException {
        var options = options(args);
        return options.which.reports(FailoverFamily.read(ScriptMeasures.QUANTITIES), options.pair).members().stream()
            .map(FailoverFamily.Member::name).toList();
    }

    private static List<String> columns(String... args) {
        var options = options(args);
        return options.which.columns(options.pair).stream().map(FamilyColumn::label).toList();
    }

    /** Missing options of the selected report are the document's: casts, both on the master, a queue on one node. */
    @Test
    void noChoice_isAllEighteen_anyOfTheThree_isTheOneThatTheyName() throws IOException {
        assertEquals(18, reports().size());
        assertEquals(18, reports("--timeout", "1s", "--quick").size());
        assertEquals(List.of("call cmsm-km"), reports("--kind", "call"));
        assertEquals(List.of("cast cmsm-km"), reports("--kind", "cast"));
        assertEquals(List.of("cast cmss2-km"), reports("--topology", "cmss2-km"));
        assertEquals(List.of("notify cs1ss2-ks2 mirrored"), reports("--kind", "notify", "--topology", "cs1ss2-ks2", "--mirrored"));
        var both = options("--kind", "call", "--broker", "embedded,rabbitmq");
        assertFalse(both.which.isOneRun(both.pair));
        var one = options("--kind", "call");
        assertTrue(one.which.isOneRun(one.pair));
        var all = options();
        assertFalse(all.which.isOneRun(all.pair));
    }

    @Test
    void values_thatThereAreNot_areRefusedWithThoseThatThereAre() {
        refused("--topology is 'mars'; give one of cmsm-km, cs1ss1-ks1, cs1ss2-ks2, cmss2-km", "--topology", "mars");
        refused("--timeout is 0s; it must be 1ms to less than a day, in whole ms", "--kind", "call", "--timeout", "0");
    }

    @Test
    void options_ofOneReport_areRefusedWithAll() {
        var url = "amqp://127.0.0.1:1/";
        var choose = " for one report; choose it with --kind, --topology or --queues, for example --kind cast";
        refused("--url is" + choose, "--url", url);
        refused("--chaos is" + choose, "--chaos", "1");
        refused("--share 1/2 is" + choose, "--share", "1/2");
        refused("--scenario and --placement name are" + choose, "--scenario", "x.json", "--placement", "name");
        refused("--queues mirrored is for brokers of our own: at those of --url a policy mirrors queues", "--mirrored", "--url", url);
        refused("--queues has one kind twice", "--queues", "quorum,quorum");
        refused("--queues classic and mirrored are two reports; give one of them, or leave --kind and --topology out", "--kind", "cast",
            "--queues", "classic,mirrored");
        refused("--url is for one run; give one kind of --queues", "--kind", "cast", "--url", url, "--queues", "classic,quorum");
        refused("--chaos is for one run; give one kind of --queues", "--kind", "cast", "--chaos", "1", "--queues", "classic,quorum");
        refused("leave --url and a second --broker out", "--kind", "cast", "--chaos", "1", "--broker", "embedded,rabbitmq");
    }

    /** Quorum queues, of which there is no report, are a column beside those of the report's own. */
    @Test
    void queues_chooseReports_andQuorumIsAColumnOfItsOwn() throws IOException {
        assertEquals(List.of("cast cmsm-km"), reports("--queues", "quorum"));
        assertEquals(List.of("embedded quorum"), columns("--queues", "quorum"));
        assertEquals(reports("--topology", "cs1ss2-ks2", "--mirrored"), reports("--topology", "cs1ss2-ks2", "--queues", "mirrored"));
        assertEquals(List.of("cast cs1ss2-ks2 mirrored"), reports("--topology", "cs1ss2-ks2", "--queues", "mirrored,quorum"));
        assertEquals(18, reports("--queues", "classic,mirrored,quorum").size());
        assertEquals(12, reports("--queues", "classic,quorum").size());
        assertEquals(List.of("embedded", "embedded quorum", "rabbitmq", "rabbitmq quorum"),
            columns("--queues", "classic,quorum", "--broker", "embedded,rabbitmq"));
        assertEquals(List.of("embedded", "rabbitmq"), columns("--broker", "embedded,rabbitmq"));
        var one = options("--queues", "quorum");
        assertTrue(one.which.isOneRun(one.pair));
        var setup = one.setup();
        assertEquals("client on node 1, server on 1, queues on all, led by 1", setup.where());
        assertFalse(setup.mirrored());
    }

    /** The report whose notifications died with their queue; and one of which nothing was lost. */
    @Test
    void claims_thatSomethingDiedWithItsQueue_areShownOfQuorumQueues() throws IOException {
        var options = options("--kind", "notify", "--topology", "cmss2-km", "--queues", "classic,quorum");
        var family = FailoverFamily.read(ScriptMeasures.QUANTITIES);
        var own = family.comparedWith(SyntheticRun.document(), MessageKind.NOTIFY, Topology.CMSS2_KM, false, QueueKind.CLASSIC, false);
        var quorum = family.comparedWith(SyntheticRun.document(), MessageKind.NOTIFY, Topology.CMSS2_KM, false, QueueKind.QUORUM, false);
        assertEquals(2, options.which.columns(options.pair).size());
        assertEquals(List.of("loss", "errors", "gap", "worst-latency"), quorum.claims().stream().map(Claim::id).toList());
        assertEquals(own.claims().subList(1, 3), quorum.claims().subList(1, 3));
        var waited = assertInstanceOf(Claim.Shown.class, quorum.claims().getLast());
        assertTrue(waited.why().contains("waits for it in the quorum queue"), waited.why());
        var shown = assertInstanceOf(Claim.Shown.class, quorum.claims().getFirst());
        assertEquals(3.5, shown.published());
        assertTrue(shown.why().contains("a quorum queue outlives a node"), shown.why());
        assertEquals("Notification fail-over test, cmss2-km, quorum queues", quorum.title());
        assertTrue(quorum.performed().endsWith("queues are quorum queues, which a majority of the nodes has, and the published figures are "
            + "of queues on one node."), quorum.performed());
    }

    private static FailoverSetup setup(String... args) throws IOException {
        return options(args).setup();
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
        for (var same : List.of(setup("--kind", "cast"), setup("--topology", "cs1ss2-ks2", "--mirrored"),
            setup("--kind", "fanout", "--topology", "cs1ss2-ks2"), setup("--topology", "cs1ss2-ks2", "--chaos", "1"))) {
            assertEquals(same.topology().placement(), same.placement(), same.toString());
            assertTrue(same.remark().isEmpty(), same.toString());
        }
    }

    @Test
    void topology_withAsManyNodesAsTheUrlHas_isPlanned() throws IOException {
        var options = options("--topology", "cmss2-km", "--placement", "name", "--url", "amqp://127.0.0.1:1,127.0.0.1:2,127.0.0.1:3/");
        assertEquals(3, options.setup().placement().server());
        refused("--topology cmss2-km needs 3 nodes, and --url has 2", "--topology", "cmss2-km", "--url", "amqp://127.0.0.1:1,127.0.0.1:2/");
    }
}
