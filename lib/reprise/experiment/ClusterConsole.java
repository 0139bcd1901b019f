package reprise.experiment;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The embedded cluster on its own, for clients of other processes and hosts: prints its URL, takes commands, stays until Ctrl-C. */
public final class ClusterConsole {
    private ClusterConsole() {}

    /** @param user NAME:PASSWORD of one more who may log in */
    public static int serve(String address, List<Integer> ports, Optional<String> user, Interruption interruption) {
        user.filter(login -> !login.matches("[^:\\s]+:\\S+")).ifPresent(_ -> {
            throw new Failure.BadInput("--user has not the form NAME:PASSWORD, without spaces");
        });
        try (var cluster = Brokers.embedded(address, ports)) {
            user.ifPresent(login -> cluster.command("user " + login.replaceFirst(":", " ")));
            var hosts = cluster.url().hosts().stream().map(Object::toString).reduce((a, b) -> a + "," + b).orElseThrow();
            System.out.println("amqp://" + user.map(login -> login.replaceFirst(":.*", ":PASSWORD@")).orElse("") + hosts + "/");
            System.out.println("Type 'kill N' or 'start N'; Ctrl-C ends the cluster.");
            Thread.ofVirtual().start(() -> takeCommands(cluster));
            CompletableFuture.anyOf(interruption.asked(), cluster.process().ended()).join();
            if (interruption.isAsked()) return Failure.REPRODUCED;
            throw new Failure.Environment("cluster: its JVM ended by itself; start it again");
        }
    }

    private static void takeCommands(Brokers.Embedded cluster) {
        try (var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line; (line = input.readLine()) != null; ) {
                if (!line.isBlank()) System.out.println(cluster.answer(line.strip()));
            }
        } catch (IOException e) {
            System.err.println("cluster: takes no more commands: " + e.getMessage());
        }
    }
}
