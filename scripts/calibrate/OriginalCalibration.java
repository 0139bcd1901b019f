package calibrate;

import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import reprise.experiment.ClientServerPair;
import reprise.experiment.ClientServerPair.Role;
import reprise.experiment.FailoverPlan;
import reprise.recorder.Clock;
import reprise.recorder.Recorder;
import reprise.simulator.rpc.MessageKind;
import reprise.simulator.rpc.MessageSchema;
import reprise.sut.Brokers;
import reprise.sut.Failure;
import reprise.sut.Interruption;
import reprise.sut.RabbitMqCluster;
import reprise.sut.RabbitMqSite;
import reprise.sut.RabbitMqTool;
import reprise.transport.Sockets;

/**
 * Our client of casts and the original's, oslo.messaging's own, on the same three RabbitMQ nodes in turn: one thread, unpaced,
 * each cast confirmed, the document's sizes, a server of ours consuming. Both are at the first node.
 */
public final class OriginalCalibration {
    private final LimitTable table;
    private final Duration each;
    private final int rounds;
    private final Interruption interruption;

    /** @param each how long a figure is measured, {@code rounds} times */
    public OriginalCalibration(LimitTable table, Duration each, int rounds, Interruption interruption) {
        this.table = table;
        this.each = each;
        this.rounds = rounds;
        this.interruption = interruption;
    }

    /** What cannot be measured is told with its cause, and is no row. */
    public void print() throws IOException {
        try {
            RabbitMqTool.requireInstalled();
            OsloCaster.requireInstalled();
            measure();
        } catch (Failure.Environment e) {
            table.remark("(casts to RabbitMQ are not measured beside the original's: " + e.getMessage() + ")");
        }
    }

    private void measure() throws IOException {
        var plan = FailoverCalibration.plan(MessageKind.CAST, OptionalDouble.empty(), each);
        var ours = new double[rounds];
        var originals = new double[rounds];
        var loops = Sockets.loops("server", 1);
        try (var brokers = RabbitMqCluster.start(RabbitMqSite.temporary(3), false, interruption)) {
            for (int i = 0; i < rounds; i++) {
                ours[i] = FailoverCalibration.perSec(FailoverCalibration.pair(plan, brokers, interruption), "sentMessages");
                originals[i] = original(plan, brokers, loops);
            }
        } finally {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        }
        table.row("RabbitMQ: casts, one in flight, 1/s; the original client", LimitTable.median(ours), LimitTable.median(originals),
            ">= 3");
    }

    /** What it cast a second, if all of it arrived. */
    private static double original(FailoverPlan plan, Brokers brokers, EventLoopGroup loops) throws IOException {
        var clock = Clock.system();
        var server =
            new ClientServerPair(plan, plan.messages(), brokers.url(), EnumSet.of(Role.SERVER), loops.next(), clock, (_, _) -> { });
        server.connect();
        server.start(new Recorder(MessageSchema.of(0)));
        var casts = OsloCaster.run(brokers.url().hosts().getFirst(), plan.messages());
        var received = server.server().orElseThrow().drain(casts.all(), FailoverPlan.DRAIN.toNanos()).join().received();
        server.finish(FailoverPlan.DRAIN);
        if (received == casts.all()) return casts.perSec();
        throw new Failure.Environment("of " + casts.all() + " casts of oslo.messaging's client " + received + " arrived within "
            + FailoverPlan.DRAIN.toSeconds() + " s");
    }
}
