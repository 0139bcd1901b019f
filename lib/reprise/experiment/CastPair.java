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
import reprise.simulator.load.CastClient;
import reprise.simulator.load.CastPlan;
import reprise.simulator.load.CastServer;
import reprise.simulator.load.CastTotals;
import reprise.simulator.load.Notes;
import reprise.simulator.load.Party;
import reprise.transport.amqp.AmqpSettings;
import reprise.transport.amqp.AmqpUrl;
import reprise.transport.amqp.AmqpUrl.Host;

/**
 * The simulator's client and server, or one of them, on one event loop. Both begin at the first host of the URL that
 * answers, the master, and go on from there each in an order of its own. Called from one thread, which waits here for the loop.
 */
final class CastPair {
    enum Role { CLIENT, SERVER }

    /** What both counted; a role that does not run here has none. */
    record Totals(Optional<CastTotals> client, Optional<CastServer.Totals> server) {}

    private static final int CONNECT_WAIT_SEC = 120;
    private static final int CLOSE_WAIT_SEC = 10;

    private final FailoverPlan plan;
    private final CastPlan casts;
    private final AmqpUrl url;
    private final Set<Role> roles;
    private final EventLoop loop;
    private final Clock clock;
    private final Notes notes;
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();
    private Optional<CastClient> client = Optional.empty();
    private Optional<CastServer> server = Optional.empty();

    CastPair(FailoverPlan plan, CastPlan casts, AmqpUrl url, Set<Role> roles, EventLoop loop, Clock clock, Notes notes) {
        this.plan = plan;
        this.casts = casts;
        this.url = url;
        this.roles = roles;
        this.loop = loop;
        this.clock = clock;
        this.notes = notes;
    }

    /** The server first, so that its queues are there for the client's first cast; the client then at the node that the server found. */
    void connect() {
        var master = url.hosts().getFirst();
        if (roles.contains(Role.SERVER)) {
            var party = new CastServer(loop, party("server", master), casts.target(), plan.seed(), clock, notes);
            await(party.connect());
            server = Optional.of(party);
            master = party.broker();
        }
        if (roles.contains(Role.CLIENT)) {
            var party = new CastClient(loop, party("client", master), casts, clock, notes);
            await(party.connect());
            client = Optional.of(party);
        }
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

    void start(LoopRecorder recorder, long atNs) {
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
        client.ifPresent(CastClient::stop);
    }

    CastClient client() {
        return client.orElseThrow();
    }

    Optional<CastServer> server() {
        return server;
    }

    /** Lets the server take what is still on its way, closes both, and returns what they counted. */
    Totals finish(Duration drain) {
        var sent = client.map(party -> party.done().join());
        try {
            if (sent.isPresent() && server.isPresent()) server.get().drain(sent.get().confirmed(), drain.toNanos()).join();
            client.ifPresent(party -> join(party.close()));
            return new Totals(sent, server.map(party -> join(party.close())));
        } catch (CompletionException e) {
            throw new IllegalStateException("the pair cannot be ended: " + e.getCause().getMessage(), e);
        }
    }

    private static <T> T join(CompletableFuture<T> closing) {
        return closing.orTimeout(CLOSE_WAIT_SEC, TimeUnit.SECONDS).join();
    }
}
