package reprise.judge;

import java.util.Set;
import reprise.recorder.Unit;

/** Which of two figures of a quantity is the better one. */
public enum Better {
    MORE, LESS, UNKNOWN;

    private static final Set<Unit> LESS_IS_BETTER = Set.of(Unit.US, Unit.MS, Unit.SEC, Unit.MIB);

    /** Times and memory are better if they are less, a rate if it is more; of the others a unit alone does not tell. */
    public static Better of(Unit unit) {
        return LESS_IS_BETTER.contains(unit) ? LESS : unit.equals(Unit.PER_SEC) ? MORE : UNKNOWN;
    }

    /** As a claim has it whose bound has a limit on one side alone; what must be 0 is better if it is less. */
    public static Better of(Claim claim) {
        return claim instanceof Claim.Bounded bounded ? switch (bounded.bound()) {
            case Bound.AtLeast _, Bound.Above _ -> MORE;
            case Bound.AtMost _, Bound.Below _ -> LESS;
            case Bound.Exactly(double value) -> value == 0 ? LESS : UNKNOWN;
            case Bound.Between _, Bound.Within _ -> of(claim.measure().unit());
        } : of(claim.measure().unit());
    }

    /** How much worse the new figure is, as a share of the old; below 0 if it is better, NaN if nobody can tell. */
    public double worsening(double old, double now) {
        double change = (now - old) / Math.abs(old);
        return switch (this) {
            case MORE -> -change;
            case LESS -> change;
            case UNKNOWN -> Double.NaN;
        };
    }
}
