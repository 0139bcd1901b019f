package reprise.simulator.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reprise.peers.Children;
import reprise.peers.Python;
import reprise.recorder.Recorder;
import reprise.transport.amqp.AmqpUrl.Host;

/** The real oslo.messaging (Debian's python3-oslo.messaging) as the peer, over the broker that a subclass provides. */
abstract class OsloPeerTests extends PairRun {
    private final List<Process> peers = new ArrayList<>();
    private String python;

    @Override
    @BeforeEach
    void openLoops() throws Exception {
        python = Python.importing("oslo_messaging", "python3-oslo.messaging");
        super.openLoops();
        deleteExchange();
    }

    /** One broker serves all tests, of which some need it durable. */
    void deleteExchange() throws Exception {
        var factory = new ConnectionFactory();
        factory.setPort(port());
        try (var connection = factory.newConnection()) {
            connection.createChannel().exchangeDelete("openstack");
        }
    }

    @Override
    @AfterEach
    void closeAll() {
        peers.forEach(Process::destroyForcibly);
        if (loops != null) super.closeAll();
    }

    @ParameterizedTest
    @EnumSource(MessageKind.class)
    void oslosSender_toOurServer_allAreReceivedAndCallsAreRepliedTo(MessageKind kind) throws Exception {
        oslosSender(kind, QueueKind.CLASSIC);
    }

    /** Exchange and queues are declared by both: what differs is refused. */
    @ParameterizedTest
    @EnumSource(MessageKind.class)
    void oslosSender_overQuorumQueues_declaresWhatOurServerDeclares(MessageKind kind) throws Exception {
        oslosSender(kind, QueueKind.QUORUM);
    }

    @ParameterizedTest
    @EnumSource(value = MessageKind.class, names = {"CALL", "NOTIFY"})
    void ourClient_overQuorumQueues_declaresWhatOslosReceiverDeclares(MessageKind kind) throws Exception {
        var totals = runAgainst(plan(kind, 20, 1, LONG, SOON).on(QueueKind.QUORUM), kind == MessageKind.NOTIFY ? "listen"
            : "serve");
        assertEquals(totals.attempts(), totals.confirmed(), totals + " " + notes);
    }

    private void oslosSender(MessageKind kind, QueueKind queues) throws Exception {
        var plan = plan(kind, 0, 1, 50 * MS, 3_000 * MS).on(queues);
        server = new MessageServer(loops.next(), party("server", List.of(new Host("127.0.0.1", port())), Optional.empty()), kind,
            plan.target(), 4, clock, this::note);
        server.connect().join();
        recorder = new Recorder(RpcMetrics.of(0), clock.nanos());
        server.start(recorder.loop(), recorder.startNs()).join();
        var peer = peer(plan, kind.name().toLowerCase(Locale.ROOT));
        var said = new String(peer.getInputStream().readAllBytes());
        assertEquals(0, peer.waitFor(), said + notes);
        var received = server.drain(5, SOON).join();
        // x, xx, … xxxxx: 1 + 2 + 3 + 4 + 5 bytes. A caller has five replies and one refusal.
        boolean calls = kind == MessageKind.CALL;
        assertEquals(new MessageServer.Totals(5, 15, 0, 0, 0, calls ? 6 : 0, 0, calls ? 1 : 0), received, said + notes);
        assertEquals(calls ? "NoSuchMethod: Endpoint does not support RPC method nosuch\n" : "", said);
    }

    @ParameterizedTest
    @EnumSource(MessageKind.class)
    void ourClient_toOslosReceiver_allAreReceivedAndCallsAreRepliedTo(MessageKind kind) throws Exception {
        var plan = plan(kind, 100, 1, LONG, SOON);
        var totals = runAgainst(plan, kind == MessageKind.NOTIFY ? "listen" : "serve");
        assertEquals(totals.attempts(), totals.confirmed(), totals + " " + notes);
        assertTrue(totals.attempts() >= 10, totals.toString());
        assertEquals(kind == MessageKind.CALL ? totals.attempts() : 0, totals.replies());
    }

    @Test
    void ourCalls_toAServerThatRaises_areErrorsWithItsText() throws Exception {
        var totals = runAgainst(plan(MessageKind.CALL, 100, 1, LONG, SOON), "fail");
        assertEquals(totals.attempts() / 2, totals.failed(), totals + " " + notes);
        assertEquals(totals.attempts(), totals.replies() + totals.failed());
        assertEquals(totals.attempts(), totals.sent());
        awaitNote("error: call 2: ValueError: no even numbers", 0);
    }

    /** Runs our client; the peer must report that it received what was sent. */
    private MessageTotals runAgainst(MessagePlan plan, String role) throws Exception {
        var peer = peer(plan, role);
        var out = peer.inputReader();
        assertEquals("up", out.readLine());
        client = new MessageClient(loops.next(), party("client", relays(), Optional.empty()), plan, clock, this::note);
        client.connect().join();
        startClient();
        ends.await(10);
        var totals = client.stop().join();
        peer.outputWriter().append(totals.sent() + "\n").close();
        var last = out.lines().reduce((_, line) -> line).orElse("");
        assertEquals(0, peer.waitFor(), last);
        assertEquals(totals.sent() + " " + totals.sentBytes(), last);
        return totals;
    }

    private Process peer(MessagePlan plan, String role) throws IOException {
        var builder = Children.process(python, "-W", "ignore", "tests/peers/oslo_peer.py", "" + port(),
            plan.target().topic(), role).redirectError(ProcessBuilder.Redirect.DISCARD);
        if (plan.target().queues() == QueueKind.QUORUM) builder.environment().put("OSLO_QUERY", "?rabbit_quorum_queue=true");
        var peer = builder.start();
        peers.add(peer);
        return peer;
    }
}
