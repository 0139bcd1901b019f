package reprise.judge;

import java.math.BigDecimal;
import reprise.recorder.Unit;

/** The range in which a figure must lie for a claim to hold. Its description is derived from it, so the two cannot differ. */
public sealed interface Bound {
    /** Both ends are included. */
    record Between(double least, double most) implements Bound {
        public Between {
            if (!(least <= most))
                throw new IllegalArgumentException("bound: between " + least + " and " + most + "; the first must not be above the second");
        }
    }

    /** Both ends are excluded. */
    record Within(double above, double below) implements Bound {
        public Within {
            if (!(above < below))
                throw new IllegalArgumentException("bound: above " + above + " and below " + below + "; the first must be the lower one");
        }
    }

    record AtLeast(double least) implements Bound {}

    record AtMost(double most) implements Bound {}

    record Above(double limit) implements Bound {}

    record Below(double limit) implements Bound {}

    record Exactly(double value) implements Bound {}

    default boolean holds(double figure) {
        return switch (this) {
            case Between(double least, double most) -> least <= figure && figure <= most;
            case Within(double above, double below) -> above < figure && figure < below;
            case AtLeast(double least) -> figure >= least;
            case AtMost(double most) -> figure <= most;
            case Above(double limit) -> figure > limit;
            case Below(double limit) -> figure < limit;
            case Exactly(double value) -> figure == value;
        };
    }

    /** How far a figure is from the nearest limit, on either side of it. */
    default double distance(double figure) {
        return Math.min(Math.abs(figure - lowest()), Math.abs(figure - highest()));
    }

    /** The lowest figure that it allows, and the highest; infinite where it has no limit. */
    default double lowest() {
        return switch (this) {
            case Between(double least, double _) -> least;
            case Within(double above, double _) -> above;
            case AtLeast(double least) -> least;
            case Above(double limit) -> limit;
            case Exactly(double value) -> value;
            case AtMost _, Below _ -> Double.NEGATIVE_INFINITY;
        };
    }

    /** See {@link #lowest}. */
    default double highest() {
        return switch (this) {
            case Between(double _, double most) -> most;
            case Within(double _, double below) -> below;
            case AtMost(double most) -> most;
            case Below(double limit) -> limit;
            case Exactly(double value) -> value;
            case AtLeast _, Above _ -> Double.POSITIVE_INFINITY;
        };
    }

    /** Whether it states a direction but no size. For a quantity that is never negative, a lower end of 0 is no limit. */
    default boolean isOneSided() {
        return switch (this) {
            case Between(double least, double _) -> least <= 0;
            case Within(double above, double _) -> above < 0;
            case AtLeast _, AtMost _, Above _, Below _ -> true;
            case Exactly _ -> false;
        };
    }

    /** The words after "is", such as {@code between 1.5 and 2.6 s}, with all digits of the limits. */
    default String words(Unit unit) {
        return unit.inSentence(switch (this) {
            case Between(double least, double most) -> "between " + digits(least) + " and " + digits(most);
            case Within(double above, double below) -> "above " + digits(above) + " and below " + digits(below);
            case AtLeast(double least) -> "at least " + digits(least);
            case AtMost(double most) -> "at most " + digits(most);
            case Above(double limit) -> "above " + digits(limit);
            case Below(double limit) -> "below " + digits(limit);
            case Exactly(double value) -> value == 0 ? "0" : "exactly " + digits(value);
        });
    }

    private static String digits(double limit) {
        return BigDecimal.valueOf(limit).stripTrailingZeros().toPlainString();
    }
}
