package reprise.experiment;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import reprise.document.FailoverScenario;
import reprise.report.FailoverReport;

/** The embedded cluster on its own, for clients of other processes and hosts: prints its URL, takes commands, stays until Ctrl-C, writes its run. */
public final class ClusterConsole {
    private ClusterConsole() {}

    /**
     * @param user NAME:PASSWORD of one more who may log in
     * @param out where its run goes, or null for the default folder
     */
    public static int serve(String address, List<Integer> ports, boolean mirrored, Optional<String> user, Path out, FailoverScenario document, Interruption interruption) throws IOException {
        user.filter(login -> !login.matches("[^:\\s]+:\\S+")).ifPresent(_ -> {
            throw new Failure.BadInput("--user has not the form NAME:PASSWORD, without spaces");
        });
        var folder = RunFolder.prepare(out, document.scenario().id() + "-cluster", LocalDateTime.now());
        try (var cluster = Brokers.embedded(address, ports, mirrored); var run = new ClusterRun(cluster)) {
            user.ifPresent(login -> cluster.command("user " + login.replaceFirst(":", " ")));
            var hosts = cluster.url().hosts().stream().map(Object::toString).reduce((a, b) -> a + "," + b).orElseThrow();
            // Without a slash behind it: to most clients that would be the virtual host "", not the default one.
            System.out.println("amqp://" + user.map(login -> login.replaceFirst(":.*", ":PASSWORD@")).orElse("") + hosts);
            System.out.println("Type 'kill N', 'start N', 'freeze N' or 'thaw N'; Ctrl-C ends the cluster.");
            if (StandardOutput.isLost()) return Failure.ENVIRONMENT;
            Thread.ofVirtual().start(() -> takeCommands(cluster, run));
            CompletableFuture.anyOf(interruption.asked(), cluster.process().ended()).join();
            run.write(folder, document.seed(), new FailoverReport(document.scenario()));
            if (interruption.isAsked()) return Failure.REPRODUCED;
            throw new Failure.Environment("cluster: its JVM ended by itself; start it again");
        }
    }

    private static void takeCommands(Brokers.Embedded cluster, ClusterRun run) {
        try (var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line; (line = input.readLine()) != null; ) {
                if (line.isBlank()) continue;
                var answer = cluster.answer(line.strip());
                run.did(answer);
                System.out.println(answer);
            }
        } catch (IOException e) {
            System.err.println("cluster: takes no more commands: " + e.getMessage());
        }
    }
}
