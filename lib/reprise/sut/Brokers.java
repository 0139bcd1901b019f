package reprise.sut;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import reprise.simulator.fault.ChaosPace;
import reprise.testee.broker.ClusterMain;
import reprise.transport.Addresses;
import reprise.transport.amqp.AmqpUrl;
import reprise.transport.amqp.AmqpUrl.Host;

/**
 * The brokers of a run: an embedded cluster in a child JVM, real RabbitMQ nodes, or some that are already there. The first host
 * is the master. Faults block until they are done and return what was done, in words; one that cannot be done is a {@link Failure}.
 */
public sealed interface Brokers extends AutoCloseable permits Brokers.Embedded, RabbitMqCluster, Brokers.There {
    AmqpUrl url();

    /** What kind they are, for the run file. */
    String kind();

    /** The processes to sample, where they are ours, as they are now: a node that was started again has another. */
    Map<String, Long> pids();

    /** Kills the node that listens there, abruptly (not to be asked of brokers without a command for it). */
    String kill(Host node);

    /** Brings a node that was killed back: it takes connections and is in its cluster again. */
    String start(Host node);

    /** The node falls silent, its connections stay open: a partition, not a death. */
    String freeze(Host node);

    /** What a reader of a run with a frozen node has to know of the other nodes, in a sentence; empty if they go on as after a death. */
    default Optional<String> besideAFrozenNode() {
        return Optional.empty();
    }

    /** The frozen node goes on where it was. */
    String thaw(Host node);

    /** How fast random nodes may die and come back: a node's start has to fit in. */
    ChaosPace pace();

    @Override
    void close();

    /** Heap of the child JVM: what the broker may hold (two fifths of it) and room to collect in. */
    List<String> CLUSTER_JVM = List.of("-Xms256m", "-Xmx768m", "-Xmn160m", "-XX:+UseSerialGC", "-Dio.netty.leakDetection.level=disabled");

    /** The same, with queues that live on one node each. */
    static Embedded embedded(String address, List<Integer> ports) {
        return embedded(address, ports, false);
    }

    /** Starts embedded nodes that listen at {@code address}, one for each port; 0 is any that is free. */
    static Embedded embedded(String address, List<Integer> ports, boolean mirrored) {
        return embedded(address, ports, mirrored, CLUSTER_JVM);
    }

    /** The same, in a child JVM with options of its own. */
    static Embedded embedded(String address, List<Integer> ports, boolean mirrored, List<String> jvm) {
        var list = ports.stream().map(String::valueOf).collect(Collectors.joining(","));
        var args = new ArrayList<>(List.of(String.valueOf(ports.size()), list, "0", address));
        if (mirrored) args.add("mirrored");
        var process = TesteeProcess.start("cluster", ClusterMain.class, jvm, args);
        try {
            var hosts = new ArrayList<Host>();
            for (var node : new ObjectMapper().readTree(process.firstLine()).path("nodes")) {
                hosts.add(new Host(Addresses.reachable(address), node.path("port").intValue()));
            }
            return new Embedded(process, AmqpUrl.guest(hosts), mirrored);
        } catch (JsonProcessingException e) {
            process.close();
            throw new Failure.Environment("cluster: its first line is no JSON: " + process.firstLine(), e);
        }
    }

    /**
     * Starts RabbitMQ nodes of this machine's own package on loopback; what they say stays in {@code folder}, which is made.
     * Returns when they are one cluster.
     */
    static Brokers rabbitMq(int nodes, boolean mirrored, Path folder, Interruption interruption) {
        RabbitMqTool.requireInstalled();
        return RabbitMqCluster.start(RabbitMqSite.at(folder, nodes), mirrored, interruption);
    }

    /** Brokers that are there already, for a URL of the user's. */
    static Brokers at(String url, Optional<String> killCommand) {
        try {
            return new There(AmqpUrl.parse(url), killCommand);
        } catch (IllegalArgumentException e) {
            throw new Failure.BadInput("--url: " + e.getMessage().replace("\n", "\n--url: "), e);
        }
    }

    /** Our own cluster in a child JVM. */
    record Embedded(TesteeProcess process, AmqpUrl url, boolean mirrored) implements Brokers {
        @Override
        public String kind() {
            return "embedded cluster of " + url.hosts().size() + " nodes" + (mirrored ? ", queues mirrored" : "");
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

        /** What the cluster says to a command, be it an error. */
        public String answer(String line) {
            return process.command(line);
        }

        /** The answer to {@code kill N} (or start, freeze, thaw) or {@code user NAME PASSWORD}, when it could be done. */
        public String command(String line) {
            var reply = answer(line);
            if (reply.startsWith("error")) throw new Failure.Environment("cluster: '" + line + "' was answered by " + reply);
            return reply;
        }

        @Override
        public void close() {
            process.close();
        }
    }

    /** Somebody's brokers; the command that kills finds the node in REPRISE_HOST and REPRISE_PORT. */
    record There(AmqpUrl url, Optional<String> killCommand) implements Brokers {
        private static final int KILL_WAIT_SEC = 60;

        @Override
        public String kind() {
            return "at " + url;
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
            return new Failure.BadInput("--url: nodes that are there can be killed, by the command of --kill, but not " + what
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
                var timeout = Thread.ofVirtual().start(() -> endLate(process));
                var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
                int code = process.waitFor();
                timeout.interrupt();
                if (code == 0) return "killed " + node + " with the command given";
                throw new Failure.Environment("--kill: the command '" + command + "' ended with code " + code
                    + (said.isEmpty() ? "" : ", saying: " + said.lines().limit(3).reduce((a, b) -> a + " | " + b).orElse(""))
                    + "; nothing may have been killed: try it in a shell with REPRISE_HOST=" + node.name() + " REPRISE_PORT="
                    + node.port());
            } catch (IOException e) {
                throw new Failure.Environment("--kill: the command '" + command + "' cannot be started: " + e.getMessage(), e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Failure.Environment("--kill: interrupted while '" + command + "' was running", e);
            }
        }

        private static void endLate(Process process) {
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
