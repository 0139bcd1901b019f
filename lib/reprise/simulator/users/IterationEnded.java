package reprise.simulator.users;

/** Thrown inside a script when its iteration is ended early, by the end of the grace or of the run. Scripts must not catch it. */
public final class IterationEnded extends RuntimeException {
    private static final long serialVersionUID = 1;

    IterationEnded() {
        super("the iteration was ended from outside", null, false, false);
    }
}
