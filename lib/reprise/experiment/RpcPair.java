package reprise.experiment;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import reprise.recorder.Clock;
import reprise.recorder.EventLog;
import reprise.recorder.Metrics;
import reprise.recorder.Recorder;
import reprise.recorder.Share;
import reprise.simulator.Load;
import reprise.simulator.rpc.Bodies;
import reprise.simulator.rpc.Endpoint;
import reprise.simulator.rpc.Ledger;
import reprise.simulator.rpc.MessageClient;
import reprise.simulator.rpc.MessageKind;
import reprise.simulator.rpc.MessagePlan;
import reprise.simulator.rpc.MessageServer;
import reprise.simulator.rpc.MessageTarget;
import reprise.simulator.rpc.MessageTotals;
import reprise.simulator.rpc.QueueKind;
import reprise.simulator.rpc.ReconnectPolicy;
import reprise.simulator.rpc.RpcMetrics;
import reprise.sut.Failure;
import reprise.transport.Wait;
import reprise.transport.amqp.AmqpFailure;
import reprise.transport.amqp.AmqpSettings;
import reprise.transport.amqp.AmqpUrl;
import reprise.transport.amqp.AmqpUrl.Host;
import reprise.transport.amqp.ReplyCode;

/**
 * The simulator's client and server, or one of them, on one event loop. Each connects first to its node of the plan, and after a failure to
 * the nodes in a random order of its own. Called from one thread, which waits for the loop.
 */
public final class RpcPair implements Load {
    public enum Role { CLIENT, SERVER }

    /**
     * The messages of a pair, and its nodes.
     *
     * @param clientNode the node that the client connects to first, counted from 1 in the URL; {@code serverNode} likewise
     * @param queuesNode the node at which the server's queues are declared
     * @param heartbeat whole seconds; 0 for none
     * @param seed of the orders in which other nodes are tried, and of the server's names
     */
    public record Plan(MessagePlan messages, int clientNode, int serverNode, int queuesNode, ReconnectPolicy reconnect,
                       Duration heartbeat, long seed) {
        /** Client, server and queues at the first node, with oslo.messaging's reconnects and heartbeat. */
        public static Plan atMaster(MessagePlan messages) {
            return new Plan(messages, 1, 1, 1, ReconnectPolicy.OSLO, Duration.ofSeconds(60), messages.seed());
        }

        /**
         * As many messages as this number of threads can send, each with one in flight, until the pair is stopped; bodies as in the
         * fail-over documents.
         */
        public static Plan unpaced(MessageKind kind, int threads, long seed) {
            return atMaster(new MessagePlan(kind, 0, threads, LONGEST.toNanos(), Duration.ofSeconds(1).toNanos(), MessagePlan.TIMEOUT_NS,
                seed, MessageTarget.DOCUMENT, Bodies.DOCUMENT));
        }

        public Plan at(int client, int server, int queues) {
            return new Plan(messages, client, server, queues, reconnect, heartbeat, seed);
        }

        /** The same with queues of this kind; that they are mirrored is up to the brokers. */
        public Plan on(QueueKind queues) {
            return sending(messages.on(queues));
        }

        /** A share of the same messages, with a server of its own. */
        Plan shared(Share share) {
            return sending(messages.shared(share));
        }

        public Plan sending(MessagePlan other) {
            return new Plan(other, clientNode, serverNode, queuesNode, reconnect, heartbeat, seed);
        }
    }

    /** The counts of both; a role that does not run here has none. */
    public record Totals(Optional<MessageTotals> client, Optional<MessageServer.Totals> server) {}

    private static final long START_DELAY_NS = 20_000_000L;
    private static final int CONNECT_WAIT_SEC = 120;
    private static final Duration LONGEST = Duration.ofDays(1);
    /** The longest wait for messages that are in flight at the end. */
    public static final Duration DRAIN = Duration.ofSeconds(5);
    /** The time-out of actions that take milliseconds: a start, the end of a run whose time is over, the closing of connections. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Plan plan;
    private MessagePlan messages;
    private final AmqpUrl url;
    private final Set<Role> roles;
    private final EventLoop loop;
    private final Clock clock;
    private final EventLog notes;
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();
    private Optional<MessageClient> client = Optional.empty();
    private Optional<MessageServer> server = Optional.empty();
    private Optional<Ledger> ledger = Optional.empty();

    /** Client and server of an experiment. */
    public static RpcPair of(Plan plan, AmqpUrl url, Experiment x) {
        url.tls().ifPresent(tls -> TlsOptions.tell(tls, x));
        return new RpcPair(plan, url, EnumSet.allOf(Role.class), x.loop(), x.clock(), x.troubles());
    }

    /** @param url of the brokers; the plan's nodes count from 1 in its hosts */
    public RpcPair(Plan plan, AmqpUrl url, Set<Role> roles, EventLoop loop, Clock clock, EventLog notes) {
        this.plan = plan;
        messages = plan.messages();
        this.url = url;
        this.roles = roles;
        this.loop = loop;
        this.clock = clock;
        this.notes = notes;
    }

    @Override
    public double ratePerSec() {
        return roles.contains(Role.CLIENT) ? messages.ownRatePerSec() : 0;
    }

    @Override
    public void share(Share share) {
        plan = plan.shared(share);
        messages = plan.messages();
    }

    /**
     * Connects the server first, so that its queues exist for the client's first message. Queues on another node are declared before that.
     * A client with the server's node connects to the one that the server found.
     */
    @Override
    public void connect() {
        var first = host(plan.clientNode());
        if (roles.contains(Role.SERVER)) {
            if (plan.queuesNode() != plan.serverNode())
                connected(MessageServer.declareQueues(loop, endpoint("queues", host(plan.queuesNode())), messages.kind(), messages.target(),
                    clock, notes), () -> { });
            var endpoint =
                new MessageServer(loop, endpoint("server", host(plan.serverNode())), messages.kind(), messages.target(), plan.seed(), clock,
                notes);
            connected(endpoint.connect(), endpoint::close);
            server = Optional.of(endpoint);
            if (plan.clientNode() == plan.serverNode()) first = endpoint.broker();
        }
        if (roles.contains(Role.CLIENT)) {
            var endpoint = new MessageClient(loop, endpoint("client", first), messages, clock, notes);
            connected(endpoint.connect(), endpoint::close);
            client = Optional.of(endpoint);
        }
    }

    /** Records each message in the ledger; both roles are on one loop. Call it before {@link #start}. */
    public void into(Ledger account) {
        ledger = Optional.of(account);
        client.ifPresent(endpoint -> endpoint.into(account));
        server.ifPresent(endpoint -> endpoint.into(account));
    }

    private Host host(int node) {
        return url.hosts().get(node - 1);
    }

    private Endpoint endpoint(String name, Host first) {
        var usual = Endpoint.of(name, url, Optional.of(first), plan.seed(), plan.reconnect());
        return new Endpoint(url, usual.order(), new AmqpSettings(name, (int) plan.heartbeat().toSeconds(), usual.settings().timeoutMs()),
            plan.reconnect());
    }

    /** @param close what goes on trying, or has opened a part of its connections */
    private static void connected(CompletableFuture<Void> connected, Runnable close) {
        try {
            connected.get(CONNECT_WAIT_SEC, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new Failure.Environment(e.getCause().getMessage() + "\n" + remedy(e.getCause().getCause()), e);
        } catch (TimeoutException e) {
            throw new Failure.Environment("no broker answered within " + CONNECT_WAIT_SEC
                + " s; is it overloaded, or is a firewall in between?", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure.Environment("interrupted while connecting", e);
        } finally {
            if (!connected.isDone() || connected.isCompletedExceptionally()) close.run();
        }
    }

    private static String remedy(Throwable why) {
        if (!(why instanceof AmqpFailure failure) || !failure.isRefusal()) return "No broker can be used: start one, or give another --url";
        return failure.replyCode() == ReplyCode.PRECONDITION_FAILED.code() && failure.getMessage().contains("inequivalent")
            ? "Exchange and queues are there already, of a run with other --queues: delete them, or name another virtual host in --url"
            : "The broker refuses what is declared: where it has no quorum queues, give --queues classic";
    }

    @Override
    public Metrics metrics() {
        return url.tls().isPresent() ? RpcMetrics.overTls(messages.expectedIntervalNs()) : RpcMetrics.of(messages.expectedIntervalNs());
    }

    /** Sets the recorder's start, ns of the clock, when all of its parts exist. */
    @Override
    public long start(Recorder recorder, long atNs) {
        var part = recorder.loop();
        long startNs = Math.max(atNs, clock.nanos() + START_DELAY_NS);
        recorder.startAt(startNs);
        server.ifPresent(endpoint -> await(PATIENCE, "the start of the server", endpoint.start(part, startNs)));
        client.ifPresent(endpoint -> endpoint.start(part, startNs));
        var begun = new CompletableFuture<Long>();
        loop.schedule(() -> begun.complete(clock.nanos()), startNs - clock.nanos(), TimeUnit.NANOSECONDS);
        return await(PATIENCE, "its start", begun);
    }

    /**
     * Waits until the client has sent for the plan's duration and each message has its outcome; without a client, until the pair is
     * stopped.
     */
    public void awaitDone() {
        var atMost = Duration.ofNanos(messages.durationNs() + messages.drainNs()).plus(PATIENCE);
        var time = DurationOption.text(Duration.ofNanos(messages.durationNs()));
        await(atMost, client.isPresent() ? "the client to send for " + time + " and to end"
            : "the server to receive for " + time + " and to be stopped", done());
    }

    /** Completes when the client has an outcome of each message; without a client, when the pair is stopped. */
    @Override
    public CompletableFuture<?> done() {
        var failed = new CompletableFuture<Void>();
        server.ifPresent(endpoint -> endpoint.failed().thenAccept(failed::completeExceptionally));
        return either(client.<CompletableFuture<Void>>map(endpoint -> endpoint.done().thenAccept(_ -> { })).orElse(stopped), failed);
    }

    @Override
    public void close() {
        if (client.isPresent() || server.isPresent()) finish(DRAIN);
    }

    /** Completes like the first of the two. */
    private static CompletableFuture<Void> either(CompletableFuture<Void> one, CompletableFuture<Void> other) {
        return CompletableFuture.anyOf(one, other).thenAccept(_ -> { });
    }

    /** Ends the sending now, or without a client the receiving. Called from any thread. */
    @Override
    public void stop() {
        stopped.complete(null);
        client.ifPresent(MessageClient::stop);
    }

    public boolean hasClient() {
        return client.isPresent();
    }

    public MessageClient client() {
        return client.orElseThrow();
    }

    public Optional<MessageServer> server() {
        return server;
    }

    /** Lets the server receive the messages in flight, closes both, and returns their counts. */
    public Totals finish(Duration drain) {
        var sent = client.map(endpoint -> await(PATIENCE, "the client's end", endpoint.done()));
        if (sent.isPresent() && server.isPresent()) {
            var arriving = ledger.isPresent() ? noneMissing(ledger.get(), drain) : server.get()
                .drain(sent.get().confirmed(), drain.toNanos());
            await(drain.plus(PATIENCE), "what is on its way to the server", arriving);
        }
        client.ifPresent(endpoint -> await(PATIENCE, "the client to close its connections", endpoint.close()));
        return new Totals(sent, server.map(endpoint -> await(PATIENCE, "the server to close its connections", endpoint.close())));
    }

    /** A number of messages would not do: one that is counted twice would end the wait too early. */
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
