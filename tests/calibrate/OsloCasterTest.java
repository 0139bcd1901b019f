package calibrate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reprise.experiment.RpcPair;
import reprise.experiment.RpcPair.Role;
import reprise.recorder.Clock;
import reprise.recorder.Recorder;
import reprise.simulator.rpc.MessagePlan;
import reprise.simulator.rpc.MessageServer;
import reprise.simulator.rpc.RpcMetrics;
import reprise.sut.Brokers;
import reprise.sut.Failure;
import reprise.transport.Sockets;

/** The original's casting client on the embedded cluster, with a server of ours consuming. */
@Tag("waits")
final class OsloCasterTest {
    @BeforeEach
    void requireOslo() {
        String missing = "";
        try {
            OsloCaster.requireInstalled();
        } catch (Failure.Environment e) {
            missing = e.getMessage();
        }
        assumeTrue(missing.isEmpty(), missing);
    }

    /**
     * Bodies have a mean of 3,280 bytes, drawn twice: a thousand first, then these, of which a busy host sends few. One deviation of the
     * thousand's mean is 63, so it is 2,000 of a body.
     */
    @Test
    void originalsClient_toOurServer_isCountedAsItArrives() throws Exception {
        var plan = RpcPair.Plan.atMaster(MessagePlan.document(0, 1, Duration.ofMillis(500).toNanos(), 1));
        var clock = Clock.system();
        var loops = Sockets.loops("server", 1);
        try (var brokers = Brokers.embedded("127.0.0.1", List.of(0))) {
            var server =
                new RpcPair(plan, brokers.url(), EnumSet.of(Role.SERVER), loops.next(), clock, (_, _, _) -> { });
            server.connect();
            server.start(new Recorder(RpcMetrics.of(0)));
            long beganNs = System.nanoTime();
            var casts = OsloCaster.run(brokers.url().hosts().getFirst(), plan.messages());
            double allSec = (System.nanoTime() - beganNs) / 1e9;
            var received = server.server().orElseThrow().drain(casts.all(), RpcPair.DRAIN.toNanos()).join();
            server.finish(RpcPair.DRAIN);
            double meanBytes = received.receivedBytes() / (double) received.received();
            assertEquals(new MessageServer.Totals(casts.all(), received.receivedBytes(), 0, 0, 0, 0, 0, 0), received);
            double deviation = Math.hypot(63, 2_000 / Math.sqrt(received.received()));
            assertTrue(Math.abs(meanBytes - 3_280) < 4 * deviation, meanBytes + " " + casts);
            assertTrue(casts.casts() > 0 && casts.casts() < casts.all() && casts.tookSec() >= 0.5 && casts.tookSec() < allSec,
                casts.toString());
            assertEquals(casts.casts() / casts.tookSec(), casts.perSec());
        } finally {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        }
    }
}
