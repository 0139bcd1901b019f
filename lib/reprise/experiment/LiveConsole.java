package reprise.experiment;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import reprise.recorder.Event;

/**
 * The live output of a run: one line per second and per event, and on a terminal below them either a progress bar with the remaining time
 * or the run's own lines. Piped output gets the lines only. Thread-safe.
 */
public final class LiveConsole implements AutoCloseable {

    private static final int LEAST_COLUMNS = 20;
    private static final int LEAST_BAR = 6;
    private static final String BESIDE_BAR = " 100% ▕▏ (0:00:00) "; // besides the task, the bar and the seconds
    private static final String UNBROKEN = "\u001b[?7l"; // DECAWM: what is wider than the window is cut
    private static final String BROKEN = "\u001b[?7h";
    private static final String REST = "    "; // before the rest of a line that is too long

    private final PrintStream out;
    private final boolean ansi;
    private final boolean colour;
    private final String task;
    private final Duration total;
    private ProgressBar bar; // null before the first progress
    private String drawn = "";
    private final IntSupplier width;

    /**
     * @param ansi whether the output is a terminal, on which a bar can be drawn
     * @param colour whether it has colours
     * @param width asked for before each drawing, for the terminal may change
     */
    LiveConsole(PrintStream out, boolean ansi, boolean colour, IntSupplier width, String task, Duration total) {
        this.out = out;
        this.ansi = ansi;
        this.colour = colour;
        this.width = width;
        this.task = task;
        this.total = total;
    }

    private ProgressBar newBar() {
        return new ProgressBarBuilder().setTaskName(task).setInitialMax(total.toMillis()).setUnit("s", 1000).hideEta()
            .setStyle(ProgressBarStyle.builder().leftBracket("▕").rightBracket("▏").block('█').space(' ').fractionSymbols(" ▏▎▍▌▋▊▉")
            .build())
            .setUpdateIntervalMillis(100).setConsumer(new BelowTheLines(out)).build();
    }

    /** @param progress whether to draw a bar; it is only drawn on a terminal */
    public static LiveConsole open(PrintStream out, boolean progress, String task, Duration total) {
        return new LiveConsole(out, progress && Terminal.isTerminal(), Terminal.hasColour(), Terminal::columns, task, total);
    }

    /** The same on standard error, for a program whose standard output is its result; nothing is drawn unless both are a terminal. */
    public static LiveConsole onStandardError(boolean progress, String task, Duration total) {
        return new LiveConsole(System.err, progress && Terminal.isErrorTerminal(), Terminal.hasColour(), Terminal::columns, task, total);
    }

    /** A console that shows nothing. */
    public static LiveConsole silent() {
        return new LiveConsole(new PrintStream(java.io.OutputStream.nullOutputStream()), false, false, () -> 0, "", Duration.ZERO);
    }

    /** Whether there is a bar, or lines below the others. */
    public boolean isDrawn() {
        return ansi;
    }

    /** A line above the bar. */
    public void line(String text) {
        line(text, Terminal.Look.PLAIN);
    }

    /** An event: the method's own deeds are bold on a terminal, what goes on or follows from them is dim, an alarm is red. */
    public void line(String text, Event.Severity severity) {
        line(text, switch (severity) {
            case NORMAL, LOST -> Terminal.Look.DIM;
            case PLANNED -> Terminal.Look.BOLD;
            case WARNING -> Terminal.Look.PLAIN;
            case ALARM -> Terminal.Look.RED;
        });
    }

    private synchronized void line(String text, Terminal.Look look) {
        if (!ansi) {
            out.println(text);
            return;
        }
        int columns = width.getAsInt();
        var lines = text.lines().flatMap(line -> fitted(line, columns)).map(line -> colour ? look.of(line) : line)
            .collect(Collectors.joining(System.lineSeparator()));
        out.print(clear(columns) + lines + System.lineSeparator());
        draw(drawn, columns);
    }

    /** Lines that stay below all others, in place of the bar; each is cut to the terminal's width. */
    public synchronized void below(List<String> lines) {
        if (ansi) redraw(String.join("\n", lines));
    }

    /** A line in parts that fit into the terminal, cut at blanks. */
    private static Stream<String> fitted(String line, int columns) {
        int most = Math.max(columns, LEAST_COLUMNS);
        var parts = new ArrayList<String>();
        var rest = line;
        while (rest.length() > most) {
            int blank = rest.lastIndexOf(' ', most);
            int end = rest.substring(0, Math.max(0, blank)).isBlank() ? most : blank;
            parts.add(rest.substring(0, end).stripTrailing());
            rest = REST + rest.substring(end).strip();
        }
        parts.add(rest);
        return parts.stream();
    }

    private static String cut(String lines, int columns) {
        return lines.lines().map(line -> line.length() < columns ? line : line.substring(0, columns - 1)).collect(Collectors.joining("\n"));
    }

    private synchronized void redraw(String lines) {
        int columns = width.getAsInt();
        out.print(clear(columns));
        draw(lines, columns);
    }

    /** In a window that has been narrowed and is not told yet, it stays a line, and nothing above it is overwritten later. */
    private void draw(String lines, int columns) {
        drawn = cut(lines, columns);
        if (!drawn.isEmpty()) out.print(UNBROKEN + drawn + BROKEN);
        out.flush();
    }

    /** Erases what is drawn below the lines. */
    private String clear(int columns) {
        // what was drawn in a wider terminal has been broken into more lines
        long up = drawn.isEmpty() ? 0 : drawn.lines().mapToLong(line -> Math.max(1, Math.ceilDiv(line.length(), columns))).sum() - 1;
        return "\r" + (up > 0 ? "\u001b[" + up + "A" : "") + (up > 0 ? "\u001b[J" : "\u001b[K");
    }

    /**
     * The run's progress, and a few words beside the bar after the remaining time. Called from one thread.
     *
     * @param words with commas between; as many of them are shown as there is room for
     */
    public void progress(Duration elapsed, String words) {
        if (!ansi) return;
        if (bar == null) bar = newBar();
        bar.stepTo(Math.min(elapsed.toMillis(), bar.getMax()));
        var message = Math.max(0, total.minus(elapsed).toSeconds()) + " s left";
        int room = width.getAsInt() - 1 - task.length() - BESIDE_BAR.length() - LEAST_BAR - 2 * String.valueOf(total.toSeconds()).length()
            - "/s ".length();
        for (var word : words.isEmpty() ? new String[0] : words.split(", ")) {
            if (message.length() + 2 + word.length() > room) break;
            message += ", " + word;
        }
        bar.setExtraMessage(message);
    }

    @Override
    public void close() {
        if (bar != null) bar.close();
        bar = null;
        if (!drawn.isEmpty()) redraw("");
    }

    private final class BelowTheLines extends ConsoleProgressBarConsumer {
        /**
         * A given width keeps the library from opening the terminal through JLine, which would reset the Ctrl-C handler: an interrupted run
         * would then write no files.
         */
        BelowTheLines(PrintStream out) {
            super(out, width.getAsInt() - 1);
        }

        @Override
        public int getMaxRenderedLength() {
            return width.getAsInt() - 1;
        }

        @Override
        public void accept(String rendered) {
            redraw(rendered);
        }

        @Override
        public void close() {}
    }
}
