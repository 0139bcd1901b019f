package reprise.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import reprise.recorder.Event.Severity;

/** What a terminal shows of a run in progress. */
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

    /** ESC [1m is bold in ECMA-48, 2 faint, 31 red; ESC [0m ends it. These words made a line red in an earlier version. */
    @ParameterizedTest
    @CsvSource({"NORMAL, 2", "LOST, 2", "PLANNED, 1", "ALARM, 31"})
    void event_looksByItsSeverity_whateverItsWordsAre(Severity severity, String look) {
        for (var words : new String[] {"killed node 1, cut off: not connected: fail", "all is well"}) {
            shown.reset();
            var text = line(true, words, severity);
            assertTrue(text.contains("\u001b[" + look + "m" + words + "\u001b[0m"), text);
        }
    }

    @Test
    void warning_andRow_arePlain() {
        assertFalse(line(true, "held back", Severity.WARNING).contains("m"), shown.toString(StandardCharsets.UTF_8));
        try (var console = terminal(true)) {
            console.line("0 1000");
        }
        assertFalse(shown.toString(StandardCharsets.UTF_8).contains("m"), shown.toString(StandardCharsets.UTF_8));
    }

    private LiveConsole terminal(boolean colour) {
        return new LiveConsole(new PrintStream(shown, true, StandardCharsets.UTF_8), true, colour, () -> columns, "a task",
            Duration.ofSeconds(10));
    }

    /** What a terminal of this width shows of the output, line by line. */
    private List<String> lines() {
        return Stream.of(shown.toString(StandardCharsets.UTF_8).replaceAll("\u001b\\[\\??[0-9]*[A-Za-z]", "").split("[\r\n]+")).toList();
    }

    /** The lines that a terminal that is narrowed has of a drawing: it breaks what it shows, and the drawing is erased by lines. */
    @Test
    void nothing_isWiderThanTheTerminal_fromTheMomentThatItChanges() {
        columns = 60;
        try (var console = terminal(true)) {
            console.line("0123456789 ".repeat(20));
            console.below(List.of("x".repeat(200)));
            for (var line : lines()) assertTrue(line.length() <= 60, line);
            shown.reset();
            columns = 40;
            console.below(List.of("y".repeat(200)));
            console.line("0123456789 ".repeat(20));
            for (var line : lines()) assertTrue(line.length() <= 40, line);
            // the 59 columns were broken into two lines of 40, which both are erased: one up (CUU), and from there on (ED)
            assertTrue(shown.toString(StandardCharsets.UTF_8).startsWith("\r\u001b[1A\u001b[J"), shown.toString(StandardCharsets.UTF_8));
        }
    }

    /** The bar is drawn on a thread of its library. */
    private String bar(int wide, String words) {
        columns = wide;
        shown.reset();
        try (var console = terminal(false)) {
            console.progress(Duration.ofSeconds(3), words);
        }
        return lines().stream().filter(line -> line.contains(" s left")).findFirst().orElseThrow(() -> new AssertionError(lines()));
    }

    @Test
    void bar_hasAsManyWordsAsFit_andNoneIsCut() {
        for (int wide : new int[] {120, 80, 60, 50}) {
            var bar = bar(wide, "8,312 sent, 8,311 received, and then many, many words that do not fit into any terminal that people use");
            assertTrue(bar.length() < wide, bar);
            assertTrue(bar.matches(".* 7 s left(, 8,312 sent(, 8,311 received(, and then many)?)?)? *"), bar);
        }
        assertTrue(bar(120, "8,312 sent, 8,311 received").contains("8,312 sent, 8,311 received"), lines().toString());
        assertFalse(bar(50, "8,312 sent, 8,311 received").contains("sent"), lines().toString());
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
