package reprise.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Command;
import reprise.sut.Interruption;

/** Ctrl-C in a command that performs loads and has no run, such as calibrate: its end is the user's wish, not a fault. */
final class InterruptedCommandTest {
    @Command(name = "measuring")
    private record Measuring(Path folder, Interruption interruption) implements Callable<Integer> {
        @Override
        public Integer call() throws Exception {
            try (var x = new Experiment(folder, 1, LiveConsole.silent(), interruption)) {
                CompletableFuture.runAsync(() -> interruption.asked().complete(null));
                x.start("what never starts", () -> {
                    interruption.asked().join();
                    throw new IllegalStateException("it was closed while it started");
                });
            }
            return 0;
        }
    }

    @Test
    void command_thatIsInterruptedWhileItStarts_saysSoInASentence(@TempDir Path temp) {
        var err = new StringWriter();
        int code = ScriptRunner.commandLine(new Measuring(temp, new Interruption())).setErr(new PrintWriter(err)).execute();
        assertEquals("measuring: interrupted; what it printed by then stands\n", err.toString());
        assertEquals(3, code);
    }
}
