package calibrate;

import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import java.util.OptionalDouble;
import reprise.experiment.FailoverExperiment;
import reprise.experiment.FailoverPlan;
import reprise.experiment.FailoverSetup;
import reprise.experiment.FaultPlan;
import reprise.experiment.LiveConsole;
import reprise.experiment.ReconnectOptions;
import reprise.judge.Topology;
import reprise.recorder.Run;
import reprise.simulator.rpc.MessageKind;
import reprise.sut.Brokers;
import reprise.sut.Interruption;

/**
 * What the client-server pair reaches here on the embedded cluster, with the document's sizes: its cost at the document's rate,
 * and its casts and calls one at a time beside bare round trips over loopback.
 */
public final class FailoverCalibration {
    /** A cast of the document's mean size on the wire (three frames, envelope), and the frame that confirms it. */
    private static final int CAST_BYTES = 3_640;
    private static final int CONFIRM_BYTES = 21;
    /** A call of that size as it is published, and the reply as it is delivered: it has the call's body again. */
    private static final int CALL_BYTES = 3_770;
    private static final int REPLY_BYTES = 3_660;
    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final Duration WARM_UP = Duration.ofSeconds(3);
    private final LimitTable table;
    private final Duration each;
    private final int rounds;
    private final Interruption interruption;

    /** @param each how long a figure is measured, {@code rounds} times */
    public FailoverCalibration(LimitTable table, Duration each, int rounds, Interruption interruption) {
        this.table = table;
        this.each = each;
        this.rounds = rounds;
        this.interruption = interruption;
    }

    /** What the document's load costs this process: to be asked before it has done anything else. */
    public void paced() throws IOException {
        var run = embedded(MessageKind.CAST, OptionalDouble.of(1056), each.multipliedBy(5));
        var rows = run.seconds().stream().skip(2).filter(row -> row.containsKey("scriptCpuPercent")).toList();
        double cpuPercent = rows.stream().mapToDouble(row -> row.get("scriptCpuPercent")).average().orElse(Double.NaN);
        double memoryMiB = rows.stream().mapToDouble(row -> row.get("scriptRssMiB")).max().orElse(Double.NaN);
        table.row("client and server at 1,056/s: CPU, % of a core", cpuPercent, 1, "< 25");
        table.row("client and server at 1,056/s: memory, MB", memoryMiB * (1 << 20) / 1e6, 0, "< 256");
    }

    /** As fast as they go, one in flight, the server taking them. A call has four hops where a bare round trip has two. */
    public void print() throws IOException {
        var limits = new double[2][rounds];
        var casts = new double[rounds];
        var calls = new double[rounds];
        for (int i = 0; i < rounds; i++) {
            limits[0][i] = HostLimits.roundTripsPerSec(CAST_BYTES, CONFIRM_BYTES, each.toNanos() / 2);
            casts[i] = perSec(embedded(MessageKind.CAST, OptionalDouble.empty(), each), "sentMessages");
            limits[1][i] = HostLimits.roundTripsPerSec(CALL_BYTES, REPLY_BYTES, each.toNanos() / 2);
            calls[i] = perSec(embedded(MessageKind.CALL, OptionalDouble.empty(), each), "replies");
        }
        table.row("loopback: bare round trips of a cast's bytes, 1/s", LimitTable.median(limits[0]), 0, "");
        table.row("client: casts, one in flight, confirmed, 1/s", LimitTable.median(casts), LimitTable.median(limits[0]),
            ">= 0.5 of bare round trips");
        table.row("loopback: bare round trips of a call's bytes, 1/s", LimitTable.median(limits[1]), 0, "");
        table.row("client: calls (4 hops), one in flight, replied, 1/s", LimitTable.median(calls), LimitTable.median(limits[1]),
            ">= 0.3 of bare round trips");
    }

    static double perSec(Run run, String what) {
        return run.summary(what).orElse(0) / run.summary("durationSec").orElse(Double.NaN);
    }

    private Run embedded(MessageKind kind, OptionalDouble ratePerSec, Duration duration) throws IOException {
        try (var brokers = Brokers.embedded("127.0.0.1", Collections.nCopies(3, 0))) {
            return pair(plan(kind, ratePerSec, duration), brokers, interruption);
        }
    }

    /** Client and server in this process, warmed up. */
    static Run pair(FailoverPlan plan, Brokers brokers, Interruption interruption) {
        try (var experiment = FailoverExperiment.pair(plan, brokers, LiveConsole.silent(), interruption)) {
            experiment.warmUp();
            experiment.connect();
            experiment.load();
            return experiment.run();
        }
    }

    /** Both at the first node, one thread, the document's sizes, nothing killed. */
    static FailoverPlan plan(MessageKind kind, OptionalDouble ratePerSec, Duration duration) throws IOException {
        var document = FailoverPlan.document(null);
        var setup = FailoverSetup.named(kind, Topology.CMSM_KM, TIMEOUT);
        var nothing = new FaultPlan(Optional.empty(), FaultPlan.Kind.KILL, Optional.empty(), Optional.empty());
        return new FailoverPlan(document, setup, ratePerSec, 1, duration, nothing, document.seed(), new ReconnectOptions()
            .policy(document.reconnect()),
            document.reconnect().heartbeat(), WARM_UP);
    }
}
