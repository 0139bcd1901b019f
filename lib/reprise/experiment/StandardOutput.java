package reprise.experiment;

import reprise.sut.Failure;

/** Whether what was printed has arrived: a PrintStream says nothing of a full disk or of a reader that has gone unless it is asked. */
public final class StandardOutput {
    private static final String LOST = "standard output could not be written to its end: its disk is full, or its reader has gone; "
        + "make room, or read it to its end, and let it be printed again";

    private StandardOutput() {}

    /** Whether something that was printed so far has not arrived. */
    static boolean isLost() {
        return System.out.checkError();
    }

    /** The exit code of a program that is done: 3 when something that it printed is lost, which its error output tells then. */
    public static int exitCode(String program, int exitCode) {
        if (!isLost()) return exitCode;
        System.err.println(program + ": " + LOST);
        return Failure.ENVIRONMENT;
    }
}
