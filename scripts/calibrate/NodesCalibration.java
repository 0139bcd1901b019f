package calibrate;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import reprise.experiment.RpcPair;
import reprise.judge.PhaseReadings;
import reprise.recorder.Timing;
import reprise.simulator.rpc.MessageKind;
import reprise.simulator.rpc.QueueKind;
import reprise.simulator.rpc.RpcMetrics;
import reprise.sut.Brokers;
import reprise.sut.Failure;
import reprise.sut.Interruption;
import reprise.sut.RabbitMqCluster;
import reprise.sut.RabbitMqSite;
import reprise.sut.RabbitMqTool;

/**
 * What it costs that the client is at one node of three, and the server with its queues at another: median times of casts at the
 * document's rate and of calls one after another, beside those with all at one node, each on a cluster of its own.
 */
public final class NodesCalibration {
    private final LimitTable table;
    private final Duration each;
    private final int rounds;
    private final Interruption interruption;

    /** @param each how long to measure a figure, {@code rounds} times */
    public NodesCalibration(LimitTable table, Duration each, int rounds, Interruption interruption) {
        this.table = table;
        this.each = each;
        this.rounds = rounds;
        this.interruption = interruption;
    }

    /** Says in a sentence which brokers are not there to be measured. */
    public void print() throws Exception {
        measure("embedded", () -> Brokers.embedded("127.0.0.1", List.of(0, 0, 0)));
        try {
            RabbitMqTool.requireInstalled();
            measure("RabbitMQ", () -> RabbitMqCluster.start(RabbitMqSite.temporary(3), QueueKind.CLASSIC, interruption));
        } catch (Failure.Environment e) {
            table.remark("(two nodes of RabbitMQ are not measured: " + e.getMessage() + ")");
        }
    }

    private void measure(String name, Supplier<Brokers> start) throws Exception {
        row(name + ": casts at 1,056/s, median, us: two nodes; one", start, MessageKind.CAST, FailoverCalibration.DOCUMENTS_RATE,
            RpcMetrics.LATENCY, "2.2 to 2.4 were RabbitMQ's");
        row(name + ": calls, median, us: two nodes; one", start, MessageKind.CALL, 0, RpcMetrics.ROUND_TRIP, "");
    }

    private void row(String what, Supplier<Brokers> start, MessageKind messages, double ratePerSec, Timing timing, String aim)
        throws Exception {
        var apart = new double[rounds];
        var together = new double[rounds];
        var plan = FailoverCalibration.plan(messages);
        for (int i = 0; i < rounds; i++) {
            apart[i] = medianUs(start, plan.at(1, 2, 2), ratePerSec, timing);
            together[i] = medianUs(start, plan.at(1, 1, 1), ratePerSec, timing);
        }
        table.row(what, LimitTable.median(apart), LimitTable.median(together), aim);
    }

    private double medianUs(Supplier<Brokers> start, RpcPair.Plan plan, double ratePerSec, Timing timing) throws Exception {
        try (var brokers = start.get()) {
            var run = FailoverCalibration.pair(plan, ratePerSec, each, brokers, interruption);
            return 1000 * PhaseReadings.percentileMs(run, FailoverCalibration.PHASE, timing, 50).figure().orElse(Double.NaN);
        }
    }
}
