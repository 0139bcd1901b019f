package reprise.sut;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import reprise.transport.OwnThreads;

/**
 * A testee in a child JVM of its own, on the class path of this one, so that the system under test and the load share
 * neither heap nor collector. The child says on its first line which ports it has, answers each command line with one
 * line, and ends by itself when its standard input closes: a parent that is killed leaves no orphan.
 *
 * <p>Commands may be given from any thread, one at a time.
 */
public final class TesteeProcess implements AutoCloseable {
    private static final int KEPT_ERROR_LINES = 20;
    private static final int STOP_WAIT_SEC = 5;
    /** With code 3, and nothing on the error output; a JVM that goes on without memory burns a processor and answers nobody. */
    private static final String OUT_OF_MEMORY_ENDS = "-XX:+ExitOnOutOfMemoryError";

    private final String name;
    private final Process process;
    private final ChildCommands commands;
    private final ArrayDeque<String> errorLines = new ArrayDeque<>();
    private final Thread errorReader;
    private final String firstLine;

    private TesteeProcess(String name, Process process) throws IOException {
        this.name = name;
        this.process = process;
        commands = new ChildCommands(process);
        errorReader = OwnThreads.named(name + "-stderr").newThread(this::keepErrors);
        errorReader.start();
        firstLine = commands.readLine();
    }

    /** Starts {@code mainClass} with {@code jvmOptions} and {@code args} and waits for its first line. */
    public static TesteeProcess start(String name, Class<?> mainClass, List<String> jvmOptions, List<String> args) {
        return start(name, List.of(), mainClass, jvmOptions, args);
    }

    /** As above; the child may have {@code files} open at once, or as many as this host lets it. A JVM takes all that its limit gives. */
    public static TesteeProcess startWithFiles(int files, String name, Class<?> mainClass, List<String> jvmOptions, List<String> args) {
        var raised = "[ $(ulimit -Hn) = unlimited ] || [ $(ulimit -Hn) -ge " + files + " ] || ulimit -n " + files
            + " 2>/dev/null; exec \"$@\"";
        return start(name, List.of("/bin/sh", "-c", raised, "sh"), mainClass, jvmOptions, args);
    }

    private static TesteeProcess start(String name, List<String> launcher, Class<?> mainClass, List<String> jvmOptions, List<String> args) {
        var command = new ArrayList<String>(launcher);
        command.add(ProcessHandle.current().info().command().orElse(System.getProperty("java.home") + "/bin/java"));
        command.addAll(List.of("--sun-misc-unsafe-memory-access=allow", "--enable-native-access=ALL-UNNAMED"));
        command.add(OUT_OF_MEMORY_ENDS);
        command.addAll(jvmOptions);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass.getName()));
        command.addAll(args);
        TesteeProcess testee = null;
        try {
            testee = new TesteeProcess(name, new ProcessBuilder(command).start());
        } catch (IOException e) {
            throw new Failure.Environment(name + ": the child JVM " + command.getFirst() + " cannot be started: " + e.getMessage(), e);
        }
        if (testee.firstLine == null) {
            testee.close();
            throw new Failure.Environment(testee.whyEnded());
        }
        return testee;
    }

    /** What the child said of itself when it was ready. */
    public String firstLine() {
        return firstLine;
    }

    public long pid() {
        return process.pid();
    }

    /** Completes when the child is gone, for whatever reason. */
    public CompletableFuture<Process> ended() {
        return process.onExit();
    }

    /** Gives one command and returns the line that answers it. */
    public String command(String line) {
        try {
            var reply = commands.ask(line);
            if (reply != null) return reply;
        } catch (IOException e) {
            throw new Failure.Environment(whyEnded(), e);
        }
        throw new Failure.Environment(whyEnded());
    }

    private String whyEnded() {
        try {
            errorReader.join(1000);
            if (!process.waitFor(1, TimeUnit.SECONDS)) return name + ": the child JVM " + pid() + " no longer answers";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        synchronized (errorLines) {
            var code = process.isAlive() ? "?" : String.valueOf(process.exitValue());
            var said = errorLines.isEmpty() ? "it said nothing" : String.join("\n", errorLines);
            if (code.equals("3") && errorLines.isEmpty())
                return name + ": the child JVM ran out of memory, and ended; let it hold less, or free memory on this host";
            return code.equals("3") ? said : name + ": the child JVM ended with code " + code + ": " + said;
        }
    }

    private void keepErrors() {
        try (var errors = process.errorReader(StandardCharsets.UTF_8)) {
            for (String line; (line = errors.readLine()) != null; ) {
                synchronized (errorLines) {
                    if (errorLines.size() == KEPT_ERROR_LINES) errorLines.removeFirst();
                    errorLines.addLast(line);
                }
            }
        } catch (IOException e) {
            synchronized (errorLines) {
                errorLines.addLast("(its error output broke off: " + e.getMessage() + ")");
            }
        }
    }

    /** Closes the child's standard input, waits for its end, and ends it by force when it does not come. */
    @Override
    public void close() {
        commands.close();
        try {
            if (!process.waitFor(STOP_WAIT_SEC, TimeUnit.SECONDS)) process.destroyForcibly().waitFor(STOP_WAIT_SEC, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
