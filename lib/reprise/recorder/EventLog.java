package reprise.recorder;

/** Takes what happens to a party once in a while: connected, broken, trying again, blocked. Called on the party's loop. */
@FunctionalInterface
public interface EventLog {
    /** {@code atNs}: ns of the run's clock. */
    void note(long atNs, String what);
}
