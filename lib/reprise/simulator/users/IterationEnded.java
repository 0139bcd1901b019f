package reprise.simulator.users;

/** Thrown inside a script when its iteration is over before its end: the grace is, or the run. Not to be caught. */
public final class IterationEnded extends RuntimeException {
    private static final long serialVersionUID = 1;

    IterationEnded() {
        super("the iteration was ended from outside", null, false, false);
    }
}
