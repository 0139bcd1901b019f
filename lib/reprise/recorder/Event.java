package reprise.recorder;

/** Something that happened once, seconds after the start: "killed node 1", "client connected to 127.0.0.1:5673". */
public record Event(double atSec, String what) {
    public Event {
        if (!Double.isFinite(atSec)) throw new IllegalArgumentException("event " + what + ": time is " + atSec);
        if (what == null || what.isBlank()) throw new IllegalArgumentException("event at " + atSec + " s: it does not say what happened");
    }
}
