package reprise.simulator;

import java.time.Duration;

/**
 * A load with a length of its own: it ends by itself, and a phase lasts until then.
 * {@snippet :
 * x.measure("ramp", new Users(plan, x.clock()));
 * }
 */
public interface TimedLoad extends Load {
    /** The planned time; what is in progress then may end somewhat later. */
    Duration length();

    /** The time after which it has ended in any case. */
    Duration longest();
}
