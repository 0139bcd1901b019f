package reprise.experiment;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import reprise.recorder.Event.Severity;

/**
 * An action on a system at a time of a phase, such as killing a node.
 * {@snippet :
 * x.measure("cast", pair, sec(121), Moment.at(sec(12), () -> cluster.kill(master)),
 *     Moment.at(sec(30), () -> cluster.start(master)).as(Severity.NORMAL));
 * }
 *
 * @param after the phase's start
 * @param severity of its event. A normal event, such as a node's return, is told when it is done; others have the time of their beginning
 * @param action returns a sentence on its effect, which becomes an event of the run; an exception ends the phase. From a phase's
 *     first moment on, a process that ends does not end the phase: it may have been killed
 * @param next asked when the action is done, for the moment that follows it
 */
public record Moment(Duration after, Severity severity, Callable<String> action, Supplier<Optional<Moment>> next) {
    public Moment {
        if (after.isNegative())
            throw new IllegalArgumentException("a moment is at " + DurationOption.text(after) + "; it must be 0 or above");
    }

    /** A fault, with a planned event. */
    public static Moment at(Duration after, Callable<String> action) {
        return new Moment(after, Severity.PLANNED, action, Optional::empty);
    }

    public Moment as(Severity other) {
        return new Moment(after, other, action, next);
    }

    /** The same, followed by one that is known only when it is done. One that is not before the phase's end is not performed. */
    public Moment then(Supplier<Optional<Moment>> following) {
        return new Moment(after, severity, action, following);
    }
}
