package failover;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import reprise.recorder.Run;
import reprise.report.DocumentReport;
import reprise.simulator.rpc.LedgerFigures;
import reprise.simulator.rpc.LedgerFigures.Arrivals;
import reprise.simulator.rpc.LedgerFigures.DeliveryOutcomes;
import reprise.simulator.rpc.LedgerFigures.KillRow;
import reprise.simulator.rpc.LedgerFigures.Message;
import reprise.simulator.rpc.LedgerFigures.NodeRow;
import reprise.simulator.rpc.LedgerFigures.OutageRow;
import reprise.simulator.rpc.LedgerFigures.Sends;
import reprise.simulator.rpc.LedgerFigures.What;

/** A fail-over run with a ledger. Its counts are made up, but add up. */
public final class SyntheticLedger {
    private final SyntheticRun made = new SyntheticRun(20, 6, 2.0);
    final DocumentReport report = made.report;

    public SyntheticLedger() throws IOException {}

    /** Three kills; five messages lost, one of them after all kills; three delivered again. */
    public static LedgerFigures lossy() {
        var messages = new ArrayList<Message>();
        for (int i = 0; i < 5; i++)
            messages.add(new Message(What.LOST, 3000 + i, OptionalInt.of(i % 2 + 1), i < 4 ? 5.9981 + i / 1000.0 : 17.25, i < 4 ? 1 : 3));
        messages.add(new Message(What.AGAIN_DROPPED, 3004, OptionalInt.of(2), 7.012345, 2));
        messages.add(new Message(What.AGAIN_COUNTED, 2100, OptionalInt.of(1), 7.5, 2));
        messages.add(new Message(What.AGAIN_DROPPED, 99, OptionalInt.empty(), 9, 0));
        return new LedgerFigures(Optional.of(new Sends(19_010, 19_001, 4, 2, 3, 6, 7, 0)),
            Optional.of(new Arrivals(19_004, 19_001, 2, 1, 0, 0)),
            Optional.of(new DeliveryOutcomes(18_994, 2, 5, 1, 1, 2, 1)), 20,
            List.of(node(1, 2, 2.5, 9000, 8990, 0, 4), node(2, 1, 12.345678, 5000, 5005, 2, 0), node(3, 0, 0, 5001, 5006, 1, 1)),
            List.of(kill(1, 6.0004, 1, 1.5, 2, 3, 2, 4), kill(2, 9.125, 1, 1.0, 1, 1, 0, 0), kill(3, 15.5, 2, Double.NaN, 3, 3, 0, 0)),
            Optional.of(List.of(new OutageRow(1, 6.0015, 8.0035, List.of(1)), new OutageRow(2, 11, 11.25, List.of()),
            new OutageRow(3, 15.5005, 20, List.of(3)))), messages, 0);
    }

    /** The same without a loss: fifty kills. */
    static LedgerFigures clean() {
        var kills = new ArrayList<KillRow>();
        for (int i = 0; i < 50; i++) kills.add(kill(i + 1, 2 + i * 2.25, i % 3 + 1, 1.234, 1, 1, i % 5 == 0 ? 1 : 0, 0));
        return new LedgerFigures(Optional.of(new Sends(100_000, 100_000, 0, 0, 0, 50, 50, 0)),
            Optional.of(new Arrivals(100_010, 100_000, 10, 0, 0, 0)),
            Optional.of(new DeliveryOutcomes(99_990, 10, 0, 0, 0, 0, 0)), 121,
            List.of(node(1, 17, 21, 33_334, 33_334, 4, 0), node(2, 17, 21, 33_333, 33_333, 3, 0), node(3, 16, 20, 33_333, 33_333, 3, 0)),
            kills, Optional.of(List.of()), List.of(), 0);
    }

    /** A client's run whose heap was too small, with more messages than the report lists. */
    static LedgerFigures half() {
        var messages = new ArrayList<Message>();
        for (int i = 0; i < 300; i++) messages.add(new Message(What.AGAIN_DROPPED, i, OptionalInt.empty(), i, 1));
        return new LedgerFigures(Optional.empty(), Optional.of(new Arrivals(1300, 1000, 300, 0, 7, 12_345)), Optional.empty(), 121,
            List.of(new NodeRow(1, 0, 0, OptionalLong.empty(), OptionalLong.of(1000), OptionalLong.of(300), OptionalLong.empty())),
            List.of(), Optional.empty(), messages, 11);
    }

    private static NodeRow node(int node, long kills, double downSec, long confirmed, long delivered, long again, long lost) {
        return new NodeRow(node, kills, downSec, OptionalLong.of(confirmed), OptionalLong.of(delivered), OptionalLong.of(again),
            OptionalLong.of(lost));
    }

    private static KillRow kill(int number, double atSec, int node, double downSec, long inFlight, long resent, long again, long lost) {
        return new KillRow(number, atSec, node, Double.isNaN(downSec) ? OptionalDouble.empty() : OptionalDouble.of(downSec),
            OptionalLong.of(inFlight), OptionalLong.of(resent),
            OptionalLong.of(again), OptionalLong.of(lost));
    }

    public Run run(LedgerFigures ledger) {
        return made.run.change().details(ledger).build();
    }
}
