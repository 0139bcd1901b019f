package calibrate;

import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.concurrent.TimeUnit;
import reprise.experiment.RpcPair;
import reprise.experiment.RpcPair.Role;
import reprise.recorder.Clock;
import reprise.recorder.Recorder;
import reprise.simulator.rpc.MessageKind;
import reprise.simulator.rpc.QueueKind;
import reprise.simulator.rpc.RpcMetrics;
import reprise.sut.Brokers;
import reprise.sut.Failure;
import reprise.sut.Interruption;
import reprise.sut.RabbitMqCluster;
import reprise.sut.RabbitMqSite;
import reprise.sut.RabbitMqTool;
import reprise.transport.Sockets;

/**
 * Compares our casting client with the original's, oslo.messaging's own, on the same three RabbitMQ nodes in turn: one thread,
 * unpaced, each cast confirmed, the document's sizes, with a server of ours consuming. Both connect to the first node.
 */
public final class OriginalCalibration {
    private final LimitTable table;
    private final Duration each;
    private final int rounds;
    private final Interruption interruption;

    /** @param each how long to measure a figure, {@code rounds} times */
    public OriginalCalibration(LimitTable table, Duration each, int rounds, Interruption interruption) {
        this.table = table;
        this.each = each;
        this.rounds = rounds;
        this.interruption = interruption;
    }

    /** Prints a failed measurement with its cause instead of a row. */
    public void print() throws Exception {
        try {
            RabbitMqTool.requireInstalled();
            OsloCaster.requireInstalled();
            measure();
        } catch (Failure.Environment e) {
            table.remark("(casts to RabbitMQ are not measured beside the original's: " + e.getMessage() + ")");
        }
    }

    private void measure() throws Exception {
        var plan = FailoverCalibration.plan(MessageKind.CAST);
        var ours = new double[rounds];
        var originals = new double[rounds];
        var loops = Sockets.loops("server", 1);
        try (var brokers = RabbitMqCluster.start(RabbitMqSite.temporary(3), QueueKind.CLASSIC, interruption)) {
            for (int i = 0; i < rounds; i++) {
                ours[i] = FailoverCalibration.perSec(FailoverCalibration.pair(plan, 0, each, brokers, interruption), RpcMetrics.SENT);
                originals[i] = original(plan.sending(plan.messages().at(0, each.toNanos())), brokers, loops);
            }
        } finally {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        }
        table.row("RabbitMQ: casts, one in flight, 1/s; the original client", LimitTable.median(ours), LimitTable.median(originals),
            ">= 3");
    }

    /** Its casts per second, if all of them arrived. */
    private static double original(RpcPair.Plan plan, Brokers brokers, EventLoopGroup loops) throws IOException {
        var clock = Clock.system();
        var server =
            new RpcPair(plan, brokers.url(), EnumSet.of(Role.SERVER), loops.next(), clock, (_, _, _) -> { });
        server.connect();
        server.start(new Recorder(RpcMetrics.of(0)));
        var casts = OsloCaster.run(brokers.url().hosts().getFirst(), plan.messages());
        var received = server.server().orElseThrow().drain(casts.all(), RpcPair.DRAIN.toNanos()).join().received();
        server.finish(RpcPair.DRAIN);
        if (received == casts.all()) return casts.perSec();
        throw new Failure.Environment("of " + casts.all() + " casts of oslo.messaging's client " + received + " arrived within "
            + RpcPair.DRAIN.toSeconds() + " s");
    }
}
