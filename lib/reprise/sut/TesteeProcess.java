package reprise.sut;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import reprise.testee.ParentCommands;
import reprise.transport.OwnThreads;

/**
 * A testee in a child JVM, on this JVM's class path, so that the system under test and the load generator share neither heap nor
 * collector. The child's first line lists its ports; it answers each command line with one line, and ends when its standard input
 * closes: a killed parent leaves no orphan.
 * {@snippet :
 * // class Server in the script, whose main prints its port and reads System.in to its end
 * var server = x.start("the server", () -> TesteeProcess.start("server", Server.class, List.of("-Xmx128m"), List.of()));
 * x.measure("get", HttpCallers.get("http://127.0.0.1:" + server.firstLine() + "/", 10, x), length());
 * }
 * The system property {@value #MORE_OPTIONS} has options for every child JVM, words with blanks between them, after its own:
 * {@code -Dreprise.childJvm="-Xlog:gc:file=child-%p.log"}. As a flag of this JVM it is recorded in {@code run.json}.
 *
 * <p>Thread-safe; commands run one at a time.
 */
public final class TesteeProcess implements SystemUnderTest {
    /** A system property. */
    public static final String MORE_OPTIONS = "reprise.childJvm";
    private static final int KEPT_ERROR_LINES = 20;
    private static final Duration READY_WAIT = Duration.ofSeconds(60);
    private static final int STOP_WAIT_SEC = 5;
    private static final int KILLED = 128 + 9; // the exit code
    /**
     * The exit code is 3, with nothing on the error output. A JVM that continues without memory would burn a processor and answer nothing.
     */
    private static final String OUT_OF_MEMORY_ENDS = "-XX:+ExitOnOutOfMemoryError";
    /**
     * A JVM's warnings are not on its standard output, where they would stand before the program's first line. One of them comes wherever
     * containers share /tmp: each counts its processes from 1, and of two JVMs with one number the second finds its file of counters, which
     * nothing of ours reads, locked.
     */
    private static final List<String> OUTPUT_IS_THE_PROGRAMS = List.of("-XX:-UsePerfData", "-Xlog:disable", "-Xlog:all=warning:stderr");

    private final String name;
    private final Process process;
    private final ChildCommands commands;
    private final ArrayDeque<String> errorLines = new ArrayDeque<>();
    private final Thread errorReader;
    private final String firstLine;

    private TesteeProcess(String name, Process process, Duration readyWait) {
        this.name = name;
        this.process = process;
        commands = new ChildCommands(process);
        errorReader = OwnThreads.named(name + "-stderr").newThread(this::keepErrors);
        errorReader.start();
        var line = new FutureTask<>(commands::readLine);
        OwnThreads.named(name + "-first-line").newThread(line).start();
        firstLine = awaited(line, readyWait);
    }

    /** A child whose main has thrown may live on by its other threads, and print nothing. */
    private String awaited(Future<String> line, Duration readyWait) {
        try {
            return line.get(readyWait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw silent("printed no line within " + readyWait.toMillis() / 1e3 + " s");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw silent("was interrupted before its first line");
        }
    }

    private Failure silent(String what) {
        process.destroyForcibly();
        synchronized (errorLines) {
            return new Failure.Environment(name + ": the child JVM " + pid() + " " + what + ", and was killed: "
                + (errorLines.isEmpty() ? "it said nothing" : String.join("\n", errorLines)));
        }
    }

    /** Starts {@code mainClass} with {@code jvmOptions} and {@code args} and waits for its first line. */
    public static TesteeProcess start(String name, Class<?> mainClass, List<String> jvmOptions, List<String> args) {
        return start(name, READY_WAIT, List.of(), mainClass, jvmOptions, args);
    }

    /**
     * As above; the child may have {@code files} open at once, or as many as this host allows. The JVM raises its own limit to the
     * hard one.
     */
    public static TesteeProcess startWithFiles(int files, String name, Class<?> mainClass, List<String> jvmOptions, List<String> args) {
        var raised = "[ $(ulimit -Hn) = unlimited ] || [ $(ulimit -Hn) -ge " + files + " ] || ulimit -n " + files
            + " 2>/dev/null; exec \"$@\"";
        return start(name, READY_WAIT, List.of("/bin/sh", "-c", raised, "sh"), mainClass, jvmOptions, args);
    }

    static TesteeProcess start(String name, Duration readyWait, List<String> launcher, Class<?> mainClass, List<String> jvmOptions,
                               List<String> args) {
        var command = new ArrayList<String>(launcher);
        command.add(System.getProperty("java.home") + "/bin/java"); // a shell's own command is jshell, not java
        command.addAll(List.of("--sun-misc-unsafe-memory-access=allow", "--enable-native-access=ALL-UNNAMED"));
        command.add(OUT_OF_MEMORY_ENDS);
        command.addAll(OUTPUT_IS_THE_PROGRAMS);
        command.addAll(jvmOptions);
        Stream.of(System.getProperty(MORE_OPTIONS, "").split(" ")).filter(option -> !option.isEmpty()).forEach(command::add);
        command.add(mainClass.getName());
        command.addAll(args);
        var builder = new ProcessBuilder(command);
        // On the command line, of which others see no more than a page, it would hide the arguments.
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        TesteeProcess testee = null;
        try {
            testee = new TesteeProcess(name, builder.start(), readyWait);
        } catch (IOException e) {
            throw new Failure.Environment(name + ": the child JVM " + command.getFirst() + " cannot be started: " + e.getMessage(), e);
        }
        if (testee.firstLine == null) {
            testee.close();
            throw new Failure.Environment(testee.endReason());
        }
        return testee;
    }

    /** The line that the child printed when it was ready. */
    public String firstLine() {
        return firstLine;
    }

    public long pid() {
        return process.pid();
    }

    @Override
    public Map<String, Long> pids() {
        return Map.of(name, pid());
    }

    /** Completes when the child has ended, for whatever reason. */
    public CompletableFuture<Process> ended() {
        return process.onExit();
    }

    /** Sends one command and returns the reply line. @throws Failure if it failed */
    public String command(String line) {
        var reply = answer(line);
        if (reply.startsWith(ParentCommands.ERROR)) throw new Failure.Environment(name + ": '" + line + "' was answered by " + reply);
        return reply;
    }

    /** The same; the reply of a failed command begins with {@link ParentCommands#ERROR}. */
    public String answer(String line) {
        try {
            var reply = commands.ask(line);
            if (reply != null) return reply;
        } catch (IOException e) {
            throw new Failure.Environment(endReason(), e);
        }
        throw new Failure.Environment(endReason());
    }

    private String endReason() {
        try {
            errorReader.join(1000);
            if (!process.waitFor(1, TimeUnit.SECONDS)) return name + ": the child JVM " + pid() + " no longer answers";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        synchronized (errorLines) {
            boolean isTold = !process.isAlive() && process.exitValue() == Failure.ENVIRONMENT;
            var output = errorLines.isEmpty() ? "it said nothing" : String.join("\n", errorLines);
            if (isTold && errorLines.isEmpty())
                return name + ": the child JVM ran out of memory, and ended; let it hold less, or free memory on this host";
            if (!process.isAlive() && process.exitValue() == KILLED)
                return name + ": the child JVM was killed, by somebody or by the system for want of memory (" + output
                    + "); free memory on this host, and run again";
            var code = process.isAlive() ? "?" : String.valueOf(process.exitValue());
            return isTold ? output : name + ": the child JVM ended with code " + code + ": " + output;
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

    /** Closes the child's standard input, waits for its end, and kills it if that does not come. */
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
