package reprise.experiment;

import java.io.OutputStream;
import java.io.PrintStream;
import reprise.sut.Failure;

/**
 * Standard output as programs read it: whether what was printed arrived, which a PrintStream reports only when asked, and nothing but the
 * end of a run in it, if that is asked for.
 */
public final class StandardOutput {
    private static final String LOST = "standard output could not be written to its end: its disk is full, or its reader has gone; "
        + "make room, or read it to its end, and let it be printed again";

    private StandardOutput() {}

    /** What is for people goes elsewhere until it is closed; {@link #end} still prints to standard output. */
    static final class Diverted implements AutoCloseable {
        private final PrintStream real = System.out;

        private Diverted(PrintStream instead) {
            ends = real;
            System.setOut(instead);
        }

        @Override
        public void close() {
            ends = null;
            System.setOut(real);
        }
    }

    /** Null while nothing is diverted. */
    private static PrintStream ends;

    /** @param quiet nowhere, rather than to standard error */
    static Diverted divert(boolean quiet) {
        return new Diverted(quiet ? new PrintStream(OutputStream.nullOutputStream()) : System.err);
    }

    /** Prints the end of a run. */
    static void end(String text) {
        var out = ends == null ? System.out : ends;
        out.print(text);
        out.flush();
    }

    /** Whether any output so far was lost. */
    public static boolean isLost() {
        return System.out.checkError();
    }

    /** A finished program's exit code: 3, with a message on standard error, if any of its output was lost. */
    public static int exitCode(String program, int exitCode) {
        if (!isLost()) return exitCode;
        System.err.println(program + ": " + LOST);
        return Failure.ENVIRONMENT;
    }
}
