package reprise.experiment;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import reprise.recorder.Clock;
import reprise.recorder.EventLog;
import reprise.recorder.Recorder;
import reprise.simulator.rpc.Endpoint;
import reprise.simulator.rpc.Ledger;
import reprise.simulator.rpc.MessageClient;
import reprise.simulator.rpc.MessagePlan;
import reprise.simulator.rpc.MessageServer;
import reprise.simulator.rpc.MessageTotals;
import reprise.sut.Failure;
import reprise.transport.Wait;
import reprise.transport.amqp.AmqpSettings;
import reprise.transport.amqp.AmqpUrl;
import reprise.transport.amqp.AmqpUrl.Host;

/**
 * The simulator's client and server, or one of them, on one event loop. Each begins at the node that the plan's placement
 * gives it, and goes on from there in an order of its own. Called from one thread, which waits here for the loop.
 */
public final class ClientServerPair {
    public enum Role { CLIENT, SERVER }

    /** What both counted; a role that does not run here has none. */
    record Totals(Optional<MessageTotals> client, Optional<MessageServer.Totals> server) {}

    private static final long START_DELAY_NS = 20_000_000L;
    private static final int CONNECT_WAIT_SEC = 120;
    /** For what takes milliseconds: a start, the end of a run whose time is over, the closing of connections. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final FailoverPlan plan;
    private final MessagePlan messages;
    private final AmqpUrl url;
    private final Set<Role> roles;
    private final EventLoop loop;
    private final Clock clock;
    private final EventLog notes;
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();
    private Optional<MessageClient> client = Optional.empty();
    private Optional<MessageServer> server = Optional.empty();
    private Optional<Ledger> ledger = Optional.empty();

    public ClientServerPair(FailoverPlan plan, MessagePlan messages, AmqpUrl url, Set<Role> roles, EventLoop loop, Clock clock,
        EventLog notes) {
        this.plan = plan;
        this.messages = messages;
        this.url = url;
        this.roles = roles;
        this.loop = loop;
        this.clock = clock;
        this.notes = notes;
    }

    /**
     * The server first, so that its queues are there for the client's first message; before it, queues that are to be on
     * another node. A client that belongs to the server's node goes to the one that the server found.
     */
    public void connect() {
        var place = plan.setup().placement();
        var first = host(place.client());
        if (roles.contains(Role.SERVER)) {
            if (place.queuesElsewhere())
                connected(MessageServer.declareQueues(loop, party("queues", host(place.queues())), messages.kind(), messages.target(),
                    clock, notes));
            var party =
                new MessageServer(loop, party("server", host(place.server())), messages.kind(), messages.target(), plan.seed(), clock,
                notes);
            connected(party.connect());
            server = Optional.of(party);
            if (place.client() == place.server()) first = party.broker();
        }
        if (roles.contains(Role.CLIENT)) {
            var party = new MessageClient(loop, party("client", first), messages, clock, notes);
            connected(party.connect());
            client = Optional.of(party);
        }
    }

    /** Each message is accounted for there; both roles are on one loop. Before {@link #start}. */
    void into(Ledger account) {
        ledger = Optional.of(account);
        client.ifPresent(party -> party.into(account));
        server.ifPresent(party -> party.into(account));
    }

    private Host host(int node) {
        return url.hosts().get(node - 1);
    }

    private Endpoint party(String name, Host first) {
        var party = Endpoint.of(name, url, Optional.of(first), plan.seed(), plan.reconnect());
        return new Endpoint(url, party.order(), new AmqpSettings(name, (int) plan.heartbeat().toSeconds(), party.settings().timeoutMs()),
            plan.reconnect());
    }

    private static void connected(CompletableFuture<Void> connected) {
        try {
            connected.get(CONNECT_WAIT_SEC, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new Failure.Environment(e.getCause().getMessage() + "\nNo broker can be used: start one, or give another --url", e);
        } catch (TimeoutException e) {
            throw new Failure.Environment("no broker answered within " + CONNECT_WAIT_SEC
                + " s; is it overloaded, or is a firewall in between?", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure.Environment("interrupted while connecting", e);
        }
    }

    /** The recorder is told its start, which is returned, when all is there that is recorded into: ns of the clock. */
    public long start(Recorder recorder) {
        var part = recorder.loop();
        long atNs = clock.nanos() + START_DELAY_NS;
        recorder.startAt(atNs);
        server.ifPresent(party -> await(PATIENCE, "the start of the server", party.start(part, atNs)));
        client.ifPresent(party -> party.start(part, atNs));
        return atNs;
    }

    /**
     * Until the client has sent for the plan's duration and each message has its outcome; where there is no client, until it is stopped.
     */
    void awaitDone() {
        var failed = new CompletableFuture<Void>();
        server.ifPresent(party -> party.failed().thenAccept(failed::completeExceptionally));
        var atMost = Duration.ofNanos(messages.durationNs() + messages.drainNs()).plus(PATIENCE);
        var time = DurationOption.text(Duration.ofNanos(messages.durationNs()));
        client.ifPresent(party ->
            await(atMost, "the client to send for " + time + " and to end", either(party.done().thenAccept(_ -> { }), failed)));
        if (client.isEmpty()) await(atMost, "the server to receive for " + time + " and to be stopped", either(stopped, failed));
    }

    /** The first of two, as it ends. */
    private static CompletableFuture<Void> either(CompletableFuture<Void> one, CompletableFuture<Void> other) {
        return CompletableFuture.anyOf(one, other).thenAccept(_ -> { });
    }

    /** Ends the sending (or, where there is no client, the receiving) now. Any thread. */
    void stop() {
        stopped.complete(null);
        client.ifPresent(MessageClient::stop);
    }

    boolean hasClient() {
        return client.isPresent();
    }

    MessageClient client() {
        return client.orElseThrow();
    }

    public Optional<MessageServer> server() {
        return server;
    }

    /** Lets the server take what is still on its way, closes both, and returns what they counted. */
    public Totals finish(Duration drain) {
        var sent = client.map(party -> await(PATIENCE, "the client's end", party.done()));
        if (sent.isPresent() && server.isPresent()) {
            var arriving = ledger.isPresent() ? noneMissing(ledger.get(), drain) : server.get()
                .drain(sent.get().confirmed(), drain.toNanos());
            await(drain.plus(PATIENCE), "what is on its way to the server", arriving);
        }
        client.ifPresent(party -> await(PATIENCE, "the client to close its connections", party.close()));
        return new Totals(sent, server.map(party -> await(PATIENCE, "the server to close its connections", party.close())));
    }

    /** What is counted twice would end a wait for a number too early. */
    private CompletableFuture<Void> noneMissing(Ledger account, Duration drain) {
        return CompletableFuture.supplyAsync(account::whenNoneMissing, loop).thenCompose(missing -> missing)
            .completeOnTimeout(null, drain.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static <T> T await(Duration atMost, String what, CompletableFuture<T> coming) {
        try {
            return Wait.atMost(atMost, what, coming);
        } catch (Wait.Late e) {
            throw new Failure.Environment(e.getMessage()
                + ": is this host overloaded? Run it again; should it come again, report it with the output of jstack "
                + ProcessHandle.current().pid() + " from just before this line", e);
        }
    }
}
