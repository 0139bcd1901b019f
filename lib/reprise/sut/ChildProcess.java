package reprise.sut;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Any program of this host as a system under test. It is ready when its port accepts a connection. Its output is in NAME.log of the
 * folder that is given. It ends with the experiment, and also when the script is killed.
 * {@snippet :
 * var server = x.start("Python's web server",
 *     () -> ChildProcess.start("server", x.folder(), "python3", "-m", "http.server", "--bind", "127.0.0.1", ChildProcess.PORT));
 * x.measure("get", HttpCallers.get("http://127.0.0.1:" + server.port() + "/", 10, x), length());
 * }
 */
public final class ChildProcess implements SystemUnderTest {
    /** Stands in a command for the port that the program shall listen on at 127.0.0.1; a free one is chosen. */
    public static final String PORT = "{port}";
    private static final int READY_WAIT_SEC = 60;
    private static final int STOP_WAIT_SEC = 5;
    private static final int BETWEEN_TRIES_MS = 20;
    private static final int CONNECT_MS = 1_000;
    private static final int SHOWN_LINES = 5;

    private final String name;
    private final Path log;
    private final int port;
    private final Process process;
    private final Keeper keeper = new Keeper();

    private ChildProcess(String name, Path log, int port, List<String> command) throws IOException {
        this.name = name;
        this.log = log;
        this.port = port;
        try {
            process = keeper.start(new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile())
                .redirectInput(Path.of("/dev/null").toFile()));
        } catch (IOException e) {
            keeper.close();
            throw e;
        }
    }

    /**
     * Starts a command with {@link #PORT} in it and waits until it listens.
     *
     * @param name of the process in run.json and of its log
     * @param folder for the log, such as the run's
     * @throws Failure if it cannot be started, ends at once, or does not listen within a minute
     */
    public static ChildProcess start(String name, Path folder, String... command) {
        if (Stream.of(command).noneMatch(word -> word.contains(PORT)))
            throw new Failure.BadInput(name + ": the command has no " + PORT + "; put it where the program takes its port, or say the "
                + "port: ChildProcess.listening(8080, …)");
        int free = RabbitMqSite.freePorts(1).getFirst();
        var words = Stream.of(command).map(word -> word.replace(PORT, String.valueOf(free)));
        return listening(free, name, folder, words.toArray(String[]::new));
    }

    /** The same for a program whose port is set elsewhere. */
    public static ChildProcess listening(int port, String name, Path folder, String... command) {
        try {
            var child = new ChildProcess(name, Files.createDirectories(folder).resolve(name + ".log"), port, List.of(command));
            child.awaitPort();
            return child;
        } catch (IOException e) {
            throw new Failure.Environment(name + ": '" + String.join(" ", command) + "' cannot be started: " + e.getMessage()
                + "; is it installed?", e);
        }
    }

    private void awaitPort() throws IOException {
        long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(READY_WAIT_SEC);
        try {
            while (!accepts()) {
                if (process.waitFor(BETWEEN_TRIES_MS, TimeUnit.MILLISECONDS))
                    throw notReady("ended with code " + process.exitValue() + " before it listened on port " + port);
                if (System.nanoTime() > endNs) throw notReady("does not listen on port " + port + " after " + READY_WAIT_SEC + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw notReady("was interrupted");
        }
    }

    private boolean accepts() {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MS);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    private Failure notReady(String what) throws IOException {
        close();
        var lines = new String(Files.readAllBytes(log), StandardCharsets.UTF_8).lines().toList();
        var last = lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size());
        return new Failure.Environment(name + " " + what + "; its output is in " + log + ": "
            + (lines.isEmpty() ? "it said nothing" : String.join("\n", last)));
    }

    public int port() {
        return port;
    }

    public long pid() {
        return process.pid();
    }

    /** Kills it at once, as a fault: {@code Moment.at(Duration.ofSeconds(5), server::kill)}. @return a sentence on it */
    public String kill() {
        process.destroyForcibly();
        return name + " was killed";
    }

    @Override
    public Map<String, Long> pids() {
        return Map.of(name, process.pid());
    }

    /** Asks it and what it has started to end, and kills what has not ended after five seconds. */
    @Override
    public void close() {
        var all = Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
        all.forEach(ProcessHandle::destroy);
        try {
            if (!process.waitFor(STOP_WAIT_SEC, TimeUnit.SECONDS)) process.destroyForcibly().waitFor(STOP_WAIT_SEC, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        all.forEach(ProcessHandle::destroyForcibly);
        keeper.close();
    }
}
