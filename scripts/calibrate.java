///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 25+
//DEPS com.rabbitmq:amqp-client:5.28.0
//SOURCES ../lib/Reprise.java
//JAVA_OPTIONS -Xms96m -Xmx128m -XX:+UseSerialGC -Dio.netty.leakDetection.level=disabled
//MAIN Calibrate
//DESCRIPTION What this host can measure: clock, recorder, loopback, casts, the embedded broker beside a RabbitMQ node.

import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import reprise.experiment.BroadcastCalibration;
import reprise.experiment.Brokers;
import reprise.experiment.CallerCalibration;
import reprise.experiment.FailoverExperiment;
import reprise.experiment.FailoverPlan;
import reprise.experiment.HostEnvironment;
import reprise.experiment.HostLimits;
import reprise.experiment.Interruption;
import reprise.experiment.LimitTable;
import reprise.experiment.LiveConsole;
import reprise.experiment.RabbitMqCluster;
import reprise.experiment.ScriptRunner;
import reprise.recorder.Run;

/*
 * What this host can measure, each figure beside its own limit or a peer, taken in one run, because machines differ and
 * are noisy. Nothing here passes or fails: it prints what was measured, and beside it what Reprise aims at.
 */
@Command(name = "calibrate", mixinStandardHelpOptions = true, version = "calibrate 1",
    description = "What this host can measure: clock, recorder, loopback, casts, the embedded broker beside a RabbitMQ node.")
final class Calibrate implements Callable<Integer> {
    private static final int MESSAGE_BYTES = 3_300;
    /** A cast of the document's mean size on the wire (three frames, envelope), and the frame that confirms it. */
    private static final int CAST_BYTES = 3_640;
    private static final int CONFIRM_BYTES = 21;
    private static final int ROUNDS = 3;
    private static final Interruption INTERRUPTION = Interruption.arm();
    private final LimitTable table = new LimitTable(System.out);

    @Option(names = "--time", paramLabel = "TIME", defaultValue = "4s", description = "How long each figure is measured. Default: 4s")
    Duration time;

    public static void main(String[] args) {
        ScriptRunner.run(new Calibrate(), INTERRUPTION, args);
    }

    @Override
    public Integer call() throws Exception {
        HostEnvironment.describe().forEach((name, value) -> System.out.printf("%-20s %s%n", name, value));
        table.head();
        paced(); // first, while this process has done nothing else
        table.row("clock: smallest step, ns", HostLimits.clockStepNs(), 0, "");
        table.row("clock: a reading, ns", HostLimits.clockReadingNs(), 1, "");
        var record = HostLimits.recorder();
        table.row("recorder: a record, ns", record.costNs(), 1, "<= 40");
        table.row("recorder: allocated per record, bytes", record.allocatedBytes(), 3, "0");
        casts();
        broker();
        new CallerCalibration(table, time, ROUNDS).print();
        new BroadcastCalibration(table, time, ROUNDS).print();
        return 0;
    }

    /** Casts as fast as they go, one in flight, each confirmed, the server taking them; beside: bare round trips of as many bytes. */
    private void casts() throws IOException {
        var limits = new double[ROUNDS];
        var casts = new double[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            limits[i] = HostLimits.roundTripsPerSec(CAST_BYTES, CONFIRM_BYTES, time.toNanos() / 2);
            casts[i] = pair(OptionalDouble.empty(), time).summary("throughputPerSec").orElse(0);
        }
        table.row("loopback: bare round trips of a cast's bytes, 1/s", LimitTable.median(limits), 0, "");
        table.row("client: casts, one in flight, confirmed, 1/s", LimitTable.median(casts), LimitTable.median(limits), ">= 0.5 of bare round trips");
    }

    /** What the document's load costs this process. */
    private void paced() throws IOException {
        var run = pair(OptionalDouble.of(1056), time.multipliedBy(5));
        var rows = run.seconds().stream().skip(2).filter(row -> row.containsKey("scriptCpuPercent")).toList();
        double cpuPercent = rows.stream().mapToDouble(row -> row.get("scriptCpuPercent")).average().orElse(Double.NaN);
        double memoryMiB = rows.stream().mapToDouble(row -> row.get("scriptRssMiB")).max().orElse(Double.NaN);
        table.row("client and server at 1,056/s: CPU, % of a core", cpuPercent, 1, "< 25");
        table.row("client and server at 1,056/s: memory, MB", memoryMiB * (1 << 20) / 1e6, 0, "< 256");
    }

    private static Run pair(OptionalDouble rate, Duration duration) throws IOException {
        var document = FailoverPlan.document(null);
        var policy = document.reconnect();
        var plan = new FailoverPlan(document, rate, 1, duration, Optional.empty(), document.seed(),
            FailoverPlan.policy(policy.delay(), policy.interval(), policy.backoff(), policy.intervalMax(), 0), policy.heartbeat(), Duration.ofSeconds(3));
        try (var brokers = Brokers.embedded("127.0.0.1", Collections.nCopies(3, 0));
             var experiment = FailoverExperiment.pair(plan, brokers, LiveConsole.silent(), INTERRUPTION)) {
            experiment.warmUp();
            experiment.connect();
            experiment.load();
            return experiment.run();
        }
    }

    /** RabbitMQ's Java client against the embedded broker and a RabbitMQ node in turn. */
    private void broker() throws Exception {
        var rates = new double[4][ROUNDS]; // embedded, embedded with confirms, RabbitMQ, RabbitMQ with confirms
        boolean installed = RabbitMqCluster.isInstalled();
        for (var peer : List.of(rates[2], rates[3])) Arrays.fill(peer, Double.NaN);
        try (var brokers = Brokers.embedded("127.0.0.1", Collections.nCopies(3, 0));
             var node = installed ? RabbitMqCluster.single(INTERRUPTION) : null) {
            int port = brokers.url().hosts().getFirst().port();
            for (int i = -1; i < ROUNDS; i++) { // the first round warms client and brokers, and is in no figure
                for (int kind = 0; kind < (installed ? 4 : 2); kind++) {
                    rates[kind][Math.max(i, 0)] = javaClient(kind < 2 ? port : node.url().hosts().getFirst().port(), kind % 2 == 1);
                }
            }
        }
        table.row("broker: Java client, 3.3 kB, automatic ack, msg/s", LimitTable.median(rates[0]), LimitTable.median(rates[2]), ">= 3 x a RabbitMQ node");
        table.row("broker: the same, each confirm awaited, msg/s", LimitTable.median(rates[1]), LimitTable.median(rates[3]), "");
        if (!installed) System.out.println("\nA RabbitMQ node stands beside the embedded broker when the package rabbitmq-server is installed.");
    }

    /** Messages a second that one consumer gets of one publisher, after a third of the time for the queue to settle. */
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
