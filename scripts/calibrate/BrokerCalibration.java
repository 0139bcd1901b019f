package calibrate;

import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeoutException;
import reprise.sut.Brokers;
import reprise.sut.Interruption;
import reprise.sut.RabbitMqCluster;

/** Measures the embedded broker on this host: beside a RabbitMQ node, under its Java client, and beside a bare pipe, with long bodies. */
public final class BrokerCalibration {
    private static final int BODY_BYTES = 3_300;
    private static final int LONG_BODY_BYTES = 100_000;
    private static final List<JavaClient.Kind> KINDS = List.of(
        new JavaClient.Kind("3.3 kB, automatic ack", 0, 0), new JavaClient.Kind("the same, each confirm awaited", 1, 0),
        new JavaClient.Kind("the same, 100 unconfirmed, 200 unacknowledged", 100, 200));
    private static final List<String> AIMS = List.of(">= 3.5 x a RabbitMQ node", ">= 3", ">= 3.5");
    private final LimitTable table;
    private final double seconds;
    private final int rounds;
    private final Interruption interruption;

    /** @param seconds how long to measure a figure, {@code rounds} times */
    public BrokerCalibration(LimitTable table, double seconds, int rounds, Interruption interruption) {
        this.table = table;
        this.seconds = seconds;
        this.rounds = rounds;
        this.interruption = interruption;
    }

    public void print() throws IOException, TimeoutException, InterruptedException {
        try (var brokers = Brokers.embedded("127.0.0.1", Collections.nCopies(3, 0))) {
            besideRabbitMq(brokers.url().hosts().getFirst().port());
        }
        longBodies();
    }

    /** RabbitMQ's Java client against both in turn. */
    private void besideRabbitMq(int port) throws IOException, TimeoutException, InterruptedException {
        boolean installed = RabbitMqCluster.isInstalled();
        try (var node = installed ? RabbitMqCluster.single(interruption) : null) {
            for (int kind = 0; kind < KINDS.size(); kind++) {
                var ours = new double[rounds];
                var peers = new double[rounds];
                for (int i = -1; i < rounds; i++) { // the first round warms up client and brokers, and is in no figure
                    ours[Math.max(i, 0)] = JavaClient.perSec(port, KINDS.get(kind), BODY_BYTES, seconds);
                    peers[Math.max(i, 0)] = installed
                        ? JavaClient.perSec(node.url().hosts().getFirst().port(), KINDS.get(kind), BODY_BYTES, seconds) : Double.NaN;
                }
                table.row((kind == 0 ? "broker: Java client, " : "broker: ") + KINDS.get(kind).name() + ", msg/s", LimitTable.median(ours),
                    LimitTable.median(peers), AIMS.get(kind));
            }
        }
        if (!installed) table.remark("(a RabbitMQ node stands beside the embedded broker when the package rabbitmq-server is installed)");
    }

    /** Our own client, which makes no objects, so that the broker is measured; and a bare client of the bare pipe. */
    private void longBodies() throws IOException {
        var ours = new double[rounds];
        var limits = new double[rounds];
        try (var brokers = Brokers.embedded("127.0.0.1", List.of(0)); var pipe = BarePipe.start()) {
            for (int i = -1; i < rounds; i++) {
                limits[Math.max(i, 0)] = pipe.perSec(LONG_BODY_BYTES, seconds);
                ours[Math.max(i, 0)] = AmqpFlow.measure(brokers.url(), 1, LONG_BODY_BYTES, seconds, () -> 0).perSec();
            }
        }
        table.row("broker: bodies of 100 kB, 1/s; a bare Netty pipe", LimitTable.median(ours), LimitTable.median(limits), ">= 0.6");
    }
}
