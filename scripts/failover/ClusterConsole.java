package failover;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import reprise.experiment.RunFolder;
import reprise.experiment.ServerTlsOptions;
import reprise.experiment.StandardOutput;
import reprise.recorder.Origin;
import reprise.report.Report;
import reprise.sut.Brokers;
import reprise.sut.Failure;
import reprise.sut.Interruption;
import reprise.sut.ListenedAt;
import reprise.sut.NodeSettings;

/**
 * The embedded cluster on its own, for clients in other processes and on other hosts. It prints its URL, takes commands, runs until Ctrl-C
 * and writes its run.
 */
public final class ClusterConsole {
    private static final int MOST_NODES = 100;
    private static final long SEED = 1; // nothing is drawn; a client's run has its own

    private ClusterConsole() {}

    /**
     * @param addresses of the nodes, or one for all
     * @param netTicktime how long a frozen node is silent before the others take it for dead
     * @param user NAME:PASSWORD of one additional login
     * @param report of its run
     * @param tls whether the nodes speak it
     * @param out the folder of its run, or null for the default folder
     */
    public static int serve(List<String> addresses, List<Integer> ports, boolean mirrored, Optional<Duration> netTicktime,
        Optional<String> user, ServerTlsOptions tls, Path out,
        Origin origin, Report report, Interruption interruption) throws IOException {
        user.filter(login -> !login.matches("[^:\\s]+:\\S+")).ifPresent(_ -> {
            throw new Failure.BadInput("--user has not the form NAME:PASSWORD, without spaces");
        });
        check(addresses, ports, netTicktime);
        tls.check();
        var folder = RunFolder.prepare(out, "amqp-cluster", LocalDateTime.now());
        var certificate = tls.certificate(folder, addresses.toArray(String[]::new));
        try (var cluster = Brokers.embedded(addresses, ports, FailoverSetup.own(mirrored),
                 new NodeSettings(certificate, netTicktime)); var run = new ClusterRun(cluster)) {
            user.ifPresent(login -> cluster.command("user " + login.replaceFirst(":", " ")));
            var hosts = cluster.url().hosts().stream().map(Object::toString).reduce((a, b) -> a + "," + b).orElseThrow();
            // The URL has no trailing slash: most clients would read it as the virtual host "" instead of the default one.
            System.out.println((certificate.isPresent() ? "amqps://" : "amqp://")
                + user.map(login -> login.replaceFirst(":.*", ":PASSWORD@")).orElse("") + hosts);
            certificate.ifPresent(ServerTlsOptions::tell);
            addresses.forEach(ListenedAt::tell);
            System.out.println("Type 'kill N', 'start N', 'freeze N' or 'thaw N'; Ctrl-C ends the cluster.");
            if (StandardOutput.isLost()) return Failure.ENVIRONMENT;
            Thread.ofVirtual().start(() -> takeCommands(cluster, run));
            CompletableFuture.anyOf(interruption.asked(), cluster.process().ended()).join();
            run.write(folder, origin, SEED, report);
            if (interruption.isAsked()) return Failure.REPRODUCED;
            throw new Failure.Environment("cluster: its JVM ended by itself; start it again");
        }
    }

    private static void check(List<String> addresses, List<Integer> ports, Optional<Duration> netTicktime) {
        var wrong = new ArrayList<String>();
        NetTicktime.check(netTicktime.orElse(null), wrong);
        for (int port : ports)
            if (port < 0 || port > 65_535) wrong.add("--ports has " + port + "; each must be 1 to 65535, or 0 for any that is free");
        if (addresses.size() > 1 && addresses.size() != ports.size())
            wrong.add("--listen has " + addresses.size() + " addresses, and --ports has " + ports.size()
                + "; give one address for all nodes, or one for each");
        var fixed = ports.stream().filter(port -> port != 0).toList();
        if (addresses.size() == 1 && fixed.stream().distinct().count() < fixed.size())
            wrong.add("--ports has one port twice; each node needs its own, for example 5672,5673,5674");
        if (ports.size() > MOST_NODES) wrong.add("--ports has " + ports.size() + " ports; give at most " + MOST_NODES);
        if (!wrong.isEmpty()) throw new Failure.BadInput(String.join("\n", wrong));
    }

    private static void takeCommands(Brokers.Embedded cluster, ClusterRun run) {
        try (var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line; (line = input.readLine()) != null; ) {
                if (line.isBlank()) continue;
                var command = line.strip();
                var answer = cluster.answer(command);
                run.did(command, answer);
                System.out.println(answer);
            }
        } catch (IOException e) {
            System.err.println("cluster: takes no more commands: " + e.getMessage());
        }
    }
}
