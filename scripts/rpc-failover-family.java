///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 25+
//SOURCES ../lib/Reprise.java
//SOURCES failover/Parts.java
//SOURCES rpc-cast-failover.java
//JAVA_OPTIONS -Xms96m -Xmx128m -XX:+UseSerialGC -Dio.netty.leakDetection.level=disabled
//MAIN RpcFailoverFamily
//DESCRIPTION Performs OpenStack's eighteen fail-over test reports again: three kinds of message, four topologies, mirrored queues.

import static failover.FailoverPair.BOTH;

import failover.FailoverOptions;
import failover.FailoverReport;
import failover.FailoverScenario;
import failover.FailoverScript;
import failover.FamilyExperiment;
import failover.FamilyOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import reprise.experiment.Experiment;
import reprise.experiment.RpcPair.Role;
import reprise.experiment.RunFolder;
import reprise.judge.Measure;
import reprise.judge.Scenario;
import reprise.recorder.Origin;
import reprise.recorder.Run;
import reprise.report.Report;
import reprise.sut.Failure;

/*
 * The documents: the eighteen fail-over test reports of OpenStack's performance documentation (test plan message_queue_ha).
 * What was done: three RabbitMQ nodes; oslo.messaging's simulator with one client and one server; one kind of message, calls, casts or
 * notifications, each confirmed or replied to before the next; a node killed after about 12 s. Four topologies define the node of each
 * connection and the node that dies; two of them are repeated with mirrored queues.
 * What they claim: how many messages are lost, whether the client sees errors, how long it stands still, and the worst latency.
 * Figures, claims, and the placement that the figures imply: scenarios/rpc-failover-family.json.
 * The report of casts on the master is also scripts/rpc-cast-failover.java.
 */
@Command(name = "rpc-failover-family", sortOptions = false, mixinStandardHelpOptions = true,
    version = "rpc-failover-family " + Origin.Tool.VERSION, description = {
        "Performs OpenStack's eighteen fail-over test reports again, one after the other, and gives one table of them; with --kind, "
        + "--topology or one kind of --queues the one that they name.",
        "Of eighteen each has a warm-up of 1 s, and with --quick takes 15 s, the kill at 4 s."})
final class RpcFailoverFamily extends FailoverScript {
    // ---- set-up: which of the eighteen reports; their values are those of scripts/rpc-cast-failover.java
    @Mixin FamilyOptions which;

    RpcFailoverFamily() {
        this(BOTH);
    }

    private RpcFailoverFamily(Set<Role> roles) {
        super(roles);
    }

    public static void main(String[] args) {
        run(new RpcFailoverFamily(), args);
    }

    // ---- method: that of the document, with client, server and queues at the nodes of the topology, or of the figures
    @Override
    protected void perform(Experiment x) throws Exception {
        RpcCastFailover.perform(x, plan, roles, options.brokers(plan, x));
    }

    /** Each report in turn, on each kind of broker, with brokers and a folder of its own. */
    private int performFamily(Path folder) throws IOException {
        var plans = which.plans(run, options, document, family(), RpcCastFailover.TIMES); // with this run's seed
        var family = new FamilyExperiment(which.reports(family(), options), plans, folder, run, interruption());
        family.performAll(this::performOne);
        plan = plans.getFirst().plan();
        return family.report(run.origin(plan.duration(), documentedLength(), plans.size() == 1 ? "" : "a run"));
    }

    private void performOne(Path folder, String name, FamilyExperiment.Planned planned, FamilyExperiment.Kept kept) throws IOException {
        plan = planned.plan();
        var report = report(planned.compared());
        try (var console = run.console(name, expected(length())); var x = experiment(folder, console)) {
            kept.keep(performed(x, report, _ ->
                RpcCastFailover.perform(x, plan, roles, options.start(planned.column().broker(), plan, x))), report);
        }
    }

    // ---- measures: the document's, with what calls and mirrored queues have in addition
    @Override
    protected List<Measure<Run>> measures() {
        return RpcCastFailover.MEASURES;
    }

    // ---- report: that of the document, of calls with their replies
    @Override
    protected Report report(Scenario compared) {
        return RpcCastFailover.told(FailoverReport.of(compared, measures()));
    }

    // ---- options and files
    /** One report on one kind of broker is a run like the document's; of several, each has a folder of its own, and all have one table. */
    @Override
    public Integer call() throws Exception {
        which.check(run, options);
        if (!roles.equals(BOTH) || which.isOneRun(options)) return super.call();
        document = read(run.scenario);
        // impossible plans are reported before a folder is created
        var plans = which.plans(run, options, document, family(), RpcCastFailover.TIMES);
        run.ends.check(report(plans.getFirst().compared()), metrics());
        if (run.explain) return explain(plans);
        checkPeers();
        try (var _ = run.metrics.open(); var _ = begin()) {
            return repeated(RunFolder.prepare(run.out, "rpc-failover-family", LocalDateTime.now()), this::performFamily);
        }
    }

    private int explain(List<FamilyExperiment.Planned> plans) {
        var first = options.brokerKinds().getFirst(); // each plan names all kinds of broker
        for (var planned : plans.stream().filter(each -> each.column().broker() == first).toList()) {
            plan = planned.plan();
            System.out.println(explained(report(planned.compared())));
        }
        return Failure.REPRODUCED;
    }

    @Override
    protected void check(List<String> wrong) throws IOException {
        super.check(wrong);
        which.check(run, options);
        plan = which.plan(run, options, document.setup(), family(), RpcCastFailover.TIMES);
    }

    @Override
    protected FailoverScenario read(Path file) throws IOException {
        return RpcCastFailover.published(file);
    }

    @Override
    protected Scenario compared() throws IOException {
        return which.compared(options, document.scenario(), family());
    }

    @Override
    protected RpcFailoverFamily of(Set<Role> some) {
        return new RpcFailoverFamily(some);
    }

    @Override
    protected String explained(Report report) {
        return super.explained(report) + plan.setup().remark().map(remark -> "\n" + remark + "\n").orElse("");
    }
}
