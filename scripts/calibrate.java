///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 25+
//DEPS com.rabbitmq:amqp-client:5.28.0
//SOURCES ../lib/Reprise.java
//SOURCES failover/Parts.java
//SOURCES calibrate/Backlog.java
//SOURCES calibrate/BacklogCalibration.java
//SOURCES calibrate/BacklogConsumer.java
//SOURCES calibrate/BacklogPublisher.java
//SOURCES calibrate/BareEchoMain.java
//SOURCES calibrate/BareFanOutMain.java
//SOURCES calibrate/BareHttpMain.java
//SOURCES calibrate/BroadcastCalibration.java
//SOURCES calibrate/CallerCalibration.java
//SOURCES calibrate/ClosingHttpMain.java
//SOURCES calibrate/FailoverCalibration.java
//SOURCES calibrate/FanOutLimit.java
//SOURCES calibrate/FanOutUsers.java
//SOURCES calibrate/HostLimits.java
//SOURCES calibrate/HttpServer.java
//SOURCES calibrate/IdleConnections.java
//SOURCES calibrate/Level.java
//SOURCES calibrate/LimitTable.java
//SOURCES calibrate/ManyUsers.java
//SOURCES calibrate/ManyUsersMain.java
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
import calibrate.CallerCalibration;
import calibrate.FailoverCalibration;
import calibrate.HostLimits;
import calibrate.LimitTable;
import calibrate.OriginalCalibration;
import calibrate.Soak;
import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import reprise.experiment.HostEnvironment;
import reprise.experiment.ScriptRunner;
import reprise.recorder.Origin;
import reprise.sut.Brokers;
import reprise.sut.Interruption;
import reprise.sut.RabbitMqCluster;

/*
 * Measures what this host can measure: each figure beside its own limit or a peer's, taken in one run because machines differ and are
 * noisy. Nothing passes or fails; the output has the measurements and Reprise's targets.
 */
@Command(name = "calibrate", mixinStandardHelpOptions = true, version = "calibrate " + Origin.Tool.VERSION,
    description = "What this host can measure: clock, recorder, loopback, casts, the embedded broker beside a RabbitMQ node.",
    footer = {"  calibrate --only host,broker", "  calibrate --time 10s"})
final class Calibrate implements Callable<Integer> {
    private static final int MESSAGE_BYTES = 3_300;
    private static final int ROUNDS = 3;
    private static final Interruption INTERRUPTION = Interruption.arm();
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
        + "the soak")
    Set<Part> only = EnumSet.complementOf(EnumSet.of(Part.SOAK));

    enum Part { PACED, HOST, FAILOVER, ORIGINAL, BACKLOG, BROKER, CALLER, BROADCAST, SOAK }

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
                case ORIGINAL -> new OriginalCalibration(table, time, ROUNDS, INTERRUPTION).print();
                case BACKLOG -> new BacklogCalibration(table, backlog).print();
                case BROKER -> broker();
                case CALLER -> new CallerCalibration(table, time, ROUNDS).print();
                case BROADCAST -> new BroadcastCalibration(table, time, ROUNDS).print();
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

    /** RabbitMQ's Java client against the embedded broker and a RabbitMQ node in turn. */
    private void broker() throws Exception {
        var rates = new double[4][ROUNDS]; // embedded, embedded with confirms, RabbitMQ, RabbitMQ with confirms
        boolean installed = RabbitMqCluster.isInstalled();
        for (var peer : List.of(rates[2], rates[3])) Arrays.fill(peer, Double.NaN);
        try (var brokers = Brokers.embedded("127.0.0.1", Collections.nCopies(3, 0));
             var node = installed ? RabbitMqCluster.single(INTERRUPTION) : null) {
            int port = brokers.url().hosts().getFirst().port();
            for (int i = -1; i < ROUNDS; i++) { // the first round warms up client and brokers, and is in no figure
                for (int kind = 0; kind < (installed ? 4 : 2); kind++) {
                    rates[kind][Math.max(i, 0)] = javaClient(kind < 2 ? port : node.url().hosts().getFirst().port(), kind % 2 == 1);
                }
            }
        }
        table.row("broker: Java client, 3.3 kB, automatic ack, msg/s", LimitTable.median(rates[0]), LimitTable.median(rates[2]),
            ">= 3 x a RabbitMQ node");
        table.row("broker: the same, each confirm awaited, msg/s", LimitTable.median(rates[1]), LimitTable.median(rates[3]), "");
        if (!installed)
            System.out.println("\nA RabbitMQ node stands beside the embedded broker when the package rabbitmq-server is installed.");
    }

    /** Messages per second from one publisher to one consumer; the first third of the time lets the queue settle and is not measured. */
    private double javaClient(int port, boolean confirms) throws IOException, TimeoutException, InterruptedException {
        var factory = new ConnectionFactory();
        factory.setHost("127.0.0.1");
        factory.setPort(port);
        var received = new AtomicLong();
        try (var in = factory.newConnection(); var out = factory.newConnection()) {
            var consuming = in.createChannel();
            var queue = consuming.queueDeclare().getQueue();
            consuming.basicConsume(queue, true, (_, _) -> received.lazySet(received.getPlain() + 1), _ -> { });
            var publishing = out.createChannel();
            if (confirms) publishing.confirmSelect();
            var body = new byte[MESSAGE_BYTES];
            publish(publishing, queue, body, confirms, time.toNanos() / 3);
            long from = received.get();
            long startNs = System.nanoTime();
            publish(publishing, queue, body, confirms, time.toNanos());
            return (received.get() - from) * 1e9 / (System.nanoTime() - startNs);
        }
    }

    private static void publish(com.rabbitmq.client.Channel channel, String queue, byte[] body, boolean confirms, long durationNs)
        throws IOException, TimeoutException, InterruptedException {
        for (long endNs = System.nanoTime() + durationNs; System.nanoTime() < endNs; ) {
            channel.basicPublish("", queue, null, body);
            if (confirms) channel.waitForConfirms(10_000);
        }
    }
}
