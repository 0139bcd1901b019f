package reprise.sut;

/**
 * Ends a run with one sentence (place, reason, value, remedy) rather than a stack trace. Its subclass decides the exit code: 2 for
 * user input, 3 for the machine or a peer.
 */
public sealed class Failure extends RuntimeException {
    /** The exit codes of every script; 130 for SIGINT is the JVM's own. */
    public static final int REPRODUCED = 0, NOT_REPRODUCED = 1, BAD_INPUT = 2, ENVIRONMENT = 3;

    private final int exitCode;

    private Failure(int exitCode, String sentence, Throwable cause) {
        super(sentence, cause);
        this.exitCode = exitCode;
    }

    public int exitCode() {
        return exitCode;
    }

    /** The user's input cannot be used. */
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
