package failover;

import failover.FailoverFamily.Member;
import failover.FailoverOptions.Times;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine.Option;
import reprise.experiment.RunOptions;
import reprise.judge.Scenario;
import reprise.simulator.rpc.MessageKind;
import reprise.simulator.rpc.QueueKind;
import reprise.sut.Failure;

/**
 * Selects the report that kind, topology and queues name, or all eighteen if none of the three is given. Several kinds of queue choose
 * among all, too; quorum queues, which no report speaks of, are columns beside the reports' own.
 */
public final class FamilyOptions {
    @Option(names = "--kind", paramLabel = "KIND",
        description = "The report of this kind of message: ${COMPLETION-CANDIDATES}; of calls --rate is max. Default: cast")
    MessageKind kind;
    @Option(names = "--topology", paramLabel = "NAME",
        description = "The report of who is on which node, and which dies: cmsm-km, cs1ss1-ks1, cs1ss2-ks2, cmss2-km. Default: cmsm-km")
    String topology;
    @Option(names = "--mirrored",
        description = "The same as --queues mirrored: the report of mirrored queues.")
    boolean mirrored;
    @Option(names = "--placement", paramLabel = "BY", defaultValue = "figures",
        description =
        "figures, or name: five reports' figures contradict their topology's name, and this says which is followed. Default: figures")
    FailoverSetup.PlacedBy placedBy;
    @Option(names = "--timeout", paramLabel = "TIME", description = "How long a call waits for its reply. Default: 5s")
    Duration timeout;

    /** The kinds that are asked for; none for each report's own. */
    private Set<QueueKind> queues(FailoverOptions pair) {
        var asked = EnumSet.noneOf(QueueKind.class);
        asked.addAll(pair.queues);
        if (mirrored) asked.add(QueueKind.MIRRORED);
        return asked;
    }

    /** Whether one report is selected, not all. */
    private boolean isOne(FailoverOptions pair) {
        return kind != null || topology != null || queues(pair).size() == 1;
    }

    /** Whether it is one report on one kind of broker and queue: a run like the document's. */
    public boolean isOneRun(FailoverOptions pair) {
        return isOne(pair) && columns(pair).size() == 1;
    }

    /** Each kind of broker with the reports' own queues, then with quorum queues, as asked for. */
    public List<FamilyColumn> columns(FailoverOptions pair) {
        var queues = queues(pair);
        boolean quorum = queues.remove(QueueKind.QUORUM);
        boolean own = !quorum || !queues.isEmpty();
        return pair.brokerKinds().stream().flatMap(broker -> Stream.of(false, true).filter(each -> each ? quorum : own)
            .map(each -> new FamilyColumn(broker, each))).toList();
    }

    private boolean isOfMirrors(FailoverOptions pair) {
        return queues(pair).contains(QueueKind.MIRRORED);
    }

    /** @throws Failure.BadInput naming all contradictions */
    public void check(RunOptions run, FailoverOptions pair) {
        pair.check(run);
        var ofOne = new ArrayList<String>();
        if (pair.url != null) ofOne.add("--url");
        if (!run.shares.share().isWhole()) ofOne.add("--share " + run.shares.share());
        if (pair.chaos != null) ofOne.add("--chaos");
        if (run.scenario != null) ofOne.add("--scenario");
        if (placedBy == FailoverSetup.PlacedBy.NAME) ofOne.add("--placement name");
        if (!isOne(pair) && !ofOne.isEmpty())
            throw new Failure.BadInput(String.join(" and ", ofOne) + (ofOne.size() == 1 ? " is" : " are")
                + " for one report; choose it with --kind, --topology or --queues, for example --kind cast");
        if (isOne(pair) && queues(pair).containsAll(Set.of(QueueKind.CLASSIC, QueueKind.MIRRORED)))
            throw new Failure.BadInput("--queues classic and mirrored are two reports; give one of them, or leave --kind and --topology "
                + "out");
        if (pair.url != null && columns(pair).size() > 1)
            throw new Failure.BadInput("--url is for one run; give one kind of --queues, or leave --url out");
        if (mirrored && pair.url != null) throw pair.brokers().withoutMirrors();
    }

    /** All eighteen reports, or the selected one. */
    public FailoverFamily reports(FailoverFamily published, FailoverOptions pair) {
        var all = all(published);
        if (isOne(pair)) return all.only(kind(), topology(), isOfMirrors(pair));
        return queues(pair).isEmpty() ? all : all.on(queues(pair));
    }

    /** All reports, with the requested time-out. */
    private FailoverFamily all(FailoverFamily published) {
        return published.withCallTimeout(FailoverOptions.or(timeout, published.callTimeout()));
    }

    private MessageKind kind() {
        return FailoverOptions.or(kind, MessageKind.CAST);
    }

    private Topology topology() {
        return topology == null ? Topology.CMSM_KM : FailoverSetup.topology(topology);
    }

    private FailoverSetup setup(FailoverFamily all, FailoverOptions pair) {
        boolean mirrored = isOfMirrors(pair);
        var place = topology();
        var named = place.placement();
        // No report describes random kills.
        var figures = pair.chaos != null ? named : all.member(kind(), place, mirrored).map(Member::placement).orElse(named);
        return new FailoverSetup(kind(), place, mirrored, FailoverSetup.own(mirrored),
            placedBy == FailoverSetup.PlacedBy.NAME ? named : figures, figures, all.callTimeout());
    }

    /** The run of each selected report, and what it is compared with. Each of all eighteen is shorter with --quick. */
    public List<FamilyExperiment.Planned> plans(RunOptions run, FailoverOptions pair, FailoverScenario document, FailoverFamily published,
        Times ofOne) {
        var plans = new ArrayList<FamilyExperiment.Planned>();
        for (var column : columns(pair)) {
            for (var member : reports(published, pair).members()) {
                var own = isOne(pair) ? setup(all(published), pair) : FailoverSetup.of(member, all(published).callTimeout());
                var compared = isOne(pair) ? comparedWithOwn(pair, document.scenario(), published)
                    : all(published).scenario(document.scenario(), member.kind(), member.topology(), member.mirrored());
                plans.add(new FamilyExperiment.Planned(member, column, pair.plan(run, document.setup(), column.of(own),
                    isOne(pair) ? ofOne : Times.OF_MANY), column.quorum() ? FamilyColumn.onQuorum(compared) : compared));
            }
        }
        return plans;
    }

    /** The run of the selected report. It has the same length on one and on several kinds of broker. */
    public FailoverPlan plan(RunOptions run, FailoverOptions pair, PairSetup document, FailoverFamily published, Times times) {
        return pair.plan(run, document, columns(pair).getFirst().of(setup(all(published), pair)), times);
    }

    private Scenario comparedWithOwn(FailoverOptions pair, Scenario document, FailoverFamily published) {
        return pair.comparedWith(published, document, setup(all(published), pair));
    }

    /** What the selected report's run is compared with. */
    public Scenario compared(FailoverOptions pair, Scenario document, FailoverFamily published) {
        return pair.comparedWith(published, document, columns(pair).getFirst().of(setup(all(published), pair)));
    }
}
