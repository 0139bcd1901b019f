package reprise.sut;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import reprise.simulator.fault.ChaosPace;
import reprise.simulator.rpc.QueueKind;
import reprise.transport.amqp.AmqpUrl;
import reprise.transport.amqp.AmqpUrl.Host;

/**
 * Real RabbitMQ nodes from the machine's package, on loopback only, with their own folders, ports, cookie and port mapper. They
 * start concurrently and find each other: three take 7 to 9 s on two cores, one takes 4 s. That is CPU time; fewer Erlang
 * schedulers did not shorten it, so each node has the default of one per core. A {@link RabbitMqKeeper} ends them whatever happens.
 *
 * <p>The other nodes consider a node dead if it is frozen for longer than net_ticktime (60 s, detected up to 15 s later), and the
 * cluster stays split after the thaw: that is RabbitMQ's default (cluster_partition_handling is ignore). With a net_ticktime of the
 * {@link NodeSettings} it is pause_minority: the thawed node finds itself alone, pauses and rejoins.
 *
 * <p>Fault methods are thread-safe and run one at a time; {@link #pids} and {@link #close} are allowed at any time.
 */
public final class RabbitMqCluster implements Brokers {
    /** For the whole start; a host with less CPU time than two cores needs longer. */
    private static final Duration FORM_WAIT = Duration.ofSeconds(120);
    /** For one node, which needs at most 5 s on an idle host. */
    private static final Duration RETURN_WAIT = Duration.ofSeconds(60);
    private static final Duration JOIN_WAIT = Duration.ofSeconds(30);
    private static final int POLL_MS = 50;
    private static final int CONNECT_WAIT_MS = 500;

    private enum State { DOWN, UP, FROZEN }

    /** @param pid of its Erlang VM; of the previous one while it is down */
    private record Node(State state, long pid) {
        Node to(State next) {
            return new Node(next, pid);
        }
    }

    private final RabbitMqSite site;
    private final RabbitMqTool tool;
    private final Interruption interruption;
    private final AmqpUrl url;
    private final RabbitMqKeeper keeper;
    private final Node[] nodes; // guarded by itself; node N is at N - 1
    private String kind; // told by the nodes, once they run

    private RabbitMqCluster(RabbitMqSite site, RabbitMqKeeper keeper, Interruption interruption) {
        this.site = site;
        tool = new RabbitMqTool(site);
        this.keeper = keeper;
        this.interruption = interruption;
        url = site.url();
        nodes = new Node[site.nodes()];
        Arrays.fill(nodes, new Node(State.DOWN, 0));
    }

    /** Whether the package is installed. */
    public static boolean isInstalled() {
        return RabbitMqTool.isInstalled();
    }

    /** One node in a temporary folder that is deleted with it. */
    public static RabbitMqCluster single(Interruption interruption) {
        RabbitMqTool.requireInstalled();
        return start(RabbitMqSite.temporary(1), QueueKind.CLASSIC, interruption);
    }

    /** Returns when all nodes are in one cluster; a failed start leaves nothing running. */
    public static RabbitMqCluster start(RabbitMqSite site, QueueKind queues, Interruption interruption) {
        site.create();
        var keeper = new RabbitMqKeeper(site);
        try {
            awaitPortMapper(site, interruption);
            var cluster = new RabbitMqCluster(site, keeper, interruption);
            cluster.form(queues);
            return cluster;
        } catch (RuntimeException e) {
            keeper.close();
            throw e;
        }
    }

    private static void awaitPortMapper(RabbitMqSite site, Interruption interruption) {
        long beganNs = System.nanoTime();
        while (!answers(site.epmdPort())) {
            if (elapsed(beganNs).compareTo(JOIN_WAIT) > 0) {
                throw new Failure.Environment("RabbitMQ: its port mapper epmd did not answer within " + JOIN_WAIT.toSeconds()
                    + " s; is the package erlang-base whole? Try: epmd -names");
            }
            pause(interruption, "its port mapper answered");
        }
    }

    private void form(QueueKind queues) {
        long beganNs = System.nanoTime();
        var all = IntStream.rangeClosed(1, site.nodes()).boxed().collect(Collectors.toSet());
        for (int node : all) launch(node);
        for (int node : all) awaitConnections(node, beganNs, FORM_WAIT);
        var version = awaitMembers(1, all, beganNs).version();
        kind = "RabbitMQ " + version + ", " + (site.nodes() == 1 ? "1 node" : site.nodes() + " nodes") + ", "
            + queues.words();
        if (queues != QueueKind.MIRRORED) return;
        RabbitMqTool.requireMirrors(version);
        tool.mirrorAll(1);
    }

    private void launch(int node) {
        long pid = keeper.start(node, site.ports().get(node - 1), site.distributionPorts().get(node - 1));
        set(node, new Node(State.UP, pid));
    }

    /** Listening is nearly the last step of a node's start. */
    private void awaitConnections(int node, long beganNs, Duration wait) {
        while (!answers(site.ports().get(node - 1))) {
            if (!isRunning(node)) throw failed(node, "ended after " + sec(beganNs) + " s, before it took connections");
            if (elapsed(beganNs).compareTo(wait) > 0) throw failed(node, "took no connections within " + wait.toSeconds() + " s");
            pause(interruption, "node " + node + " took connections");
        }
    }

    private RabbitMqTool.Status awaitMembers(int asked, Set<Integer> wanted, long beganNs) {
        long fromNs = System.nanoTime();
        while (true) {
            var missing = new TreeSet<>(wanted);
            Optional<Failure> unanswered = Optional.empty();
            try {
                var status = tool.status(asked);
                missing.removeAll(status.running());
                if (missing.isEmpty()) return status;
            } catch (Failure.Environment e) {
                unanswered = Optional.of(e); // it listens some milliseconds before it reports that it runs, longer on a busy host
            }
            for (int node : missing)
                if (!isRunning(node))
                    throw failed(node, "ended after " + sec(beganNs) + " s, before it was in a cluster with node " + asked);
            if (elapsed(fromNs).compareTo(JOIN_WAIT) > 0) {
                throw unanswered.orElseGet(() ->
                    failed(missing.first(), "was in no cluster with node " + asked + " after " + sec(beganNs) + " s, "
                    + JOIN_WAIT.toSeconds() + " s after it took connections"));
            }
            pause(interruption, "the cluster was whole");
        }
    }

    private Failure failed(int node, String how) {
        return new Failure.Environment("RabbitMQ: node " + node + " " + how + "; " + site.logTail(node)
            + (site.temporary() ? "" : "; its folder: " + site.home(node)));
    }

    private static boolean answers(int port) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), CONNECT_WAIT_MS);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    private static void pause(Interruption interruption, String awaited) {
        try {
            interruption.asked().get(POLL_MS, TimeUnit.MILLISECONDS);
            throw new Failure.Environment("RabbitMQ: interrupted before " + awaited);
        } catch (TimeoutException notYet) {
            // nobody interrupts this thread
        } catch (InterruptedException | ExecutionException e) {
            Thread.currentThread().interrupt();
            throw new Failure.Environment("RabbitMQ: interrupted before " + awaited, e);
        }
    }

    private static Duration elapsed(long sinceNs) {
        return Duration.ofNanos(System.nanoTime() - sinceNs);
    }

    private static String sec(long sinceNs) {
        return String.format(Locale.ROOT, "%.1f", elapsed(sinceNs).toNanos() / 1e9);
    }

    @Override
    public AmqpUrl url() {
        return url;
    }

    @Override
    public String kind() {
        return kind;
    }

    @Override
    public Map<String, Long> pids() {
        var pids = new LinkedHashMap<String, Long>();
        for (int node = 1; node <= site.nodes(); node++) pids.put("broker " + node, get(node).pid());
        return pids;
    }

    @Override
    public ChaosPace pace() {
        return ChaosPace.RABBITMQ;
    }

    /** Sends SIGKILL to the Erlang VM, then to the processes that it started. */
    @Override
    public String kill(Host host) {
        int node = number(host);
        var dying = expect(node, "killed", State.UP, State.FROZEN);
        set(node, dying.to(State.DOWN));
        keeper.kill(node);
        return "killed " + node + " (" + host + ", SIGKILL to process " + dying.pid() + ")";
    }

    @Override
    public String start(Host host) {
        int node = number(host);
        if (isRunning(node)) throw new Failure.Environment("RabbitMQ: node " + node + " (" + host + ") is running, it cannot be started");
        long beganNs = System.nanoTime();
        launch(node);
        awaitConnections(node, beganNs, RETURN_WAIT);
        awaitMembers(node, IntStream.rangeClosed(1, site.nodes()).filter(other -> get(other).state() == State.UP).boxed()
            .collect(Collectors.toSet()), beganNs);
        return "started " + node + " (" + host + "), in its cluster after " + sec(beganNs) + " s";
    }

    @Override
    public Optional<String> frozenNodeNote() {
        return Optional.of(Brokers.waitForIt("RabbitMQ's", site.settings().netTicktime()) + " Until then what needs them all, such as "
            + "declaring a queue, waits too. One that thaws later " + (site.settings().netTicktime().isPresent()
            ? "pauses and rejoins (pause_minority)" : "stays apart from them (RabbitMQ's default; with --net-ticktime it rejoins)"));
    }

    @Override
    public String freeze(Host host) {
        int node = number(host);
        var running = expect(node, "frozen", State.UP);
        keeper.freeze(node);
        set(node, running.to(State.FROZEN));
        return "frozen " + node + " (" + host + ", SIGSTOP to process " + running.pid() + ")";
    }

    @Override
    public String thaw(Host host) {
        int node = number(host);
        var frozen = expect(node, "thawed", State.FROZEN);
        keeper.thaw(node);
        set(node, frozen.to(State.UP));
        return "thawed " + node + " (" + host + ", SIGCONT to process " + frozen.pid() + ")";
    }

    private int number(Host host) {
        int node = url.hosts().indexOf(host) + 1;
        if (node > 0) return node;
        throw new Failure.Environment("RabbitMQ: there is no node at " + host + "; there are " + url.hosts());
    }

    /** The node, if it is in one of the wanted states; throws otherwise. */
    private Node expect(int node, String what, State... wanted) {
        var now = get(node);
        boolean running = isRunning(node);
        if (running && List.of(wanted).contains(now.state())) return now;
        var state = !running ? "not running" : now.state() == State.FROZEN ? "frozen" : "running";
        throw new Failure.Environment("RabbitMQ: node " + node + " is " + state + ", it cannot be " + what
            + (running ? "" : "; " + site.logTail(node)));
    }

    private boolean isRunning(int node) {
        var now = get(node);
        return now.state() != State.DOWN && ProcessUsage.isRunning(now.pid());
    }

    private Node get(int node) {
        synchronized (nodes) {
            return nodes[node - 1];
        }
    }

    private void set(int node, Node now) {
        synchronized (nodes) {
            nodes[node - 1] = now;
        }
    }

    @Override
    public void close() {
        keeper.close();
    }
}
