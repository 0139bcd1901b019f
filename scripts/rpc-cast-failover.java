///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 25+
//SOURCES ../lib/Reprise.java
//JAVA_OPTIONS -Xms96m -Xmx128m -XX:+UseSerialGC -Dio.netty.leakDetection.level=disabled
//MAIN RpcCastFailover
//DESCRIPTION Performs OpenStack's RPC CAST fail-over test again: one client, one server, the broker's master is killed.

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import reprise.experiment.ClusterConsole;
import reprise.experiment.FailoverExperiment;
import reprise.experiment.FailoverOptions;
import reprise.experiment.FailoverPlan;
import reprise.experiment.FailoverReports;
import reprise.experiment.FamilyExperiment;
import reprise.experiment.RunFiles;
import reprise.experiment.RunFolder;
import reprise.experiment.RunOptions;
import reprise.experiment.ScriptRunner;
import reprise.report.FailoverReport;
import reprise.sut.Failure;
import reprise.sut.Interruption;

/*
 * The document: OpenStack performance documentation, RPC CAST fail-over test report (message_queue_ha_rpc_cmsm_km).
 * What was done: three RabbitMQ nodes, queues not mirrored; oslo.messaging's simulator with one client and one server, both
 * connected to the master; casts, each confirmed before the next; the master killed about 12 s in.
 * What it claims: nothing is lost, the client sees no error, it stands still for about two seconds and the worst latency
 * is just that; afterwards latency is no worse than before. Figures and claims: scenarios/rpc-cast-failover.json.
 * The same test plan has seventeen more reports: calls and notifications, other nodes, mirrored queues. --kind, --topology
 * and --mirrored do any of them, --family all; their figures and claims: scenarios/rpc-failover-family.json.
 */
@Command(name = "rpc-cast-failover", sortOptions = false, mixinStandardHelpOptions = true, version = "rpc-cast-failover 2",
    description = "Performs OpenStack's RPC CAST fail-over test again: a broker cluster, one client, one server, the master is killed.")
final class RpcCastFailover implements Callable<Integer> {
    private static final Interruption INTERRUPTION = Interruption.arm();

    @Mixin RunOptions run;
    @Mixin FailoverOptions pair;

    public static void main(String[] args) {
        ScriptRunner.run(new RpcCastFailover(), INTERRUPTION, args);
    }

    /** Both roles here; the brokers too, unless they are there already. */
    @Override
    public Integer call() throws IOException {
        pair.check(run);
        if (pair.isFamily()) return family();
        var plan = pair.plan(run);
        if (run.explain) return explain(plan, pair.brokersInWords(plan));
        pair.requireBrokers();
        var folder = RunFolder.prepare(run.out, "rpc-cast-failover", LocalDateTime.now());
        try (var brokers = pair.start(plan, folder, INTERRUPTION);
             var console = run.console("rpc-cast-failover", plan.duration());
             var experiment = FailoverExperiment.pair(plan, brokers, console, INTERRUPTION)) {
            experiment.warmUp();
            return perform(experiment, plan, folder, run);
        }
    }

    private static int explain(FailoverPlan plan, String brokers) {
        System.out.print(plan.explain(brokers));
        return Failure.REPRODUCED;
    }

    /** Connect, load with the fault, judge, report. */
    private static int perform(FailoverExperiment experiment, FailoverPlan plan, Path folder, RunOptions run) throws IOException {
        experiment.connect();
        experiment.load();
        var length = run.length(plan.duration(), plan.document().load().duration(), "");
        boolean published = plan.fault().chaosSeed().isEmpty(); // who kills at random has no document's length to keep
        return RunFiles.write(folder, published ? experiment.run().withLength(length) : experiment.run(),
            new FailoverReport(plan.document().scenario()), experiment.measured(), experiment.faultFailure());
    }

    /** All eighteen reports, or the one that the options mean, on each kind of broker; one table of all. */
    private int family() throws IOException {
        var members = pair.members();
        if (run.explain) {
            for (var member : members.members()) System.out.println(pair.plan(run, member).explain(String.join(" and ", pair.broker)));
            return Failure.REPRODUCED;
        }
        pair.requireBrokers();
        var folder = RunFolder.prepare(run.out, pair.family ? "rpc-failover-family" : "rpc-cast-failover", LocalDateTime.now());
        var experiment = new FamilyExperiment(members, member -> pair.plan(run, member), pair.brokerKinds(), folder, run, INTERRUPTION);
        experiment.performAll();
        return experiment.report();
    }

    /** One role of a run whose parts stand on different hosts. */
    private static int role(String name, FailoverOptions pair, RunOptions run, FailoverExperiment.Of role) throws IOException {
        var plan = pair.rolesPlan(run);
        try (var brokers = pair.brokers();
             var console = run.console("rpc-cast-failover " + name, plan.duration());
             var experiment = role.of(plan, brokers, console, INTERRUPTION)) {
            if (run.explain) return explain(plan, brokers.kind());
            var folder = RunFolder.prepare(run.out, "rpc-cast-failover-" + name, LocalDateTime.now());
            experiment.warmUp();
            return perform(experiment, plan, folder, run);
        }
    }

    @Command(sortOptions = false, mixinStandardHelpOptions = true,
        description = "The client alone: sends to the brokers of --url, kills with --kill.")
    int client(@Mixin RunOptions run, @Mixin FailoverOptions pair) throws IOException {
        return role("client", pair, run, FailoverExperiment::client);
    }

    @Command(sortOptions = false, mixinStandardHelpOptions = true,
        description = "The server alone: takes what comes through the brokers of --url, for --duration.")
    int server(@Mixin RunOptions run, @Mixin FailoverOptions pair) throws IOException {
        return role("server", pair, run, FailoverExperiment::server);
    }

    @Command(sortOptions = false, mixinStandardHelpOptions = true,
        description = "The embedded cluster alone, until Ctrl-C; reads 'kill N', 'start N', 'freeze N', 'thaw N' from its input.")
    int cluster(
        @Option(names = "--listen", paramLabel = "ADDRESS", defaultValue = "127.0.0.1",
        description = "Address of this host to listen at. Default: 127.0.0.1")
        String address,
        @Option(names = "--ports", paramLabel = "P1,P2,...", split = ",", defaultValue = "0,0,0",
        description = "A node each; 0: any that is free. Default: 0,0,0")
        List<Integer> ports,
        @Option(names = "--mirrored", description = "Queues on every node; a mirror is promoted when the master dies.")
        boolean mirrored,
        @Option(names = "--user", paramLabel = "NAME:PASSWORD",
        description = "One more who may log in, from anywhere; guest may from loopback only.")
        String user,
        @Option(names = "--out", paramLabel = "DIR",
        description = "Folder for its run's files, new or empty. Default: runs/NAME-TIMESTAMP/") Path out) throws IOException {
        return ClusterConsole.serve(address, ports, mirrored, Optional.ofNullable(user), out, FailoverPlan.document(null), INTERRUPTION);
    }

    @Command(mixinStandardHelpOptions = true,
        description = "Prints and writes the reports of a run again, from its files; merges a client's and a server's run into one.")
    int report(
        @Parameters(paramLabel = "RUN_DIR", arity = "1..*",
        description = "The folder of a run, or a client's and a server's.") List<Path> folders,
        @Option(names = "--out", paramLabel = "DIR",
        description = "Folder for the merged run, new or empty. Default: beside the first one.") Path out,
        @Option(names = "--scenario", paramLabel = "FILE", description = "Take published figures and claims from FILE.") Path scenario)
        throws IOException {
        return FailoverReports.again(folders, out, scenario);
    }
}
