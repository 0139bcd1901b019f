package reprise.sut;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import reprise.transport.amqp.AmqpUrl;

/**
 * The place of RabbitMQ nodes: a folder with their shared configuration and one subfolder per node (rabbit1, …) with data and logs;
 * for each node a port for clients and one for other nodes; and one for their port mapper (epmd).
 *
 * @param settings of the nodes; each speaks TLS on a port of its own, which clients are given
 * @param temporary whether the folder is deleted with the nodes; otherwise only the data are, and the logs stay
 */
public record RabbitMqSite(Path folder, boolean temporary, List<Integer> ports, List<Integer> distributionPorts, int epmdPort,
                           NodeSettings settings, List<Integer> tlsPorts) {
    /** Linux gives outgoing connections ports 32768 to 60999: below, nothing takes the port of a node that is down for a while. */
    private static final int LOWEST_PORT = 20_000, PORTS = 12_000;

    /**
     * No alarm may block a run's publishers: nodes of 120 MB stay below 1 GB, and their logs need no more disk. Peer discovery runs
     * twice, 100 ms apart: by default the first node, which finds none, delays the others by 5 s. These are Erlang's own terms, because
     * a node takes a second of CPU time to read RabbitMQ's newer form.
     */
    private static final String CONFIGURATION = """
        [{rabbit, [
          {vm_memory_high_watermark, {absolute, "1GB"}},
          {disk_free_limit, {absolute, "10MB"}},
          {log, [{file, [{level, info}]}, {console, [{enabled, false}]}]},
          {cluster_formation, [{peer_discovery_backend, rabbit_peer_discovery_classic_config}, {discovery_retry_limit, 2},
            {discovery_retry_interval, 100}]},
          {cluster_nodes, {[%s], disc}}%s]}].
        """;

    /** The whole file of a node that listens for TLS too: a port, and the files. */
    private static final String TLS_CONFIGURATION = """
        ,
          {ssl_listeners, [{"127.0.0.1", %d}]},
          {ssl_options, [{cacertfile, "%s"}, {certfile, "%2$s"}, {keyfile, "%s"}, {versions, ['tlsv1.3', 'tlsv1.2']},
            {verify, verify_none}]}""";

    public RabbitMqSite {
        ports = List.copyOf(ports);
        distributionPorts = List.copyOf(distributionPorts);
        if (ports.isEmpty() || ports.size() != distributionPorts.size()) {
            throw new IllegalArgumentException("RabbitMQ: " + ports.size() + " ports and " + distributionPorts.size()
                + " distribution ports; give one of each for each node, for example 3 and 3");
        }
    }

    /** Uses a folder of the run's, which is created. */
    static RabbitMqSite at(Path folder, int nodes) {
        return at(folder, nodes, NodeSettings.PLAIN);
    }

    static RabbitMqSite at(Path folder, int nodes, NodeSettings settings) {
        var plain = at(folder.toAbsolutePath(), false, freePorts(2 * nodes + 1));
        var further = settings.tls().isEmpty() ? List.<Integer>of()
            : freePorts(nodes, plain.ports, plain.distributionPorts, List.of(plain.epmdPort));
        return new RabbitMqSite(plain.folder, false, plain.ports, plain.distributionPorts, plain.epmdPort, settings, further);
    }

    /** Uses a folder that is deleted with the nodes. */
    public static RabbitMqSite temporary(int nodes) {
        try {
            return at(Files.createTempDirectory("reprise-rabbitmq-"), true, freePorts(2 * nodes + 1));
        } catch (IOException e) {
            throw new Failure.Environment("RabbitMQ: no temporary folder can be made: " + e.getMessage(), e);
        }
    }

    private static RabbitMqSite at(Path folder, boolean temporary, List<Integer> ports) {
        int nodes = ports.size() / 2;
        return new RabbitMqSite(folder, temporary, ports.subList(0, nodes), ports.subList(nodes, 2 * nodes), ports.getLast(),
            NodeSettings.PLAIN, List.of());
    }

    int nodes() {
        return ports.size();
    }

    /** The brokers as clients reach them. */
    AmqpUrl url() {
        var tls = settings.tls();
        var at = AmqpUrl.guest((tls.isEmpty() ? ports : tlsPorts).stream().map(port -> new AmqpUrl.Host("127.0.0.1", port)).toList());
        return tls.map(spoken -> at.secured(spoken.client())).orElse(at);
    }

    static String name(int node) {
        return "rabbit" + node + "@localhost";
    }

    Path home(int node) {
        return folder.resolve("rabbit" + node);
    }

    /** Creates the folders and the shared files. */
    void create() {
        try {
            for (int node = 1; node <= nodes(); node++) Files.createDirectories(home(node));
            var peers = IntStream.rangeClosed(1, nodes()).mapToObj(node -> "'" + name(node) + "'").collect(Collectors.joining(", "));
            // A node that the others took for dead finds itself alone when it thaws: it pauses, and takes part again.
            var parted = settings.netTicktime().isPresent() ? ",\n  {cluster_partition_handling, pause_minority}" : "";
            Files.writeString(folder.resolve("rabbitmq.config"), CONFIGURATION.formatted(peers, parted));
            for (int node = 1; node <= nodes() && settings.tls().isPresent(); node++) {
                var files = settings.tls().get();
                var listener = TLS_CONFIGURATION.formatted(tlsPorts.get(node - 1), erlang(files.certificate()), erlang(files.key()));
                Files.writeString(home(node).resolve("rabbitmq.config"), CONFIGURATION.formatted(peers, parted + listener));
            }
            Files.writeString(folder.resolve("plugins"), "[].\n");
            // Erlang resolves the host name here, without the system's resolver or a process for it.
            Files.writeString(folder.resolve("inetrc"), "{host, {127,0,0,1}, [\"localhost\"]}.\n{lookup, [file]}.\n");
            var cookie = folder.resolve(".erlang.cookie");
            Files.deleteIfExists(cookie);
            Files.writeString(cookie, UUID.randomUUID().toString());
            Files.setPosixFilePermissions(cookie, PosixFilePermissions.fromString("r--------"));
        } catch (IOException e) {
            throw new Failure.Environment("RabbitMQ: its folder " + folder + " cannot be written: " + e.getMessage(), e);
        }
    }

    private static String erlang(Path file) {
        return file.toAbsolutePath().toString().replace("\\", "\\\\").replace("\"", "\\\"");
    }

    /** What nobody needs once the nodes have ended. */
    List<Path> leftovers() {
        if (temporary) return List.of(folder);
        var rubbish = new ArrayList<>(List.of(folder.resolve(".erlang.cookie")));
        for (int node = 1; node <= nodes(); node++) rubbish.add(home(node).resolve("mnesia"));
        return rubbish;
    }

    /** The environment of the nodes and their tools: all files are ours rather than the system's; all sockets are on loopback. */
    Map<String, String> environment() {
        var environment = new HashMap<String, String>();
        environment.put("REPRISE_RABBITMQ", folder.toString()); // marks the processes that are ours for the keeper
        environment.put("HOME", folder.toString()); // for the cookie
        environment.put("ERL_EPMD_ADDRESS", "127.0.0.1");
        environment.put("ERL_EPMD_PORT", String.valueOf(epmdPort));
        environment.put("ERL_INETRC", folder.resolve("inetrc").toString());
        environment.put("ERL_CRASH_DUMP_SECONDS", "0"); // the log says why a node ended
        environment.put("RABBITMQ_NODE_IP_ADDRESS", "127.0.0.1");
        environment.put("RABBITMQ_CONFIG_FILE", folder.resolve("rabbitmq").toString());
        environment.put("RABBITMQ_ENABLED_PLUGINS_FILE", folder.resolve("plugins").toString());
        for (var systems : List.of("CONF_ENV_FILE", "ADVANCED_CONFIG_FILE", "CONFIG_FILES")) {
            environment.put("RABBITMQ_" + systems, folder.resolve("none").toString());
        }
        environment.put("RABBITMQ_ALLOW_INPUT", "1"); // keeps a shell from standing between us and the Erlang VM
        // For each Erlang VM, including those that nodes and tools start. None starts a port mapper of its own, which would stay.
        environment.put("ERL_AFLAGS", "-start_epmd false -kernel inet_dist_use_interface {127,0,0,1}"
            + settings.netTicktime().map(time -> " -kernel net_ticktime " + time.toSeconds()).orElse(""));
        return environment;
    }

    /** {@code command} in that environment, without the user's own settings for other nodes. */
    ProcessBuilder process(List<String> command) {
        var builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("RABBITMQ_") || name.startsWith("ERL_"));
        builder.environment().putAll(environment());
        return builder;
    }

    /** The end of a node's log, or of its output if it has no log yet. */
    String logTail(int node) {
        try {
            for (var file : List.of(home(node).resolve("log").resolve(name(node) + ".log"), home(node).resolve("said"))) {
                var lines = Files.exists(file) ? Files.readAllLines(file).stream().filter(line -> !line.isBlank())
                    .map(line -> line.replaceAll(" +", " ")).toList() : List.<String>of();
                if (!lines.isEmpty())
                    return "its last words: " + String.join(" | ", lines.subList(Math.max(0, lines.size() - 5), lines.size()));
            }
            return "it said nothing";
        } catch (IOException e) {
            return "what it said cannot be read: " + e.getMessage();
        }
    }

    @SafeVarargs
    static List<Integer> freePorts(int count, List<Integer>... taken) {
        var others = Stream.of(taken).flatMap(List::stream).toList();
        var ports = new ArrayList<Integer>();
        for (int tries = 0; ports.size() < count && tries < PORTS; tries++) {
            int port = LOWEST_PORT + ThreadLocalRandom.current().nextInt(PORTS);
            if (!ports.contains(port) && !others.contains(port) && isFree(port)) ports.add(port);
        }
        if (ports.size() == count) return ports;
        throw new Failure.Environment("RabbitMQ: there are no " + count + " free ports from " + LOWEST_PORT + " to "
            + (LOWEST_PORT + PORTS - 1));
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1);
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}
