package failover;

import failover.FailoverFamily.Member;
import failover.FailoverOptions.Times;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;
import reprise.experiment.RunOptions;
import reprise.judge.Scenario;
import reprise.simulator.rpc.MessageKind;
import reprise.sut.Failure;

/** Selects the report that kind, topology and mirroring name, or all eighteen if none of the three is given. */
public final class FamilyOptions {
    @Option(names = "--kind", paramLabel = "KIND",
        description = "The report of this kind of message: ${COMPLETION-CANDIDATES}; of calls --rate is max. Default: cast")
    MessageKind kind;
    @Option(names = "--topology", paramLabel = "NAME",
        description = "The report of who is on which node, and which dies: cmsm-km, cs1ss1-ks1, cs1ss2-ks2, cmss2-km. Default: cmsm-km")
    String topology;
    @Option(names = "--mirrored",
        description = "The report with queues on every node; a mirror is promoted when the master dies. Default: a queue is on one node")
    boolean mirrored;
    @Option(names = "--placement", paramLabel = "BY", defaultValue = "figures",
        description =
        "figures, or name: five reports' figures contradict their topology's name, and this says which is followed. Default: figures")
    FailoverSetup.PlacedBy placedBy;
    @Option(names = "--timeout", paramLabel = "TIME", description = "How long a call waits for its reply. Default: 5s")
    Duration timeout;

    /** Whether one report is selected, not all. */
    private boolean isOne() {
        return kind != null || topology != null || mirrored;
    }

    /** Whether it is one report on one kind of broker: a run like the document's. */
    public boolean isOneRun(FailoverOptions pair) {
        return isOne() && pair.broker.size() == 1;
    }

    /** @throws Failure.BadInput naming all contradictions */
    public void check(RunOptions run, FailoverOptions pair) {
        pair.check(run);
        var ofOne = new ArrayList<String>();
        if (pair.url != null) ofOne.add("--url");
        if (pair.chaos != null) ofOne.add("--chaos");
        if (run.scenario != null) ofOne.add("--scenario");
        if (placedBy == FailoverSetup.PlacedBy.NAME) ofOne.add("--placement name");
        if (!isOne() && !ofOne.isEmpty())
            throw new Failure.BadInput(String.join(" and ", ofOne) + (ofOne.size() == 1 ? " is" : " are")
                + " for one report; choose it with --kind, --topology or --mirrored, for example --kind cast");
        if (mirrored && pair.url != null) throw new Failure.BadInput("--mirrored is for brokers of our own; leave --url out");
    }

    /** All eighteen reports, or the selected one. */
    public FailoverFamily reports(FailoverFamily published) {
        var all = all(published);
        return isOne() ? all.only(kind(), topology(), mirrored) : all;
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

    private FailoverSetup setup(FailoverFamily all, boolean chaos) {
        var place = topology();
        var named = place.placement();
        // No report describes random kills.
        var figures = chaos ? named : all.member(kind(), place, mirrored).map(Member::placement).orElse(named);
        return new FailoverSetup(kind(), place, mirrored, placedBy == FailoverSetup.PlacedBy.NAME ? named : figures, figures,
            all.callTimeout());
    }

    /** The run of each selected report, and what it is compared with. Each of all eighteen is shorter with --quick. */
    public List<FamilyExperiment.Planned> plans(RunOptions run, FailoverOptions pair, FailoverScenario document, FailoverFamily published,
        Times ofOne) {
        var plans = new ArrayList<FamilyExperiment.Planned>();
        for (var member : reports(published).members()) {
            plans.add(isOne() ? new FamilyExperiment.Planned(member, plan(run, pair, document.setup(), published, ofOne),
                compared(pair, document.scenario(), published))
                : new FamilyExperiment.Planned(member, pair.plan(run, document.setup(),
                FailoverSetup.of(member, all(published).callTimeout()), Times.OF_MANY),
                all(published).scenario(document.scenario(), member.kind(), member.topology(), member.mirrored())));
        }
        return plans;
    }

    /** The run of the selected report. It has the same length on one and on several kinds of broker. */
    public FailoverPlan plan(RunOptions run, FailoverOptions pair, PairSetup document, FailoverFamily published, Times times) {
        return pair.plan(run, document, setup(all(published), pair.chaos != null), times);
    }

    /** What the selected report's run is compared with. */
    public Scenario compared(FailoverOptions pair, Scenario document, FailoverFamily published) {
        return pair.comparedWith(published, document, setup(all(published), pair.chaos != null));
    }
}
