package reprise.scripts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static reprise.scripts.ScriptProcess.Script.REST_CALLER;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import reprise.peers.Children;
import reprise.recorder.Origin;

/**
 * {@code ./jbang} as cron, a container or another user starts it: with an almost empty environment, from any folder, and with files of
 * another owner.
 */
@Tag("waits")
@Order(3)
@Execution(ExecutionMode.CONCURRENT)
final class LauncherTest {
    private static final String PATH = "PATH=/usr/bin:/bin:/usr/sbin:/sbin";
    private static final String HOME = "HOME=" + System.getenv("HOME");
    private static final Path JBANG_DIR =
        Path.of(Optional.ofNullable(System.getenv("JBANG_DIR")).orElse(System.getenv("HOME") + "/.jbang")).toAbsolutePath();
    private static final boolean ROOT = "root".equals(System.getProperty("user.name"));
    @TempDir
    Path temp;

    @BeforeEach
    void openToAll() throws IOException {
        Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** What is done with a command that runs. */
    private interface Meanwhile {
        void with(Process process) throws Exception;
    }

    /** Waits for it, and then ends the command as Ctrl-C does, which reaches all of its processes. */
    private static Meanwhile until(CompletableFuture<?> coming) {
        return process -> {
            coming.get(ScriptProcess.PATIENCE_SEC, TimeUnit.SECONDS);
            var interrupt = new ArrayList<>(List.of("kill", "-INT", String.valueOf(process.pid())));
            process.descendants().forEach(child -> interrupt.add(String.valueOf(child.pid())));
            Children.process(interrupt).start().waitFor();
        };
    }

    private ScriptProcess.Ended run(Meanwhile meanwhile, List<String> environment, Object... command) throws Exception {
        return run(meanwhile, List.of(), Path.of("."), environment, command);
    }

    private ScriptProcess.Ended run(List<String> as, Path folder, List<String> environment, Object... command) throws Exception {
        return run(_ -> { }, as, folder, environment, command);
    }

    /** Runs in {@code folder}, with only this environment; {@code as} is a prefix, such as another user. */
    private ScriptProcess.Ended run(Meanwhile meanwhile, List<String> as, Path folder, List<String> environment, Object... command)
        throws Exception {
        var words = new ArrayList<>(as);
        words.addAll(List.of("env", "-i", PATH, Children.mark()));
        words.addAll(environment);
        for (var word : command) words.add(word.toString());
        var out = Files.createTempFile(temp, "out", ".txt");
        var err = Files.createTempFile(temp, "err", ".txt");
        var process = Children.process(words).directory(folder.toFile()).redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(out.toFile()).redirectError(err.toFile()).start();
        try {
            meanwhile.with(process);
            assertTrue(process.waitFor(ScriptProcess.PATIENCE_SEC, TimeUnit.SECONDS), words + " goes on");
            return new ScriptProcess.Ended(process.exitValue(), Files.readString(out), Files.readString(err));
        } finally {
            process.destroyForcibly();
        }
    }

    private ScriptProcess.Ended run(List<String> environment, Object... command) throws Exception {
        return run(List.of(), Path.of("."), environment, command);
    }

    private static List<String> aliases() throws IOException {
        var names = new ArrayList<String>();
        new ObjectMapper().readTree(Path.of("jbang-catalog.json").toFile()).path("aliases").fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static void hasAliases(String text) throws IOException {
        for (var alias : aliases()) assertEquals(1, text.lines().filter(line -> line.startsWith("  " + alias + " ")).count(), text);
    }

    /** Without a JDK, a home or JBang. */
    @Test
    void alone_listsTheAliases() throws Exception {
        var ended = run(List.of(), "./jbang");
        assertEquals(0, ended.exitCode(), ended.err());
        hasAliases(ended.out());
        assertTrue(ended.out().contains("Performs \"WebSocket servers under high load\" again"), ended.out());
        assertEquals(1 + aliases().size(), ended.out().lines().count(), ended.out());
        assertEquals(3, run(List.of(), "sh", "-c", "./jbang >/dev/full").exitCode());
    }

    @Test
    void mistypedAlias_isTwoWithTheAliasesAndASuggestion() throws Exception {
        for (var typed : Map.of("rest-callr", "rest-caller", "broadcast", "ws-broadcast").entrySet()) {
            var ended = run(List.of(HOME, "JBANG_DIR=" + JBANG_DIR), "./jbang", "--offline", typed.getKey(), "--quick");
            assertEquals(2, ended.exitCode(), ended.out() + ended.err());
            assertTrue(ended.err().contains("jbang: there is no alias " + typed.getKey() + "; these are there:\n"), ended.err());
            hasAliases(ended.err());
            assertTrue(ended.err().endsWith("\nDid you mean " + typed.getValue() + "?\n"), ended.err());
        }
    }

    /** JBang's own output is not our list of aliases, and lost output is noticed. */
    @Test
    void jbangsOwnCommands_stillWork() throws Exception {
        var environment = List.of(HOME, "JBANG_DIR=" + JBANG_DIR);
        assertTrue(run(environment, "./jbang", "version").out().matches("\\d+\\.\\d+\\.\\d+\\n"));
        var help = run(environment, "./jbang", "--help");
        assertTrue(help.exitCode() == 0 && help.out().concat(help.err()).contains("Usage: jbang [-hV]"), help.out() + help.err());
        var wrong = run(environment, "./jbang", "info", "classpath", "no/such.java");
        assertTrue(wrong.exitCode() == 2 && !wrong.err().contains("there is no alias"), wrong.err());
        assertEquals(3, run(environment, "sh", "-c", "./jbang version >/dev/full").exitCode());
    }

    /** A template is no alias, and what init refuses is JBang's to say. */
    @Test
    void templates_areNoAliases() throws Exception {
        var environment = List.of(HOME, "JBANG_DIR=" + JBANG_DIR);
        assertFalse(run(environment, "./jbang").out().contains("\n  experiment "));
        var refused = run(environment, "./jbang", "--offline", "init", "-t", "experiment", temp.resolve("no-word-of-Java.java").toString());
        assertTrue(refused.exitCode() == 2 && refused.err().contains("not a valid class name") && !refused.err().contains("alias"),
            refused.err());
    }

    @Test
    void aliases_areFoundFromAnyFolder() throws Exception {
        var ended =
            run(List.of(), temp, List.of(HOME, "JBANG_DIR=" + JBANG_DIR), Path.of("jbang").toAbsolutePath(), "rest-caller", "--version");
        assertEquals("rest-caller " + Origin.Tool.VERSION + "\n", ended.out(), ended.err());
        var classPath =
            run(List.of(), temp, List.of(HOME, "JBANG_DIR=" + JBANG_DIR), Path.of("jbang").toAbsolutePath(), "info", "classpath",
            "rest-caller");
        assertTrue(classPath.exitCode() == 0 && classPath.out().contains("rest-caller.jar"), classPath.out() + classPath.err());
    }

    /** ü is the bytes c3 bc. The client is interrupted when it has our reply. */
    @Test
    void words_thatAreNotAscii_arriveInALocaleOfAscii() throws Exception {
        var jbangDir = Files.createSymbolicLink(temp.resolve("Jürgens jbang"), JBANG_DIR);
        try (var server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            var received = CompletableFuture.supplyAsync(() -> answer(server));
            var ended =
                run(until(received), List.of(HOME, "JBANG_DIR=" + jbangDir, "LC_ALL=C"), "./jbang", "rest-caller", "load", "-t1", "-c1",
                "-d", "24h", "--timeout", "1m", "--warm-up", "0s", "-H", "X-Name: Jürgen",
                "http://127.0.0.1:" + server.getLocalPort() + "/");
            assertTrue(ended.out().contains("Running"), ended.out() + ended.err());
            assertTrue(received.get().contains("\r\nX-Name: J\u00c3\u00bcrgen\r\n"), received.get());
        } finally {
            Files.delete(jbangDir);
        }
    }

    /** The first request's bytes, one char each. */
    private static String answer(ServerSocket server) {
        try {
            while (true) {
                try (var socket = server.accept()) {
                    var bytes = new byte[4096];
                    int length = 0;
                    for (int read; (read = socket.getInputStream().read(bytes, length, bytes.length - length)) > 0; ) {
                        length += read;
                        var text = new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
                        if (!text.contains("\r\n\r\n")) continue;
                        socket.getOutputStream()
                            .write("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                        return text;
                    }
                }
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void folder_thatIsNotAscii_holdsTheRunInALocaleOfAscii() throws Exception {
        var out = temp.resolve("Läufe/für Jürgen");
        var ended =
            run(List.of(HOME, "JBANG_DIR=" + JBANG_DIR, "LC_ALL=POSIX"), "./jbang", "rest-caller", "--quick", "--only",
            "local-sequential-add2", "--out", out);
        assertTrue(ended.exitCode() < 2, ended.out() + ended.err());
        assertTrue(ended.out().contains("Report: " + out.resolve("report.html")), ended.out());
        assertTrue(Files.exists(out.resolve("run.json")));
    }

    /** Started by another launcher, which left the locale unchanged: a word that was already damaged is not sent. */
    @Test
    void words_thatWereLostBefore_areRefused() throws Exception {
        var ended = ScriptProcess.runWith(Map.of("LC_ALL", "C"), REST_CALLER, temp, "load", "-H", "X-Name: Jürgen", "http://127.0.0.1:1/");
        ScriptProcess.failed(ended, 2, "rest-caller: the argument 'X-Name: J??rgen' has characters that were lost on the way here, for "
            + "want of UTF-8 (this JVM reads ANSI_X3.4-1968); ");
    }

    /** A launcher, its catalog and a script of its own in a folder that everyone can read, and a JBANG_DIR with the built script. */
    private Path shared() throws Exception {
        var shared = Files.createDirectory(temp.resolve("shared"));
        for (var name : List.of("jbang", "jbang-catalog.json")) Files.copy(Path.of(name), shared.resolve(name));
        assertTrue(shared.resolve("jbang").toFile().setExecutable(true, false));
        for (var name : List.of("Hello", "Other")) {
            Files.writeString(shared.resolve(name + ".java"), "//JAVA 25+\nclass " + name
                + " { public static void main(String[] args) { System.out.println(\"home \" + System.getProperty(\"user.home\")); } }\n");
        }
        var boot = Path.of("boot/0.132.1/jbang.jar");
        Files.createDirectories(shared.resolve("jb").resolve(boot).getParent());
        Files.copy(JBANG_DIR.resolve(boot), shared.resolve("jb").resolve(boot));
        var built = run(List.of(), shared, List.of(HOME, "JBANG_DIR=" + shared.resolve("jb")), "./jbang", "build", "Hello.java");
        assertEquals(0, built.exitCode(), built.err());
        Children.process("chmod", "-R", "a-w,a+rX", shared.toString()).start().waitFor();
        return shared;
    }

    private static List<String> user(int id) {
        return List.of("setpriv", "--reuid", String.valueOf(id), "--regid", String.valueOf(id), "--clear-groups");
    }

    /** 65534 is nobody, whose home does not exist; 12345 has no name. */
    @Test
    void jbangDir_thatIsFullAndReadOnly_servesUsersWithoutAHomeOrAName() throws Exception {
        assumeTrue(ROOT, "only root can be other users");
        var shared = shared();
        for (int id : List.of(65534, 12345)) {
            for (var home : List.of(List.<String>of(), List.of("HOME=/"))) {
                var environment = new ArrayList<>(List.of("JBANG_DIR=" + shared.resolve("jb")));
                environment.addAll(home);
                var ended = run(user(id), shared, environment, "./jbang", "Hello.java");
                assertTrue(ended.exitCode() == 0 && ended.out().startsWith("home /"), ended.out() + ended.err());
                assertEquals("", ended.err());
            }
            var unbuilt = run(user(id), shared, List.of("JBANG_DIR=" + shared.resolve("jb")), "./jbang", "Other.java");
            ScriptProcess.failed(unbuilt, 3, "jbang: " + shared.resolve("jb")
                + " cannot be written, and so nothing be built there; set JBANG_DIR to a folder that can\n");
            var homeless = run(user(id), shared, List.of(), "./jbang", "Hello.java");
            ScriptProcess.failed(homeless, 3, "', where nothing can be kept; set JBANG_DIR to a folder that can be written\n");
        }
        assertFalse(Files.exists(shared.resolve("?")), "a home of Java's");
    }

    @Test
    void clone_withLineEndsOfWindows_hasThoseOfTheRepository() throws Exception {
        assumeTrue(Files.exists(Path.of(".git")), "this is no clone");
        var clone = temp.resolve("clone");
        var git = run(List.of(HOME), "git", "-c", "safe.directory=*", "-c", "core.autocrlf=true", "clone", "-q", ".", clone);
        assertEquals(0, git.exitCode(), git.err());
        var ends = run(List.of(HOME), "git", "-C", clone, "ls-files", "--eol").out();
        assertEquals(List.of(), ends.lines().filter(line -> line.contains("w/crlf") || line.contains("w/mixed")).toList());
        assertTrue(ends.lines().filter(line -> line.contains(" w/lf ")).count() > 100, ends);
        hasAliases(run(List.of(), clone.resolve("jbang")).out());
    }

    /** JBang itself reads the words of such a file as arguments: {@code --bogus} would be an unknown option. */
    @Test
    void argument_thatBeginsWithAnAt_isTheScripts() throws Exception {
        var file = Files.writeString(temp.resolve("list"), "--bogus x y");
        var ended =
            run(List.of(), Path.of(".").toAbsolutePath(), List.of(HOME, "JBANG_DIR=" + JBANG_DIR), "./jbang", "rest-caller", "load",
            "--body", "@" + file, "--expect", "@" + temp, "http://127.0.0.1:1/");
        ScriptProcess.failed(ended, 2, "rest-caller: --expect is @" + temp + ", and that file cannot be read: that is a folder; ");
        assertEquals(1, ended.err().lines().filter(line -> line.startsWith("rest-caller: ")).count(), ended.err());
    }

    @Test
    void openFiles_thatAreTooFewForJBang_areToldInASentence() throws Exception {
        var ended =
            run(List.of(), Path.of(".").toAbsolutePath(), List.of(HOME, "JBANG_DIR=" + JBANG_DIR), "sh", "-c",
            "ulimit -n 120; ./jbang rest-caller --version");
        ScriptProcess.failed(ended, 3,
            "jbang: only 120 files may be open at once (ulimit -n), and JBang needs 512; raise the limit: ulimit -n 1024\n");
    }
}
