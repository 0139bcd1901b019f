package calibrate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reprise.experiment.ClientServerPair;
import reprise.experiment.ClientServerPair.Role;
import reprise.experiment.FailoverPlan;
import reprise.recorder.Clock;
import reprise.recorder.Recorder;
import reprise.simulator.rpc.MessageKind;
import reprise.simulator.rpc.MessageSchema;
import reprise.simulator.rpc.MessageServer;
import reprise.sut.Brokers;
import reprise.sut.Failure;
import reprise.transport.Sockets;

/** The original's client of casts, on the embedded cluster, a server of ours consuming. */
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
     * Bodies have 3,280 bytes in the mean, drawn twice: a thousand first, then these; the thousand's own mean is off by 63 (one deviation).
     */
    @Test
    @Timeout(60)
    void originalsClient_toOurServer_isCountedAsItArrives() throws Exception {
        var plan = FailoverCalibration.plan(MessageKind.CAST, OptionalDouble.empty(), Duration.ofMillis(500));
        var clock = Clock.system();
        var loops = Sockets.loops("server", 1);
        try (var brokers = Brokers.embedded("127.0.0.1", List.of(0))) {
            var server =
                new ClientServerPair(plan, plan.messages(), brokers.url(), EnumSet.of(Role.SERVER), loops.next(), clock, (_, _) -> { });
            server.connect();
            server.start(new Recorder(MessageSchema.of(0)));
            var casts = OsloCaster.run(brokers.url().hosts().getFirst(), plan.messages());
            var received = server.server().orElseThrow().drain(casts.all(), FailoverPlan.DRAIN.toNanos()).join();
            server.finish(FailoverPlan.DRAIN);
            double meanBytes = received.receivedBytes() / (double) received.received();
            assertEquals(new MessageServer.Totals(casts.all(), received.receivedBytes(), 0, 0, 0, 0, 0, 0), received);
            assertTrue(meanBytes > 2_900 && meanBytes < 3_660, meanBytes + " " + casts);
            assertTrue(casts.casts() > 0 && casts.casts() < casts.all() && casts.tookSec() >= 0.5 && casts.tookSec() < 10,
                casts.toString());
            assertEquals(casts.casts() / casts.tookSec(), casts.perSec());
        } finally {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        }
    }
}
