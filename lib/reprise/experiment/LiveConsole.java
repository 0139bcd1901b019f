package reprise.experiment;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
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

    private final PrintStream out;
    private static final long WIDTH_EVERY_NS = 1_000_000_000L;
    private static final int LEAST_COLUMNS = 20;
    private static final String REST = "    "; // before the rest of a line that is too long

    private final boolean ansi;
    private final boolean colour;
    private final String task;
    private final Duration total;
    private ProgressBar bar; // null before the first progress
    private String drawn = "";
    private final IntSupplier width; // takes a process to answer
    private volatile int columns;
    private volatile long widthNs = System.nanoTime(); // when it was asked for

    /**
     * @param ansi whether the output is a terminal, on which a bar can be drawn
     * @param colour whether it has colours
     * @param width asked for again while the run goes, for the terminal may change
     */
    LiveConsole(PrintStream out, boolean ansi, boolean colour, IntSupplier width, String task, Duration total) {
        this.out = out;
        this.ansi = ansi;
        this.colour = colour;
        this.width = width;
        this.task = task;
        this.total = total;
        columns = ansi ? width.getAsInt() : Integer.MAX_VALUE;
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

    /** A console that shows nothing. */
    public static LiveConsole silent() {
        return new LiveConsole(new PrintStream(java.io.OutputStream.nullOutputStream()), false, false, () -> 0, "", Duration.ZERO);
    }

    /** A line above the bar; {@code urgent} makes it red on a terminal. */
    public synchronized void line(String text, boolean urgent) {
        if (!ansi) {
            out.println(text);
            return;
        }
        var lines = text.lines().flatMap(this::fitted).map(line -> urgent && colour ? Terminal.red(line) : line)
            .collect(Collectors.joining(System.lineSeparator()));
        out.print(clear() + lines + System.lineSeparator() + drawn);
        out.flush();
    }

    /** An event; an alarm is red on a terminal. */
    public void line(String text, Event.Severity severity) {
        line(text, severity == Event.Severity.ALARM);
    }

    /** A line in parts that fit into the terminal, cut at blanks. */
    private Stream<String> fitted(String line) {
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

    /** Asks for the width on another thread: the answer takes a process. */
    private void checkWidth() {
        if (System.nanoTime() - widthNs < WIDTH_EVERY_NS) return;
        widthNs = System.nanoTime();
        CompletableFuture.runAsync(() -> columns = width.getAsInt());
    }

    private synchronized void redraw(String lines) {
        out.print(clear() + lines);
        drawn = lines;
        out.flush();
    }

    /** Erases what is drawn below the lines. */
    private String clear() {
        // what was drawn in a wider terminal has been broken into more lines
        long up = drawn.isEmpty() ? 0 : drawn.lines().mapToLong(line -> Math.max(1, Math.ceilDiv(line.length(), columns))).sum() - 1;
        return "\r" + (up > 0 ? "\u001b[" + up + "A" : "") + (up > 0 ? "\u001b[J" : "\u001b[K");
    }

    /** The run's progress, and a few words beside the bar after the remaining time. Called from one thread. */
    public void progress(Duration elapsed, String words) {
        if (!ansi) return;
        checkWidth();
        if (bar == null) bar = newBar();
        bar.stepTo(Math.min(elapsed.toMillis(), bar.getMax()));
        long leftSec = Math.max(0, total.minus(elapsed).toSeconds());
        bar.setExtraMessage(leftSec + " s left" + (words.isEmpty() ? "" : ", " + words));
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
            super(out, columns - 1);
        }

        @Override
        public int getMaxRenderedLength() {
            return columns - 1;
        }

        @Override
        public void accept(String rendered) {
            redraw(rendered);
        }

        @Override
        public void close() {}
    }
}
