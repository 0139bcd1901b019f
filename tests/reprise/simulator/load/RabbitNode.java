package reprise.simulator.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** A RabbitMQ node of Debian's package with folders, ports and an epmd of its own, on loopback. Takes about 8 s to start. */
final class RabbitNode implements AutoCloseable {
    private static final Path PROGRAM = Path.of("/usr/lib/rabbitmq/bin/rabbitmq-server");
    private static final Path EPMD = Path.of("/usr/bin/epmd");

    private final Path folder;
    private final int port;
    private final Process epmd;
    private final Process server;

    static boolean installed() {
        return Files.isExecutable(PROGRAM) && Files.isExecutable(EPMD);
    }

    RabbitNode() throws IOException {
        folder = Files.createTempDirectory("reprise-rabbit");
        port = freePort();
        int epmdPort = freePort();
        Files.writeString(folder.resolve("node.conf"), "listeners.tcp.1 = 127.0.0.1:" + port + "\n");
        Files.writeString(folder.resolve("plugins"), "[].\n");
        Files.writeString(folder.resolve(".erlang.cookie"), "reprise-test");
        Files.setPosixFilePermissions(folder.resolve(".erlang.cookie"), PosixFilePermissions.fromString("r--------"));
        epmd = new ProcessBuilder(EPMD.toString(), "-address", "127.0.0.1", "-port", "" + epmdPort)
            .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        var builder = new ProcessBuilder(PROGRAM.toString()).redirectErrorStream(true);
        builder.environment().putAll(Map.of("HOME", folder.toString(), "RABBITMQ_NODENAME", "reprise" + port + "@localhost",
            "RABBITMQ_NODE_PORT", "" + port, "RABBITMQ_DIST_PORT", "" + freePort(),
            "RABBITMQ_MNESIA_BASE", folder.resolve("mnesia").toString(), "RABBITMQ_LOG_BASE", folder.resolve("log").toString(),
            "RABBITMQ_PID_FILE", folder.resolve("pid").toString(), "RABBITMQ_CONFIG_FILE", folder.resolve("node").toString(),
            "RABBITMQ_ENABLED_PLUGINS_FILE", folder.resolve("plugins").toString(),
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS", "-kernel inet_dist_use_interface {127,0,0,1}"));
        builder.environment().putAll(Map.of("ERL_EPMD_ADDRESS", "127.0.0.1", "ERL_EPMD_PORT", "" + epmdPort));
        server = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> List.of(server, epmd).forEach(Process::destroyForcibly)));
        awaitUp();
    }

    int port() {
        return port;
    }

    private void awaitUp() throws IOException {
        var said = new StringBuilder();
        var out = server.inputReader();
        for (var line = out.readLine(); line != null; line = out.readLine()) {
            said.append(line).append('\n');
            if (line.contains("completed with")) {
                Thread.ofVirtual().start(() -> out.lines().forEach(_ -> { })); // a full pipe would stop the node
                return;
            }
        }
        close();
        throw new IOException("RabbitMQ did not start:\n" + said);
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() throws IOException {
        // The program in the pid file is the node; its shell and its helpers end with it.
        var pid = folder.resolve("pid");
        if (Files.exists(pid)) {
            ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).ifPresent(node -> {
                node.destroyForcibly();
                node.onExit().join();
            });
        }
        server.destroyForcibly().onExit().join();
        epmd.destroyForcibly().onExit().join();
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        }
    }
}
