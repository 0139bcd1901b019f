package reprise.recorder;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Optional;

/** A single occurrence, seconds after the start: "killed node 1", "client connected to 127.0.0.1:5673". */
public record Event(double atSec, Severity severity, String what) {
    /** The importance for a reader, set by the code that notes the event. Files of earlier versions lack it and are read as normal. */
    public enum Severity {
        /** As it should be, or a recovery. */
        NORMAL,
        /** The method's own fault, such as the kill of a node. */
        PLANNED,
        /**
         * A connection was lost or could not be made after a planned fault of the phase, or where another process makes the faults.
         * Without one it is kept as an alarm.
         */
        LOST,
        /** An irregularity, or a failure that is counted as well; the run goes on. */
        WARNING,
        /** A node, a process or a connection was lost that nobody planned to lose, or the run could not do what it should. */
        ALARM
    }

    public Event {
        if (!Double.isFinite(atSec)) throw new IllegalArgumentException("event " + what + ": time is " + atSec);
        if (what == null || what.isBlank()) throw new IllegalArgumentException("event at " + atSec + " s: it does not say what happened");
    }

    @JsonCreator
    static Event of(@JsonProperty("atSec") double atSec, @JsonProperty("severity") Optional<Severity> severity,
                    @JsonProperty("what") String what) {
        return new Event(atSec, severity.orElse(Severity.NORMAL), what);
    }
}
