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

/** RabbitMQ's package of this machine and its command line tool, rabbitmqctl; a call takes 0.3 to 1 s. Any thread. */
public record RabbitMqTool(RabbitMqSite site) {
    private static final String BIN_VARIABLE = "REPRISE_RABBITMQ_BIN";
    /** Debian's, or where the user has another: with rabbitmq-server and rabbitmqctl in it. */
    private static final Path BIN = Path.of(System.getenv().getOrDefault(BIN_VARIABLE, "/usr/lib/rabbitmq/bin"));
    private static final int CALL_WAIT_SEC = 60;
    /** From this major on, classic queues are never mirrored. */
    private static final int MAJOR_WITHOUT_MIRRORS = 4;

    static boolean isInstalled() {
        return Files.isExecutable(server());
    }

    public static void requireInstalled() {
        if (!isInstalled())
            throw new Failure.Environment("RabbitMQ is not installed at " + BIN
                + "; install the package rabbitmq-server, or name the folder of its programs in " + BIN_VARIABLE);
    }

    /** Debian's other program of that name, on PATH, may change the user. */
    static Path server() {
        return BIN.resolve("rabbitmq-server");
    }

    String version() {
        return call(List.of("version")).strip();
    }

    /** Says so, where what is installed has no mirrored queues any more. */
    static void requireMirrors(String version) {
        if (version.matches("\\d+\\..*") && Integer.parseInt(version.substring(0, version.indexOf('.'))) < MAJOR_WITHOUT_MIRRORS) return;
        throw new Failure.Environment("RabbitMQ is of version " + version + ", which has no mirrored queues any more; install one below "
            + MAJOR_WITHOUT_MIRRORS + ".0, or run with queues not mirrored");
    }

    /** Every queue on every node, each new mirror filled before anything else. */
    void mirrorAll(int node) {
        call(node, "set_policy", "mirrored", "", "{\"ha-mode\":\"all\",\"ha-sync-mode\":\"automatic\"}", "--apply-to", "queues");
    }

    /** Numbers of the nodes that run in the cluster that {@code node} sees. */
    Set<Integer> running(int node) {
        var json = call(node, "cluster_status", "--formatter", "json");
        try {
            var names = new HashSet<String>();
            new ObjectMapper().readTree(json).path("running_nodes").forEach(name -> names.add(name.asText()));
            return IntStream.rangeClosed(1, site.nodes()).filter(other -> names.contains(RabbitMqSite.name(other))).boxed()
                .collect(Collectors.toSet());
        } catch (JsonProcessingException e) {
            throw new Failure.Environment("RabbitMQ: rabbitmqctl cluster_status answered no JSON: " + json, e);
        }
    }

    private String call(int node, String... words) {
        var command = new ArrayList<>(List.of("-q", "-n", RabbitMqSite.name(node), "--timeout", String.valueOf(CALL_WAIT_SEC / 2)));
        command.addAll(List.of(words));
        return call(command);
    }

    private String call(List<String> words) {
        var command = new ArrayList<>(List.of(BIN.resolve("rabbitmqctl").toString()));
        command.addAll(words);
        try {
            var process = site.process(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(site.folder().resolve("rabbitmqctl").toFile())).start();
            process.getOutputStream().close();
            var end = process.onExit().orTimeout(CALL_WAIT_SEC, TimeUnit.SECONDS);
            end.exceptionally(_ -> process.destroyForcibly());
            var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int code = process.waitFor();
            if (code == 0) return said;
            if (end.isCompletedExceptionally())
                throw new Failure.Environment("RabbitMQ: '" + String.join(" ", command) + "' did not end within " + CALL_WAIT_SEC
                    + " s; is the host too busy?");
            throw new Failure.Environment("RabbitMQ: '" + String.join(" ", command) + "' ended with code " + code + ", saying: "
                + said.strip().lines().limit(5).reduce((a, b) -> a + " | " + b)
                .orElse("nothing, but see " + site.folder().resolve("rabbitmqctl")));
        } catch (IOException e) {
            throw new Failure.Environment("RabbitMQ: '" + command.getFirst() + "' cannot be run: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure.Environment("RabbitMQ: interrupted while '" + String.join(" ", command) + "' was running", e);
        }
    }
}
