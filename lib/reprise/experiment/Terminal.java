package reprise.experiment;

/** What standard output goes to: whether a person reads it, and how wide it is. */
public final class Terminal {
    private static final int DEFAULT_COLUMNS = 80;
    private static final String PLAIN = "\u001b[0m";

    /** How a line looks on a terminal with colours. */
    enum Look {
        PLAIN(""), BOLD("\u001b[1m"), DIM("\u001b[2m"), RED("\u001b[31m");

        private final String code;

        Look(String code) {
            this.code = code;
        }

        /** The text with its escape codes. */
        String of(String text) {
            return code.isEmpty() ? text : code + text + Terminal.PLAIN;
        }
    }

    private Terminal() {}

    /** Whether standard output is a terminal, so that a bar is useful. */
    public static boolean isTerminal() {
        return System.console() != null && System.console().isTerminal() && !"dumb".equals(System.getenv("TERM"));
    }

    /** Whether it shows colours; {@code NO_COLOR} means that nobody wants them. */
    public static boolean hasColour() {
        return isTerminal() && System.getenv("NO_COLOR") == null;
    }

    /** The terminal's width now; 80 if it is unknown or there is no terminal. */
    public static int columns() {
        return isTerminal() ? WindowSize.columns(WindowSize.STANDARD_OUTPUT).filter(columns -> columns > 0).orElse(DEFAULT_COLUMNS)
            : DEFAULT_COLUMNS;
    }

    /** Whether standard error is a terminal too. */
    public static boolean isErrorTerminal() {
        return isTerminal() && WindowSize.columns(WindowSize.STANDARD_ERROR).isPresent();
    }

    /** Text for standard output that is red on a terminal. */
    public static String alarm(String text) {
        return hasColour() ? Look.RED.of(text) : text;
    }
}
