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
import java.util.regex.Pattern;
import reprise.peers.Children;
import reprise.sut.TesteeProcess;

/** A script as a user starts it: built by {@code ./jbang}, in its own process, with its own output and exit code. */
final class ScriptProcess implements AutoCloseable {
    /** For what takes seconds on an idle host. */
    static final int PATIENCE_SEC = 250;

    record Ended(int exitCode, String out, String err) {}

    /** The scripts under test; built once, before the first of its processes. */
    enum Script {
        RPC_CAST_FAILOVER("rpc-cast-failover", "RpcCastFailover", "-Xmx128m"), REST_CALLER("rest-caller", "RestCaller", "-Xmx192m"),
        WS_BROADCAST("ws-broadcast", "WsBroadcast", "-Xmx512m"),
        RPC_FAILOVER_FAMILY("rpc-failover-family", "RpcFailoverFamily", "-Xmx128m"),
        AMQP_CLUSTER("amqp-cluster", "AmqpCluster", "-Xmx128m"), HTTP_LOAD("http-load", "HttpLoad", "-Xmx192m"),
        RPC_THROUGHPUT("rpc-throughput", "RpcThroughput", "-Xmx128m"), PUBLISH("publish", "Publish", "-Xmx512m");

        /** Built by JBang, as LauncherTest starts it too. The others are compiled beside it: its library is theirs. */
        private static final Script BUILT = REST_CALLER;
        private static Path others;
        private static Path archive;

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
                classPath = this == BUILT ? built() : besideTheLibrary();
                return classPath;
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException("the script cannot be built", e);
            }
        }

        private String built() throws IOException, InterruptedException {
            jbang("build", alias);
            var jarAndLibraries = jarAndLibraries();
            return jarAndLibraries[1] + ":" + jarAndLibraries[0];
        }

        private String[] jarAndLibraries() throws IOException, InterruptedException {
            return jbang("info", "classpath", alias).split(":", 2);
        }

        private Path source() {
            return Path.of("scripts/" + alias + ".java");
        }

        /** Those that need what the built one needs are compiled at once. */
        private String besideTheLibrary() throws IOException, InterruptedException {
            var built = BUILT.classPath();
            int own = built.lastIndexOf(':');
            var library = built.substring(own);
            if (hasMoreLibraries()) {
                var libraries = jarAndLibraries()[1];
                return libraries + ":" + ScriptFolder.of(libraries + library, List.of(source()), BUILT.source()) + library;
            }
            return built.substring(0, own) + ":" + others(built) + library;
        }

        private boolean hasMoreLibraries() throws IOException {
            return !ScriptFolder.named(source(), "//DEPS ").isEmpty();
        }

        private static synchronized Path others(String classPath) throws IOException {
            if (others != null) return others;
            var scripts = new ArrayList<Path>();
            for (var each : values()) if (each != BUILT && !each.hasMoreLibraries()) scripts.add(each.source());
            others = ScriptFolder.of(classPath, scripts, BUILT.source());
            return others;
        }

        /** The flag for an archive of the JDK's and the libraries' classes, which are the same for each script without dependencies. */
        private List<String> archived() {
            int own = BUILT.classPath().lastIndexOf(':');
            var libraries = BUILT.classPath().substring(0, own);
            return classPath().startsWith(libraries) ? List.of("-XX:SharedArchiveFile=" + archive(libraries)) : List.of();
        }

        private static synchronized Path archive(String libraries) {
            if (archive != null) return archive;
            try {
                var jar = Path.of(BUILT.classPath().substring(libraries.length() + 1));
                var main = List.of("-cp", RPC_CAST_FAILOVER.classPath(), RPC_CAST_FAILOVER.mainClass);
                archive = ClassArchive.of(java(BUILT), libraries, main,
                    jar.getParent().getParent().getParent());
                return archive;
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException("no archive of classes can be made", e);
            }
        }
    }

    private final Process process;
    private final boolean isElsewhere;
    private final Path out;
    private final Path err;

    /** Both outputs go to files, so that nothing waits for a reader. @param on what goes before the command, to run it on a host */
    private ScriptProcess(List<String> on, Script script, Path input, Path folder, Map<String, String> environment, List<String> args)
        throws IOException {
        isElsewhere = !on.isEmpty();
        out = Files.createTempFile(folder, "out", ".txt");
        err = Files.createTempFile(folder, "err", ".txt");
        var words = new ArrayList<>(on);
        words.addAll(command(script, args));
        var builder = Children.process(words).redirectInput(input.toFile()).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().putAll(environment);
        process = builder.start();
    }

    /** The script's JVM and main class. It and its children run short: neither has the second compiler, and both have the archive. */
    static List<String> command(Script script, List<String> args) {
        var quick = new ArrayList<>(List.of("-XX:TieredStopAtLevel=1"));
        quick.addAll(script.archived());
        var command = new ArrayList<>(java(script));
        command.addAll(quick);
        command.addAll(List.of("-D" + TesteeProcess.MORE_OPTIONS + "=" + String.join(" ", quick), "-cp", script.classPath(),
            script.mainClass));
        command.addAll(args);
        return command;
    }

    private static List<String> java(Script script) {
        return List.of(ProcessHandle.current().info().command().orElse("java"), script.heap, "-XX:+UseSerialGC",
            "--sun-misc-unsafe-memory-access=allow", "--enable-native-access=ALL-UNNAMED");
    }

    private static String jbang(String... args) throws IOException, InterruptedException {
        var words = new ArrayList<>(List.of("./jbang"));
        words.addAll(List.of(args));
        var jbang = Children.process(words).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        var said = new String(jbang.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (jbang.waitFor() != 0) throw new IllegalStateException(words + " ended with " + jbang.exitValue() + ": " + said);
        return said;
    }

    static ScriptProcess start(Script script, Path folder, String... args) throws IOException {
        return startReading(script, Path.of("/dev/null"), folder, args);
    }

    static ScriptProcess startReading(Script script, Path input, Path folder, String... args) throws IOException {
        return new ScriptProcess(List.of(), script, input, folder, Map.of(), List.of(args));
    }

    /** Starts it on a host of a test. @param on what goes before a command there @param environment in addition to the tests' own */
    static ScriptProcess startOn(List<String> on, Map<String, String> environment, Script script, Path input, Path folder, String... args)
        throws IOException {
        return new ScriptProcess(on, script, input, folder, environment, List.of(args));
    }

    /** Runs with these variables in addition to the tests' own. */
    static Ended runWith(Map<String, String> environment, Script script, Path folder, String... args) throws Exception {
        try (var process = new ScriptProcess(List.of(), script, Path.of("/dev/null"), folder, environment, List.of(args))) {
            return process.await();
        }
    }

    static Ended run(Script script, Path folder, String... args) throws Exception {
        try (var process = start(script, folder, args)) {
            return process.await();
        }
    }

    /** A run that ends with this exit code and this sentence, and without a stack trace. */
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
        awaitPrinted("\n" + start);
        return out().lines().filter(line -> line.startsWith(start)).findFirst().orElseThrow();
    }

    /** Waits for a text in its output. */
    void awaitPrinted(String text) throws Exception {
        await(() -> "\n" + out(), text, handle());
    }

    /** Waits until a pair's roles that run there have come back to a node, and the run has gone on for some seconds of its own. */
    void awaitBack(String... roles) throws Exception {
        for (var role : roles) {
            var back = Pattern.compile(role + " connected to \\S+, [0-9.]+ s after it was cut off");
            await(() -> back.matcher(out()).find() ? back.pattern() : out(), back.pattern(), handle());
        }
        awaitRows(2);
    }

    /** Waits until it has printed so many seconds more than now, and one that has gone by. */
    void awaitRows(int more) throws Exception {
        long rows = out().lines().filter(line -> line.matches(" +\\d+ .*")).count();
        awaitPrinted(String.format("\n%5d ", rows + more));
    }

    /** Waits for a text in what it says beside its output. */
    void awaitSaid(String text) throws Exception {
        await(() -> Files.readString(err, StandardCharsets.UTF_8), text, handle());
    }

    /** The output is a growing file: it is read again until it has the wanted text, or was read after its writer's end. */
    static void await(Callable<String> output, String wanted, ProcessHandle writer) throws Exception {
        long untilNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SEC);
        while (true) {
            boolean isLast = System.nanoTime() >= untilNs || !writer.isAlive();
            var found = output.call();
            if (found.contains(wanted)) return;
            assertFalse(isLast, "no " + wanted + ": " + found);
            LockSupport.parkNanos(20_000_000);
        }
    }

    /** As Ctrl-C, but only for this process. */
    Ended interrupt() throws Exception {
        Children.process("kill", "-INT", String.valueOf(pid())).start().waitFor();
        return await();
    }

    long pid() {
        return handle().pid();
    }

    /** The script's own JVM: on a host, the only child of the process that entered it. */
    ProcessHandle handle() {
        return isElsewhere ? process.children().findFirst().orElse(process.toHandle()) : process.toHandle();
    }

    String out() throws IOException {
        return Files.readString(out, StandardCharsets.UTF_8);
    }

    /** Kills it if it does not end in time; the test then fails by its exit code. */
    Ended await() throws Exception {
        if (!process.waitFor(PATIENCE_SEC, TimeUnit.SECONDS)) process.destroyForcibly().waitFor();
        return new Ended(process.exitValue(), out(), Files.readString(err, StandardCharsets.UTF_8));
    }

    /** Ends what a failed test has left running; its children end with their input. */
    @Override
    public void close() {
        handle().destroyForcibly();
        process.destroyForcibly();
    }
}
