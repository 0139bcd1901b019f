package reprise.experiment;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * What a person sees while a run goes: one line a second and one an event, and on a terminal a progress bar below them
 * with the time left, or lines of the run's own. Piped output gets the lines alone. May be used from any thread.
 */
public final class LiveConsole implements AutoCloseable {
    private static final int DEFAULT_COLUMNS = 80;
    private static final String RED = "\u001b[31m";
    private static final String PLAIN = "\u001b[0m";

    private final PrintStream out;
    private final boolean ansi;
    private final String task;
    private final Duration total;
    private ProgressBar bar; // from the first progress on
    private String drawn = "";
    private int columns; // 0 until it was asked for

    private LiveConsole(PrintStream out, boolean ansi, String task, Duration total) {
        this.out = out;
        this.ansi = ansi;
        this.task = task;
        this.total = total;
    }

    private ProgressBar newBar() {
        return new ProgressBarBuilder().setTaskName(task).setInitialMax(total.toMillis()).setUnit("s", 1000).hideEta()
            .setStyle(ProgressBarStyle.builder().leftBracket("▕").rightBracket("▏").block('█').space(' ').fractionSymbols(" ▏▎▍▌▋▊▉")
            .build())
            .setUpdateIntervalMillis(100).setConsumer(new BelowTheLines(out)).build();
    }

    /** @param progress whether a bar is wanted; it is drawn only when the output is a terminal */
    public static LiveConsole open(PrintStream out, boolean progress, String task, Duration total) {
        return new LiveConsole(out, progress && isTerminal(), task, total);
    }

    /** Shows nothing. */
    public static LiveConsole silent() {
        return new LiveConsole(new PrintStream(java.io.OutputStream.nullOutputStream()), false, "", Duration.ZERO);
    }

    /** Whether standard output goes to a person: colour and a bar are welcome. */
    public static boolean isTerminal() {
        return System.console() != null && System.console().isTerminal() && !"dumb".equals(System.getenv("TERM"))
            && System.getenv("NO_COLOR") == null;
    }

    /** A text for standard output that is red where a person reads it. */
    static String alarm(String text) {
        return isTerminal() ? RED + text + PLAIN : text;
    }

    /** A line above the bar; {@code urgent} is red on a terminal. */
    public synchronized void line(String text, boolean urgent) {
        if (!ansi) {
            out.println(text);
            return;
        }
        out.print(clear() + (urgent ? RED + text + PLAIN : text) + System.lineSeparator() + drawn);
        out.flush();
    }

    /** Lines that stay below all others, in the bar's place; each as wide as the terminal at the most. */
    public synchronized void below(List<String> lines) {
        if (!ansi) return;
        if (columns == 0) columns = columns();
        redraw(lines.stream().map(line -> line.length() < columns ? line : line.substring(0, columns - 1))
            .collect(Collectors.joining("\n")));
    }

    private synchronized void redraw(String lines) {
        out.print(clear() + lines);
        drawn = lines;
        out.flush();
    }

    /** Takes away what is drawn below the lines. */
    private String clear() {
        long up = drawn.chars().filter(c -> c == '\n').count();
        return "\r" + (up > 0 ? "\u001b[" + up + "A" : "") + (up > 0 ? "\u001b[J" : "\u001b[K");
    }

    /** Where the run is, and a few words beside the bar after the time left. From one thread. */
    public void progress(Duration elapsed, String words) {
        if (!ansi) return;
        if (bar == null) bar = newBar();
        bar.stepTo(Math.min(elapsed.toMillis(), bar.getMax()));
        long leftSec = Math.max(0, total.minus(elapsed).toSeconds());
        bar.setExtraMessage(leftSec + " s left" + (words.isEmpty() ? "" : ", " + words));
    }

    @Override
    public void close() {
        if (bar != null) bar.close();
        if (!drawn.isEmpty()) redraw("");
    }

    /** The terminal's width as stty has it, 80 where it cannot be told or there is none. */
    public static int columns() {
        if (!isTerminal()) return DEFAULT_COLUMNS;
        try {
            var stty = new ProcessBuilder("stty", "size").redirectInput(ProcessBuilder.Redirect.INHERIT)
                .redirectError(ProcessBuilder.Redirect.DISCARD).start();
            var size = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip().split(" ");
            return size.length == 2 && size[1].matches("[1-9][0-9]{1,3}") ? Integer.parseInt(size[1]) : DEFAULT_COLUMNS;
        } catch (IOException noStty) {
            return DEFAULT_COLUMNS;
        }
    }

    private final class BelowTheLines extends ConsoleProgressBarConsumer {
        /**
         * A width given keeps the library from opening the terminal by JLine, which would give Ctrl-C back to the system: nothing would be
         * kept.
         */
        BelowTheLines(PrintStream out) {
            super(out, columns() - 1);
        }

        @Override
        public void accept(String rendered) {
            redraw(rendered);
        }

        @Override
        public void close() {}
    }
}
