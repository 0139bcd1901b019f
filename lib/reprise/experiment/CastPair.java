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

/**
 * The simulator's client and server, or one of them, on one event loop. Both begin at the first host of the URL, the
 * master, and go on from there each in an order of its own. Called from one thread, which waits here for the loop.
 */
final class CastPair {
    enum Role { CLIENT, SERVER }

    /** What both counted; a role that does not run here has none. */
    record Totals(Optional<CastTotals> client, Optional<CastServer.Totals> server) {}

    private static final int CONNECT_WAIT_SEC = 120;
    private static final int CLOSE_WAIT_SEC = 10;

    private final CastPlan casts;
    private final Optional<CastClient> client;
    private final Optional<CastServer> server;
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();

    CastPair(FailoverPlan plan, CastPlan casts, AmqpUrl url, Set<Role> roles, EventLoop loop, Clock clock, Notes notes) {
        this.casts = casts;
        server = !roles.contains(Role.SERVER) ? Optional.empty()
            : Optional.of(new CastServer(loop, party("server", plan, url), casts.target(), plan.seed(), clock, notes));
        client = !roles.contains(Role.CLIENT) ? Optional.empty()
            : Optional.of(new CastClient(loop, party("client", plan, url), casts, clock, notes));
    }

    private static Party party(String name, FailoverPlan plan, AmqpUrl url) {
        var order = Party.of(name, url, Optional.of(url.hosts().getFirst()), plan.seed(), plan.reconnect());
        var settings = new AmqpSettings(name, (int) plan.heartbeat().toSeconds(), order.settings().timeoutMs());
        return new Party(url, order.order(), settings, plan.reconnect());
    }

    /** The server first, so that its queues are there for the client's first cast. */
    void connect() {
        server.ifPresent(party -> await(party.connect()));
        client.ifPresent(party -> await(party.connect()));
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
