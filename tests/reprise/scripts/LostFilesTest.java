package reprise.scripts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static reprise.scripts.ScriptProcess.Script.AMQP_CLUSTER;
import static reprise.scripts.ScriptProcess.Script.RPC_CAST_FAILOVER;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import reprise.peers.Children;

/** Runs whose files cannot all be written: the figures are printed, the other files are complete, and the missing ones are reported. */
@Tag("waits")
@Execution(ExecutionMode.CONCURRENT)
final class LostFilesTest {
    /** Mounts a disk with a size at {@code $0}, performs, and copies its content to {@code $AFTER}; the disk ends with the shell. */
    private static final String ON_A_DISK = "mount -t tmpfs -o size=$SIZE none \"$0\" && { PREPARE; \"$@\"; code=$?; rm -f \"$0/rest\"; "
        + "cp -r \"$0\"/. \"$AFTER\"; exit $code; }";
    private static final String FILL = "head -c 2m /dev/zero >\"$0/rest\" 2>/dev/null";
    @TempDir
    Path temp;

    /** Runs the script from a shell that prepares the environment, with {@code $0}. */
    private ScriptProcess.Ended run(List<String> stage, String... args) throws Exception {
        var command = new ArrayList<>(stage);
        command.addAll(ScriptProcess.command(RPC_CAST_FAILOVER, List.of(args)));
        var err = Files.createTempFile(temp, "err", ".txt");
        var process = Children.process(command).redirectInput(Path.of("/dev/null").toFile()).redirectError(err.toFile()).start();
        try {
            var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new ScriptProcess.Ended(process.waitFor(), out, Files.readString(err));
        } finally {
            process.destroyForcibly();
        }
    }

    private static Map<String, String> files(Path folder) throws IOException {
        var files = new TreeMap<String, String>();
        try (var all = Files.list(folder)) {
            for (var file : all.toList()) files.put(file.getFileName().toString(), Files.readString(file));
        }
        return files;
    }

    /** Runs on a disk of its own, prepared by shell commands; its files are afterwards in the folder {@code after}. */
    private ScriptProcess.Ended onADisk(String size, String prepare, String... args) throws Exception {
        var probe = Children.process("unshare", "-rm", "mount", "-t", "tmpfs", "none", temp.toString()).start();
        assumeTrue(probe.waitFor() == 0, "this host lets no file system be mounted (unshare -rm mount)");
        return run(List.of("env", "SIZE=" + size, "AFTER=" + Files.createDirectory(temp.resolve("after")), "unshare", "-rm", "sh", "-c",
            ON_A_DISK.replace("PREPARE", prepare), Files.createDirectory(temp.resolve("disk")).toString()), args);
    }

    /**
     * 1,056 casts per second for eight seconds, less an outage or two: rows of at least 60 bytes exceed a disk of 64 KiB. run.json is
     * written first and fits; the rest is smaller than the page's 45 kB.
     */
    @Test
    void run_whoseLargestFilesDoNotFit_isPrintedAndKeepsTheOthers() throws Exception {
        var out = temp.resolve("disk/run");
        var ended = onADisk("64k", ":", "--chaos", "1", "--duration", "8s", "--warm-up", "0s", "--no-progress", "--out", out.toString());
        ScriptProcess.failed(ended, 3, out.resolve("report.html") + " cannot be written: No space left on device\n");
        assertTrue(ended.err().contains(out.resolve("messages.csv") + " cannot be written: No space left on device\n"), ended.err());
        assertTrue(ended.err().endsWith("make room and let it be written there, or name another folder with --out, and run again\n"),
            ended.err());
        assertTrue(ended.out().contains("Execution Summary") && ended.out().contains("\nEvery message "), ended.out());
        var kept = temp.resolve("after/run");
        var files = files(kept).keySet();
        assertTrue(files.containsAll(List.of("run.json", "latency.hlog", "rpc_cast_message_flow.svg")), files.toString());
        for (var lost : List.of("report.html", "messages.csv")) assertFalse(files.contains(lost), lost);
        assertTrue(files.stream().noneMatch(name -> name.endsWith(".part")), files.toString());
        var again = ScriptProcess.run(RPC_CAST_FAILOVER, temp, "report", kept.toString());
        assertTrue(again.exitCode() < 2 && again.out().contains("\nReport: " + kept.resolve("report.html") + "\n"),
            again.out() + again.err());
        assertTrue(Files.readString(kept.resolve("report.html")).endsWith("</html>\n"), "it is not whole");
    }

    /** A run's folder on a disk that is then filled to the last byte: the earlier reports stay unchanged. */
    @Test
    void report_onAFullDisk_isPrintedAndLeavesTheReportsOfBefore() throws Exception {
        var made = temp.resolve("made");
        var ended =
            ScriptProcess.run(RPC_CAST_FAILOVER, temp, "--duration", "1s", "--kill-at", "500ms", "--warm-up", "0s", "--out",
            made.toString());
        assertTrue(ended.exitCode() < 2, ended.out() + ended.err());
        Files.writeString(made.resolve("report.rst"), "of before\n");
        var disk = temp.resolve("disk");
        var full = onADisk("1m", "cp '" + made + "'/* \"$0\"; " + FILL, "report", disk.toString());
        ScriptProcess.failed(full, 3, disk.resolve("report.rst") + " cannot be written: No space left on device\n");
        assertTrue(full.err().endsWith("make room and let it be written there; then 'report " + disk + "' writes the reports again\n"),
            full.err());
        assertTrue(full.out().contains("\nClaims\n"), full.out());
        assertEquals(files(made), files(temp.resolve("after")));
    }

    @Test
    void folder_onADiskThatIsFullAlready_isToldBeforeTheRun() throws Exception {
        var out = temp.resolve("disk/run");
        var full = onADisk("64k", FILL, "--out", out.toString());
        ScriptProcess.failed(full, 3,
            "--out: " + out + " cannot be written: No space left on device; make room there, or name another folder with --out\n");
        assertEquals("", full.out());
    }

    /** sh counts in 512 bytes: no file may exceed 32 KiB, and the library that reads CPU unpacks one of more than 100 KiB. */
    @Test
    void folder_ofTemporaryFiles_thatIsFull_isToldBeforeTheRun() throws Exception {
        var ended = run(List.of("sh", "-c", "ulimit -f 64; exec \"$@\"", "sh"), "--quick", "--out", temp.resolve("run").toString());
        ScriptProcess.failed(ended, 3,
            "a library has to be unpacked into /tmp, and loaded there; make room, and let programs be loaded from it");
    }

    /** The folder is removed while the cluster runs, and a file takes its path. */
    @Test
    void cluster_whoseFolderIsGone_tellsItWhenItIsInterrupted() throws Exception {
        var out = temp.resolve("cluster");
        try (var cluster = ScriptProcess.start(AMQP_CLUSTER, temp, "--ports", "0", "--out", out.toString())) {
            cluster.awaitLine("Type 'kill N'");
            Files.delete(out);
            Files.writeString(out, "");
            ScriptProcess.failed(cluster.interrupt(), 130, out.resolve("run.json") + " cannot be written: ");
        }
    }
}
