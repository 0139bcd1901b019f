package reprise.sut;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** This machine's RabbitMQ package and its command line tool, rabbitmqctl; a call takes 0.3 to 1 s. Thread-safe. */
public record RabbitMqTool(RabbitMqSite site) {
    private static final String BIN_VARIABLE = "REPRISE_RABBITMQ_BIN";
    /** Debian's folder, or the user's, with rabbitmq-server and rabbitmqctl in it. */
    private static final Path BIN = Path.of(System.getenv().getOrDefault(BIN_VARIABLE, "/usr/lib/rabbitmq/bin"));
    private static final int CALL_WAIT_SEC = 60;

    static boolean isInstalled() {
        return Files.isExecutable(server());
    }

    public static void requireInstalled() {
        if (!isInstalled())
            throw new Failure.Environment("RabbitMQ is not installed at " + BIN
                + "; install the package rabbitmq-server, or name the folder of its programs in " + BIN_VARIABLE);
    }

    /** Debian's wrapper of the same name, on PATH, may change the user; this is the program itself. */
    static Path server() {
        return BIN.resolve("rabbitmq-server");
    }

    /** Throws if the installed version has no mirrored queues. */
    static void requireMirrors(String version) {
        if (new BrokerVersion("RabbitMQ", version).hasMirrors()) return;
        throw new Failure.Environment("RabbitMQ is of version " + version + ", which has no mirrored queues any more; give --queues "
            + "quorum, which took their place, where the script has it, leave out what is mirrored with --only where it has that, or "
            + "install one below " + BrokerVersion.MAJOR_WITHOUT_MIRRORS + ".0");
    }

    /** Mirrors every queue on every node and synchronises new mirrors automatically. */
    void mirrorAll(int node) {
        call(node, "set_policy", "mirrored", "", "{\"ha-mode\":\"all\",\"ha-sync-mode\":\"automatic\"}", "--apply-to", "queues");
    }

    /** @param running the numbers of the nodes in the cluster that run. @param version of the node that was asked */
    record Status(Set<Integer> running, String version) {}

    /** The cluster as {@code node} sees it. */
    Status status(int node) {
        var json = call(node, "cluster_status", "--formatter", "json");
        try {
            var status = new ObjectMapper().readTree(json);
            var names = new HashSet<String>();
            status.path("running_nodes").forEach(name -> names.add(name.asText()));
            return new Status(IntStream.rangeClosed(1, site.nodes()).filter(other -> names.contains(RabbitMqSite.name(other))).boxed()
                .collect(Collectors.toSet()), status.path("versions").path(RabbitMqSite.name(node)).path("rabbitmq_version").asText());
        } catch (JsonProcessingException e) {
            throw new Failure.Environment("RabbitMQ: rabbitmqctl cluster_status answered no JSON: " + json, e);
        }
    }

    String call(int node, String... words) {
        var command = new ArrayList<>(List.of(BIN.resolve("rabbitmqctl").toString(), "-q", "-n", RabbitMqSite.name(node), "--timeout",
            String.valueOf(CALL_WAIT_SEC / 2)));
        command.addAll(List.of(words));
        try {
            var process = site.process(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(site.folder().resolve("rabbitmqctl").toFile())).start();
            process.getOutputStream().close();
            var end = process.onExit().orTimeout(CALL_WAIT_SEC, TimeUnit.SECONDS);
            end.exceptionally(_ -> process.destroyForcibly());
            var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int code = process.waitFor();
            if (code == 0) return output;
            if (end.isCompletedExceptionally())
                throw new Failure.Environment("RabbitMQ: '" + String.join(" ", command) + "' did not end within " + CALL_WAIT_SEC
                    + " s; is the host too busy?");
            throw new Failure.Environment("RabbitMQ: '" + String.join(" ", command) + "' ended with code " + code + ", saying: "
                + output.strip().lines().limit(5).reduce((a, b) -> a + " | " + b)
                .orElse("nothing, but see " + site.folder().resolve("rabbitmqctl")));
        } catch (IOException e) {
            throw new Failure.Environment("RabbitMQ: '" + command.getFirst() + "' cannot be run: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure.Environment("RabbitMQ: interrupted while '" + String.join(" ", command) + "' was running", e);
        }
    }
}
