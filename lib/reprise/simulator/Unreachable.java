package reprise.simulator;

/** A load's peer cannot be reached. The message names it, the reason and the remedy, in a sentence for users. */
public final class Unreachable extends IllegalStateException {
    public Unreachable(String message) {
        super(message);
    }
}
