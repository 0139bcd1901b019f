package reprise.recorder;

/** Receives the occasional events of a party: connected, broken, retrying, blocked. Called on the party's loop. */
@FunctionalInterface
public interface EventLog {
    /** {@code atNs}: ns of the run's clock. */
    void note(long atNs, Event.Severity severity, String what);
}
