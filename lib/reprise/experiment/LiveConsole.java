package reprise.experiment;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * What a person sees while a run goes: one line a second and one an event, and on a terminal a progress bar below them
 * with the time left. Piped output gets the lines alone. May be used from any thread.
 */
public final class LiveConsole implements AutoCloseable {
    private static final int DEFAULT_COLUMNS = 80;
    private static final String CLEAR_LINE = "\r\u001b[K";

    private final PrintStream out;
    private final boolean ansi;
    private final String task;
    private final Duration total;
    private ProgressBar bar; // from the first progress on
    private String drawn = "";

    private LiveConsole(PrintStream out, boolean ansi, String task, Duration total) {
        this.out = out;
        this.ansi = ansi;
        this.task = task;
        this.total = total;
    }

    private ProgressBar newBar() {
        return new ProgressBarBuilder().setTaskName(task).setInitialMax(total.toMillis()).setUnit("s", 1000).hideEta()
            .setStyle(ProgressBarStyle.builder().leftBracket("▕").rightBracket("▏").block('█').space(' ').fractionSymbols(" ▏▎▍▌▋▊▉").build())
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

    /** A line above the bar; {@code urgent} is red on a terminal. */
    public synchronized void line(String text, boolean urgent) {
        if (!ansi) {
            out.println(text);
            return;
        }
        out.print(CLEAR_LINE + (urgent ? "\u001b[31m" + text + "\u001b[0m" : text) + System.lineSeparator() + drawn);
        out.flush();
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
        if (bar == null) return;
        bar.close();
        synchronized (this) {
            out.print(CLEAR_LINE);
            out.flush();
            drawn = "";
        }
    }

    /** The terminal's width as stty has it, 80 where it cannot be told or there is none. */
    public static int columns() {
        if (!isTerminal()) return DEFAULT_COLUMNS;
        try {
            var stty = new ProcessBuilder("stty", "size").redirectInput(ProcessBuilder.Redirect.INHERIT).redirectError(ProcessBuilder.Redirect.DISCARD).start();
            var size = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip().split(" ");
            return size.length == 2 && size[1].matches("[1-9][0-9]{1,3}") ? Integer.parseInt(size[1]) : DEFAULT_COLUMNS;
        } catch (IOException noStty) {
            return DEFAULT_COLUMNS;
        }
    }

    private final class BelowTheLines extends ConsoleProgressBarConsumer {
        /** A width given keeps the library from opening the terminal by JLine, which would give Ctrl-C back to the system: nothing would be kept. */
        BelowTheLines(PrintStream out) {
            super(out, columns() - 1);
        }

        @Override
        public void accept(String rendered) {
            synchronized (LiveConsole.this) {
                drawn = rendered;
                out.print(CLEAR_LINE + rendered);
                out.flush();
            }
        }

        @Override
        public void close() {}
    }
}
