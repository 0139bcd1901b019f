package reprise.scripts;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A script as a user starts it: built by {@code ./jbang}, a process of its own, with its own output and exit code. */
final class ScriptProcess implements AutoCloseable {
    record Ended(int exitCode, String out, String err) {}

    private static final String CLASS_PATH = classPath();

    private final Process process;
    private final Path out;
    private final Path err;

    /** Both outputs go to files: nothing waits for a reader. */
    private ScriptProcess(Path input, Path folder, List<String> args) throws IOException {
        out = Files.createTempFile(folder, "out", ".txt");
        err = Files.createTempFile(folder, "err", ".txt");
        process = new ProcessBuilder(command(args)).redirectInput(input.toFile()).redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    }

    /** The JVM as the script's own options have it, and what it is to run. */
    static List<String> command(List<String> args) {
        var command = new ArrayList<>(List.of(ProcessHandle.current().info().command().orElse("java"), "-Xmx128m", "-XX:+UseSerialGC",
            "--sun-misc-unsafe-memory-access=allow", "--enable-native-access=ALL-UNNAMED", "-cp", CLASS_PATH, "RpcCastFailover"));
        command.addAll(args);
        return command;
    }

    private static String classPath() {
        try {
            jbang("build", "rpc-cast-failover");
            return jbang("info", "classpath", "rpc-cast-failover");
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException("the script cannot be built", e);
        }
    }

    private static String jbang(String... args) throws IOException, InterruptedException {
        var words = new ArrayList<>(List.of("./jbang"));
        words.addAll(List.of(args));
        var jbang = new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        var said = new String(jbang.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (jbang.waitFor() != 0) throw new IllegalStateException(words + " ended with " + jbang.exitValue() + ": " + said);
        return said;
    }

    static ScriptProcess start(Path folder, String... args) throws IOException {
        return startReading(Path.of("/dev/null"), folder, args);
    }

    static ScriptProcess startReading(Path input, Path folder, String... args) throws IOException {
        return new ScriptProcess(input, folder, List.of(args));
    }

    static Ended run(Path folder, String... args) throws Exception {
        try (var script = start(folder, args)) {
            return script.await();
        }
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
        if (!process.waitFor(50, TimeUnit.SECONDS)) process.destroyForcibly().waitFor();
        return new Ended(process.exitValue(), out(), Files.readString(err, StandardCharsets.UTF_8));
    }

    /** What a test that failed has left running goes with it, and its children with their input. */
    @Override
    public void close() {
        process.destroyForcibly();
    }
}
