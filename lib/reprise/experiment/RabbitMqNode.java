package reprise.experiment;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * A real RabbitMQ node from the machine's own package, on loopback alone, with ports, folders, cookie and port mapper
 * (epmd) of its own, below a temporary folder that goes with it. Ended by force: the Erlang runtime, its helpers and epmd.
 */
public final class RabbitMqNode implements AutoCloseable {
    private static final Path BIN = Path.of("/usr/lib/rabbitmq/bin");
    private static final int START_WAIT_SEC = 60;

    private final Path folder;
    private final String name;
    private final int port;
    private final int epmdPort;
    private final Process process;

    private RabbitMqNode(Path folder) throws IOException {
        this.folder = folder;
        name = "reprise" + ProcessHandle.current().pid() + "@localhost";
        int[] ports = freePorts(3);
        port = ports[0];
        epmdPort = ports[1];
        Files.writeString(folder.resolve(".erlang.cookie"), UUID.randomUUID().toString());
        Files.setPosixFilePermissions(folder.resolve(".erlang.cookie"), PosixFilePermissions.fromString("r--------"));
        Files.writeString(folder.resolve("plugins"), "[].");
        Files.writeString(folder.resolve("rabbitmq.conf"), "listeners.tcp.1 = 127.0.0.1:" + port + "\n");
        process = tool("rabbitmq-server", ports[2]).start();
    }

    /** Whether the package is there: if not, whoever wants a node says so and names it. */
    public static boolean isInstalled() {
        return Files.isExecutable(BIN.resolve("rabbitmq-server"));
    }

    /** Starts a node and waits until it takes connections. */
    public static RabbitMqNode start() throws IOException {
        if (!isInstalled()) {
            throw new Failure.Environment("RabbitMQ is not installed at " + BIN + "; install the package rabbitmq-server");
        }
        var node = new RabbitMqNode(Files.createTempDirectory("reprise-rabbitmq-"));
        if (node.isUp()) return node;
        var said = node.lastWords();
        node.close();
        throw new Failure.Environment("RabbitMQ did not start within " + START_WAIT_SEC + " s: " + said);
    }

    public int port() {
        return port;
    }

    private boolean isUp() throws IOException {
        long untilNs = System.nanoTime() + START_WAIT_SEC * 1_000_000_000L;
        while (process.isAlive() && System.nanoTime() < untilNs) {
            if (run(tool("rabbitmqctl", 0, "-q", "-n", name, "await_startup", "--timeout", "20"))) return true;
        }
        return false;
    }

    private ProcessBuilder tool(String program, int distributionPort, String... args) {
        var builder = new ProcessBuilder(BIN.resolve(program).toString());
        builder.command().addAll(List.of(args));
        var environment = builder.environment();
        environment.put("HOME", folder.toString());
        environment.put("ERL_EPMD_ADDRESS", "127.0.0.1");
        environment.put("ERL_EPMD_PORT", String.valueOf(epmdPort));
        environment.put("RABBITMQ_NODENAME", name);
        environment.put("RABBITMQ_NODE_PORT", String.valueOf(port));
        environment.put("RABBITMQ_MNESIA_BASE", folder.resolve("mnesia").toString());
        environment.put("RABBITMQ_LOG_BASE", folder.resolve("log").toString());
        environment.put("RABBITMQ_PID_FILE", folder.resolve("pid").toString());
        environment.put("RABBITMQ_CONFIG_FILE", folder.resolve("rabbitmq").toString());
        environment.put("RABBITMQ_ENABLED_PLUGINS_FILE", folder.resolve("plugins").toString());
        if (distributionPort > 0) {
            environment.put("RABBITMQ_DIST_PORT", String.valueOf(distributionPort));
            environment.put("RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS", "-kernel inet_dist_use_interface {127,0,0,1}");
        }
        return builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("said").toFile()));
    }

    private static boolean run(ProcessBuilder builder) throws IOException {
        var process = builder.start();
        try {
            if (process.waitFor(START_WAIT_SEC, TimeUnit.SECONDS)) return process.exitValue() == 0;
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        return false;
    }

    private String lastWords() throws IOException {
        var lines = Files.readAllLines(folder.resolve("said"));
        return String.join(" | ", lines.subList(Math.max(0, lines.size() - 5), lines.size()));
    }

    private static int[] freePorts(int count) throws IOException {
        var sockets = new ServerSocket[count];
        var ports = new int[count];
        for (int i = 0; i < count; i++) {
            sockets[i] = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            ports[i] = sockets[i].getLocalPort();
        }
        for (var socket : sockets) socket.close();
        return ports;
    }

    /** SIGKILL for the node and everything below it; then its port mapper, which has no node left, and the folder. */
    @Override
    public void close() {
        var all = new java.util.ArrayList<>(process.descendants().toList());
        all.add(process.toHandle());
        all.forEach(ProcessHandle::destroyForcibly);
        try {
            process.waitFor(10, TimeUnit.SECONDS);
            epmd().ifPresent(ProcessHandle::destroyForcibly);
            deleteFolder();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new Failure.Environment("RabbitMQ's folder " + folder + " cannot be removed: " + e.getMessage(), e);
        }
    }

    /** It made itself a daemon; on its command line stands the port that only this node was given. */
    private Optional<ProcessHandle> epmd() throws IOException {
        for (var handle : ProcessHandle.allProcesses().toList()) {
            var environment = Path.of("/proc", String.valueOf(handle.pid()), "environ");
            if (!handle.info().command().orElse("").endsWith("epmd") || !Files.isReadable(environment)) continue;
            if (Files.readString(environment, java.nio.charset.StandardCharsets.ISO_8859_1)
                .contains("ERL_EPMD_PORT=" + epmdPort + "\0")) return Optional.of(handle);
        }
        return Optional.empty();
    }

    private void deleteFolder() throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(file);
        }
    }
}
