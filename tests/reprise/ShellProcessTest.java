package reprise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import reprise.peers.Children;

/** {@code ./jbang shell} as a user has it, driven through its input; and a .jsh of a user's own. */
@Tag("waits")
@Order(5)
@Execution(ExecutionMode.CONCURRENT)
final class ShellProcessTest {
    private static final String GREETING = """
        Reprise. Imported: its rooms. There are clock, loop, notes, await(future),
        print(recording), print(recording, timing), print(histogram). /exit ends it.
        """;

    @TempDir
    private Path temp;

    private record Ended(int exitCode, String said) {}

    private Ended jbang(String input, String... words) throws Exception {
        var command = Children.process(Stream.concat(Stream.of("./jbang"), Stream.of(words)).toList());
        var out = temp.resolve("out.txt");
        var process = command.redirectInput(file("in.txt", input).toFile()).redirectErrorStream(true).redirectOutput(out.toFile()).start();
        try {
            assertTrue(process.waitFor(250, TimeUnit.SECONDS), () -> "it goes on: " + text(out));
            return new Ended(process.exitValue(), text(out));
        } finally {
            process.destroyForcibly();
        }
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(temp.resolve(name), text);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * JShell's own print is still there. The input's end is Ctrl-D: the shell's loop, which has run something, and its child process end
     * with it.
     */
    @Test
    void shell_printsRecordings_andLeavesNothingAtItsEnd() throws Exception {
        var ended = jbang("""
            var recorder = new Recorder(RpcMetrics.of(0), 0);
            var part = recorder.loop();
            part.count(RpcMetrics.SENT, 1, 12);
            part.time(RpcMetrics.LATENCY, 1, 1_048_575);
            var recording = recorder.finish(3_000_000_000L);
            print(recording);
            print(recording, RpcMetrics.CONFIRM);
            print(recording.whole(RpcMetrics.LATENCY));
            print(41 + 1);
            var chat = ChatUnderTest.embedded("queueing");
            print(" child " + await(CompletableFuture.supplyAsync(() -> chat.pid().getAsLong(), loop)) + ".");
            """, "shell");
        assertEquals(0, ended.exitCode(), ended.said());
        assertTrue(ended.said().contains(GREETING), ended.said());
        for (var line : new String[] {"sent           12  msg    4.0\n", "latency      1  1.049  1.049   1.049  1.049\n",
            "confirm, ms: no values\n", "ms: count 1  50 % 1.049  99 % 1.049  99.9 % 1.049  max 1.049\n", "42"})
            assertTrue(ended.said().contains(line), line + " is not in " + ended.said());
        var child = Pattern.compile(" child ([0-9]+)\\.").matcher(ended.said());
        assertTrue(child.find(), ended.said());
        var running = ProcessHandle.of(Long.parseLong(child.group(1)));
        if (running.isPresent()) running.get().onExit().get(60, TimeUnit.SECONDS); // it ends when its standard input does
    }

    /** JShell itself would go on and end with 0. */
    @Test
    void jsh_thatThrows_endsWithThree() throws Exception {
        var own = file("own.jsh", """
            //SOURCES %s
            var outcome = "half of it is " + 1 / 0;
            end("own", outcome);
            System.out.println("it goes on");
            """.formatted(SourceTree.PRESET.toAbsolutePath()));
        var ended = jbang("", own.toString());
        assertEquals(3, ended.exitCode(), ended.said());
        assertTrue(ended.said().contains("own: a step failed; JShell printed its exception above\n"), ended.said());
        assertTrue(ended.said().contains("java.lang.ArithmeticException"), ended.said());
        assertFalse(ended.said().contains("it goes on"), ended.said());
    }
}
