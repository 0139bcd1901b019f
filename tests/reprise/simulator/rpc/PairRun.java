package reprise.simulator.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.EventLoopGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import reprise.recorder.Clock;
import reprise.recorder.Event.Severity;
import reprise.recorder.Recorder;
import reprise.recorder.Recording;
import reprise.testee.Changed;
import reprise.transport.Sockets;
import reprise.transport.amqp.AmqpUrl;
import reprise.transport.amqp.AmqpUrl.Host;

/**
 * One run of the client-server pair, step by step, against the broker that a subclass provides. Three relays stand in front of it, so
 * that its nodes can be "killed". Reconnects wait 50 ms, to keep the tests short.
 */
abstract class PairRun {
    static final long MS = 1_000_000L;
    /** What is waited for at most, for what takes milliseconds on an idle host. */
    static final long SOON = 60_000 * MS;
    /** Of a run that its test stops, once what it needs has happened. */
    static final long LONG = 600_000 * MS;
    static final ReconnectPolicy QUICK = new ReconnectPolicy(50 * MS, 50 * MS, 0, 50 * MS, 0);

    private static final AtomicInteger TOPICS = new AtomicInteger();

    final Clock clock = Clock.system();
    final List<String> notes = new CopyOnWriteArrayList<>();
    final List<String> losses = new CopyOnWriteArrayList<>();
    final Map<String, Long> cutOffNs = new ConcurrentHashMap<>(); // when each first noticed it, by its name
    final List<Relay> relays = new ArrayList<>();
    final Ends ends = new Ends();
    EventLoopGroup loops;
    Recorder recorder;
    MessageClient client;
    MessageServer server;
    boolean oneLoop;

    /** Port of the broker. */
    abstract int port();

    @BeforeEach
    void openLoops() throws Exception {
        loops = Sockets.loops("pair", 2);
        for (int i = 0; i < 3; i++) relays.add(new Relay(port()));
    }

    @AfterEach
    void closeAll() {
        if (client != null) client.close().join();
        var totals = server == null ? null : server.close().join();
        relays.forEach(Relay::close);
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
        if (totals != null) assertAddsUp(totals, server.counted());
        if (client != null && !client.done().isCompletedExceptionally()) assertAddsUp(client.done().join(), client.replyCounts());
    }

    /** Whatever a test did, every message that arrived is accounted for. */
    private static void assertAddsUp(MessageServer.Totals totals, MessageServer.Counted counted) {
        assertEquals(counted.deliveries(), totals.received() + totals.duplicates() + totals.malformed() + totals.foreign() + totals.early()
            + counted.clockCalls(), totals.toString());
        assertEquals(counted.repliesBegun(), totals.repliesSent() + totals.repliesLost(), totals.toString());
    }

    private static void assertAddsUp(MessageTotals totals, MessageClient.ReplyCounts counts) {
        assertEquals(totals.attempts(), totals.confirmed() + totals.unroutable() + totals.failed() + totals.interrupted(),
            totals.toString());
        assertEquals(counts.deliveries(), counts.taken() + counts.signs() + totals.lateReplies() + totals.unknownReplies(),
            counts + " " + totals);
    }

    // ---- a run, step by step

    /** The document's client on a topic of its own, so that no test receives another's messages; at the end it waits for what is due. */
    static MessagePlan plan(double ratePerSec, int threads, long durationNs, long seed) {
        return plan(MessageKind.CAST, ratePerSec, threads, durationNs, MessagePlan.TIMEOUT_NS);
    }

    static MessagePlan plan(MessageKind kind, double ratePerSec, int threads, long durationNs, long timeoutNs) {
        var target = new MessageTarget("topic_" + TOPICS.incrementAndGet(), "server", "info");
        return new MessagePlan(kind, ratePerSec, threads, durationNs, SOON, timeoutNs, 4, target, Bodies.DOCUMENT);
    }

    /** The same where something outstanding does not come: it is waited for only for a second. */
    static MessagePlan hasty(MessagePlan plan) {
        return Changed.of(plan, "drainNs", 1_000 * MS);
    }

    /** A run that lasts until so many messages have ended. */
    MessageTotals connectAndRun(MessagePlan plan, int messages) {
        connect(plan, relays(), Optional.empty());
        start();
        ends.await(messages);
        return client.stop().join();
    }

    MessageTotals connectAndRun(MessagePlan plan, List<Host> hosts) {
        connect(plan, hosts, Optional.empty());
        start();
        return client.done().join();
    }

    void connect(MessagePlan plan, List<Host> hosts, Optional<Host> first) {
        connect(plan, hosts, first, first);
    }

    void connect(MessagePlan plan, List<Host> hosts, Optional<Host> clientFirst, Optional<Host> serverFirst) {
        var serverHosts = new ArrayList<>(hosts);
        serverFirst.filter(host -> !hosts.contains(host)).ifPresent(serverHosts::add);
        var loop = loops.next();
        server = new MessageServer(loop, party("server", serverHosts, serverFirst), plan.kind(), plan.target(), 4, clock, this::note);
        client = new MessageClient(oneLoop ? loop : loops.next(), party("client", hosts, clientFirst), plan, clock, this::note);
        CompletableFuture.allOf(server.connect(), client.connect()).join();
    }

    void start() {
        recorder = new Recorder(RpcMetrics.of(0), clock.nanos());
        server.start(recorder.loop(), recorder.startNs()).join();
        client.into(ends).start(recorder.loop(), recorder.startNs());
    }

    /** Without a server. */
    void startClient() {
        recorder = new Recorder(RpcMetrics.of(0), clock.nanos());
        client.into(ends).start(recorder.loop(), recorder.startNs());
    }

    /** Stops a client that sends at this rate: each tick before its end was sent or missed. */
    MessageTotals stopAt(double ratePerSec) {
        double atLeast = (clock.nanos() - recorder.startNs()) * ratePerSec / 1e9;
        var totals = client.stop().join();
        double atMost = (clock.nanos() - recorder.startNs()) * ratePerSec / 1e9 + 1;
        long ticks = totals.attempts() + totals.missedTicks();
        assertTrue(ticks >= atLeast && ticks <= atMost, ticks + " ticks, of " + atLeast + " to " + atMost + ": " + totals);
        return totals;
    }

    Recording finish() {
        client.close().join();
        if (server != null) server.close().join();
        return recorder.finish(clock.nanos());
    }

    Throwable connectFails(AmqpUrl url) {
        client = new MessageClient(loops.next(), Endpoint.of("client", url, Optional.empty(), 1, QUICK), plan(0, 1, 50 * MS, 4),
            clock, this::note);
        return assertThrows(CompletionException.class, () -> client.connect().join()).getCause();
    }

    static Endpoint party(String name, List<Host> hosts, Optional<Host> first) {
        return Endpoint.of(name, AmqpUrl.guest(hosts), first, 4, QUICK);
    }

    List<Host> relays() {
        return relays.stream().map(relay -> new Host("127.0.0.1", relay.port())).toList();
    }

    Host relayHost(int number) {
        return relays().get(number);
    }

    final Object noted = new Object();

    void note(long atNs, Severity severity, String what) {
        synchronized (noted) {
            notes.add(what);
            if (what.contains(" cut off: ")) cutOffNs.putIfAbsent(what.substring(0, what.indexOf(" cut off: ")), atNs);
            if (severity == Severity.LOST) losses.add(what);
            noted.notifyAll();
        }
    }

    void awaitNote(String part, int from) {
        synchronized (noted) {
            while (notes.stream().skip(from).noneMatch(note -> note.contains(part))) {
                try {
                    noted.wait();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IllegalStateException(e);
                }
            }
        }
    }
}
