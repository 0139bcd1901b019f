package calibrate;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import reprise.experiment.Experiment;
import reprise.experiment.LiveConsole;
import reprise.experiment.RpcPair;
import reprise.experiment.Until;
import reprise.judge.PhaseReadings;
import reprise.recorder.Counter;
import reprise.recorder.Run;
import reprise.recorder.RunColumn;
import reprise.recorder.Usage;
import reprise.simulator.rpc.MessageKind;
import reprise.simulator.rpc.RpcMetrics;
import reprise.sut.Brokers;
import reprise.sut.Interruption;

/**
 * Measures the client-server pair on this host's embedded cluster with the document's sizes: its cost at the document's rate, and
 * its casts and calls one at a time compared with bare round trips over loopback.
 */
public final class FailoverCalibration {
    /** A cast of the document's mean size on the wire (three frames, envelope), and the frame that confirms it. */
    private static final int CAST_BYTES = 3_640;
    private static final int CONFIRM_BYTES = 21;
    /** A call of that size as published, and its reply as delivered, which repeats the call's body. */
    private static final int CALL_BYTES = 3_770;
    private static final int REPLY_BYTES = 3_660;
    static final String PHASE = "pair";
    /** The document's casts per second. */
    static final double DOCUMENTS_RATE = 1056;
    private final LimitTable table;
    private final Duration each;
    private final int rounds;
    private final Interruption interruption;

    /** @param each how long to measure a figure, {@code rounds} times */
    public FailoverCalibration(LimitTable table, Duration each, int rounds, Interruption interruption) {
        this.table = table;
        this.each = each;
        this.rounds = rounds;
        this.interruption = interruption;
    }

    /** The cost of the document's load for this process; call it before the process has done anything else. */
    public void paced() throws Exception {
        var run = embedded(MessageKind.CAST, DOCUMENTS_RATE, each.multipliedBy(5));
        var cpu = RunColumn.cpu(Usage.SCRIPT).key();
        var rows = run.seconds().stream().skip(2).filter(row -> row.containsKey(cpu)).toList();
        double cpuPercent = rows.stream().mapToDouble(row -> row.get(cpu)).average().orElse(Double.NaN);
        var memory = RunColumn.memory(Usage.SCRIPT).key();
        double memoryMiB = rows.stream().mapToDouble(row -> row.get(memory)).max().orElse(Double.NaN);
        table.row("client and server at 1,056/s: CPU, % of a core", cpuPercent, 1, "< 25");
        table.row("client and server at 1,056/s: memory, MB", memoryMiB * (1 << 20) / 1e6, 0, "< 256");
    }

    /** Unpaced, with one message in flight, each received by the server. A call has four hops where a bare round trip has two. */
    public void print() throws Exception {
        var limits = new double[2][rounds];
        var casts = new double[rounds];
        var calls = new double[rounds];
        for (int i = 0; i < rounds; i++) {
            limits[0][i] = HostLimits.roundTripsPerSec(CAST_BYTES, CONFIRM_BYTES, each.toNanos() / 2);
            casts[i] = perSec(embedded(MessageKind.CAST, 0, each), RpcMetrics.SENT);
            limits[1][i] = HostLimits.roundTripsPerSec(CALL_BYTES, REPLY_BYTES, each.toNanos() / 2);
            calls[i] = perSec(embedded(MessageKind.CALL, 0, each), RpcMetrics.REPLIES);
        }
        table.row("loopback: bare round trips of a cast's bytes, 1/s", LimitTable.median(limits[0]), 0, "");
        table.row("client: casts, one in flight, confirmed, 1/s", LimitTable.median(casts), LimitTable.median(limits[0]),
            ">= 0.5 of bare round trips");
        table.row("loopback: bare round trips of a call's bytes, 1/s", LimitTable.median(limits[1]), 0, "");
        table.row("client: calls (4 hops), one in flight, replied, 1/s", LimitTable.median(calls), LimitTable.median(limits[1]),
            ">= 0.3 of bare round trips");
    }

    static double perSec(Run run, Counter counter) {
        return PhaseReadings.perSec(run, PHASE, counter).figure().orElse(Double.NaN);
    }

    /** @param ratePerSec 0 for unpaced */
    private Run embedded(MessageKind kind, double ratePerSec, Duration length) throws Exception {
        try (var brokers = Brokers.embedded("127.0.0.1", Collections.nCopies(3, 0))) {
            return pair(plan(kind), ratePerSec, length, brokers, interruption);
        }
    }

    /** Client and server in this process: two seconds at full speed and one at this rate, in no figure, then this long. */
    static Run pair(RpcPair.Plan plan, double ratePerSec, Duration length, Brokers brokers, Interruption interruption) throws Exception {
        try (var x = new Experiment(Path.of(System.getProperty("java.io.tmpdir")), plan.seed(), LiveConsole.silent(), interruption)) {
            x.start("three nodes", () -> brokers);
            x.warmUp(RpcPair.of(plan, brokers.url(), x), Until.after(Duration.ofSeconds(2)));
            var paced = plan.sending(plan.messages().at(ratePerSec, length.toNanos())); // nothing is sent after the end
            x.warmUp(RpcPair.of(paced, brokers.url(), x), Until.after(Duration.ofSeconds(1)));
            x.measure(PHASE, RpcPair.of(paced, brokers.url(), x), length);
            return x.recorded();
        }
    }

    /** Both at the first node, one thread, the document's sizes. */
    static RpcPair.Plan plan(MessageKind kind) {
        return RpcPair.Plan.unpaced(kind, 1, 1);
    }
}
