package reprise.peers;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * RabbitMQ's nodes on a host of a test's each, as on a lab's: the usual ports, a port mapper on each host, and names that {@code
 * /etc/hosts} has. {@code guest} may log in from everywhere. They end with the hosts.
 */
public final class RabbitMqHosts {
    private static final Path SERVER = Path.of("/usr/lib/rabbitmq/bin/rabbitmq-server");
    private static final String CONFIGURATION = """
        [{rabbit, [
          {loopback_users, []},
          {vm_memory_high_watermark, {absolute, "1GB"}},
          {disk_free_limit, {absolute, "10MB"}},
          {cluster_formation, [{peer_discovery_backend, rabbit_peer_discovery_classic_config}, {discovery_retry_limit, 2},
            {discovery_retry_interval, 100}]},
          {cluster_nodes, {[%s], disc}}]}].
        """;

    private final Path folder;

    /** Skips the test if RabbitMQ is not installed. Returns when the nodes of the first hosts, so many, are one cluster. */
    public RabbitMqHosts(Path folder, Hosts hosts, int count) throws Exception {
        assumeTrue(Files.isExecutable(SERVER), "no rabbitmq-server here; install rabbitmq-server");
        this.folder = folder;
        var numbers = IntStream.rangeClosed(1, count).boxed().toList();
        Files.writeString(folder.resolve("rabbitmq.config"), CONFIGURATION.formatted(numbers.stream().map(host -> "'" + name(host) + "'")
            .collect(Collectors.joining(", "))));
        Files.writeString(folder.resolve("plugins"), "[].\n");
        var cookie = Files.writeString(folder.resolve(".erlang.cookie"), UUID.randomUUID().toString());
        Files.setPosixFilePermissions(cookie, PosixFilePermissions.fromString("r--------"));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<?> started : numbers.stream().map(host -> threads.submit(() -> start(hosts, host))).toList()) started.get();
        }
        for (int host : numbers.subList(1, count)) await(1, "rabbit on node " + name(host) + " up");
    }

    private static String name(int host) {
        return "rabbit@host" + host;
    }

    private Void start(Hosts hosts, int host) throws IOException {
        var home = Files.createDirectories(folder.resolve("host" + host));
        hosts.serve(host, folder, home.resolve("said"), " completed with ", "env", "HOME=" + folder, "RABBITMQ_NODENAME=" + name(host),
            "RABBITMQ_CONFIG_FILE=" + folder.resolve("rabbitmq"), "RABBITMQ_ENABLED_PLUGINS_FILE=" + folder.resolve("plugins"),
            "RABBITMQ_CONF_ENV_FILE=" + folder.resolve("none"), "RABBITMQ_ADVANCED_CONFIG_FILE=" + folder.resolve("none"),
            "RABBITMQ_MNESIA_BASE=" + home.resolve("mnesia"), "RABBITMQ_LOG_BASE=" + home.resolve("log"),
            "RABBITMQ_PID_FILE=" + home.resolve("pid"), SERVER.toString());
        return null;
    }

    /** The file with the number of a node's process on its host: a shell there completes the name. */
    public String pidFile() {
        return folder + "/$(hostname)/pid";
    }

    /** Waits until a node's log has the text. */
    public void await(int host, String text) throws IOException {
        var log = folder.resolve("host" + host).resolve("log").resolve(name(host) + ".log");
        long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!Files.readString(log).contains(text)) {
            if (System.nanoTime() > endNs) throw new IllegalStateException("no '" + text + "': " + Files.readString(log));
            LockSupport.parkNanos(50_000_000);
        }
    }
}
