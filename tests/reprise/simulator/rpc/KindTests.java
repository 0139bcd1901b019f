package reprise.simulator.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reprise.recorder.Event.Severity;
import reprise.transport.amqp.AmqpUrl;
import reprise.transport.amqp.AmqpUrl.Host;

/** Calls, notifications and fan-outs between our client and our server, or a server played by the test. */
abstract class KindTests extends ForeignTests {
    private static final long WAIT_NS = QUICK.delayNs() + QUICK.intervalNs(); // the dead host refuses, the next one answers

    @ParameterizedTest
    @EnumSource(MessageKind.class)
    void anyKind_nothingHappens_allIsSentReceivedAndRepliedToOnce(MessageKind kind) {
        var totals = connectAndRun(plan(kind, 0, 2, LONG, SOON), 20);
        var received = server.drain(totals.sent(), SOON).join();
        var recording = finish();
        long calls = kind == MessageKind.CALL ? totals.attempts() : 0;
        assertTrue(totals.attempts() > 10, totals.toString());
        assertEquals(new MessageTotals(totals.attempts(), totals.attempts(), 0, 0, 0, 0, 0, totals.sentBytes(), totals.longestGap(),
            totals.attempts(), calls, 0, 0, 0), totals);
        assertEquals(new MessageServer.Totals(totals.sent(), totals.sentBytes(), 0, 0, 0, calls, 0, 0), received);
        for (var counter : List.of(RpcMetrics.SENT, RpcMetrics.RECEIVED))
            assertEquals(totals.attempts(), recording.count(counter), counter.name());
        for (var counter : List.of(RpcMetrics.REPLIES, RpcMetrics.REPLIES_SENT))
            assertEquals(calls, recording.count(counter), counter.name());
        for (var timing : List.of(RpcMetrics.LATENCY, RpcMetrics.CONFIRM, RpcMetrics.SERVICE)) {
            assertEquals(totals.attempts(), recording.whole(timing).getTotalCount(), timing.name());
        }
        assertEquals(calls, recording.whole(RpcMetrics.ROUND_TRIP).getTotalCount());
        assertTrue(recording.anomalies().none(), recording.anomalies().toString());
    }

    @Test
    void call_nodeDiesWhileItsReplyIsAwaited_timesOutAndTheNextFindsTheConnectionBroken() throws Exception {
        var plan = plan(MessageKind.CALL, 0, 1, LONG, 4_000 * MS);
        try (var played = new PlayedServer(port(), plan.target())) {
            played.on(5, _ -> Thread.ofVirtual().start(() -> {
                relays.getFirst().awaitConfirms(5);
                relays.getFirst().close();
            }));
            connectAlone(plan, Optional.of(relayHost(0)));
            awaitNote("client finds itself cut off", 0);
            awaitNote("client connected to ", indexOf("client finds itself cut off", 0));
            var totals = client.stop().join(); // on a busy host other calls may time out, too
            assertTrue(totals.timeouts() >= 1, notes.toString());
            assertEquals(totals.timeouts(), totals.failed());
            assertEquals(totals.attempts(), totals.confirmed() + totals.failed() + totals.interrupted());
            assertEquals(totals.replies(), totals.confirmed());
            // The reply's time, then the reconnect, which only the next call started.
            assertTrue(totals.longestGap().ns() >= 4_000 * MS + WAIT_NS, totals.toString());
            assertTrue(noted("error: call 5: no reply within 4 s"), notes.toString());
            assertTrue(noted("client cut off: ") && noted("; comes back when it is needed"), notes.toString());
            assertTrue(noted("client finds itself cut off; next try: " + relayHost(0) + " in 0.050 s"), notes.toString());
            // The replies' consumer reconnects at once.
            int back = indexOf("client replies connected to", 1);
            assertTrue(back > 0 && back < indexOf("error: call 5", 0), notes.toString());
            var recording = finish();
            assertEquals(totals.sent(), recording.count(RpcMetrics.SENT));
            assertEquals(totals.timeouts(), recording.count(RpcMetrics.ERRORS));
            assertEquals(totals.timeouts(), recording.count(RpcMetrics.TIMEOUTS));
            assertEquals(totals.replies(), recording.whole(RpcMetrics.ROUND_TRIP).getTotalCount());
        }
    }

    @Test
    void call_confirmOrReplyLostWithTheNode_isRepliedToOnceAllTheSame() {
        connect(plan(MessageKind.CALL, 0, 1, LONG, SOON), relays(), Optional.of(relayHost(0)),
            Optional.of(new Host("127.0.0.1", port())));
        start();
        relays.getFirst().holdReplies().join(); // from the broker: a confirm or a server's reply, whichever comes first
        int before = notes.size();
        relays.getFirst().close();
        awaitNote("client connected to ", before);
        long had = server.drain(0, 1).join().received();
        server.drain(had + 2, SOON).join(); // so the resent message has arrived
        var totals = client.stop().join();
        var received = server.drain(totals.sent(), SOON).join();
        // Unconfirmed, it is resent and is a duplicate. Unacknowledged, its reply is redelivered.
        assertTrue(totals.resent() <= 1, totals.toString());
        assertEquals(totals.resent(), received.duplicates());
        assertEquals(totals.attempts(), totals.replies() + totals.interrupted(), notes.toString());
        assertEquals(totals.attempts(), received.received());
    }

    @Test
    void call_replyAfterItsTimeout_isCountedLate() throws Exception {
        var plan = plan(MessageKind.CALL, 0, 1, LONG, 500 * MS);
        try (var played = new PlayedServer(port(), plan.target())) {
            played.on(3, third -> played.on(4, fourth -> {
                played.reply(third);
                played.reply(fourth);
                played.reply(fourth); // a second reply, after the call's end
            }));
            connectAlone(plan, Optional.empty());
            ends.await(6);
            var totals = client.stop().join();
            // On a busy host other calls may time out, too; the reply to the last one may then come after all.
            assertTrue(totals.timeouts() >= 1, notes.toString());
            assertTrue(totals.lateReplies() >= 2 && totals.lateReplies() <= totals.timeouts() + 1, totals.toString());
            assertEquals(0, totals.unknownReplies());
            assertEquals(totals.attempts(), totals.replies() + totals.timeouts());
            assertEquals(totals.lateReplies(), finish().count(RpcMetrics.LATE_REPLIES));
        }
    }

    @Test
    void call_repliesThatAreNone_areCountedAndSurvived() throws Exception {
        var plan = plan(MessageKind.CALL, 0, 1, LONG, SOON);
        try (var played = new PlayedServer(port(), plan.target())) {
            played.on(2, call -> {
                var own = call.get("_msg_id").textValue();
                for (var body : List.of("garbage", "{}", "[1]", message("\"00112233445566778899aabbccddeeff\"", true),
                    message("\"" + own.substring(0, 31) + (own.endsWith("f") ? "e" : "f") + "\"", true), message("7", true))) {
                    played.raw(call, body);
                }
                played.raw(call, message("\"" + own + "\"", false)); // a heartbeat
                played.reply(call);
            });
            var totals = calls(plan, 3);
            assertEquals(6, totals.unknownReplies(), notes.toString());
            assertEquals(0, totals.failed() + totals.lateReplies(), notes.toString());
            assertEquals(totals.attempts(), totals.replies());
            var told = notes.stream().filter(note -> note.startsWith("client replies got an unknown reply: ")).toList();
            assertEquals(3, told.size(), told.toString());
            assertTrue(told.getLast().endsWith(" (more are only counted)"), told.toString());
        }
    }

    private static String message(String msgId, boolean ending) {
        return "{\"result\": null, \"failure\": null, \"ending\": " + ending + ", \"_msg_id\": " + msgId + "}";
    }

    @Test
    void call_failureForAReply_isAnErrorWithItsText() throws Exception {
        var plan = plan(MessageKind.CALL, 0, 1, LONG, SOON);
        try (var played = new PlayedServer(port(), plan.target())) {
            played.on(2, call -> played.fail(call, "{\"class\": \"ValueError\", \"module\": \"builtins\", \"message\": \"no \\\"x\\\"\"}"));
            played.on(3, call -> played.fail(call, "out of order"));
            var totals = calls(plan, 4);
            assertEquals(2, totals.failed(), notes.toString());
            assertEquals(0, totals.timeouts());
            assertEquals(totals.attempts(), totals.sent());
            assertEquals(totals.attempts(), totals.replies() + 2);
            assertTrue(noted("error: call 2: ValueError: no \"x\"") && noted("error: call 3: out of order"), notes.toString());
        }
    }

    @Test
    void call_noQueueTakesIt_waitsItsTimeoutAndSaysSo() {
        var totals = calls(plan(MessageKind.CALL, 0, 1, LONG, 100 * MS), 2);
        assertTrue(totals.timeouts() >= 2, totals.toString());
        assertEquals(0, totals.unroutable() + totals.replies());
        assertEquals(totals.attempts(), totals.failed() + totals.interrupted());
        assertEquals(totals.attempts(), totals.sent());
        assertTrue(noted("error: call 1: no reply within 0.1 s; no queue took the call"), notes.toString());
    }

    @Test
    void call_endOfRun_interruptsTheOneThatIsBlockedOrWaits() throws Exception {
        var plan = hasty(plan(MessageKind.CALL, 0, 1, LONG, SOON));
        try (var played = new PlayedServer(port(), plan.target())) {
            played.on(3, _ -> note(0, Severity.NORMAL, "call 3 is there"));
            client = new MessageClient(loops.next(), party("client", relays(), Optional.empty()), plan, clock, this::note);
            client.connect().join();
            startClient();
            awaitNote("call 3 is there", 0);
            var totals = client.stop().join(); // after the drain time of one second
            assertEquals(1, totals.interrupted(), notes.toString());
            assertEquals(3, totals.attempts());
            assertEquals(2, totals.replies());
        }
    }

    /** Its consumer reconnects at once, and its connection for replies when the first reply needs it, however soon the call comes. */
    @Test
    void serversNodeDies_queueLivesOn_replyWaitsForASecondReconnect() {
        var direct = new Host("127.0.0.1", port());
        var slow = new ReconnectPolicy(450 * MS, 450 * MS, 0, 450 * MS, 0);
        var plan = plan(MessageKind.CALL, 0.001, 1, LONG, SOON); // one call
        var hosts = List.of(relayHost(0), direct);
        server = new MessageServer(loops.next(), Endpoint.of("server", AmqpUrl.guest(hosts), Optional.of(relayHost(0)), 4, slow),
            plan.kind(),
            plan.target(), 4, clock, this::note);
        client = new MessageClient(loops.next(), party("client", List.of(direct), Optional.empty()), plan, clock, this::note);
        CompletableFuture.allOf(server.connect(), client.connect()).join();
        relays.getFirst().close();
        awaitNote("server replies cut off: ", 0);
        awaitNote("server cut off: ", 0);
        start();
        ends.await(1);
        var totals = client.stop().join();
        var received = server.drain(totals.sent(), SOON).join();
        var recording = finish();
        assertEquals(1, totals.attempts());
        assertEquals(totals.attempts(), totals.replies(), notes.toString());
        assertEquals(totals.attempts(), received.repliesSent());
        assertTrue(noted("server replies finds itself cut off; next try: " + relayHost(0) + " in 0.450 s"), notes.toString());
        // The consumer is back 900 ms after the kill and takes the call; its reply waits another 900 ms.
        long latencyNs = recording.whole(RpcMetrics.LATENCY).getMaxValue();
        assertTrue(recording.whole(RpcMetrics.ROUND_TRIP).getMaxValue() >= latencyNs + 900 * MS - MS,
            recording.whole(RpcMetrics.ROUND_TRIP).getMaxValue() + " ns");
    }

    @Test
    void notifier_noListenerYet_itsQueueKeepsAllUntilThereIsOne() {
        var plan = plan(MessageKind.NOTIFY, 200, 1, LONG, SOON);
        client = new MessageClient(loops.next(), party("client", relays(), Optional.empty()), plan, clock, this::note);
        client.connect().join();
        startClient();
        ends.await(20);
        var totals = client.stop().join();
        assertEquals(totals.attempts(), totals.confirmed(), notes.toString());
        server = new MessageServer(loops.next(), party("server", relays(), Optional.empty()), plan.kind(), plan.target(), 4, clock,
            this::note);
        var started = server.start(recorder.loop(), recorder.startNs());
        server.connect().join();
        started.join();
        assertEquals(new MessageServer.Totals(totals.sent(), totals.sentBytes(), 0, 0, 0, 0, 0, 0), server.drain(totals.sent(), SOON)
            .join());
    }

    @Test
    void fanout_twoServers_bothGetEachOnce() {
        var plan = plan(MessageKind.FANOUT, 200, 1, LONG, SOON);
        connect(plan, relays(), Optional.empty());
        var second =
            new MessageServer(loops.next(), party("second", relays(), Optional.empty()), plan.kind(), plan.target(), 5, clock, this::note);
        second.connect().join();
        start();
        second.start(recorder.loop(), recorder.startNs()).join();
        ends.await(20);
        var totals = client.stop().join();
        for (var each : List.of(server, second)) {
            // What was sent before the second one started is in its early count.
            var got = each.drain(totals.sent() - each.drain(0, 1).join().early(), SOON).join();
            assertEquals(totals.confirmed(), got.received() + got.early(), totals + " " + got);
        }
        second.close().join();
    }

    // ---- steps

    /** At least so many calls of a client without a server of ours. */
    private MessageTotals calls(MessagePlan plan, int atLeast) {
        connectAlone(plan, Optional.empty());
        ends.await(atLeast);
        return client.stop().join();
    }

    private void connectAlone(MessagePlan plan, Optional<Host> first) {
        client = new MessageClient(loops.next(), party("client", relays(), first), plan, clock, this::note);
        client.connect().join();
        startClient();
    }

    private boolean noted(String part) {
        return notes.stream().anyMatch(note -> note.contains(part));
    }

    /** The index of the note after {@code skipped} others like it; -1 if there is none. */
    private int indexOf(String part, int skipped) {
        int at = -1;
        for (int i = 0; i <= skipped; i++) {
            do at++; while (at < notes.size() && !notes.get(at).contains(part));
        }
        return at < notes.size() ? at : -1;
    }
}
