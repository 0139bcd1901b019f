package failover;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import reprise.experiment.BrokerOptions;
import reprise.experiment.Experiment;
import reprise.experiment.OptionGroup;
import reprise.experiment.RunOptions;
import reprise.experiment.ServerTlsOptions;
import reprise.experiment.TlsOptions;
import reprise.judge.Scenario;
import reprise.simulator.rpc.MessageKind;
import reprise.simulator.rpc.QueueKind;
import reprise.sut.BrokerKind;
import reprise.sut.Brokers;
import reprise.sut.Failure;
import reprise.sut.NodeSettings;
import reprise.sut.RabbitMqTool;

/** The options of a fail-over run: messages, brokers and faults. The defaults are the document's or those of oslo.messaging. */
@OptionGroup.In(OptionGroup.FAULT)
public final class FailoverOptions {
    /** The duration and kill time with {@code --quick}, and the warm-up of a pair. */
    public record Times(Duration quick, Duration quickKillAt, Duration warmUp) {
        /** Long enough for a call's time-out and a reconnect. */
        static final Times OF_MANY = new Times(Duration.ofSeconds(15), Duration.ofSeconds(4), Duration.ofSeconds(1));
    }

    @OptionGroup.In(OptionGroup.SYSTEM)
    @Option(names = "--broker", paramLabel = "KIND", split = ",", defaultValue = "embedded",
        description = "embedded, or rabbitmq (three nodes of this machine's package, or of the programs in $$REPRISE_RABBITMQ_BIN); of "
        + "rpc-failover-family also both with a comma between. Default: embedded")
    List<String> broker;
    @OptionGroup.In(OptionGroup.SYSTEM)
    @Option(names = "--queues", paramLabel = "KIND", split = ",",
        description = "classic (a queue is on one node), mirrored (on every node; a mirror is promoted when the master dies), or quorum "
        + "(a majority of the nodes has what is confirmed); of rpc-failover-family also several with commas between. Default: classic")
    List<QueueKind> queues = List.of();
    @OptionGroup.In(OptionGroup.LOAD)
    @Option(names = "--rate", paramLabel = "N|max",
        description = "Messages per second of all threads together; max: no pacing. Default: 1056")
    String rate;
    @OptionGroup.In(OptionGroup.LOAD)
    @Option(names = "--threads", paramLabel = "N", description = "Client threads, each with one message in flight. Default: 1")
    Integer threads;
    @Option(names = "--kill-at", paramLabel = "TIME", description = "When the topology's node is killed. Default: 12s, with --quick 6s")
    Duration killAt;
    @Option(names = "--restart-after", paramLabel = "TIME",
        description = "The killed node comes back so long after its death. Default: it does not")
    Duration restartAfter;
    @Option(names = "--fault", paramLabel = "FAULT", defaultValue = "kill",
        description = "kill, or freeze: a partition, the node is silent and its connections stay open. Default: kill")
    FaultPlan.Kind fault;
    @Option(names = "--net-ticktime", paramLabel = "TIME",
        description = "How long a frozen node is silent before the others take it for dead, or up to a quarter more. Default: 60s")
    Duration netTicktime;
    @Option(names = "--chaos", paramLabel = "SEED",
        description =
        "Random nodes die and come back for the whole run, instead of the one; every message is accounted for, in messages.csv.")
    Long chaos;
    @OptionGroup.In(OptionGroup.LENGTH)
    @Option(names = "--warm-up", paramLabel = "TIME",
        description = "A pair sends so long before the run, in no figure. Default: 3s")
    Duration warmUp;
    @OptionGroup.In(OptionGroup.SYSTEM)
    @Option(names = "--url", paramLabel = "URL",
        description = "Brokers that are there: amqp://user:password@h1:p1,h2:p2,.../vhost, the master first.")
    String url;
    @Option(names = "--kill", paramLabel = "COMMAND",
        description = "With --url: the shell command that kills the node $REPRISE_HOST:$REPRISE_PORT.")
    String kill;
    @Mixin TlsOptions tls = new TlsOptions();
    @Mixin ServerTlsOptions ownTls = new ServerTlsOptions();
    @Mixin ReconnectOptions reconnect;

    /** @throws Failure.BadInput naming all contradictions */
    public void check(RunOptions run) {
        run.check();
        brokerKinds();
        var wrong = new ArrayList<String>();
        BrokerOptions.checkOneGiven(url != null, !broker.equals(List.of("embedded")), ownTls, wrong);
        tls.check(url != null && brokers().url().tls().isPresent(), "--url", wrong);
        if (chaos != null && (killAt != null || restartAfter != null || fault != FaultPlan.Kind.KILL))
            wrong.add("--chaos says itself who dies when; leave --kill-at, --restart-after and --fault out");
        if (chaos != null && (url != null || broker.size() > 1))
            wrong.add("--chaos is for one run on brokers of our own; leave --url and a second --broker out");
        NetTicktime.check(netTicktime, wrong);
        if (netTicktime != null && url != null)
            wrong.add("--net-ticktime is for brokers of our own; with --url set net_ticktime in the configuration of those");
        if (queues.stream().distinct().count() < queues.size()) wrong.add("--queues has one kind twice; give each once");
        if (chaos != null && queues.size() > 1) wrong.add("--chaos is for one run; give one kind of --queues");
        if (!wrong.isEmpty()) throw new Failure.BadInput(String.join("\n", wrong));
    }

    /** The queues of a single run. */
    public QueueKind queueKind() {
        return queues.isEmpty() ? QueueKind.CLASSIC : queues.getFirst();
    }

    public List<BrokerKind> brokerKinds() {
        return BrokerKind.list(broker);
    }

    /** One run. @param document the values that no option changes */
    public FailoverPlan plan(RunOptions run, PairSetup document, FailoverSetup setup, Times times) {
        if (kill != null && url == null)
            throw new Failure.BadInput("--kill is for brokers that are there; give --url too, or leave --kill out");
        if (killAt != null && url != null && kill == null)
            throw new Failure.BadInput("--kill-at needs --kill COMMAND with --url; give it, or leave --kill-at out");
        if (url != null && (fault != FaultPlan.Kind.KILL || restartAfter != null)) {
            throw new Failure.BadInput("--fault freeze and --restart-after are for brokers of our own; leave them out with --url");
        }
        var at = url != null && kill == null ? Optional.<Duration>empty()
            : Optional.of(or(killAt, run.scaled(run.quick ? times.quickKillAt : document.killAt())));
        var paced = rate == null && setup.kind() == MessageKind.CALL ? OptionalDouble.empty()
            : FailoverPlan.rate(rate, document.ratePerSec());
        var load = new PairSetup(paced, or(threads, document.threads()),
            or(run.duration, run.scaled(run.quick ? times.quick : document.duration())), at.orElse(document.killAt()), document.nodes(),
            document.target(), document.sizes(), reconnect.policy(document.reconnect()),
            reconnect.heartbeat(url == null ? Optional.empty() : brokers().url().heartbeat(), document.heartbeat()),
            or(run.seed, document.seed()));
        var plan = new FailoverPlan(load, setup, chaos != null ? FaultPlan.chaos(chaos)
            : new FaultPlan(at, fault, Optional.ofNullable(restartAfter), Optional.empty()), or(warmUp, times.warmUp));
        // A limit of the brokers is reported before a folder is created.
        if (url != null) return plan.checkedFor(brokers().url().hosts().size(), "--url");
        if (chaos != null) brokerKinds().getFirst().checkChaos(document.nodes(), plan.duration());
        return plan.checkedFor(document.nodes(), "the scenario");
    }

    /** Whether nodes die at random, of which there is no report. */
    public boolean isRandom() {
        return chaos != null;
    }

    /** What a run with this set-up is compared with. @param document the script's own */
    public Scenario comparedWith(FailoverFamily family, Scenario document, FailoverSetup setup) {
        return family.comparedWith(document, setup.kind(), setup.topology(), setup.mirrored(), setup.queues(), isRandom());
    }

    static <T> T or(T given, T otherwise) {
        return given != null ? given : otherwise;
    }

    /** Reports before a folder is created that none of the requested brokers is on this machine. */
    public void requireBrokers() {
        if (url == null && brokerKinds().equals(List.of(BrokerKind.RABBITMQ))) RabbitMqTool.requireInstalled();
        if (url != null && queues.contains(QueueKind.MIRRORED)) throw brokers().withoutMirrors();
    }

    public String brokersInWords(FailoverPlan plan) {
        var queues = plan.setup().queues();
        if (url != null) return brokers().kind() + (queues == QueueKind.QUORUM ? ", " + queues.words() : "");
        return brokerKinds().stream().map(each -> each.explain(plan.load().nodes(), queues)).collect(Collectors.joining(" and "));
    }

    /** The brokers of --url, or our own, which stop with the run. */
    public Brokers brokers(FailoverPlan plan, Experiment x) throws Exception {
        return url == null ? start(brokerKinds().getFirst(), plan, x) : brokers();
    }

    /** Our own brokers, as many as the plan has. */
    public Brokers start(BrokerKind kind, FailoverPlan plan, Experiment x) throws Exception {
        return x.start("the brokers", () -> kind.start(plan.load().nodes(), plan.setup().queues(),
            new NodeSettings(ownTls.certificate(x.folder()), Optional.ofNullable(netTicktime)), x.folder(), x.interruption()));
    }

    /** The brokers of --url. */
    public Brokers.External brokers() {
        if (url == null)
            throw new Failure.BadInput("--url is missing; give amqp://user:password@h1:p1,h2:p2,.../vhost, as amqp-cluster prints it");
        return Brokers.at(url, tls::spoken, Optional.ofNullable(kill));
    }
}
