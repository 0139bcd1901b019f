package reprise.sut;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import reprise.simulator.fault.ChaosPace;
import reprise.simulator.rpc.QueueKind;
import reprise.testee.broker.ClusterMain;
import reprise.transport.Addresses;
import reprise.transport.amqp.AmqpUrl;
import reprise.transport.amqp.AmqpUrl.Host;
import reprise.transport.tls.ClientTls;

/**
 * A run's brokers: an embedded cluster in a child JVM, real RabbitMQ nodes, or external ones. The first host is the master. Fault
 * methods block until done and return a sentence on what was done; a fault that cannot be injected is a {@link Failure}.
 */
public sealed interface Brokers extends SystemUnderTest permits Brokers.Embedded, RabbitMqCluster, Brokers.External {
    AmqpUrl url();

    /** The kind of broker, for the run file. */
    String kind();

    /** The processes to sample now, if they are ours: a restarted node has a new one. */
    @Override
    Map<String, Long> pids();

    /** Kills the node that listens there, abruptly. Must not be called for external brokers without a kill command. */
    String kill(Host node);

    /** Restarts a killed node: it accepts connections and has rejoined its cluster. */
    String start(Host node);

    /** Silences the node while its connections stay open: a partition, not a death. */
    String freeze(Host node);

    /** A sentence on how the other nodes behave while a node is frozen, for readers of the run; empty if nobody knows. */
    default Optional<String> frozenNodeNote() {
        return Optional.empty();
    }

    /** Resumes a frozen node. */
    String thaw(Host node);

    /** How the other nodes wait for a frozen one; of quorum queues another member leads earlier. */
    static String waitForIt(String whose, Optional<Duration> netTicktime) {
        long sec = netTicktime.orElse(Duration.ofSeconds(60)).toSeconds();
        return whose + " other nodes wait for a silent one until they take it for dead, after " + sec + " s or up to a quarter more "
            + "(net_ticktime); quorum queues elect another leader after five.";
    }

    /** The pace of random kills and restarts, which leaves time for a node's start. */
    ChaosPace pace();

    @Override
    void close();

    /** The child JVM's options: heap for the broker's messages (two fifths of it), and room for the collector. */
    List<String> CLUSTER_JVM = List.of("-Xms256m", "-Xmx768m", "-Xmn160m", "-XX:+UseSerialGC", "-Dio.netty.leakDetection.level=disabled");

    /** The same, with classic queues. */
    static Embedded embedded(String address, List<Integer> ports) {
        return embedded(address, ports, QueueKind.CLASSIC);
    }

    /** Starts embedded nodes that listen at {@code address}, one per port; port 0 picks a free one. */
    static Embedded embedded(String address, List<Integer> ports, QueueKind queues) {
        return embedded(address, ports, queues, CLUSTER_JVM);
    }

    /** The same, with these settings. @param addresses of the nodes, or one for all */
    static Embedded embedded(List<String> addresses, List<Integer> ports, QueueKind queues, NodeSettings settings) {
        var flags = new ArrayList<>(CLUSTER_JVM);
        settings.tls().ifPresent(spoken -> flags.addAll(spoken.flags()));
        settings.netTicktime().ifPresent(time -> flags.add("-D" + ClusterMain.NET_TICKTIME + "=" + time.toMillis()));
        var cluster = embedded(addresses, ports, queues, flags);
        return new Embedded(cluster.process, settings.tls().map(spoken -> cluster.url.secured(spoken.client())).orElse(cluster.url), queues,
            settings.netTicktime());
    }

    /** The same, with other JVM options for the child. */
    static Embedded embedded(String address, List<Integer> ports, QueueKind queues, List<String> jvm) {
        return embedded(List.of(address), ports, queues, jvm);
    }

    private static Embedded embedded(List<String> addresses, List<Integer> ports, QueueKind queues, List<String> jvm) {
        var list = ports.stream().map(String::valueOf).collect(Collectors.joining(","));
        var args = new ArrayList<>(List.of(String.valueOf(ports.size()), list, "0", String.join(",", addresses)));
        if (queues == QueueKind.MIRRORED) args.add("mirrored");
        var process = TesteeProcess.start("cluster", ClusterMain.class, jvm, args);
        try {
            var hosts = new ArrayList<Host>();
            for (var node : new ObjectMapper().readTree(process.firstLine()).path("nodes")) {
                var address = addresses.get(addresses.size() == 1 ? 0 : hosts.size());
                hosts.add(new Host(Addresses.reachable(address), node.path("port").intValue()));
            }
            return new Embedded(process, AmqpUrl.guest(hosts), queues, Optional.empty());
        } catch (JsonProcessingException e) {
            process.close();
            throw new Failure.Environment("cluster: its first line is no JSON: " + process.firstLine(), e);
        }
    }

    /**
     * Starts RabbitMQ nodes from this machine's package on loopback. Their logs stay in {@code folder}, which is created. Returns
     * when they form one cluster.
     */
    static Brokers rabbitMq(int nodes, QueueKind queues, Path folder, Interruption interruption) {
        return rabbitMq(nodes, queues, NodeSettings.PLAIN, folder, interruption);
    }

    /** The same, with these settings; if there are listeners for TLS, clients are given those. */
    static Brokers rabbitMq(int nodes, QueueKind queues, NodeSettings settings, Path folder, Interruption interruption) {
        RabbitMqTool.requireInstalled();
        return RabbitMqCluster.start(RabbitMqSite.at(folder, nodes, settings), queues, interruption);
    }

    /** External brokers at a URL of the user's. */
    static External at(String url, Optional<String> killCommand) {
        return at(url, () -> ClientTls.USUAL, killCommand);
    }

    /** @param tls of amqps */
    static External at(String url, Supplier<ClientTls> tls, Optional<String> killCommand) {
        try {
            var parsed = AmqpUrl.parse(url);
            return new External(parsed.tls().isPresent() ? parsed.over(tls.get()) : parsed, killCommand);
        } catch (IllegalArgumentException e) {
            throw new Failure.BadInput("--url: " + e.getMessage().replace("\n", "\n--url: "), e);
        }
    }

    /** Our own cluster in a child JVM. */
    record Embedded(TesteeProcess process, AmqpUrl url, QueueKind queues, Optional<Duration> netTicktime) implements Brokers {
        @Override
        public Optional<String> frozenNodeNote() {
            return Optional.of(waitForIt("The cluster's", netTicktime) + " One that thaws later starts anew");
        }

        @Override
        public String kind() {
            return "embedded cluster of " + url.hosts().size() + " nodes" + (queues == QueueKind.CLASSIC ? "" : ", " + queues.words());
        }

        @Override
        public Map<String, Long> pids() {
            return Map.of("broker", process.pid());
        }

        @Override
        public ChaosPace pace() {
            return ChaosPace.EMBEDDED;
        }

        @Override
        public String kill(Host node) {
            return fault("kill", node);
        }

        @Override
        public String start(Host node) {
            return fault("start", node);
        }

        @Override
        public String freeze(Host node) {
            return fault("freeze", node);
        }

        @Override
        public String thaw(Host node) {
            return fault("thaw", node);
        }

        private String fault(String what, Host node) {
            return command(what + " " + (url.hosts().indexOf(node) + 1)) + " (" + node + ")";
        }

        /** The cluster's reply to a command, possibly an error. */
        public String answer(String line) {
            return process.answer(line);
        }

        /** The reply to {@code kill N} (or start, freeze, thaw) or {@code user NAME PASSWORD}; throws if the command failed. */
        public String command(String line) {
            return process.command(line);
        }

        @Override
        public void close() {
            process.close();
        }
    }

    /** External brokers. The kill command finds the node's address in REPRISE_HOST and REPRISE_PORT. */
    record External(AmqpUrl url, Optional<String> killCommand) implements Brokers {
        private static final int KILL_WAIT_SEC = 60;

        @Override
        public String kind() {
            return "at " + url;
        }

        /** Why mirrors cannot be had there: by the version that the first host says it is, if it answers. */
        public Failure withoutMirrors() {
            return BrokerVersion.of(url).filter(version -> !version.hasMirrors()).<Failure>map(version ->
                new Failure.Environment("--queues mirrored: " + url.hosts().getFirst() + " is " + version
                + ", which has no mirrored queues any more; give --queues quorum, which took their place"))
                .orElseGet(() -> new Failure.BadInput("--queues mirrored is for brokers of our own: at those of --url a policy mirrors "
                + "queues; set one there (rabbitmqctl set_policy ha '.*' '{\"ha-mode\":\"all\"}') and leave --queues out, or give "
                + "--queues quorum"));
        }

        @Override
        public Map<String, Long> pids() {
            return Map.of();
        }

        @Override
        public String start(Host node) {
            throw onlyKilled("started");
        }

        @Override
        public String freeze(Host node) {
            throw onlyKilled("frozen");
        }

        @Override
        public String thaw(Host node) {
            throw onlyKilled("thawed");
        }

        private static Failure onlyKilled(String what) {
            return new Failure.BadInput("--url: external nodes can be killed, by the command of --kill, but not " + what
                + "; leave --url out for nodes of our own, or choose a fault that only kills");
        }

        @Override
        public ChaosPace pace() {
            return ChaosPace.RABBITMQ;
        }

        @Override
        public String kill(Host node) {
            var command = killCommand.orElseThrow();
            try {
                var builder = new ProcessBuilder("sh", "-c", command).redirectErrorStream(true)
                    .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")));
                builder.environment().put("REPRISE_HOST", node.name());
                builder.environment().put("REPRISE_PORT", String.valueOf(node.port()));
                var process = builder.start();
                var timeout = Thread.ofVirtual().start(() -> killAfterTimeout(process));
                var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
                int code = process.waitFor();
                timeout.interrupt();
                if (code == 0) return "killed " + node + " with the command given";
                throw new Failure.Environment("--kill: the command '" + command + "' ended with code " + code
                    + (output.isEmpty() ? "" : ", saying: " + output.lines().limit(3).reduce((a, b) -> a + " | " + b).orElse(""))
                    + "; nothing may have been killed: try it in a shell with REPRISE_HOST=" + node.name() + " REPRISE_PORT="
                    + node.port());
            } catch (IOException e) {
                throw new Failure.Environment("--kill: the command '" + command + "' cannot be started: " + e.getMessage(), e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Failure.Environment("--kill: interrupted while '" + command + "' was running", e);
            }
        }

        private static void killAfterTimeout(Process process) {
            try {
                if (!process.waitFor(KILL_WAIT_SEC, TimeUnit.SECONDS)) {
                    process.descendants().forEach(ProcessHandle::destroyForcibly);
                    process.destroyForcibly();
                }
            } catch (InterruptedException done) {
                // it ended in time
            }
        }

        @Override
        public void close() {}
    }
}
