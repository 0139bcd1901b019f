package reprise.judge;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import reprise.recorder.Unjudged;

/** The result of a measure in one run, in the measure's unit. */
public sealed interface Reading {
    record Value(double value) implements Reading {}

    record Missing(Unjudged why) implements Reading {}

    /** A figure that is shown but does not answer the claim. */
    record Shown(double value, Unjudged why) implements Reading {}

    static Reading byRun(String why) {
        return new Missing(new Unjudged.ByRun(why));
    }

    static Reading byRequest(String why) {
        return new Missing(new Unjudged.ByRequest(why));
    }

    static Reading byDocument(String why) {
        return new Missing(new Unjudged.ByDocument(why));
    }

    /** The figure to show, if there is one. */
    default OptionalDouble figure() {
        return switch (this) {
            case Value(double value) -> OptionalDouble.of(value);
            case Shown(double value, var _) -> OptionalDouble.of(value);
            case Missing _ -> OptionalDouble.empty();
        };
    }

    /** Why it does not answer the claim; empty if it does. */
    default Optional<Unjudged> reason() {
        return switch (this) {
            case Value _ -> Optional.empty();
            case Shown(var _, var why) -> Optional.of(why);
            case Missing(var why) -> Optional.of(why);
        };
    }

    /** Changes the figure and keeps the reason. */
    default Reading map(DoubleUnaryOperator change) {
        return switch (this) {
            case Value(double value) -> new Value(change.applyAsDouble(value));
            case Shown(double value, var why) -> new Shown(change.applyAsDouble(value), why);
            case Missing _ -> this;
        };
    }

    /** The same figure, shown only, for this reason; a missing reading keeps its own reason. */
    default Reading onlyShown(Unjudged reason) {
        return figure().isPresent() ? new Shown(figure().getAsDouble(), reason) : this;
    }

    /**
     * Combines two figures. If one is missing, so is the result. Of two reasons the run's own takes precedence, because a request for more
     * would not have removed it; else the first is kept.
     */
    default Reading and(Reading other, DoubleBinaryOperator figure) {
        if (figure().isPresent() && other.figure().isPresent()) {
            var both = new Value(figure.applyAsDouble(figure().getAsDouble(), other.figure().getAsDouble()));
            return reason().or(other::reason).<Reading>map(both::onlyShown).orElse(both);
        }
        var missing = Stream.of(this, other).filter(each -> each.figure().isEmpty()).toList();
        return missing.stream().filter(each -> each.reason().orElseThrow() instanceof Unjudged.ByRun).findFirst()
            .orElse(missing.getFirst());
    }

    /** One figure of all of these, of which there is at least one. */
    static Reading of(Stream<Reading> all, DoubleBinaryOperator figure) {
        return all.reduce((one, other) -> one.and(other, figure)).orElseThrow();
    }

    static Reading largest(Stream<Reading> all) {
        return of(all, Math::max);
    }

    static Reading smallest(Stream<Reading> all) {
        return of(all, Math::min);
    }

    static Reading sum(Stream<Reading> all) {
        return of(all, Double::sum);
    }

    /** How much more than the other it is. */
    default Reading minus(Reading other) {
        return and(other, (one, less) -> one - less);
    }

    /** How many times the other it is; missing if that is 0. */
    default Reading over(Reading divisor) {
        var ratio = and(divisor, (over, under) -> over / under);
        return ratio.figure().isPresent() && !Double.isFinite(ratio.figure().getAsDouble())
            ? byRun("it is a ratio to a figure of 0") : ratio;
    }
}
