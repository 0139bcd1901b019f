///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 25+
//SOURCES ../lib/Reprise.java
//JAVA_OPTIONS -Xms96m -Xmx128m -XX:+UseSerialGC -Dio.netty.leakDetection.level=disabled
//MAIN RpcCastFailover
//DESCRIPTION Performs OpenStack's RPC CAST fail-over test again: one client, one server, the broker's master is killed.

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import reprise.experiment.Brokers;
import reprise.experiment.ClusterConsole;
import reprise.experiment.Failure;
import reprise.experiment.FailoverExperiment;
import reprise.experiment.FailoverPlan;
import reprise.experiment.Interruption;
import reprise.experiment.RunFiles;
import reprise.experiment.RunFolder;
import reprise.experiment.RunOptions;
import reprise.experiment.ScriptRunner;
import reprise.recorder.HistogramLog;
import reprise.report.FailoverReport;

/*
 * The document: OpenStack performance documentation, RPC CAST fail-over test report (message_queue_ha_rpc_cmsm_km).
 * What was done: three RabbitMQ nodes, queues not mirrored; oslo.messaging's simulator with one client and one server, both
 * connected to the master; casts, each confirmed before the next; the master killed about 12 s in.
 * What it claims: nothing is lost, the client sees no error, it stands still for about two seconds and the worst latency
 * is just that; afterwards latency is no worse than before. Figures and claims: scenarios/rpc-cast-failover.json.
 */
@Command(name = "rpc-cast-failover", sortOptions = false, mixinStandardHelpOptions = true, version = "rpc-cast-failover 1",
    description = "Performs OpenStack's RPC CAST fail-over test again: a broker cluster, one client, one server, the master is killed.")
final class RpcCastFailover implements Callable<Integer> {
    private static final Duration QUICK_DURATION = Duration.ofSeconds(20);
    private static final Duration QUICK_KILL_AT = Duration.ofSeconds(6);
    private static final Interruption INTERRUPTION = Interruption.arm();

    @Mixin RunOptions run;
    @Mixin PairOptions pair;

    public static void main(String[] args) {
        ScriptRunner.run(new RpcCastFailover(), INTERRUPTION, args);
    }

    /** Both roles here; the brokers too, unless they are there already. */
    @Override
    public Integer call() throws IOException {
        var plan = pair.plan(run);
        if (run.explain) return explain(plan, pair.url == null ? "embedded cluster of " + plan.document().nodes() + " nodes" : pair.brokers().kind());
        var folder = RunFolder.prepare(run.out, "rpc-cast-failover", LocalDateTime.now());
        try (var brokers = pair.url == null ? Brokers.embedded("127.0.0.1", Collections.nCopies(plan.document().nodes(), 0)) : pair.brokers();
             var console = run.console("rpc-cast-failover", plan.duration());
             var experiment = FailoverExperiment.pair(plan, brokers, console, INTERRUPTION)) {
            experiment.warmUp();
            return perform(experiment, plan, folder);
        }
    }

    private static int explain(FailoverPlan plan, String brokers) {
        System.out.print(plan.explain(brokers));
        return Failure.REPRODUCED;
    }

    /** Connect, load with the fault, judge, report. */
    private static int perform(FailoverExperiment experiment, FailoverPlan plan, Path folder) throws IOException {
        experiment.connect();
        experiment.load();
        int exitCode = RunFiles.write(folder, experiment.run(), new FailoverReport(plan.document().scenario()),
            HistogramLog.intervals(experiment.recording()), experiment.startWallNs());
        experiment.throwIfFaultFailed();
        return exitCode;
    }

    /** What the pair does, and where; each default is the document's or oslo.messaging's. */
    static final class PairOptions {
        @Option(names = "--rate", paramLabel = "N|max", description = "Casts per second of all threads together; max: no pacing. Default: 1056")
        String rate;
        @Option(names = "--threads", paramLabel = "N", description = "Client threads, each with one cast in flight. Default: 1")
        Integer threads;
        @Option(names = "--kill-at", paramLabel = "TIME", description = "When the client's node is killed. Default: 12s, with --quick 6s")
        Duration killAt;
        @Option(names = "--warm-up", paramLabel = "TIME", defaultValue = "3s", description = "A pair casts so long before the run, in no figure. Default: 3s")
        Duration warmUp;
        @Option(names = "--url", paramLabel = "URL", description = "Brokers that are there: amqp://user:password@h1:p1,h2:p2,.../vhost. Default: an embedded cluster.")
        String url;
        @Option(names = "--kill", paramLabel = "COMMAND", description = "With --url: the shell command that kills the node $REPRISE_HOST:$REPRISE_PORT.")
        String kill;
        @Option(names = "--reconnect-delay", paramLabel = "TIME", description = "Wait after a connection broke. Default: 1s")
        Duration reconnectDelay;
        @Option(names = "--retry-interval", paramLabel = "TIME", description = "Wait after a host did not answer. Default: 1s")
        Duration retryInterval;
        @Option(names = "--retry-backoff", paramLabel = "TIME", description = "Added to it after each round of all hosts. Default: 2s")
        Duration retryBackoff;
        @Option(names = "--retry-interval-max", paramLabel = "TIME", description = "The longest such wait. Default: 30s")
        Duration retryIntervalMax;
        @Option(names = "--retries", paramLabel = "N", defaultValue = "0", description = "Failed tries until a cast is an error; 0: no limit. Default: 0")
        int retries;
        @Option(names = "--heartbeat", paramLabel = "TIME", description = "AMQP heartbeat asked for; 0: none. Default: 60s")
        Duration heartbeat;

        FailoverPlan plan(RunOptions run) throws IOException {
            run.check();
            if (url != null) brokers(); // one that cannot be read is told before a folder is made
            if (kill != null && url == null) throw new Failure.BadInput("--kill is for brokers that are there; give --url too, or leave --kill out");
            if (killAt != null && url != null && kill == null) throw new Failure.BadInput("--kill-at needs --kill COMMAND with --url; give it, or leave --kill-at out");
            var document = FailoverPlan.document(run.scenario);
            var policy = document.reconnect();
            return new FailoverPlan(document, FailoverPlan.rate(rate, document.load().ratePerSec()), or(threads, document.load().threads()),
                or(run.duration, run.scaled(run.quick ? QUICK_DURATION : document.load().duration())),
                url != null && kill == null ? Optional.empty() : Optional.of(or(killAt, run.scaled(run.quick ? QUICK_KILL_AT : document.killAt()))),
                or(run.seed, document.seed()),
                FailoverPlan.policy(or(reconnectDelay, policy.delay()), or(retryInterval, policy.interval()), or(retryBackoff, policy.backoff()),
                    or(retryIntervalMax, policy.intervalMax()), retries), or(heartbeat, policy.heartbeat()), warmUp);
        }

        private static <T> T or(T given, T otherwise) {
            return given != null ? given : otherwise;
        }

        /** Those of --url. */
        Brokers brokers() {
            if (url == null) throw new Failure.BadInput("--url is missing; give amqp://user:password@h1:p1,h2:p2,.../vhost, as the role cluster prints it");
            return Brokers.at(url, Optional.ofNullable(kill));
        }
    }

    /** One role of a run whose parts stand on different hosts. */
    private static int role(String name, PairOptions pair, RunOptions run, FailoverExperiment.Of role) throws IOException {
        var plan = pair.plan(run);
        try (var brokers = pair.brokers();
             var console = run.console("rpc-cast-failover " + name, plan.duration());
             var experiment = role.of(plan, brokers, console, INTERRUPTION)) {
            if (run.explain) return explain(plan, brokers.kind());
            return perform(experiment, plan, RunFolder.prepare(run.out, "rpc-cast-failover-" + name, LocalDateTime.now()));
        }
    }

    @Command(sortOptions = false, mixinStandardHelpOptions = true, description = "The client alone: casts to the brokers of --url, kills with --kill.")
    int client(@Mixin RunOptions run, @Mixin PairOptions pair) throws IOException {
        return role("client", pair, run, FailoverExperiment::client);
    }

    @Command(sortOptions = false, mixinStandardHelpOptions = true, description = "The server alone: takes what comes through the brokers of --url, for --duration.")
    int server(@Mixin RunOptions run, @Mixin PairOptions pair) throws IOException {
        return role("server", pair, run, FailoverExperiment::server);
    }

    @Command(sortOptions = false, mixinStandardHelpOptions = true, description = "The embedded cluster alone, until Ctrl-C; reads 'kill N' and 'start N' from its input.")
    int cluster(
        @Option(names = "--listen", paramLabel = "ADDRESS", defaultValue = "127.0.0.1", description = "Address of this host to listen at. Default: 127.0.0.1")
        String address,
        @Option(names = "--ports", paramLabel = "P1,P2,...", split = ",", defaultValue = "0,0,0", description = "A node each; 0: any that is free. Default: 0,0,0")
        List<Integer> ports,
        @Option(names = "--user", paramLabel = "NAME:PASSWORD", description = "One more who may log in, from anywhere; guest may from loopback only.")
        String user) {
        return ClusterConsole.serve(address, ports, Optional.ofNullable(user), INTERRUPTION);
    }

    @Command(mixinStandardHelpOptions = true, description = "Prints and writes the reports of a run again, from its run.json.")
    int report(
        @Parameters(paramLabel = "RUN_DIR", description = "The folder of a run.") Path folder,
        @Option(names = "--scenario", paramLabel = "FILE", description = "Take published figures and claims from FILE.") Path scenario) throws IOException {
        return RunFiles.again(folder, new FailoverReport(FailoverPlan.document(scenario).scenario()));
    }
}
