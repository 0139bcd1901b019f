package reprise.scripts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reprise.peers.Certificates;
import reprise.peers.Children;
import reprise.peers.Hosts;
import reprise.peers.Nginx;
import reprise.peers.Slurm;
import reprise.peers.Sshd;

/**
 * The commands of scripts/lab-hosts.md that start one load's shares, as they stand there, on the real engines. The first host has the
 * system that they load, and the user, who is in a folder with ./jbang.
 */
@Tag("waits")
@Order(1)
final class RecipesTest {
    private static final int ARRIVALS = 4_000 * 5;
    private static final int CONNECTIONS = 40;

    @TempDir
    Path temp;
    private Path lab;
    private Hosts hosts;

    @BeforeEach
    void makeHosts() throws Exception {
        hosts = new Hosts(temp, 3);
        lab = Files.createDirectories(temp.resolve("lab"));
        Files.createSymbolicLink(lab.resolve("jbang"), Path.of("jbang").toAbsolutePath());
        var system = Files.createDirectories(temp.resolve("system"));
        new Nginx(hosts.on(1, system), system, "server { listen 192.0.2.1:8080; access_log off; location / { return 200 hello; } }");
    }

    @AfterEach
    void endHosts() throws IOException {
        if (hosts != null) hosts.close();
        for (var link : List.of("jbang", "reprise")) Files.deleteIfExists(temp.resolve("lab").resolve(link)); // not what is behind it
    }

    /** The blocks of commands of a section of the page, without their indent. */
    private static List<String> blocks(String section) throws IOException {
        var page = Files.readString(Path.of("scripts/lab-hosts.md"));
        var text = page.substring(page.indexOf("\n### " + section + "\n") + 5).replaceFirst("(?s)\n##.*", "");
        var blocks = new ArrayList<String>();
        for (var part : text.split("\n(?! {4})")) {
            var commands = part.lines().filter(line -> line.startsWith("    ")).map(line -> line.substring(4) + "\n").toList();
            if (!commands.isEmpty()) blocks.add(String.join("", commands));
        }
        return blocks;
    }

    private Process start(int host, Map<String, String> environment, Path said, String... command) throws IOException {
        var words = new ArrayList<>(hosts.on(host, lab));
        words.addAll(List.of(command));
        var builder = Children.process(words).redirectErrorStream(true).redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(said.toFile());
        builder.environment().put("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1"); // they run short, as in ScriptProcess
        builder.environment().putAll(environment);
        return builder.start();
    }

    /** Returns what it printed. Its exit code is 1 where shares on a busy host began too far apart, and their whole is partial. */
    private static String end(Process process, Path said) throws Exception {
        if (!process.waitFor(ScriptProcess.PATIENCE_SEC, TimeUnit.SECONDS)) process.destroyForcibly().waitFor();
        assertTrue(process.exitValue() <= 1, process.exitValue() + ": " + Files.readString(said));
        return Files.readString(said);
    }

    /** Runs a user's commands on the first host. @return what they printed */
    private String run(Map<String, String> environment, String... command) throws Exception {
        var said = temp.resolve("said");
        return end(start(1, environment, said, command), said);
    }

    /** All that arrives in the whole arrives in one of the shares, and each is on the host that its engine chose. */
    private void checkShares(String folder, int count, int hostCount, String whole) throws IOException {
        var numbers = new TreeSet<Integer>();
        var names = new TreeSet<String>();
        int arrived = 0;
        try (var folders = Files.newDirectoryStream(lab.resolve(folder))) {
            for (var each : folders) {
                var share = PerformedRun.in(each);
                assertEquals(count, share.path("share").path("of").intValue(), each + ": " + share.path("share"));
                numbers.add(share.path("share").path("number").intValue());
                names.add(share.path("environment").path("host").textValue());
                arrived += arrived(share);
            }
        }
        assertEquals(count, numbers.size(), numbers.toString());
        assertEquals(hostCount, names.size(), names.toString());
        assertEquals(ARRIVALS, arrived);
        var run = PerformedRun.in(lab.resolve(whole));
        assertEquals(ARRIVALS, arrived(run), run.path("seconds").toString());
        assertEquals(CONNECTIONS, run.path("parameters").path("connections").intValue());
        assertFalse(run.path("share").has("number"), run.path("share").toString());
    }

    /** Each arrival has one outcome. */
    private static int arrived(PerformedRun run) {
        int sum = 0;
        for (var outcome : List.of("requests", "timeouts", "readErrors", "writeErrors", "interrupted", "unsent")) sum += run.sum(outcome);
        return sum;
    }

    @Test
    void slurm_startsTheSharesOfAStep() throws Exception {
        var slurm = new Slurm(Files.createDirectories(temp.resolve("slurm")), hosts, 3);
        var blocks = blocks("Slurm");
        assertEquals(2, blocks.size(), blocks.toString());
        run(slurm.environment(), "sh", "-ec", blocks.getFirst());
        checkShares("one", 4, 2, "whole");
        Files.writeString(lab.resolve("load.sh"), blocks.getLast());
        var id = run(slurm.environment(), "sbatch", "--wait", "load.sh").replaceAll("\\D", "");
        checkShares(id, 2, 2, "batch");
        // what it starts by itself is not a share, although the script has a SLURM_PROCID and a SLURM_NTASKS
        Files.writeString(lab.resolve("alone.sh"), "#!/bin/sh\n#SBATCH --ntasks=4\n"
            + "./jbang http-load -c 2 -d 1s --warm-up 0s --out alone http://192.0.2.1:8080/\n");
        run(slurm.environment(), "sbatch", "--wait", "alone.sh");
        assertTrue(PerformedRun.in(lab.resolve("alone")).path("share").isMissingNode());
    }

    @Test
    void parallel_startsAShareOnEachHost() throws Exception {
        assumeTrue(Certificates.isInstalled("parallel"), "no parallel here; install parallel");
        var sshd = new Sshd(temp.resolve("ssh"), hosts, 2, 3);
        var environment = new HashMap<>(Map.of("PARALLEL_SSH", sshd.ssh(), "PARALLEL_HOME", temp.resolve("parallel").toString()));
        run(environment, "sh", "-ec", blocks("GNU parallel over ssh").getFirst());
        checkShares("one", 2, 2, "whole");
    }

    /** Kubernetes itself is not here: its pods' command is run as the manifest has it, with the environment that it would give them. */
    @Test
    void pods_ofTheManifest_areTheSharesOfALoad() throws Exception {
        var job = JobManifest.read();
        Files.createSymbolicLink(lab.resolve("reprise"), Path.of("").toAbsolutePath());
        Files.writeString(temp.resolve("hosts"), "192.0.2.1 http-load-0.http-load\n", StandardOpenOption.APPEND); // as the Service names it
        var pods = new ArrayList<Process>();
        int count = job.path("spec").path("completions").intValue();
        for (int index = 0; index < count; index++) {
            var environment = new HashMap<>(Map.of("JOB_COMPLETION_INDEX", String.valueOf(index)));
            for (var each : JobManifest.container(job).path("env"))
                environment.put(each.path("name").textValue(), each.path("value").textValue());
            environment.keySet().removeAll(List.of("JBANG_DIR", "JBANG_REPO")); // the folders of this machine's user are filled already
            var command = JobManifest.command(job).toArray(String[]::new);
            pods.add(start(1 + index % 3, environment, temp.resolve("pod" + index), command));
        }
        for (int index = 0; index < count; index++) end(pods.get(index), temp.resolve("pod" + index));
        run(Map.of(), "sh", "-ec", JobManifest.report());
        checkShares("one", count, 3, "whole");
    }
}
