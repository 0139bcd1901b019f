///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 25+
//DEPS com.rabbitmq:amqp-client:5.28.0
//SOURCES ../lib/Reprise.java
//SOURCES failover/Parts.java
//SOURCES calibrate/AmqpFlow.java
//SOURCES calibrate/Backlog.java
//SOURCES calibrate/BacklogCalibration.java
//SOURCES calibrate/BacklogConsumer.java
//SOURCES calibrate/BacklogPublisher.java
//SOURCES calibrate/BareEchoMain.java
//SOURCES calibrate/BareFanOutMain.java
//SOURCES calibrate/BareHttpMain.java
//SOURCES calibrate/BarePipe.java
//SOURCES calibrate/BarePipeMain.java
//SOURCES calibrate/BroadcastCalibration.java
//SOURCES calibrate/BrokerCalibration.java
//SOURCES calibrate/CallerCalibration.java
//SOURCES calibrate/ClosingHttpMain.java
//SOURCES calibrate/Cpu.java
//SOURCES calibrate/FailoverCalibration.java
//SOURCES calibrate/FanOutLimit.java
//SOURCES calibrate/FanOutUsers.java
//SOURCES calibrate/Growth.java
//SOURCES calibrate/GrowthCalibration.java
//SOURCES calibrate/HostLimits.java
//SOURCES calibrate/HttpServer.java
//SOURCES calibrate/IdleConnections.java
//SOURCES calibrate/JavaClient.java
//SOURCES calibrate/Level.java
//SOURCES calibrate/LimitTable.java
//SOURCES calibrate/LoadCalibration.java
//SOURCES calibrate/LoadShape.java
//SOURCES calibrate/LoadSide.java
//SOURCES calibrate/ManyUsers.java
//SOURCES calibrate/ManyUsersMain.java
//SOURCES calibrate/NodesCalibration.java
//SOURCES calibrate/OriginalCalibration.java
//SOURCES calibrate/OsloCaster.java
//SOURCES calibrate/PestWords.java
//SOURCES calibrate/Pests.java
//SOURCES calibrate/Soak.java
//SOURCES calibrate/WrkComparison.java
//SOURCES calibrate/WrkPeer.java
//FILES peers/oslo_caster.py=../tests/peers/oslo_caster.py
//JAVA_OPTIONS -Xms96m -Xmx128m -XX:+UseSerialGC -Dio.netty.leakDetection.level=disabled
//MAIN Calibrate
//DESCRIPTION What this host can measure: clock, recorder, loopback, casts, the embedded broker beside a RabbitMQ node.

import calibrate.BacklogCalibration;
import calibrate.BroadcastCalibration;
import calibrate.BrokerCalibration;
import calibrate.CallerCalibration;
import calibrate.FailoverCalibration;
import calibrate.GrowthCalibration;
import calibrate.HostLimits;
import calibrate.LimitTable;
import calibrate.LoadCalibration;
import calibrate.NodesCalibration;
import calibrate.OriginalCalibration;
import calibrate.Soak;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import reprise.experiment.HostEnvironment;
import reprise.experiment.ScriptRunner;
import reprise.recorder.Origin;
import reprise.sut.Interruption;

/*
 * Measures what this host can measure: each figure beside its own limit or a peer's, taken in one run because machines differ and are
 * noisy. Nothing passes or fails; the output has the measurements and Reprise's targets.
 */
@Command(name = "calibrate", mixinStandardHelpOptions = true, version = "calibrate " + Origin.Tool.VERSION,
    description = "What this host can measure: clock, recorder, loopback, casts, the embedded broker beside a RabbitMQ node.",
    footer = {"  calibrate --only host,broker", "  calibrate --time 10s"})
final class Calibrate implements Callable<Integer> {
    private static final int ROUNDS = 3;
    private static final Interruption INTERRUPTION = new Interruption();
    private final LimitTable table = new LimitTable(System.out);

    @Option(names = "--time", paramLabel = "TIME", defaultValue = "4s", description = "How long each figure is measured. Default: 4s")
    Duration time;
    @Option(names = "--backlog", paramLabel = "N", defaultValue = "1000000", description = "Messages of the backlog rows. Default: 1000000")
    int backlog;
    @Option(names = "--soak", paramLabel = "TIME", defaultValue = "1h", description = "How long each load of the soak goes. Default: 1h")
    Duration soak;
    @Option(names = "--soak-load", paramLabel = "LOAD", split = ",",
        description = "Only these loads of the soak: ${COMPLETION-CANDIDATES}. Default: all, one after another")
    Set<Soak.Kind> soakLoads = EnumSet.allOf(Soak.Kind.class);
    @Option(names = "--only", paramLabel = "PART", split = ",", description = "Only these rows: ${COMPLETION-CANDIDATES}. Default: all but "
        + "nodes, users, growth and soak")
    Set<Part> only = EnumSet.complementOf(EnumSet.copyOf(LONG));

    enum Part { PACED, HOST, FAILOVER, NODES, ORIGINAL, BACKLOG, BROKER, CALLER, LOAD, BROADCAST, USERS, GROWTH, SOAK }

    /** What is long, and so is asked for by its name. */
    private static final Set<Part> LONG = EnumSet.of(Part.NODES, Part.USERS, Part.GROWTH, Part.SOAK);

    public static void main(String[] args) {
        ScriptRunner.run(new Calibrate(), INTERRUPTION, args);
    }

    @Override
    public Integer call() throws Exception {
        HostEnvironment.describe().forEach((name, value) -> System.out.printf("%-20s %s%n", name, value));
        table.head();
        for (var part : EnumSet.copyOf(only)) {
            switch (part) {
                // first, before this process has done anything else
                case PACED -> new FailoverCalibration(table, time, ROUNDS, INTERRUPTION).paced();
                case HOST -> host();
                case FAILOVER -> new FailoverCalibration(table, time, ROUNDS, INTERRUPTION).print();
                case NODES -> new NodesCalibration(table, time, ROUNDS, INTERRUPTION).print();
                case ORIGINAL -> new OriginalCalibration(table, time, ROUNDS, INTERRUPTION).print();
                case BACKLOG -> new BacklogCalibration(table, backlog).print();
                case BROKER -> new BrokerCalibration(table, time.toNanos() / 1e9, ROUNDS, INTERRUPTION).print();
                case CALLER -> new CallerCalibration(table, time, ROUNDS).print();
                case LOAD -> new LoadCalibration(table, time, ROUNDS).print();
                case BROADCAST -> new BroadcastCalibration(table, time, ROUNDS).print();
                case USERS -> new BroadcastCalibration(table, time, ROUNDS).shares();
                case GROWTH -> new GrowthCalibration(table, time, ROUNDS).print();
                case SOAK -> soak();
            }
        }
        return 0;
    }

    private void soak() throws Exception {
        for (var load : EnumSet.copyOf(soakLoads)) new Soak(table, soak, INTERRUPTION).print(load);
    }

    private void host() {
        table.row("clock: smallest step, ns", HostLimits.clockStepNs(), 0, "");
        table.row("clock: a reading, ns", HostLimits.clockReadingNs(), 1, "");
        var record = HostLimits.recorder();
        table.row("recorder: a record, ns", record.costNs(), 1, "<= 40");
        table.row("recorder: allocated per record, bytes", record.allocatedBytes(), 3, "0");
    }
}
