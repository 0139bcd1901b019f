package reprise.experiment;

import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import reprise.simulator.rpc.QueueKind;
import reprise.sut.BrokerKind;
import reprise.sut.Brokers;
import reprise.sut.Failure;
import reprise.sut.NodeSettings;

/**
 * The brokers of a script that kills none: some of our own, which stop with the run, or a cluster that is there.
 * {@snippet :
 * @Mixin BrokerOptions brokers = new BrokerOptions();
 * var cluster = brokers.start("three nodes", 3, QueueKind.CLASSIC, x);
 * brokers.stop(cluster, x);
 * }
 */
@OptionGroup.In(OptionGroup.SYSTEM)
public final class BrokerOptions {
    /** Why a cluster that is there is not asked for mirrors. */
    public static final String NO_MIRRORS = "the brokers of --url have their queues as a policy there has them";

    @Option(names = "--broker", paramLabel = "KIND", description = "embedded or rabbitmq. Default: embedded")
    BrokerKind broker;
    @Option(names = "--url", paramLabel = "URL",
        description = "Brokers that are there: amqp://user:password@h1:p1,h2:p2,.../vhost, the master first.")
    String url;
    @Mixin TlsOptions tls = new TlsOptions();
    @Mixin ServerTlsOptions ownTls = new ServerTlsOptions();

    /** Whether they run already. */
    public boolean areThere() {
        return url != null;
    }

    /** Adds a sentence to {@code wrong} for what cannot be used. @param nodes that the script needs */
    public void check(int nodes, List<String> wrong) {
        checkOneGiven(areThere(), broker != null, ownTls, wrong);
        if (url == null) {
            tls.check(false, "--url", wrong);
            return;
        }
        try {
            var there = there();
            tls.check(there.url().tls().isPresent(), "--url", wrong);
            int given = there.url().hosts().size();
            if (given < nodes) wrong.add("--url names " + given + (given == 1 ? " node" : " nodes") + ", and this script loads " + nodes
                + "; name " + nodes + ", the master first, as amqp-cluster prints them");
        } catch (Failure.BadInput e) {
            wrong.add(e.getMessage());
        }
    }

    /** Adds a sentence to {@code wrong} for what is said of brokers of our own beside those that are there. */
    public static void checkOneGiven(boolean areThere, boolean isKindGiven, ServerTlsOptions ownTls, List<String> wrong) {
        ownTls.check(wrong);
        if (areThere && isKindGiven) wrong.add("--url and --broker both say which brokers; give one of them");
        if (areThere && ownTls.isGiven()) wrong.add("--tls is for brokers of our own; with --url write amqps://");
    }

    private Brokers.External there() {
        return Brokers.at(url, tls::spoken, Optional.empty());
    }

    private BrokerKind kind() {
        return broker == null ? BrokerKind.EMBEDDED : broker;
    }

    /** For the run's parameters. */
    public String words(int nodes, QueueKind queues) {
        return areThere() ? there().kind() : kind().explain(nodes, queues);
    }

    /** Some of our own, whose files are in a folder of their queues' name; or those that are there. */
    public Brokers start(String what, int nodes, QueueKind queues, Experiment x) throws Exception {
        if (!areThere())
            return x.start(what, () -> kind().start(nodes, queues, NodeSettings.over(ownTls.certificate(x.folder())),
                x.folder().resolve(queues.toString()), x.interruption()));
        var there = there();
        there.url().tls().ifPresent(spoken -> TlsOptions.tell(spoken, x));
        return there;
    }

    /** Those that are there go on. */
    public void stop(Brokers brokers, Experiment x) throws Exception {
        if (!areThere()) x.stop(brokers);
    }
}
