package reprise.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reprise.recorder.Event.Severity;

/** The lines that a terminal shows in red. */
final class LiveConsoleTest {
    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();

    private volatile int columns = 120;

    private String line(boolean ansi, String text, Severity severity) {
        try (var console = new LiveConsole(new PrintStream(shown, true, StandardCharsets.UTF_8), ansi, ansi, () -> columns, "",
            Duration.ofSeconds(10))) {
            console.line(text, severity);
        }
        return shown.toString(StandardCharsets.UTF_8);
    }

    /** These words made a line red in an earlier version. */
    @ParameterizedTest
    @EnumSource(Severity.class)
    void event_isRedByItsSeverity_whateverItsWordsAre(Severity severity) {
        var bad = "killed node 1, cut off: not connected: fail";
        for (var words : new String[] {bad, "all is well"}) {
            shown.reset();
            // ESC [31m is red in ECMA-48, ESC [0m ends it
            assertEquals(severity == Severity.ALARM, line(true, words, severity).contains("\u001b[31m" + words + "\u001b[0m"), words);
        }
    }

    private LiveConsole terminal(boolean colour) {
        return new LiveConsole(new PrintStream(shown, true, StandardCharsets.UTF_8), true, colour, () -> columns, "a task",
            Duration.ofSeconds(10));
    }

    /** What a terminal of this width shows of the output, line by line. */
    private List<String> lines() {
        return Stream.of(shown.toString(StandardCharsets.UTF_8).replaceAll("\u001b\\[[0-9]*[A-Za-z]", "").split("[\r\n]+")).toList();
    }

    @Test
    void nothing_isWiderThanTheTerminal_alsoWhenItChanges() throws Exception {
        columns = 60;
        try (var console = terminal(true)) {
            console.line("0123456789 ".repeat(20), false);
            console.progress(Duration.ofSeconds(3), "words ".repeat(30));
            for (var line : lines()) assertTrue(line.length() <= 60, line);
            columns = 40;
            long until = System.nanoTime() + 30_000_000_000L;
            do { // the width is asked for again after a second, on a thread of its own
                LockSupport.parkNanos(50_000_000);
                shown.reset();
                console.progress(Duration.ofMillis(3000 + System.nanoTime() / 1_000_000 % 1000), "");
                console.line("0123456789 ".repeat(20), false);
                assertTrue(System.nanoTime() < until, lines().toString());
            } while (lines().stream().anyMatch(line -> line.length() > 40));
        }
    }

    @Test
    void withoutColour_theBarIsThere_andItIsGoneInTheEnd() {
        try (var console = terminal(false)) {
            console.line("failed", Severity.ALARM);
            console.progress(Duration.ofSeconds(3), "");
            console.close();
        }
        var text = shown.toString(StandardCharsets.UTF_8);
        assertFalse(text.contains("\u001b[31m"), text);
        assertTrue(text.contains("a task"), text);
        assertTrue(text.endsWith("\r\u001b[K"), text);
    }

    @ParameterizedTest
    @EnumSource(Severity.class)
    void event_inAFile_hasNoColour(Severity severity) {
        assertFalse(line(false, "killed", severity).contains("\u001b"));
    }
}
