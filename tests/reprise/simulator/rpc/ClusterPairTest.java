package reprise.simulator.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import reprise.testee.broker.Cluster;
import reprise.testee.broker.ClusterPlan;
import reprise.transport.amqp.AmqpUrl.Host;

/** Against the embedded cluster: the tests of {@link PairTests}, and those that need real nodes. */
@Order(1)
final class ClusterPairTest extends PairTests {
    private Cluster cluster;

    @Override
    @BeforeEach
    void openLoops() throws Exception {
        cluster = Cluster.start(ClusterPlan.local(3));
        super.openLoops();
    }

    @Override
    @AfterEach
    void closeAll() {
        super.closeAll();
        cluster.close();
    }

    @Override
    int port() {
        return cluster.port(1);
    }

    @Test
    void masterKilled_bothConnectedToIt_bothComeBackElsewhereAndNothingIsLost() {
        connect(plan(1000, 1, LONG, 4), hosts(), Optional.of(hosts().getFirst()));
        start();
        killFirst("server", "client");
        var totals = stopAt(1000);
        // What the dead node had confirmed but not delivered is lost with it: at most the last cast.
        server.drain(totals.confirmed() - 1, SOON).join();
        var recording = finish();
        var received = server.close().join();
        assertEquals(totals.attempts(), totals.confirmed() + totals.unroutable(), totals.toString());
        assertTrue(totals.confirmed() - received.received() <= 1, totals + " " + received + " " + notes);
        assertEquals(received.received(), recording.count(RpcMetrics.RECEIVED));
        assertNotEquals(hosts().getFirst(), client.broker());
        assertNotEquals(hosts().getFirst(), server.broker());
        assertTrue(totals.missedTicks() >= 50, totals.toString()); // 1000/s for at least 50 + 50 ms, minus late timers
    }

    /** Kills the first node in the midst of the messages; some more follow when these that were connected to it are back. */
    private void killFirst(String... connected) {
        ends.await(100);
        int before = notes.size();
        cluster.kill(1).join();
        for (var each : connected) awaitNote(each + " connected to ", before);
        ends.await(100);
    }

    @Test
    void masterKilled_bothOnOneLoop_serverIsBackBeforeTheBlockedCast() {
        oneLoop = true;
        connect(plan(1000, 1, LONG, 4), hosts(), Optional.of(hosts().getFirst()));
        start();
        killFirst("server", "client");
        var totals = client.stop().join();
        var received = server.drain(totals.confirmed() - 1, SOON).join();
        // Of two that notice it at the same time; a busy host's broker may be long between closing the one connection and the other.
        long laterNs = cutOffNs.get("server") - cutOffNs.get("client");
        if (laterNs < MS) assertEquals(0, totals.unroutable(), laterNs + " ns later: " + notes);
        assertTrue(totals.confirmed() - received.received() <= 1, totals + " " + received);
        // The blocked cast has the stamp of its first attempt: its latency is the outage.
        assertTrue(finish().whole(RpcMetrics.LATENCY).getMaxValue() >= 50 * MS);
    }

    @Test
    void serversNodeKilled_clientElsewhere_castsComeBackUntilTheServerIsBack() {
        var plan = plan(1000, 1, LONG, 4);
        server = new MessageServer(loops.next(), party("server", hosts().subList(0, 1), Optional.empty()), plan.kind(), plan.target(), 4,
            clock, this::note);
        client = new MessageClient(loops.next(), party("client", hosts().subList(1, 2), Optional.empty()), plan, clock, this::note);
        CompletableFuture.allOf(server.connect(), client.connect()).join();
        start();
        ends.await(100);
        long killNs = clock.nanos();
        cluster.kill(1).join();
        ends.await(10, Outcome.Unroutable.class::isInstance); // the server has no other node, so it is not back before
        cluster.start(1).join();
        awaitNote("s after it was cut off", 0);
        ends.await(10, Outcome.Confirmed.class::isInstance);
        var totals = client.stop().join();
        var received = server.drain(totals.confirmed() - 1, SOON).join();
        assertTrue(totals.unroutable() >= 10, totals.toString());
        areWithinTheGap(totals.unroutable(), killNs);
        assertEquals(totals.attempts(), totals.confirmed() + totals.unroutable() + totals.failed());
        assertTrue(received.received() <= totals.confirmed());
        assertEquals(totals.unroutable(), finish().count(RpcMetrics.UNROUTABLE));
    }

    /**
     * A broker that routes a cast nowhere has not bound the queue yet, so the cast was written before the server knew of its binding, and
     * after the death.
     */
    private void areWithinTheGap(long unroutable, long killNs) {
        assertEquals(1, server.queueGaps().size());
        var gap = server.queueGaps().getFirst();
        assertTrue(!gap.isOpen() && gap.fromNs() >= killNs, gap.toString());
        var casts = client.unroutedCasts();
        assertEquals(List.of(unroutable, true), List.of(casts.count(), casts.isComplete()));
        for (int i = 0; i < unroutable; i++) assertTrue(casts.isWithin(i, killNs, gap.toNs()), i + " of " + unroutable + ", " + gap);
        assertTrue(casts.firstNs() >= killNs && casts.lastNs() <= gap.toNs());
    }

    @Test
    void queuesNodeKilled_serverElsewhere_isCancelledAndDeclaresAnew() {
        // The queues are on node 1; then the server moves to node 2 and consumes them from there.
        var plan = plan(1000, 1, LONG, 4);
        connect(plan, hosts(), Optional.of(hosts().get(1)), Optional.of(hosts().getFirst()));
        var elsewhere =
            new MessageServer(loops.next(), party("other server", hosts(), Optional.of(hosts().get(2))), plan.kind(), plan.target(),
            5, clock, this::note);
        elsewhere.connect().join();
        server.close().join();
        server = elsewhere;
        start();
        server.drain(10, SOON).join();
        cluster.kill(1).join();
        awaitNote("other server was told by " + hosts().get(2) + " that consumer", 0);
        awaitNote("other server connected to " + hosts().get(2) + ", ", 0);
        ends.await(10);
        var totals = client.stop().join();
        assertTrue(server.drain(Long.MAX_VALUE, 1).join().received() > 0);
        assertEquals(totals.attempts(), totals.confirmed() + totals.unroutable() + totals.failed());
    }

    @Test
    void serversNodeKilled_queuesDeclaredElsewhereBefore_nothingIsLost() {
        var plan = plan(MessageKind.CALL, 4, 1, LONG, SOON);
        var elsewhere = party("before", hosts(), Optional.of(hosts().get(1)));
        MessageServer.declareQueues(loops.next(), elsewhere, plan.kind(), plan.target(), clock, this::note).join();
        awaitNote("before declared its queues at " + hosts().get(1), 0);
        connect(plan, hosts(), Optional.of(hosts().get(2)), Optional.of(hosts().getFirst()));
        start();
        ends.await(2);
        cluster.kill(1).join(); // between the second call and the third, 250 ms later
        ends.await(2); // the first of them may have been under way
        var totals = client.stop().join();
        var received = server.drain(totals.sent(), SOON).join();
        assertEquals(totals.attempts(), totals.replies(), notes.toString());
        assertEquals(totals.attempts(), received.received());
        assertEquals(totals.attempts(), received.repliesSent());
        assertNotEquals(hosts().getFirst(), server.broker());
        // The replies' connection only starts to reconnect when the first reply needs it: 50 + 50 ms.
        assertTrue(finish().whole(RpcMetrics.ROUND_TRIP).getMaxValue() >= 100 * MS, notes.toString());
    }

    @Test
    void clientsNodeKilled_withItsReplyQueue_serverTriesAgainUntilTheQueueIsBack() {
        // One call at a time: the kill hits one that is in flight, or awaits its reply.
        var plan = plan(MessageKind.CALL, 0, 4, LONG, 8_000 * MS);
        connect(plan, hosts(), Optional.of(hosts().getFirst()), Optional.of(hosts().get(1)));
        start();
        killFirst("client 1", "client 2", "client 3", "client 4");
        var totals = client.stop().join();
        var received = server.drain(totals.sent(), 2_000 * MS).join();
        assertEquals(totals.attempts(), totals.confirmed() + totals.failed() + totals.interrupted());
        // A reply in the dead queue is lost; its caller times out.
        assertTrue(totals.failed() + totals.interrupted() <= 4, totals + " " + notes);
        assertTrue(totals.replies() > 10, totals.toString());
        assertTrue(received.repliesSent() >= totals.replies(), totals + " " + received);
        assertNotEquals(hosts().getFirst(), client.broker());
    }

    @Test
    void serversNodeKilled_itsFanoutExchangeGoesToo_clientDeclaresItAnewAndCountsAddUp() {
        connect(plan(MessageKind.FANOUT, 1000, 1, LONG, SOON), hosts(), Optional.of(hosts().get(1)), Optional.of(hosts().getFirst()));
        start();
        killFirst("server", "client");
        var totals = stopAt(1000);
        var received = server.drain(totals.confirmed(), 1_000 * MS).join();
        assertEquals(totals.attempts(), totals.confirmed() + totals.unroutable() + totals.failed() + totals.interrupted());
        // The exchange is auto-delete and was deleted with its only queue: a publish to it closes the channel.
        assertTrue(notes.stream().anyMatch(note -> note.startsWith("client cut off: ") && note.contains("404")), notes.toString());
        // A cast that was under way to the queue's node when it died is refused (basic.nack); of one thread there is one.
        assertTrue(totals.failed() <= 1, notes.toString());
        assertEquals(0, totals.interrupted(), notes.toString());
        assertTrue(received.received() > 0 && received.received() <= totals.confirmed(), totals + " " + received);
        assertEquals(hosts().get(1), client.broker());
    }

    @Test
    void declareQueues_nodeDead_failsWithASentence() {
        cluster.kill(2).join();
        var failure = assertThrows(CompletionException.class, () -> MessageServer.declareQueues(loops.next(),
            party("before", hosts(), Optional.of(hosts().get(1))), MessageKind.NOTIFY, MessageTarget.DOCUMENT, clock, this::note).join());
        assertEquals(hosts().get(1) + ": connection refused; is a broker running there?", failure.getCause().getMessage());
    }

    @Test
    void brokerFull_publisherHeldBack_isTold() throws IOException {
        try (var small = Cluster.start(ClusterPlan.local(1).withHighWaterBytes(20_000))) {
            var hosts = List.of(new Host("127.0.0.1", small.port(1)));
            var full = hasty(plan(0, 1, LONG, 4));
            connect(full, hosts, Optional.empty());
            // The server's queues outlive it, and nothing empties them: 20 kB are a few casts.
            server.close().join();
            startClient();
            awaitNote("client is held back by " + hosts.getFirst() + ": ", 0);
            var totals = client.stop().join();
            assertTrue(totals.attempts() < 100, totals.toString());
            assertEquals(totals.attempts(), totals.confirmed() + totals.unroutable() + totals.interrupted());
            client.close().join();
        }
    }

    @Test
    void killedNode_startedAgain_isFoundByItsOnlyClient() {
        connect(plan(1000, 1, LONG, 4), List.of(hosts().getFirst()), Optional.empty());
        start();
        cluster.kill(1).join();
        awaitNote("client not connected: " + hosts().getFirst() + ": connection refused", 0);
        cluster.start(1).join();
        awaitNote("client connected to " + hosts().getFirst() + ", ", 0);
        awaitNote("server connected to " + hosts().getFirst() + ", ", 0);
        long before = server.drain(0, 1).join().received();
        assertTrue(server.drain(before + 10, SOON).join().received() >= before + 10);
        assertEquals(0, client.stop().join().failed());
    }

    private List<Host> hosts() {
        return IntStream.rangeClosed(1, 3).mapToObj(node -> new Host("127.0.0.1", cluster.port(node))).toList();
    }
}
