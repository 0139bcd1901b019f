package reprise.scripts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A script as a user starts it: built by {@code ./jbang}, a process of its own, with its own output and exit code. */
final class ScriptProcess implements AutoCloseable {
    record Ended(int exitCode, String out, String err) {}

    /** The scripts under test; built once, when the first of its processes is wanted. */
    enum Script {
        RPC_CAST_FAILOVER("rpc-cast-failover", "RpcCastFailover", "-Xmx128m"), REST_CALLER("rest-caller", "RestCaller", "-Xmx192m"),
        WS_BROADCAST("ws-broadcast", "WsBroadcast", "-Xmx512m");

        private final String alias;
        private final String mainClass;
        private final String heap;
        private String classPath;

        Script(String alias, String mainClass, String heap) {
            this.alias = alias;
            this.mainClass = mainClass;
            this.heap = heap;
        }

        String alias() {
            return alias;
        }

        private synchronized String classPath() {
            if (classPath != null) return classPath;
            try {
                jbang("build", alias);
                classPath = jbang("info", "classpath", alias);
                return classPath;
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException("the script cannot be built", e);
            }
        }
    }

    private final Process process;
    private final Path out;
    private final Path err;

    /** Both outputs go to files: nothing waits for a reader. */
    private ScriptProcess(Script script, Path input, Path folder, Map<String, String> environment, List<String> args) throws IOException {
        out = Files.createTempFile(folder, "out", ".txt");
        err = Files.createTempFile(folder, "err", ".txt");
        var builder = new ProcessBuilder(command(script, args)).redirectInput(input.toFile()).redirectOutput(out.toFile())
            .redirectError(err.toFile());
        builder.environment().putAll(environment);
        process = builder.start();
    }

    /**
     * The JVM as the script's own options have it, but for its second compiler, for which these runs are too short; and what it is to run.
     */
    static List<String> command(Script script, List<String> args) {
        var command =
            new ArrayList<>(List.of(ProcessHandle.current().info().command().orElse("java"), script.heap, "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--sun-misc-unsafe-memory-access=allow", "--enable-native-access=ALL-UNNAMED", "-cp", script.classPath(), script.mainClass));
        command.addAll(args);
        return command;
    }

    private static String jbang(String... args) throws IOException, InterruptedException {
        var words = new ArrayList<>(List.of("./jbang"));
        words.addAll(List.of(args));
        var jbang = new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        var said = new String(jbang.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (jbang.waitFor() != 0) throw new IllegalStateException(words + " ended with " + jbang.exitValue() + ": " + said);
        return said;
    }

    static ScriptProcess start(Script script, Path folder, String... args) throws IOException {
        return startReading(script, Path.of("/dev/null"), folder, args);
    }

    static ScriptProcess startReading(Script script, Path input, Path folder, String... args) throws IOException {
        return new ScriptProcess(script, input, folder, Map.of(), List.of(args));
    }

    /** With these variables beside the tests' own. */
    static Ended runWith(Map<String, String> environment, Script script, Path folder, String... args) throws Exception {
        try (var process = new ScriptProcess(script, Path.of("/dev/null"), folder, environment, List.of(args))) {
            return process.await();
        }
    }

    static Ended run(Script script, Path folder, String... args) throws Exception {
        try (var process = start(script, folder, args)) {
            return process.await();
        }
    }

    /** A run that ends with that exit code and tells that sentence, and no stack trace. */
    static Ended fails(Script script, Path folder, int exitCode, String sentence, String... args) throws Exception {
        return failed(run(script, folder, args), exitCode, sentence);
    }

    static Ended failed(Ended ended, int exitCode, String sentence) {
        assertEquals(exitCode, ended.exitCode(), ended.out() + ended.err());
        assertTrue(ended.err().contains(sentence), ended.err());
        assertFalse(ended.err().contains("\tat "), ended.err());
        return ended;
    }

    /** Waits for a line of the script's output; returns it. */
    String awaitLine(String start) throws Exception {
        await(() -> "\n" + out(), "\n" + start, handle());
        return out().lines().filter(line -> line.startsWith(start)).findFirst().orElseThrow();
    }

    /** The output is a file that grows: it is read again until it has what is waited for, or its writer has ended. */
    static void await(Callable<String> output, String wanted, ProcessHandle writer) throws Exception {
        long untilNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(100);
        while (!output.call().contains(wanted)) {
            assertTrue(System.nanoTime() < untilNs && writer.isAlive(), "no " + wanted);
            LockSupport.parkNanos(20_000_000);
        }
    }

    /** As Ctrl-C does it, but to this process alone. */
    Ended interrupt() throws Exception {
        new ProcessBuilder("kill", "-INT", String.valueOf(pid())).start().waitFor();
        return await();
    }

    long pid() {
        return process.pid();
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    String out() throws IOException {
        return Files.readString(out, StandardCharsets.UTF_8);
    }

    /** Ends it by force when it does not end in time: the test fails then by its exit code. */
    Ended await() throws Exception {
        if (!process.waitFor(100, TimeUnit.SECONDS)) process.destroyForcibly().waitFor();
        return new Ended(process.exitValue(), out(), Files.readString(err, StandardCharsets.UTF_8));
    }

    /** What a test that failed has left running goes with it, and its children with their input. */
    @Override
    public void close() {
        process.destroyForcibly();
    }
}
