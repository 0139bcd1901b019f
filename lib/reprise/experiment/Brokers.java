package reprise.experiment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import reprise.testee.broker.ClusterMain;
import reprise.transport.amqp.AmqpUrl;
import reprise.transport.amqp.AmqpUrl.Host;

/** The brokers of a run: an embedded cluster in a child JVM, or some that are already there. The first host is the master. */
public sealed interface Brokers extends AutoCloseable {
    AmqpUrl url();

    /** What kind they are, for the run file. */
    String kind();

    /** The process to sample, if it is ours. */
    OptionalLong pid();

    /** Kills the node that listens there, abruptly (not to be asked of brokers without a command for it); returns what was done, in words. Blocks until it is done. */
    String kill(Host node);

    @Override
    void close();

    /** Heap of the child JVM: what the broker may hold (two fifths of it) and room to collect in. */
    List<String> CLUSTER_JVM = List.of("-Xms256m", "-Xmx768m", "-Xmn160m", "-XX:+UseSerialGC", "-Dio.netty.leakDetection.level=disabled");

    /** Starts embedded nodes that listen at {@code address}, one for each port; 0 is any that is free. */
    static Embedded embedded(String address, List<Integer> ports) {
        var list = ports.stream().map(String::valueOf).collect(Collectors.joining(","));
        var process = TesteeProcess.start("cluster", ClusterMain.class, CLUSTER_JVM, List.of(String.valueOf(ports.size()), list, "0", address));
        try {
            var hosts = new ArrayList<Host>();
            for (var node : new ObjectMapper().readTree(process.firstLine()).path("nodes")) {
                hosts.add(new Host(address, node.path("port").intValue()));
            }
            return new Embedded(process, AmqpUrl.guest(hosts));
        } catch (JsonProcessingException e) {
            process.close();
            throw new Failure.Environment("cluster: its first line is no JSON: " + process.firstLine(), e);
        }
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
    record Embedded(TesteeProcess process, AmqpUrl url) implements Brokers {
        @Override
        public String kind() {
            return "embedded cluster of " + url.hosts().size() + " nodes";
        }

        @Override
        public OptionalLong pid() {
            return OptionalLong.of(process.pid());
        }

        @Override
        public String kill(Host node) {
            return command("kill " + (url.hosts().indexOf(node) + 1)) + " (" + node + ")";
        }

        /** What the cluster says to a command, be it an error. */
        String answer(String line) {
            return process.command(line);
        }

        /** The answer to {@code kill N}, {@code start N} or {@code user NAME PASSWORD}, when it could be done. */
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
        public OptionalLong pid() {
            return OptionalLong.empty();
        }

        @Override
        public String kill(Host node) {
            var command = killCommand.orElseThrow();
            try {
                var builder = new ProcessBuilder("sh", "-c", command).redirectErrorStream(true).redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")));
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
                    + "; nothing may have been killed: try it in a shell with REPRISE_HOST=" + node.name() + " REPRISE_PORT=" + node.port());
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
