package reprise.rendezvous;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import reprise.recorder.Share;

/** Shares that meet know their clocks, begin together, and go on without who leaves. */
final class RendezvousTest extends PlayedShares {
    // ---- together

    /** What each reports is within its own uncertainty of what this process, which sees all of them, measured. */
    @Test
    void shares_ofFour_knowTheirClocks_andHowFarApartTheyBegan() throws Exception {
        var shares = all(4);
        for (var label : List.of("one", "two")) {
            var begun = new ArrayList<Future<Long>>();
            for (int number = 1; number <= 4; number++) begun.add(begun(number, shares.get(number - 1), label));
            var times = new ArrayList<Long>();
            for (var each : begun) times.add(each.get(60, TimeUnit.SECONDS));
            shares.forEach(Rendezvous::ended);
            double spreadMs = (times.stream().mapToLong(Long::longValue).max().orElseThrow()
                - times.stream().mapToLong(Long::longValue).min().orElseThrow()) / 1e6;
            System.out.printf("phase %s: 4 shares began within %.3f ms%n", label, spreadMs);
        }
        for (int number = 1; number <= 4; number++) {
            var ended = shares.get(number - 1).end();
            var clock = ended.clock().orElseThrow();
            assertEquals("share 1/4 at " + place, clock.host());
            assertEquals(List.of("one", "two"), clock.starts().stream().map(each -> each.phase()).toList());
            assertTrue(clock.offsets().size() >= 3, "at the beginning, before each phase and at the end: " + clock.offsets());
            for (var offset : clock.offsets())
                assertEquals(aheadMs(number), offset.aheadMs(), offset.uncertaintyMs() + 0.001, "share " + number);
            var words = ended.notes().getFirst();
            assertTrue(words.matches("4 of 4 shares began within [0-9.]+ ms of each other, give or take [0-9.]+ ms, or less, in each of 2 "
                + "phases, at the rendezvous of share 1/4 at " + place + (number == 1 ? "" : "; this host's clock was [0-9.]+ ms ahead of "
                + "that of share 1, give or take [0-9.]+ ms.*")), words);
            assertEquals(1, ended.notes().size(), ended.notes().toString());
        }
    }

    /** Share 1 sees the spread as each of them does, and as this process does. */
    @Test
    void spread_isThatOfTheStamps_forAll() throws Exception {
        var shares = all(2);
        var one = begun(1, shares.getFirst(), "cast");
        var two = begun(2, shares.getLast(), "cast");
        double trueMs = Math.abs(one.get(60, TimeUnit.SECONDS) - two.get(60, TimeUnit.SECONDS)) / 1e6;
        for (var share : shares) {
            var start = share.end().clock().orElseThrow().starts().getFirst();
            assertEquals(2, start.shares());
            assertEquals(trueMs, start.spreadMs(), start.uncertaintyMs() + 0.001);
        }
    }

    @Test
    void load_ofOneShare_waitsForNobody() throws Exception {
        var alone = all(1).getFirst();
        begun(1, alone, "").get(60, TimeUnit.SECONDS);
        var ended = alone.end();
        assertEquals(0, ended.clock().orElseThrow().starts().getFirst().spreadMs());
        assertTrue(ended.notes().getFirst().startsWith("1 of 1 shares began, at the rendezvous of "), ended.notes().toString());
    }

    // ---- who leaves

    @Test
    void interruption_whileWaiting_endsAtOnce() throws Exception {
        var one = joining(1, 2);
        awaitTold("1: share 1/2 waits for the others");
        interruptions.get(1).asked().complete(null);
        assertEquals("interrupted while waiting for the other shares", failed(one).getMessage());
    }

    @Test
    void share_thatIsGone_isNamed_andTheOthersGoOn() throws Exception {
        var shares = all(3);
        var one = begun(1, shares.get(0), "cast");
        var two = begun(2, shares.get(1), "cast");
        interruptions.get(3).asked().complete(null);
        shares.get(2).close(); // with a bye
        one.get(60, TimeUnit.SECONDS);
        two.get(60, TimeUnit.SECONDS);
        for (int i = 0; i < 2; i++) {
            var ended = shares.get(i).end();
            assertEquals(2, ended.clock().orElseThrow().starts().getFirst().shares());
            assertTrue(ended.notes().contains("The phase cast begins without share 3/3"), ended.notes().toString());
        }
    }

    /** Of the phases that it alone began it has no spread to tell. */
    @Test
    void phases_thatOneBeganAlone_areToldApartFromThoseOfAll() throws Exception {
        var shares = all(2);
        var first = begun(1, shares.getFirst(), "cast");
        begun(2, shares.getLast(), "cast").get(60, TimeUnit.SECONDS);
        first.get(60, TimeUnit.SECONDS);
        shares.forEach(Rendezvous::ended);
        interruptions.get(2).asked().complete(null);
        shares.getLast().close();
        for (var label : List.of("call", "notify")) {
            begun(1, shares.getFirst(), label).get(60, TimeUnit.SECONDS);
            shares.getFirst().ended();
        }
        var words = shares.getFirst().end().notes().getFirst();
        assertTrue(words.matches("2 of 2 shares began within [0-9.]+ ms of each other, give or take [0-9.]+ ms; 1 of 2 shares began in "
            + "each of 2 phases, at the rendezvous of share 1/2 at " + place), words);
    }

    @Test
    void host_thatIsGone_isNamed_andTheOthersBeginAtOnce() throws Exception {
        var shares = all(3);
        interruptions.get(1).asked().complete(null);
        shares.getFirst().close();
        awaitTold("2: share 1/3, at which all shares meet, closed the connection; phases begin without waiting");
        begun(2, shares.get(1), "cast").get(60, TimeUnit.SECONDS);
        assertTrue(shares.get(1).end().notes().getLast().startsWith("Share 1/3, at which all shares meet, closed"));
    }

    @Test
    void share_thatIsLateAtAPhase_isNotWaitedForLonger() throws Exception {
        var one = threads.submit(() -> joined(1, 2, LOAD, SHORT));
        awaitTold("1: share 1/2 waits for the others");
        joining(2, 2).get(60, TimeUnit.SECONDS); // and never arrives
        begun(1, one.get(60, TimeUnit.SECONDS), "cast").get(60, TimeUnit.SECONDS);
        assertTrue(open.stream().anyMatch(each -> each.end().notes().contains("The phase cast begins without share 2/2")));
    }

    // ---- a network that holds back

    /** As one whose network is gone: TCP itself gives up on what was sent to it after some 15 minutes. */
    @Test
    void host_thatFallsSilent_isWaitedForOnce_andAnAnswerThatWasHeldBackIsNoAnswer() throws Exception {
        try (var server = new ServerSocket(place.port(), 1, InetAddress.getByName("127.0.0.1"))) {
            threads.submit(() -> play(server));
            var two = threads.submit(() -> joined(2, 2, LOAD, SHORT)).get(60, TimeUnit.SECONDS);
            begun(2, two, "one").get(60, TimeUnit.SECONDS);
            awaitTold("2: share 1/2, at which all shares meet, has said nothing for 15 s; phases begin without waiting for the others");
            begun(2, two, "two").get(60, TimeUnit.SECONDS);
            var offsets = two.end().clock().orElseThrow().offsets();
            assertEquals(2, offsets.size(), "at the beginning and before the first phase");
            for (var offset : offsets) assertEquals(aheadMs(2), offset.aheadMs(), offset.uncertaintyMs() + 0.001);
        }
    }

    /** A host that holds the third answer back until the fourth, and says nothing when a share has arrived at a phase. */
    private static Void play(ServerSocket server) throws IOException {
        var clock = apart(1);
        try (var peer = new SignalSocket(server.accept(), clock)) {
            peer.read("");
            peer.write(new Signal.Welcome());
            var answers = new ArrayList<Signal>();
            for (var next = peer.read(""); next.isPresent(); next = peer.read("")) {
                if (!(next.get() instanceof Signal.Ask)) continue;
                answers.add(new Signal.Answer(clock.wallNs(peer.readAtNs())));
                if (answers.size() == 4) peer.write(answers.get(2));
                peer.write(answers.size() == 3 ? new Signal.Complete() : answers.getLast());
            }
        }
        return null;
    }
}
