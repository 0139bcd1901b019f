package reprise.experiment;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import reprise.recorder.Clock;
import reprise.recorder.LoopRecorder;
import reprise.simulator.load.Ledger;
import reprise.simulator.load.MessageClient;
import reprise.simulator.load.MessagePlan;
import reprise.simulator.load.MessageServer;
import reprise.simulator.load.MessageTotals;
import reprise.simulator.load.Notes;
import reprise.simulator.load.Party;
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

    private static final int CONNECT_WAIT_SEC = 120;
    private static final int CLOSE_WAIT_SEC = 10;

    private final FailoverPlan plan;
    private final MessagePlan messages;
    private final AmqpUrl url;
    private final Set<Role> roles;
    private final EventLoop loop;
    private final Clock clock;
    private final Notes notes;
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();
    private Optional<MessageClient> client = Optional.empty();
    private Optional<MessageServer> server = Optional.empty();
    private Optional<Ledger> ledger = Optional.empty();

    public ClientServerPair(FailoverPlan plan, MessagePlan messages, AmqpUrl url, Set<Role> roles, EventLoop loop, Clock clock, Notes notes) {
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
            if (place.queuesElsewhere()) await(MessageServer.declareQueues(loop, party("queues", host(place.queues())), messages.kind(), messages.target(), clock, notes));
            var party = new MessageServer(loop, party("server", host(place.server())), messages.kind(), messages.target(), plan.seed(), clock, notes);
            await(party.connect());
            server = Optional.of(party);
            if (place.client() == place.server()) first = party.broker();
        }
        if (roles.contains(Role.CLIENT)) {
            var party = new MessageClient(loop, party("client", first), messages, clock, notes);
            await(party.connect());
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

    private Party party(String name, Host first) {
        var party = Party.of(name, url, Optional.of(first), plan.seed(), plan.reconnect());
        return new Party(url, party.order(), new AmqpSettings(name, (int) plan.heartbeat().toSeconds(), party.settings().timeoutMs()), plan.reconnect());
    }

    private static void await(CompletableFuture<Void> connected) {
        try {
            connected.get(CONNECT_WAIT_SEC, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new Failure.Environment(e.getCause().getMessage() + "\nNo broker can be used: start one, or give another --url", e);
        } catch (TimeoutException e) {
            throw new Failure.Environment("no broker answered within " + CONNECT_WAIT_SEC + " s; is it overloaded, or is a firewall in between?", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure.Environment("interrupted while connecting", e);
        }
    }

    public void start(LoopRecorder recorder, long atNs) {
        server.ifPresent(party -> party.start(recorder, atNs).join());
        client.ifPresent(party -> party.start(recorder, atNs));
    }

    /** Completes when the client has sent for the plan's duration; where there is no client, when it is stopped. */
    CompletableFuture<Void> done() {
        return client.<CompletableFuture<Void>>map(party -> party.done().thenAccept(_ -> { })).orElse(stopped);
    }

    /** Ends the sending (or, where there is no client, the receiving) now. Any thread. */
    void stop() {
        stopped.complete(null);
        client.ifPresent(MessageClient::stop);
    }

    MessageClient client() {
        return client.orElseThrow();
    }

    public Optional<MessageServer> server() {
        return server;
    }

    /** Lets the server take what is still on its way, closes both, and returns what they counted. */
    public Totals finish(Duration drain) {
        var sent = client.map(party -> party.done().join());
        try {
            if (sent.isPresent() && server.isPresent() && ledger.isPresent()) noneMissing(ledger.get(), drain);
            else if (sent.isPresent() && server.isPresent()) server.get().drain(sent.get().confirmed(), drain.toNanos()).join();
            client.ifPresent(party -> join(party.close()));
            return new Totals(sent, server.map(party -> join(party.close())));
        } catch (CompletionException e) {
            throw new IllegalStateException("the pair cannot be ended: " + e.getCause().getMessage(), e);
        }
    }

    /** What is counted twice would end a wait for a number too early. */
    private void noneMissing(Ledger account, Duration drain) {
        CompletableFuture.supplyAsync(account::whenNoneMissing, loop).thenCompose(missing -> missing).completeOnTimeout(null, drain.toMillis(), TimeUnit.MILLISECONDS).join();
    }

    private static <T> T join(CompletableFuture<T> closing) {
        return closing.orTimeout(CLOSE_WAIT_SEC, TimeUnit.SECONDS).join();
    }
}
