package reprise.experiment;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** What standard output goes to: whether a person reads it, and how wide it is. */
public final class Terminal {
    private static final int DEFAULT_COLUMNS = 80;
    private static final String RED = "\u001b[31m";
    private static final String PLAIN = "\u001b[0m";

    private Terminal() {}

    /** Whether standard output is a terminal, so that a bar is useful. */
    public static boolean isTerminal() {
        return System.console() != null && System.console().isTerminal() && !"dumb".equals(System.getenv("TERM"));
    }

    /** Whether it shows colours; {@code NO_COLOR} means that nobody wants them. */
    public static boolean hasColour() {
        return isTerminal() && System.getenv("NO_COLOR") == null;
    }

    /** The terminal's width according to stty; 80 if it is unknown or there is no terminal. */
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

    /** Text for standard output that is red on a terminal. */
    public static String alarm(String text) {
        return hasColour() ? red(text) : text;
    }

    /** The text with the escape codes for red. */
    static String red(String text) {
        return RED + text + PLAIN;
    }
}
