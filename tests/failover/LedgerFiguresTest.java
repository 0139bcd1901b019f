package failover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reprise.recorder.Account;
import reprise.recorder.InvalidFile;
import reprise.recorder.Run;
import reprise.recorder.RunDetails;
import reprise.recorder.RunFile;
import reprise.simulator.rpc.LedgerFigures;
import reprise.simulator.rpc.LedgerFigures.Arrivals;
import reprise.simulator.rpc.LedgerFigures.DeliveryOutcomes;
import reprise.simulator.rpc.LedgerFigures.KillRow;
import reprise.simulator.rpc.LedgerFigures.Message;
import reprise.simulator.rpc.LedgerFigures.NodeRow;
import reprise.simulator.rpc.LedgerFigures.OutageRow;
import reprise.simulator.rpc.LedgerFigures.Sends;
import reprise.simulator.rpc.LedgerFigures.What;

final class LedgerFiguresTest {
    private static final Sends SENDS = new Sends(10, 6, 2, 1, 1, 2, 3, 0);
    private static final Arrivals ARRIVALS = new Arrivals(8, 6, 1, 1, 0, 0);
    private static final DeliveryOutcomes FATES = new DeliveryOutcomes(3, 2, 1, 0, 0, 1, 0);
    @TempDir
    private Path folder;

    private static LedgerFigures figures(Sends sends, Arrivals arrivals, DeliveryOutcomes fates, long lostByTheKill) {
        return new LedgerFigures(Optional.ofNullable(sends), Optional.ofNullable(arrivals), Optional.ofNullable(fates), 12.5,
            List.of(new NodeRow(1, 1, 0.75, OptionalLong.of(6), OptionalLong.of(6), OptionalLong.of(2), OptionalLong.of(1))),
            List.of(new KillRow(1, 3.25, 1, OptionalDouble.of(0.75), OptionalLong.of(1), OptionalLong.of(3), OptionalLong.of(2),
            OptionalLong.of(lostByTheKill))),
            Optional.of(List.of(new OutageRow(1, 3.251, 5.3, List.of(1)), new OutageRow(2, 12, 12.5, List.of()))),
            List.of(new Message(What.LOST, 4, OptionalInt.of(1), 3.249999, 1),
            new Message(What.AGAIN_COUNTED, 5, OptionalInt.empty(), 4, 1)), 0);
    }

    private static Run run(RunDetails details) {
        return Run.of("rpc-cast-failover", 1, Instant.EPOCH).details(details).build();
    }

    private static List<String> told(LedgerFigures figures) {
        return figures.accounts().stream().map(Account::imbalance).filter(each -> !each.isEmpty()).toList();
    }

    /** A run with a wrong account is still written; its reports show the fault. */
    @Test
    void figures_thatDoNotAddUp_areToldWithTheirTerms() {
        assertEquals(List.of(), told(figures(SENDS, ARRIVALS, FATES, 1)));
        assertEquals(List.of("the messages followed do not add up: 11 attempted against 6 confirmed + 2 unroutable + 1 failed + 1 "
            + "interrupted, which is 10: 1 is missing"),
            told(figures(new Sends(11, 6, 2, 1, 1, 2, 3, 0), ARRIVALS, FATES, 1)));
        assertEquals(
            List.of("the messages sent again do not add up: 3 writes against 4 messages + -1 further ones, which is 3; no count can be "
            + "below 0"),
            told(figures(new Sends(10, 6, 2, 1, 1, 4, 3, 0), ARRIVALS, FATES, 1)));
        assertEquals(List.of("the deliveries followed do not add up: 9 came against 6 a message's first + 1 dropped + 1 counted twice, "
            + "which is 8: 1 is missing"),
            told(figures(SENDS, new Arrivals(9, 6, 1, 1, 0, 0), FATES, 1)));
        assertEquals(List.of("the confirmed messages followed do not add up: 6 confirmed against 3 delivered once + 2 again + 0 lost, "
            + "which is 5: 1 is missing"),
            told(figures(SENDS, ARRIVALS, new DeliveryOutcomes(3, 2, 0, 0, 0, 1, 0), 0)));
        assertEquals(List.of("the messages that arrived do not add up: 6 came against 3 delivered once + 2 again + 0 unroutable + 0 "
            + "failed + 1 interrupted + 1 not sent here, which is 7:"
            + " 1 too many"), told(figures(SENDS, ARRIVALS, new DeliveryOutcomes(3, 2, 1, 0, 0, 1, 1), 0)));
        assertEquals(List.of("the lost messages do not add up: 1 lost against 2 before a kill was done + -1 after all kills, which is 1; "
            + "no count can be below 0"),
            told(figures(SENDS, ARRIVALS, FATES, 2)));
    }

    @Test
    void fates_withoutBothSides_areRefused() {
        assertEquals("fates need sends and arrivals, and these have fates",
            assertThrows(IllegalArgumentException.class, () -> figures(SENDS, null, FATES, 0)).getMessage());
    }

    @Test
    void runFile_withALedger_hasALineForEachKillAndMessage() throws IOException {
        var file = folder.resolve("run.json");
        RunFile.write(file, run(figures(SENDS, ARRIVALS, FATES, 1)));
        var text = Files.readString(file);
        assertTrue(
            text.contains(
            "\n  {\"number\":1,\"atSec\":3.25,\"node\":1,\"downSec\":0.75,\"inFlight\":1,\"resent\":3,\"again\":2,\"lost\":1}\n"), text);
        assertTrue(text.contains("\n  {\"what\":\"lost\",\"seq\":4,\"thread\":1,\"sec\":3.249999,\"node\":1},\n"), text);
        assertTrue(text.contains("\n  {\"what\":\"delivered again, counted twice\",\"seq\":5,\"sec\":4,\"node\":1}\n"), text);
        assertTrue(text.contains("\"fates\" : {\n    \"once\" : 3,\n    \"again\" : 2,\n    \"lost\" : 1,"), text);
        assertEquals(figures(SENDS, ARRIVALS, FATES, 1), RunFile.read(file, LedgerFigures.reader()).details());
    }

    @Test
    void runFile_withoutALedger_hasNoDetails() throws IOException {
        var file = folder.resolve("run.json");
        RunFile.write(file, run(RunDetails.NONE));
        assertEquals(RunDetails.NONE, RunFile.read(file, LedgerFigures.reader()).details());
    }

    @Test
    void runFile_withAWrongLedger_isToldAllAtOnce() throws IOException {
        var file = folder.resolve("run.json");
        RunFile.write(file, run(figures(SENDS, ARRIVALS, FATES, 1)));
        var text = Files.readString(file).replace("\"what\":\"lost\"", "\"what\":\"gone\"")
            .replace("\"downSec\":0.75,\"inFlight\"", "\"downSec\":-1,\"inFlight\"")
            .replace("\"durationSec\" : 12.5", "\"durationSec\" : -1").replace("\"seq\":5", "\"sek\":5");
        Files.writeString(file, text);
        var told = assertThrows(InvalidFile.class, () -> RunFile.read(file, LedgerFigures.reader())).problems();
        var lines = text.lines().toList();
        assertEquals(List.of(
            at(file, lines, "\"ledger\"") + "ledger cannot be: durationSec is -1.0; it must be 0 or above",
            at(file, lines, "\"downSec\":-1,\"inFlight\"") + "ledgerKills[0] cannot be: downSec is -1.0; it must be 0 or above",
            at(file, lines, "\"gone\"") + "ledgerMessages[0].what is \"gone\"; it must be one of \"lost\", \"delivered again, dropped\", "
                + "\"delivered again, counted twice\"",
            at(file, lines, "\"sek\"") + "ledgerMessages[1].seq is missing; it must be a whole number, for example 1",
            at(file, lines, "\"sek\"") + "ledgerMessages[1].sek is not known; it must be one of node, sec, seq, thread, what"), told);
    }

    /** A list's item that is nothing, or that its record refuses, is told as it is where it stands alone. */
    @Test
    void runFile_withOneWrongItem_isTold() throws IOException {
        var file = folder.resolve("run.json");
        RunFile.write(file, run(figures(SENDS, ARRIVALS, FATES, 1)));
        var good = Files.readString(file);
        var text = good.replaceFirst("\\{\"what\":\"lost\"[^}]*}", "null");
        Files.writeString(file, text);
        assertEquals(List.of(at(file, text.lines().toList(), "  null") + "ledgerMessages[0] is null; it must be an object, for example {}"),
            assertThrows(InvalidFile.class, () -> RunFile.read(file, LedgerFigures.reader())).problems());
        text = good.replace("\"downSec\":0.75,\"inFlight\"", "\"downSec\":-1,\"inFlight\"");
        Files.writeString(file, text);
        assertEquals(List.of(at(file, text.lines().toList(), "\"downSec\":-1") + "ledgerKills[0] cannot be: downSec is -1.0; it must be 0 "
            + "or above"), assertThrows(InvalidFile.class, () -> RunFile.read(file, LedgerFigures.reader())).problems());
    }

    private static String at(Path file, List<String> lines, String text) {
        int index = java.util.stream.IntStream.range(0, lines.size()).filter(i -> lines.get(i).contains(text)).findFirst().orElseThrow();
        return file + ": line " + (index + 1) + ": ";
    }
}
