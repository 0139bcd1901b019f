package reprise.sut;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reprise.experiment.OwnedProcesses;
import reprise.peers.Children;

/** The JDK's own web server, and shells, as child processes. */
final class ChildProcessTest {
    private static final String WEB_SERVER = System.getProperty("java.home") + "/bin/jwebserver";

    @TempDir
    private Path folder;

    @Test
    void server_listensOnItsPort_isSampledByItsName_andEndsAtClose() throws Exception {
        var server = ChildProcess.start("web", folder, WEB_SERVER, "-d", folder.toRealPath().toString(), "-p", ChildProcess.PORT);
        var process = ProcessHandle.of(server.pid()).orElseThrow();
        try (server) {
            assertEquals(Map.of("web", server.pid()), server.pids());
            assertTrue(process.isAlive());
            assertTrue(answers(server));
        }
        process.onExit().get(60, TimeUnit.SECONDS);
    }

    @Test
    void kill_endsItAtOnce() throws Exception {
        try (var server = ChildProcess.start("web", folder, WEB_SERVER, "-d", folder.toRealPath().toString(), "-p", ChildProcess.PORT)) {
            var ended = ProcessHandle.of(server.pid()).orElseThrow().onExit();
            assertEquals("web was killed", server.kill());
            ended.get(60, TimeUnit.SECONDS);
            assertFalse(answers(server));
        }
    }

    @Test
    void programThatEndsAtOnce_isTold_withItsCodeAndLastWords() {
        var failure = assertThrows(Failure.Environment.class,
            () -> ChildProcess.start("odd", folder, "/bin/sh", "-c", "echo no port {port} for me; exit 7"));
        // the port stands in the command's words too, so both name the same one
        assertTrue(failure.getMessage().matches("odd ended with code 7 before it listened on port (\\d+); its output is in "
            + folder.resolve("odd.log") + ": no port \\1 for me"), failure.getMessage());
    }

    @Test
    void programThatIsMissing_orHasNoPort_isTold() {
        var missing = assertThrows(Failure.Environment.class, () -> ChildProcess.start("x", folder, "/no/such/program", "{port}"));
        assertTrue(missing.getMessage().startsWith("x: '/no/such/program "), missing.getMessage());
        assertTrue(missing.getMessage().endsWith("; is it installed?"), missing.getMessage());
        var portless = assertThrows(Failure.BadInput.class, () -> ChildProcess.start("x", folder, "sleep", "60"));
        assertTrue(portless.getMessage().startsWith("x: the command has no {port}; "), portless.getMessage());
    }

    /** A JVM that starts a shell, which starts the server and says which process it is. */
    static final class Owner {
        public static void main(String[] args) throws InterruptedException {
            var pid = Path.of(args[0]).resolve("pid");
            var server = ChildProcess.start("web", Path.of(args[0]), "sh", "-c",
                WEB_SERVER + " -d / -p {port} & echo $! >" + pid + "; wait");
            System.out.println(server.pid());
            new CountDownLatch(1).await();
        }
    }

    @Test
    void ownerThatIsKilled_leavesNeitherTheProgramNorWhatItHasStarted() throws Exception {
        var owner = Children.process(ProcessHandle.current().info().command().orElseThrow(), "-XX:TieredStopAtLevel=1", "-Xmx16m", "-cp",
            System.getProperty("java.class.path"), Owner.class.getName(), folder.toString()).start();
        try {
            var shell = ProcessHandle.of(Long.parseLong(owner.inputReader().readLine())).orElseThrow();
            var server = ProcessHandle.of(Long.parseLong(Files.readString(folder.resolve("pid")).strip())).orElseThrow();
            assertTrue(server.isAlive() && shell.isAlive());
            owner.destroyForcibly().waitFor();
            assertEquals(List.of(), OwnedProcesses.staying(() -> List.of(shell, server)));
        } finally {
            owner.destroyForcibly();
        }
    }

    private static boolean answers(ChildProcess server) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            return socket.isConnected();
        } catch (IOException refused) {
            return false;
        }
    }
}
