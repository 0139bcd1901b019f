///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 25+
//SOURCES ../lib/Reprise.java
//SOURCES failover/Parts.java
//SOURCES rpc-cast-failover.java
//JAVA_OPTIONS -Xms96m -Xmx128m -XX:+UseSerialGC -Dio.netty.leakDetection.level=disabled
//MAIN AmqpCluster
//DESCRIPTION The embedded AMQP cluster alone, for clients of other processes and hosts, until Ctrl-C.

import failover.ClusterConsole;
import failover.FailoverReport;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import reprise.experiment.EndOptions;
import reprise.experiment.RunOptions;
import reprise.experiment.RunReports;
import reprise.experiment.ScriptRunner;
import reprise.experiment.ServerTlsOptions;
import reprise.recorder.Origin;
import reprise.sut.Interruption;

/*
 * The system of the fail-over test reports on its own: a cluster of AMQP 0-9-1 nodes in a child JVM, each on its own port. Clients in other
 * processes and on other hosts connect to the printed URL: the roles of rpc-cast-failover, oslo.messaging, pika and RabbitMQ's clients.
 * Commands on its input kill, freeze and restart nodes. Its run has these events, and its CPU and memory per second; client and server
 * judge in their own runs.
 */
@Command(name = "amqp-cluster", sortOptions = false, mixinStandardHelpOptions = true, version = "amqp-cluster " + Origin.Tool.VERSION,
    description = "The embedded cluster alone, until Ctrl-C; reads 'kill N', 'start N', 'freeze N', 'thaw N' from its input.",
    footer = {"  amqp-cluster", "  amqp-cluster --listen 0.0.0.0 --ports 5672,5673,5674 --user me:secret"})
final class AmqpCluster implements Callable<Integer> {
    private static final Interruption INTERRUPTION = new Interruption();

    @Option(names = "--listen", paramLabel = "ADDRESS", split = ",", defaultValue = "127.0.0.1",
        description = "Addresses of this host to listen at: one for all nodes, or one each. Default: 127.0.0.1")
    List<String> addresses;
    @Option(names = "--ports", paramLabel = "PORT", split = ",", defaultValue = "0,0,0",
        description = "A node each; 0: any that is free. Default: 0,0,0")
    List<Integer> ports;
    @Option(names = "--mirrored", description = "Queues on every node; a mirror is promoted when the master dies.")
    boolean mirrored;
    @Option(names = "--net-ticktime", paramLabel = "TIME",
        description = "How long a frozen node is silent before the others take it for dead, or up to a quarter more. Default: 60s")
    Duration netTicktime;
    @Option(names = "--user", paramLabel = "NAME:PASSWORD",
        description = "One more who may log in, from anywhere; guest may from loopback only.")
    String user;
    @Option(names = "--out", paramLabel = "DIR",
        description = "Folder for its run's files, new or empty. Default: runs/NAME-TIMESTAMP/")
    Path out;
    @Mixin ServerTlsOptions tls = new ServerTlsOptions();
    @Spec CommandSpec command;

    public static void main(String[] args) {
        ScriptRunner.run(new AmqpCluster(), INTERRUPTION, args);
    }

    @Override
    public Integer call() throws IOException {
        return ClusterConsole.serve(addresses, ports, mirrored, Optional.ofNullable(netTicktime), Optional.ofNullable(user), tls, out,
            RunOptions.origin(command),
            FailoverReport.of(RpcCastFailover.published(null).scenario(), RpcCastFailover.MEASURES), INTERRUPTION);
    }

    @Command(mixinStandardHelpOptions = true, description = "Prints and writes the report of a cluster's run again, from its files.")
    int report(@Parameters(paramLabel = "RUN_DIR", description = "The folder of its run.") Path folder) throws IOException {
        return RunReports.again(folder, FailoverReport.of(RpcCastFailover.published(null).scenario(), RpcCastFailover.MEASURES),
            new EndOptions());
    }
}
