package reprise.sut;

/**
 * An end of a run that is told in one sentence (where, what, the value, the remedy) instead of a stack trace.
 * Its kind is the exit code: 2 for what the user gave, 3 for what the machine or a peer did.
 */
public sealed class Failure extends RuntimeException {
    /** Exit codes of every script; 130 is the JVM's own for SIGINT. */
    public static final int REPRODUCED = 0, NOT_REPRODUCED = 1, BAD_INPUT = 2, ENVIRONMENT = 3;

    private final int exitCode;

    private Failure(int exitCode, String sentence, Throwable cause) {
        super(sentence, cause);
        this.exitCode = exitCode;
    }

    public int exitCode() {
        return exitCode;
    }

    /** What the user gave cannot be used. */
    public static final class BadInput extends Failure {
        public BadInput(String sentence) {
            this(sentence, null);
        }

        public BadInput(String sentence, Throwable cause) {
            super(BAD_INPUT, sentence, cause);
        }
    }

    /** The machine, a file or a peer did not do what the run needs. */
    public static final class Environment extends Failure {
        public Environment(String sentence) {
            this(sentence, null);
        }

        public Environment(String sentence, Throwable cause) {
            super(ENVIRONMENT, sentence, cause);
        }
    }
}
