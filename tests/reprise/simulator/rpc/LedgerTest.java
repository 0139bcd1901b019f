package reprise.simulator.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reprise.simulator.fault.KillLog;
import reprise.simulator.rpc.LedgerFigures.Arrivals;
import reprise.simulator.rpc.LedgerFigures.DeliveryOutcomes;
import reprise.simulator.rpc.LedgerFigures.KillRow;
import reprise.simulator.rpc.LedgerFigures.Message;
import reprise.simulator.rpc.LedgerFigures.NodeRow;
import reprise.simulator.rpc.LedgerFigures.OutageRow;
import reprise.simulator.rpc.LedgerFigures.Sends;
import reprise.simulator.rpc.LedgerFigures.What;

@Tag("alone")
final class LedgerTest {
    private static final long MS = 1_000_000L;
    private static final long START = -5_000 * MS; // the clock's ns may be negative
    private static final Outcome FAILED = new Outcome.Failed("the tries are used up");
    private final Ledger ledger = Ledger.of(true, true, 1000);
    private final KillLog kills = new KillLog(3);
    @TempDir
    private Path folder;

    private static long at(long ms) {
        return START + ms * MS;
    }

    private void send(int thread, long seq, long beganMs, Outcome outcome, long endedMs, int node) {
        ledger.opened(thread, seq, id(thread, seq), seq, at(beganMs));
        ledger.ended(thread, outcome, at(endedMs), node);
    }

    private static long id(int thread, long seq) {
        return thread * 1000L + seq;
    }

    private void deliver(int thread, long seq, long atMs, int node, boolean dropped) {
        ledger.delivered(seq, id(thread, seq), seq, at(atMs), node, dropped);
    }

    /** Two kills: node 1 from 1.0 to 1.2 s, back at 2.0 s; node 2 from 3.0 to 3.1 s, never back. The run ends at 5 s. */
    private void everythingThatCanBe() {
        send(0, 1, 100, Outcome.CONFIRMED, 101, 1);
        deliver(0, 1, 102, 2, false); // delivered once
        send(0, 2, 900, Outcome.CONFIRMED, 1000, 1); // ended at the very moment of the kill, so not in flight then; lost by kill 1
        ledger.opened(0, 3, id(0, 3), 3, at(1000)); // in flight at kill 1
        kills.killed(1, at(1000), at(1200));
        send(1, 1, 1050, Outcome.CONFIRMED, 1200, 1); // confirmed at the moment the kill was done: lost by kill 1
        send(1, 2, 1210, Outcome.CONFIRMED, 1220, 2); // lost by kill 2
        deliver(0, 3, 1300, 2, false);
        ledger.resent(0, at(2000), 3);
        ledger.resent(0, at(2050), 3);
        kills.started(1, at(2000));
        ledger.ended(0, Outcome.CONFIRMED, at(2100), 3);
        deliver(0, 3, 2110, 3, true); // redelivered
        deliver(0, 3, 2120, 1, false); // redelivered again, counted twice
        send(1, 3, 2200, Outcome.UNROUTABLE, 2201, 2);
        send(1, 4, 2300, Outcome.UNROUTABLE, 2301, 2);
        deliver(1, 4, 2302, 2, false); // arrived nevertheless
        ledger.opened(0, 4, id(0, 4), 4, at(2900)); // in flight at kill 2, fails, and arrives
        kills.killed(2, at(3000), at(3100));
        ledger.ended(0, FAILED, at(3500), 0);
        deliver(0, 4, 3600, 3, false);
        send(0, 5, 3700, FAILED, 3701, 0);
        send(0, 6, 3800, Outcome.CONFIRMED, 3900, 3); // lost after the last kill
        ledger.opened(0, 7, id(0, 7), 7, at(4000));
        ledger.ended(0, Outcome.INTERRUPTED, at(4500), 3);
        ledger.opened(1, 5, id(1, 5), 5, at(4000)); // never ended
        deliver(1, 5, 4100, 3, false);
        deliver(9, 77, 4200, 1, false); // this client did not send it
        deliver(9, 77, 4300, 1, true);
        ledger.withoutId();
    }

    @Test
    void account_ofEverythingThatCanBe_isWorkedOutByHand() {
        everythingThatCanBe();
        var figures = LedgerAccount.of(ledger, kills, START, at(5000));
        // Thread 0: 1 to 7, thread 1: 1 to 5. Confirmed: 0/1, 0/2, 0/3, 0/6, 1/1, 1/2.
        assertEquals(Optional.of(new Sends(12, 6, 2, 2, 2, 1, 2, 0)), figures.sends());
        // First deliveries: 0/1, 0/3, 1/4, 0/4, 1/5, 9/77; after them 0/3 twice, 9/77 once.
        assertEquals(Optional.of(new Arrivals(9, 6, 2, 1, 1, 0)), figures.arrivals());
        assertEquals(Optional.of(new DeliveryOutcomes(1, 1, 4, 1, 1, 1, 1)), figures.fates());
        assertEquals(4, ledger.missing());
        assertEquals(List.of(
            new KillRow(1, 1.0, 1, OptionalDouble.of(0.8), OptionalLong.of(1), OptionalLong.of(2), OptionalLong.of(2), OptionalLong.of(2)),
            new KillRow(2, 3.0, 2, OptionalDouble.empty(), OptionalLong.of(1), OptionalLong.of(0), OptionalLong.of(1), OptionalLong.of(1))),
            figures.kills());
        assertEquals(1, figures.lostAfterTheLastKill());
        assertEquals(List.of(
            new NodeRow(1, 1, 0.8, OptionalLong.of(3), OptionalLong.of(1), OptionalLong.of(2), OptionalLong.of(2)),
            new NodeRow(2, 1, 1.9, OptionalLong.of(1), OptionalLong.of(3), OptionalLong.of(0), OptionalLong.of(1)),
            new NodeRow(3, 0, 0, OptionalLong.of(2), OptionalLong.of(2), OptionalLong.of(1), OptionalLong.of(1))), figures.nodes());
        assertEquals(List.of(
            new Message(What.LOST, 2, OptionalInt.of(1), 1.0, 1),
            new Message(What.LOST, 1, OptionalInt.of(2), 1.2, 1),
            new Message(What.LOST, 2, OptionalInt.of(2), 1.22, 2),
            new Message(What.LOST, 6, OptionalInt.of(1), 3.9, 3),
            new Message(What.AGAIN_DROPPED, 3, OptionalInt.of(1), 2.11, 3),
            new Message(What.AGAIN_COUNTED, 3, OptionalInt.of(1), 2.12, 1),
            new Message(What.AGAIN_DROPPED, 77, OptionalInt.empty(), 4.3, 1)), figures.messages());
        assertEquals(0, figures.messagesLeftOut());
        assertEquals(5.0, figures.durationSec());
    }

    /**
     * Completed at 0.101, 1.0, 1.2, 1.22, 2.1, 2.201, 2.301 and 3.9 s, until 5.0 s: a gap of at least 0.1 s is an outage, and failed
     * sends do not end one.
     */
    @Test
    void outages_ofEverythingThatCanBe_haveTheKillsThatWereUnderWayInThem() {
        everythingThatCanBe();
        assertEquals(
            Optional.of(List.of(new OutageRow(1, 0, 0.101, List.of()), new OutageRow(2, 0.101, 1.0, List.of()),
            new OutageRow(3, 1.0, 1.2, List.of(1)),
            new OutageRow(4, 1.22, 2.1, List.of(1)), new OutageRow(5, 2.1, 2.201, List.of()), new OutageRow(6, 2.201, 2.301, List.of()),
            new OutageRow(7, 2.301, 3.9, List.of(2)),
            new OutageRow(8, 3.9, 5.0, List.of()))), LedgerAccount.of(ledger, kills, START, at(5000)).outages());
    }

    /** With one message every 400 ms, an outage takes at least 500 ms; a full ledger follows it too. */
    @Test
    void outages_ofASlowPace_areLongerThanThePace() {
        var slow = Ledger.of(true, true, 1).pacedBy(400 * MS);
        for (long seq = 0, ms = 0; seq < 5; seq++, ms += seq == 3 ? 500 : 400) {
            slow.opened(0, seq, seq, seq, at(ms));
            slow.ended(0, Outcome.CONFIRMED, at(ms), 1);
        }
        assertEquals(Optional.of(List.of(new OutageRow(1, 0.8, 1.3, List.of()))),
            LedgerAccount.of(slow, kills, START, at(1700 + 499)).outages());
        assertEquals(Optional.of(List.of(new OutageRow(1, 0, 3, List.of()))),
            LedgerAccount.of(Ledger.of(true, true, 1), kills, START, at(3000)).outages());
    }

    @Test
    void messagesCsv_ofEverythingThatCanBe_hasALineForEach() throws IOException {
        everythingThatCanBe();
        var before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("ar-EG"));
        try {
            LedgerCsv.write(folder.resolve("messages.csv"), ledger, START);
        } finally {
            Locale.setDefault(before);
        }
        // Threads count from 1. The id is thread from 0 × 1000 + seq, then seq: 3ea = 1002, 2375 = 9077.
        assertEquals("""
            seq,thread,begunSec,outcome,confirmedSec,confirmedNode,deliveries,firstDeliveredSec,firstDeliveredNode,resent,id
            1,1,0.100000,confirmed,0.101000,1,1,0.102000,2,0,00000000000000010000000000000001
            2,1,0.900000,confirmed,1.000000,1,0,,,0,00000000000000020000000000000002
            3,1,1.000000,confirmed,2.100000,3,3,1.300000,2,2,00000000000000030000000000000003
            1,2,1.050000,confirmed,1.200000,1,0,,,0,00000000000003e90000000000000001
            2,2,1.210000,confirmed,1.220000,2,0,,,0,00000000000003ea0000000000000002
            3,2,2.200000,unroutable,2.201000,2,0,,,0,00000000000003eb0000000000000003
            4,2,2.300000,unroutable,2.301000,2,1,2.302000,2,0,00000000000003ec0000000000000004
            4,1,2.900000,failed,,,1,3.600000,3,0,00000000000000040000000000000004
            5,1,3.700000,failed,,,0,,,0,00000000000000050000000000000005
            6,1,3.800000,confirmed,3.900000,3,0,,,0,00000000000000060000000000000006
            7,1,4.000000,interrupted,,,0,,,0,00000000000000070000000000000007
            5,2,4.000000,open,,,1,4.100000,3,0,00000000000003ed0000000000000005
            77,,,unknown,,,2,4.200000,1,,0000000000002375000000000000004d
            """, Files.readString(folder.resolve("messages.csv")));
    }

    @Test
    void half_ofAClientOrAServer_knowsWhatItCanKnow() throws IOException {
        var client = Ledger.of(true, false, 10);
        var server = Ledger.of(false, true, 10);
        for (long seq = 1; seq <= 3; seq++) {
            client.opened(0, seq, seq, -seq, at(seq * 10));
            client.ended(0, Outcome.CONFIRMED, at(seq * 10 + 1), 2);
        }
        server.delivered(1, 1, -1, at(11), 3, false);
        server.delivered(1, 1, -1, at(12), 3, true);
        var sent = LedgerAccount.of(client, kills, START, at(100));
        assertEquals(Optional.of(new Sends(3, 3, 0, 0, 0, 0, 0, 0)), sent.sends());
        assertEquals(Optional.empty(), sent.arrivals());
        assertEquals(Optional.empty(), sent.fates());
        assertEquals(List.of(), sent.messages()); // that one is lost is unknown
        assertEquals(new NodeRow(2, 0, 0, OptionalLong.of(3), OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty()),
            sent.nodes().get(1));
        var arrived = LedgerAccount.of(server, kills, START, at(100));
        assertEquals(Optional.empty(), arrived.sends());
        assertEquals(Optional.empty(), arrived.outages()); // when the client stood still is unknown
        assertEquals(Optional.of(new Arrivals(2, 1, 1, 0, 0, 0)), arrived.arrivals());
        assertEquals(List.of(new Message(What.AGAIN_DROPPED, 1, OptionalInt.empty(), 0.012, 3)), arrived.messages());
        LedgerCsv.write(folder.resolve("client.csv"), client, START);
        assertEquals("1,1,0.010000,confirmed,0.011000,2,,,,0,0000000000000001ffffffffffffffff",
            Files.readAllLines(folder.resolve("client.csv")).get(1));
        LedgerCsv.write(folder.resolve("server.csv"), server, START);
        assertEquals("1,,,,,,2,0.011000,3,,0000000000000001ffffffffffffffff", Files.readAllLines(folder.resolve("server.csv")).get(1));
    }

    @Test
    void account_ofRandomFates_addsUpAsAPlainCountDoes() {
        var random = new Random(3);
        var many = Ledger.of(true, true, 1_000_000);
        var outcomes =
            new Outcome[] {Outcome.CONFIRMED, Outcome.CONFIRMED, Outcome.CONFIRMED, Outcome.UNROUTABLE, FAILED, Outcome.INTERRUPTED};
        var counted = new long[6][3];
        long again = 0;
        for (int i = 0; i < 50_000; i++) {
            int thread = random.nextInt(40);
            long high = random.nextLong();
            long low = random.nextLong();
            int outcome = random.nextInt(outcomes.length);
            int deliveries = Math.max(0, random.nextInt(8) - 5);
            many.opened(thread, i, high, low, at(i));
            many.ended(thread, outcomes[outcome], at(i + 1), 1 + random.nextInt(3));
            for (int n = 0; n < deliveries; n++) many.delivered(i, high, low, at(i + n), 1 + random.nextInt(3), n % 2 == 1);
            counted[outcome][deliveries]++;
            again += Math.max(0, deliveries - 1);
        }
        var figures = LedgerAccount.of(many, kills, START, at(50_000)); // its own checks hold, or it throws
        assertEquals(new DeliveryOutcomes(sum(counted, 0, 3, 1, 2), sum(counted, 0, 3, 2, 3), sum(counted, 0, 3, 0, 1),
            sum(counted, 3, 4, 1, 3),
            sum(counted, 4, 5, 1, 3),
            sum(counted, 5, 6, 1, 3), 0), figures.fates().orElseThrow());
        assertEquals(figures.fates().orElseThrow().lost(), many.missing());
        assertEquals(again, figures.arrivals().orElseThrow().dropped() + figures.arrivals().orElseThrow().countedTwice());
        assertEquals(50_000, figures.sends().orElseThrow().attempted());
        assertEquals(LedgerFigures.MOST_MESSAGES, figures.messages().size());
        assertEquals(figures.fates().orElseThrow().lost() + again - LedgerFigures.MOST_MESSAGES, figures.messagesLeftOut());
    }

    private static long sum(long[][] counted, int from, int to, int least, int below) {
        long sum = 0;
        for (int outcome = from; outcome < to; outcome++) for (int n = least; n < below; n++) sum += counted[outcome][n];
        return sum;
    }

    @Test
    void ledger_thatIsFull_countsWhatItDoesNotFollow() {
        var small = Ledger.of(true, true, 2);
        for (long seq = 1; seq <= 4; seq++) {
            small.opened(0, seq, seq, seq, at(seq));
            small.resent(0, at(seq), 1);
            small.ended(0, Outcome.CONFIRMED, at(seq + 1), 1);
            small.delivered(seq, seq, seq, at(seq), 1, false);
            small.delivered(seq, seq, seq, at(seq), 1, true);
        }
        var figures = LedgerAccount.of(small, kills, START, at(10));
        assertEquals(new Sends(2, 2, 0, 0, 0, 2, 2, 2), figures.sends().orElseThrow());
        assertEquals(new Arrivals(4, 2, 2, 0, 0, 4), figures.arrivals().orElseThrow());
        assertEquals(2, figures.messagesLeftOut()); // room for two events only: those of message 1's resend and second delivery
        assertEquals(List.of(), figures.messages().stream().filter(message -> message.what() == What.LOST).toList());
    }

    @Test
    void opened_withAnIdThatWasUsed_isRefusedUnlessAnotherSentIt() {
        ledger.delivered(5, 1, 2, at(1), 1, false); // another client with the same seed sent it first
        ledger.opened(0, 5, 1, 2, at(2));
        ledger.ended(0, Outcome.CONFIRMED, at(3), 1);
        assertEquals(1, LedgerAccount.of(ledger, kills, START, at(10)).fates().orElseThrow().once());
        var told = assertThrows(IllegalStateException.class, () -> ledger.opened(1, 6, 1, 2, at(4)));
        assertEquals("message 6 of thread 1 has an id that was used before", told.getMessage());
    }

    @Test
    void whenNoneMissing_completes_withTheLastConfirmedOneThatComes() {
        assertTrue(ledger.whenNoneMissing().isDone());
        send(0, 1, 10, Outcome.CONFIRMED, 11, 1);
        send(0, 2, 20, Outcome.CONFIRMED, 21, 1);
        send(0, 3, 30, FAILED, 31, 1);
        deliver(0, 1, 40, 1, false);
        var waiting = ledger.whenNoneMissing();
        deliver(0, 3, 41, 1, false); // two have arrived, as many as were confirmed
        deliver(0, 1, 42, 1, false);
        assertFalse(waiting.isDone());
        deliver(0, 2, 43, 1, false);
        assertTrue(waiting.isDone());
    }

    @Test
    void ledger_badValues_areRefused() {
        assertEquals("ledger: at most 0 messages; it must be above 0, for example 10000000",
            assertThrows(IllegalArgumentException.class, () -> Ledger.of(true, true, 0)).getMessage());
        ledger.opened(0, 1, 1, 1, at(1));
        assertEquals("ledger: node 128; it follows nodes 1 to 127",
            assertThrows(IllegalArgumentException.class, () -> ledger.ended(0, Outcome.CONFIRMED, at(2), 128)).getMessage());
        assertEquals(671_088, Ledger.fitting(128L << 20)); // half of 134,217,728 bytes, 100 each
    }
}
