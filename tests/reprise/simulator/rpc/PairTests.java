package reprise.simulator.rpc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.rabbitmq.client.ConnectionFactory;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reprise.recorder.Recorder;
import reprise.transport.amqp.AmqpFailure;
import reprise.transport.amqp.AmqpSettings;
import reprise.transport.amqp.AmqpUrl;
import reprise.transport.amqp.AmqpUrl.Host;

/** The client-server pair with any broker, here with casts; subclasses provide the broker. */
abstract class PairTests extends KindTests {
    /** Captured from oslo.messaging 14.0.3; see CastWireTest. Its cargo has seven bytes. */
    private static final String OSLO_WITH_CONTEXT = "{\"oslo.version\": \"2.0\", \"oslo.message\": \"{\\\"method\\\": "
        + "\\\"info\\\", \\\"args\\\": {\\\"message\\\": "
        + "[2, \\\"ab\\\\u00e9\\\\\\\"\\\\\\\\x\\\", 1795298083.3329093, 0, 0]}, \\\"namespace\\\": \\\"ns\\\", "
            + "\\\"version\\\": \\\"1.1\\\", "
        + "\\\"_unique_id\\\": \\\"28d85f587cd04fb09d170b5d8a98414c\\\", \\\"_context_user\\\": \\\"joe "
            + "\\\\\\\"q\\\\\\\"\\\"}\"}";

    @Test
    void unpaced_nothingHappens_allThatIsSentIsReceivedOnce() {
        var totals = connectAndRun(plan(0, 2, LONG, 4), 20);
        var received = server.drain(totals.sent(), SOON).join();
        var recording = finish();
        assertTrue(totals.confirmed() > 10, totals.toString());
        assertEquals(new MessageTotals(totals.attempts(), totals.attempts(), 0, 0, 0, 0, 0, totals.sentBytes(),
            totals.longestGap(), totals.attempts(), 0, 0, 0, 0), totals);
        assertEquals(new MessageServer.Totals(totals.sent(), totals.sentBytes(), 0, 0, 0, 0, 0, 0), received);
        assertEquals(totals.sent(), recording.count(RpcMetrics.SENT));
        assertEquals(totals.sent(), recording.count(RpcMetrics.RECEIVED));
        assertEquals(totals.sentBytes(), recording.count(RpcMetrics.BODY_BYTES));
        assertEquals(totals.sentBytes(), recording.count(RpcMetrics.RECEIVED_BYTES));
        for (var timing : List.of(RpcMetrics.LATENCY, RpcMetrics.CONFIRM, RpcMetrics.SERVICE))
            assertEquals(totals.sent(), recording.whole(timing).getTotalCount(), timing.name());
        assertTrue(recording.anomalies().none(), recording.anomalies().toString());
    }

    @Test
    void paced_everyTick_isSentOrMissed() {
        var totals = connectAndRun(plan(200, 2, 300 * MS, 4), relays());
        // 200/s for 0.3 s: 60 ticks, 30 of each thread.
        assertEquals(60, totals.attempts() + totals.missedTicks(), totals.toString());
        assertEquals(totals.missedTicks(), finish().count(RpcMetrics.MISSED_TICKS));
    }

    @Test
    void nodeKilled_whileCasting_losesNothingAndCountsAddUp() {
        var ledger = connectWithLedger(plan(1000, 3, LONG, 4));
        assertEquals(relayHost(0), client.broker());
        start();
        ends.await(100);
        int before = notes.size();
        relays.getFirst().close();
        for (var each : List.of("server", "client 1", "client 2", "client 3")) awaitNote(each + " connected to ", before);
        ends.await(100);
        var totals = stopAt(1000);
        var received = server.drain(totals.sent() - totals.unroutable(), SOON).join();
        var recording = finish();
        assertEquals(totals.attempts(), totals.confirmed() + totals.unroutable() + totals.failed() + totals.interrupted());
        assertEquals(0, totals.failed() + totals.interrupted(), notes.toString());
        // of many that a busy host had not acknowledged, and that come again, the duplicate rule has forgotten the first
        assertEquals(totals.confirmed(), received.received() - ledger.countedTwice(), notes.toString());
        // The policy: 50 ms, the dead host refuses, 50 ms, the next host. On a busy host it may be another gap.
        assertTrue(totals.longestGap().ns() >= 100 * MS, totals.toString());
        assertNotEquals(relayHost(0), client.broker());
        assertEquals(totals.attempts() - totals.unroutable(), recording.count(RpcMetrics.RECEIVED));
        assertTrue(recording.whole(RpcMetrics.LATENCY).getMaxValue() >= 50 * MS,
            "the cast that was being sent has the stamp of its first try");
        for (var part : List.of("client 1 connected to ", "client 1 cut off: ",
            "connection refused; is a broker running there?; next try: ",
            "s after it was cut off")) {
            assertTrue(notes.stream().anyMatch(note -> note.contains(part)), part + " in " + notes);
        }
        // those that the dead node cut off or refused; reconnecting is none
        assertEquals(notes.stream().filter(note -> note.contains(" cut off: ") || note.contains("refused")).toList(), losses);
    }

    /** Both begin at the first relay, on the ledger's loop. */
    private Ledger connectWithLedger(MessagePlan plan) {
        oneLoop = true;
        connect(plan, relays(), Optional.of(relayHost(0)));
        var ledger = Ledger.of(true, true, 100_000);
        server.into(ledger);
        ends.into(ledger);
        return ledger;
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CALL")
    void confirmLostWithTheNode_messageIsSentAgainAndDroppedAsDuplicate(MessageKind kind) {
        connect(plan(kind, 0, 1, LONG, SOON), relays(), Optional.of(relayHost(0)), Optional.of(new Host("127.0.0.1", port())));
        start();
        relays.getFirst().holdReplies().join(); // the broker has the message, and its confirm is held back
        long before = notes.size();
        relays.getFirst().close();
        awaitNote("client connected to ", (int) before);
        long had = server.drain(0, 1).join().received();
        server.drain(had + 2, SOON).join(); // so the resent message has arrived, before the one that was sent after it
        var totals = client.stop().join();
        var received = server.drain(totals.sent(), SOON).join();
        assertEquals(1, totals.resent());
        assertEquals(1, received.duplicates());
        assertEquals(totals.attempts(), totals.confirmed() + totals.interrupted());
        assertEquals(1, finish().count(RpcMetrics.DUPLICATES));
    }

    @Test
    void allNodesKilled_endOfRun_interruptsTheBlockedCast() {
        connect(plan(1000, 1, LONG, 4), relays(), Optional.empty());
        start();
        ends.await(20);
        relays.forEach(Relay::close);
        awaitNote("client not connected: ", 0); // 50 ms after it was cut off, so that a tick has come meanwhile
        var totals = stopAt(1000);
        assertEquals(1, totals.interrupted(), totals.toString());
        assertEquals(totals.attempts(), totals.confirmed() + 1);
        var longest = totals.longestGap(); // on a busy host it may be one from before the kill, if that is longer
        assertTrue(longest.ns() >= QUICK.delayNs(), longest.toString());
    }

    @Test
    void limitedTries_usedUp_areErrorsOneForEachCast() {
        var limited = new ReconnectPolicy(10 * MS, 10 * MS, 0, 10 * MS, 2);
        client = new MessageClient(loops.next(), new Endpoint(AmqpUrl.guest(relays()), List.of(relayHost(0)),
            AmqpSettings.named("client"), limited),
            plan(1000, 1, LONG, 4), clock, this::note);
        client.connect().join();
        startClient();
        ends.await(20);
        relays.forEach(Relay::close);
        ends.await(3, Outcome.Failed.class::isInstance);
        var totals = client.stop().join();
        assertTrue(totals.failed() > 2, totals.toString());
        assertEquals(totals.attempts(), totals.confirmed() + totals.unroutable() + totals.failed() + totals.interrupted());
        client.close().join();
        assertEquals(totals.failed(), recorder.finish(clock.nanos()).count(RpcMetrics.ERRORS));
    }

    @Test
    void noServer_everyCastComesBackAndIsNotSentAgain() {
        client = new MessageClient(loops.next(), party("client", relays(), Optional.empty()),
            new MessagePlan(MessageKind.CAST, 0, 1, LONG, SOON, MessagePlan.TIMEOUT_NS, 4,
            new MessageTarget("nobody_listens", "here", "info"), Bodies.DOCUMENT),
                clock, this::note);
        client.connect().join();
        startClient();
        ends.await(20);
        var totals = client.stop().join();
        assertTrue(totals.unroutable() > 10);
        assertEquals(totals.attempts(), totals.unroutable());
        assertEquals(totals.sent(), totals.unroutable());
        assertEquals(0, totals.resent());
        client.close().join();
        assertEquals(totals.unroutable(), recorder.finish(clock.nanos()).count(RpcMetrics.UNROUTABLE));
    }

    @Test
    void otherPeersMessages_oslosAndGarbage_areReceivedOrCountedMalformed() throws Exception {
        var plan = plan(0, 1, 50 * MS, 4);
        connect(plan, relays(), Optional.empty());
        recorder = new Recorder(RpcMetrics.of(0), clock.nanos());
        server.start(recorder.loop(), recorder.startNs()).join();
        var factory = new ConnectionFactory();
        factory.setPort(port());
        try (var connection = factory.newConnection(); var channel = connection.createChannel()) {
            var queue = plan.target().topic() + ".server";
            for (var body : List.of(OSLO_WITH_CONTEXT, "garbage", OSLO_WITH_CONTEXT, "", "{}", "[1]")) {
                channel.basicPublish("openstack", queue, null, body.getBytes(UTF_8));
            }
            channel.basicPublish("openstack", queue, null, OSLO_WITH_CONTEXT.replace("28d8", "38d8").getBytes(UTF_8));
        }
        var received = server.drain(2, SOON).join();
        assertEquals(new MessageServer.Totals(2, 14, 1, 4, 0, 0, 0, 0), received);
        awaitNote("(more are only counted)", 0);
        assertEquals(3, notes.stream().filter(note -> note.startsWith("server got a malformed message: ")).count());
        assertTrue(notes.contains("server got a malformed message: not JSON: wrong near character 0"), notes.toString());
    }

    @Test
    void cast_readByTheRabbitMqJavaClient_isOslos() throws Exception {
        var plan = plan(0, 1, LONG, 4);
        var factory = new ConnectionFactory();
        factory.setPort(port());
        try (var connection = factory.newConnection(); var channel = connection.createChannel()) {
            channel.exchangeDeclare("openstack", "topic", false, false, null);
            var queue = channel.queueDeclare().getQueue();
            channel.queueBind(queue, "openstack", plan.target().topic() + ".server");
            client = new MessageClient(loops.next(), party("client", relays(), Optional.empty()), plan, clock, this::note);
            client.connect().join();
            startClient();
            ends.await(1);
            client.stop().join();
            var first = channel.basicGet(queue, true);
            assertEquals("application/json", first.getProps().getContentType());
            assertEquals("utf-8", first.getProps().getContentEncoding());
            assertEquals(2, first.getProps().getDeliveryMode());
            assertEquals(0, first.getProps().getPriority());
            var json = new ObjectMapper();
            var outer = json.readTree(first.getBody());
            assertEquals("2.0", outer.get("oslo.version").textValue());
            var message = json.readTree(outer.get("oslo.message").textValue()).at("/args/message");
            assertEquals(1, message.get(0).intValue());
            assertEquals(new String(new Bodies(Bodies.DOCUMENT, 4).at(new Bodies(Bodies.DOCUMENT, 4).firstOf(0)), UTF_8),
                message.get(1).textValue());
        }
    }

    @Test
    void connect_firstOfThreeHostsDead_takesTheNext() {
        relays.getFirst().close();
        connect(plan(0, 1, 50 * MS, 4), relays(), Optional.of(relayHost(0)));
        assertNotEquals(relayHost(0), client.broker());
    }

    @Test
    void connect_firstHostDiesOfTheDeclare_takesTheNextAndSaysSo() {
        relays.getFirst().dieOfDeclare();
        connect(plan(0, 1, 50 * MS, 4), relays(), Optional.of(relayHost(0)));
        awaitNote("server not connected: " + relayHost(0), 0);
        assertNotEquals(relayHost(0), server.broker());
        assertNotEquals(relayHost(0), client.broker());
        start();
        var totals = client.done().join();
        assertEquals(totals.attempts(), server.drain(totals.confirmed(), SOON).join().received(), totals + " " + notes);
    }

    @Test
    void nodeKilled_andTheNextDiesOfTheServersDeclare_thirdIsTakenAndNothingIsLost() {
        var ledger = connectWithLedger(plan(500, 1, LONG, 4));
        var next = party("server", relays(), Optional.of(relayHost(0))).order().get(1);
        relays.get(relays().indexOf(next)).dieOfDeclare();
        start();
        ends.await(20);
        int before = notes.size();
        relays.getFirst().close();
        awaitNote("server not connected: " + next, before);
        for (var each : List.of("server", "client")) awaitNote(each + " connected to ", before);
        ends.await(20);
        var totals = client.stop().join();
        var received = server.drain(totals.confirmed(), SOON).join();
        assertEquals(totals.attempts(), totals.confirmed() + totals.unroutable() + totals.interrupted(), totals + " " + notes);
        assertEquals(totals.confirmed(), received.received() - ledger.countedTwice(), totals + " " + received + " " + notes);
        assertEquals(0, totals.failed());
        assertFalse(Set.of(relayHost(0), next).contains(server.broker()), notes.toString());
    }

    @Test
    void connect_allHostsDead_failsWithASentenceForEach() {
        relays.forEach(Relay::close);
        var failure = connectFails(AmqpUrl.guest(relays()));
        assertEquals(3, failure.getMessage().lines().filter(line ->
            line.contains("connection refused; is a broker running there?")).count(), failure.getMessage());
    }

    @Test
    void connect_wrongPassword_failsAtOnce() {
        var url = new AmqpUrl("guest", "not-the-password", relays(), "/");
        var failure = connectFails(url);
        assertEquals(1, failure.getMessage().lines().count());
        assertEquals(AmqpFailure.Kind.WRONG_PASSWORD, ((AmqpFailure) failure.getCause()).kind());
        assertTrue(failure.getMessage().contains("look at user guest and its password"), failure.getMessage());
    }

    @Test
    void connect_unknownVirtualHost_failsAtOnce() {
        var failure = connectFails(new AmqpUrl("guest", "guest", relays(), "nowhere"));
        assertEquals(AmqpFailure.Kind.WRONG_VIRTUAL_HOST, ((AmqpFailure) failure.getCause()).kind());
    }
}
