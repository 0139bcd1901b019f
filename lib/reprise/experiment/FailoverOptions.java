package reprise.experiment;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import reprise.judge.FailoverFamily;
import reprise.judge.FailoverFamily.Member;
import reprise.judge.FailoverScenario;
import reprise.simulator.rpc.MessageKind;
import reprise.sut.BrokerKind;
import reprise.sut.Brokers;
import reprise.sut.Failure;
import reprise.sut.Interruption;
import reprise.sut.RabbitMqTool;

/** What a fail-over run sends and where, and what is done to the brokers; each default is the document's or oslo.messaging's. */
public final class FailoverOptions {
    private static final Duration QUICK_DURATION = Duration.ofSeconds(20);
    private static final Duration QUICK_KILL_AT = Duration.ofSeconds(6);
    private static final Duration WARM_UP = Duration.ofSeconds(3);
    /** Of each of many: a call's time-out and a reconnect have to end in it. */
    private static final Duration FAMILY_QUICK_DURATION = Duration.ofSeconds(15);
    private static final Duration FAMILY_QUICK_KILL_AT = Duration.ofSeconds(4);
    private static final Duration FAMILY_WARM_UP = Duration.ofSeconds(1);

    @Option(names = "--kind", paramLabel = "KIND", defaultValue = "cast",
        description = "What is sent: ${COMPLETION-CANDIDATES}. Default: cast")
    MessageKind kind;
    @Option(names = "--topology", paramLabel = "NAME", defaultValue = "cmsm-km",
        description = "Who is on which node, and which dies: cmsm-km, cs1ss1-ks1, cs1ss2-ks2, cmss2-km. Default: cmsm-km")
    String topology;
    @Option(names = "--placement", paramLabel = "BY", defaultValue = "figures",
        description =
        "figures, or name: five reports' figures contradict their topology's name, and this says which is followed. Default: figures")
    FailoverSetup.PlacedBy placedBy;
    @Option(names = "--mirrored", description = "Queues on every node; a mirror is promoted when the master dies.")
    boolean mirrored;
    @Option(names = "--family", description = "All eighteen reports of the test plan, one after the other, and one table of them.")
    public boolean family;
    @Option(names = "--broker", paramLabel = "KINDS", split = ",", defaultValue = "embedded",
        description = "embedded, rabbitmq (three nodes of this machine's package, or of the programs in $$REPRISE_RABBITMQ_BIN), or both "
        + "with a comma between. Default: embedded")
    public List<String> broker;
    @Option(names = "--rate", paramLabel = "N|max",
        description = "Messages per second of all threads together; max: no pacing. Default: 1056, of calls max")
    String rate;
    @Option(names = "--threads", paramLabel = "N", description = "Client threads, each with one message in flight. Default: 1")
    Integer threads;
    @Option(names = "--timeout", paramLabel = "TIME", description = "How long a call waits for its reply. Default: 5s")
    Duration timeout;
    @Option(names = "--kill-at", paramLabel = "TIME", description = "When the topology's node is killed. Default: 12s, with --quick 6s")
    Duration killAt;
    @Option(names = "--restart-after", paramLabel = "TIME",
        description = "The killed node comes back so long after its death. Default: it does not")
    Duration restartAfter;
    @Option(names = "--fault", paramLabel = "FAULT", defaultValue = "kill",
        description = "kill, or freeze: a partition, the node is silent and its connections stay open. Default: kill")
    FaultPlan.Kind fault;
    @Option(names = "--chaos", paramLabel = "SEED",
        description =
        "Random nodes die and come back for the whole run, instead of the one; every message is accounted for, in messages.csv.")
    Long chaos;
    @Option(names = "--warm-up", paramLabel = "TIME",
        description = "A pair sends so long before the run, in no figure. Default: 3s, with --family 1s")
    Duration warmUp;
    @Option(names = "--url", paramLabel = "URL",
        description = "Brokers that are there: amqp://user:password@h1:p1,h2:p2,.../vhost, the master first.")
    String url;
    @Option(names = "--kill", paramLabel = "COMMAND",
        description = "With --url: the shell command that kills the node $REPRISE_HOST:$REPRISE_PORT.")
    String kill;
    @Mixin ReconnectOptions reconnect;

    /** Whether the options mean several runs and a table of them. */
    public boolean isFamily() {
        return family || broker.size() > 1;
    }

    /** @throws Failure.BadInput naming all that contradicts */
    public void check(RunOptions run) {
        run.check();
        var kinds = brokerKinds();
        var wrong = new java.util.ArrayList<String>();
        if (url != null && !broker.equals(List.of("embedded"))) wrong.add("--url and --broker both say which brokers; give one of them");
        if (url != null && (family || mirrored)) wrong.add("--family and --mirrored are for brokers of our own; leave --url out");
        if (family && (kind != MessageKind.CAST || !topology.equals("cmsm-km") || mirrored))
            wrong.add("--family does every kind and topology; leave --kind, --topology and --mirrored out");
        if (family && placedBy == FailoverSetup.PlacedBy.NAME)
            wrong.add("--family places each report as its figures have it; leave --placement out");
        if (chaos != null && (killAt != null || restartAfter != null || fault != FaultPlan.Kind.KILL))
            wrong.add("--chaos says itself who dies when; leave --kill-at, --restart-after and --fault out");
        if (chaos != null && (url != null || family || kinds.size() > 1))
            wrong.add("--chaos is for one run on brokers of our own; leave --url, --family and a second --broker out");
        if (family && run.scenario != null) wrong.add("--scenario is for one report; leave it out with --family");
        if (!wrong.isEmpty()) throw new Failure.BadInput(String.join("\n", wrong));
    }

    public List<BrokerKind> brokerKinds() {
        return BrokerKind.list(broker);
    }

    /** The eighteen, or the one that kind, topology and mirroring mean. */
    public FailoverFamily members() throws IOException {
        var all = FailoverFamily.read();
        all = all.withCallTimeout(or(timeout, all.callTimeout()));
        return family ? all : all.only(kind.label(), FailoverSetup.topology(topology), mirrored);
    }

    private FailoverSetup setup(FailoverFamily all) {
        var place = FailoverSetup.topology(topology);
        var named = place.placement();
        // Random kills are no report's.
        var figures = chaos != null ? named : all.member(kind.label(), place, mirrored).map(Member::placement).orElse(named);
        return new FailoverSetup(kind, place, mirrored, placedBy == FailoverSetup.PlacedBy.NAME ? named : figures, figures,
            or(timeout, all.callTimeout()));
    }

    public FailoverPlan plan(RunOptions run) throws IOException {
        run.check();
        var all = FailoverFamily.read();
        var setup = setup(all);
        var document = FailoverPlan.document(run.scenario);
        var compared = all.comparedWith(document.scenario(), setup.kind().label(), setup.topology(), mirrored, chaos != null);
        return plan(run, document.with(compared), setup, QUICK_DURATION, QUICK_KILL_AT, WARM_UP);
    }

    /** Of the family each is shorter with --quick; one report on several kinds of broker is what it is on one. */
    public FailoverPlan plan(RunOptions run, Member member) throws IOException {
        if (!family) return plan(run);
        var all = FailoverFamily.read();
        var setup = FailoverSetup.of(member, or(timeout, all.callTimeout()));
        var document = FailoverPlan.document(null);
        var report = all.scenario(document.scenario(), member.kind(), member.topology(), member.mirrored());
        return plan(run, document.with(report), setup, FAMILY_QUICK_DURATION, FAMILY_QUICK_KILL_AT, FAMILY_WARM_UP);
    }

    private FailoverPlan plan(RunOptions run, FailoverScenario document, FailoverSetup setup, Duration quickDuration, Duration quickKillAt,
        Duration usualWarmUp) {
        if (kill != null && url == null)
            throw new Failure.BadInput("--kill is for brokers that are there; give --url too, or leave --kill out");
        if (killAt != null && url != null && kill == null)
            throw new Failure.BadInput("--kill-at needs --kill COMMAND with --url; give it, or leave --kill-at out");
        if (url != null && (fault != FaultPlan.Kind.KILL || restartAfter != null)) {
            throw new Failure.BadInput("--fault freeze and --restart-after are for brokers of our own; leave them out with --url");
        }
        var at = url != null && kill == null ? Optional.<Duration>empty()
            : Optional.of(or(killAt, run.scaled(run.quick ? quickKillAt : document.killAt())));
        var plan =
            new FailoverPlan(document, setup, rate == null && setup.kind() == MessageKind.CALL ? OptionalDouble.empty()
            : FailoverPlan.rate(rate, document.load().ratePerSec()),
            or(threads, document.load().threads()), or(run.duration, run.scaled(run.quick ? quickDuration : document.load().duration())),
            chaos != null ? FaultPlan.chaos(chaos) : new FaultPlan(at, fault, Optional.ofNullable(restartAfter), Optional.empty()),
            or(run.seed, document.seed()),
            reconnect.policy(document.reconnect()),
            reconnect.heartbeat(url == null ? Optional.empty() : brokers().url().heartbeat(), document.reconnect()),
            or(warmUp, usualWarmUp));
        // What the brokers cannot do is told before a folder is made.
        if (url != null) return plan.checkedFor(brokers().url().hosts().size(), "--url");
        if (chaos != null) brokerKinds().getFirst().checkChaos(document.nodes(), plan.duration());
        return plan.checkedFor(document.nodes(), "the scenario");
    }

    private static <T> T or(T given, T otherwise) {
        return given != null ? given : otherwise;
    }

    /** Told before a folder is made: none of the brokers asked for is on this machine. */
    public void requireBrokers() {
        if (url == null && brokerKinds().equals(List.of(BrokerKind.RABBITMQ))) RabbitMqTool.requireInstalled();
    }

    /** For a role on its own, whose brokers are there. */
    public FailoverPlan rolesPlan(RunOptions run) throws IOException {
        if (family) throw new Failure.BadInput("--family needs client and server in one process; leave it out with the roles");
        brokers();
        check(run);
        return plan(run);
    }

    public String brokersInWords(FailoverPlan plan) {
        return url == null ? brokerKinds().getFirst().explain(plan.document().nodes(), mirrored) : brokers().kind();
    }

    /** Those of --url, or some of our own, which go with the run. */
    public Brokers start(FailoverPlan plan, Path folder, Interruption interruption) {
        return url == null ? brokerKinds().getFirst().start(plan.document().nodes(), mirrored, folder, interruption) : brokers();
    }

    /** Those of --url. */
    public Brokers brokers() {
        if (url == null)
            throw new Failure.BadInput("--url is missing; give amqp://user:password@h1:p1,h2:p2,.../vhost, as the role cluster prints it");
        return Brokers.at(url, Optional.ofNullable(kill));
    }
}
