package reprise.judge;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.OptionalDouble;
import reprise.recorder.Digits;
import reprise.recorder.FailIf;
import reprise.recorder.Run;
import reprise.recorder.Unit;
import reprise.recorder.Unjudged;

/**
 * A statement about one of a run's measures: a claim of the document or a finding of ours. The verdict depends on our figures alone; the
 * published figure, if any, is shown beside ours. {@code decimals} is the document's form for the figure; judging uses the unrounded value.
 */
public sealed interface Claim {
    int MOST_DECIMALS = 12;

    String id();

    String statement();

    /** Absent for a finding of ours. */
    OptionalDouble publishedFigure();

    int decimals();

    /** The quantity that the claim is about. */
    Quantity measure();

    /** Judges the run's figure. A measure that is unmeasured but has a figure is shown and not judged. */
    Verdict judge(Map<String, Double> measures, Map<String, Unjudged> unmeasured);

    /** Judges the figure that the run has of it. */
    default Verdict judge(Run run) {
        return judge(run.measures(), run.unmeasured());
    }

    /** The same claim for a run on one of several kinds of broker; id, statement and measure then name the kind. */
    Claim on(String brokers);

    /** A claim with a bound, which is therefore judged. */
    sealed interface Bounded extends Claim {
        Bound bound();

        /** The reason for the bound; empty if it needs none. */
        String basis();

        /** When the claim holds, in words derived from the measure and its bound. */
        default String holds() {
            return measure().label() + " is " + bound().words(measure().unit()) + (basis().isEmpty() ? "" : " (" + basis() + ")");
        }

        Verdict judge(double measured);

        @Override
        default Verdict judge(Map<String, Double> measures, Map<String, Unjudged> unmeasured) {
            var id = measure().id();
            var measured = measures.get(id);
            if (measured == null || unmeasured.containsKey(id)) {
                return new Verdict.NotJudged(measured, unmeasured.getOrDefault(id, new Unjudged.ByRun("the run has no measure " + id)));
            }
            return judge(measured.doubleValue());
        }
    }

    /** @param factor whether the figure is a ratio: a one-sided bound gives the direction, and the verdict then adds the size */
    record Judged(String id, String statement, double published, int decimals, Quantity measure, Bound bound, String basis, boolean factor)
        implements Bounded {
        /** A factor between half and twice the published one is of the same size. */
        private static final double OF_ONE_SIZE = 2;

        public Judged(String id, String statement, double published, int decimals, Quantity measure, Bound bound) {
            this(id, statement, published, decimals, measure, bound, "", false);
        }

        /** The same claim about a figure that is a ratio. */
        public Judged byFactor() {
            return new Judged(id, statement, published, decimals, measure, bound, basis, true);
        }

        @Override
        public Verdict judge(double measured) {
            if (!bound.holds(measured)) return new Verdict.NotReproduced(measured, "it would hold if " + holds());
            return isOfAnotherSize(measured) ? new Verdict.InDirection(measured, published, holds())
                : new Verdict.Reproduced(measured, holds());
        }

        private boolean isOfAnotherSize(double measured) {
            return factor && bound.isOneSided() && published > 0
                && (measured > published * OF_ONE_SIZE || measured < published / OF_ONE_SIZE);
        }

        @Override
        public OptionalDouble publishedFigure() {
            return OptionalDouble.of(published);
        }

        @Override
        public Claim on(String brokers) {
            return new Judged(brokers + " " + id, statement + " (" + brokers + ")", published, decimals, measure.named(brokers + " " + id),
                bound, basis, factor);
        }
    }

    /** A property of specific hardware or a specific runtime: shown beside ours, never judged. */
    record Shown(String id, String statement, double published, int decimals, Quantity measure, String why) implements Claim {
        @Override
        public Verdict judge(Map<String, Double> measures, Map<String, Unjudged> unmeasured) {
            var measured = measures.get(measure.id());
            return new Verdict.NotJudged(measured, new Unjudged.ByDocument(
                measured == null && unmeasured.containsKey(measure.id()) ? unmeasured.get(measure.id()).why() : why));
        }

        @Override
        public OptionalDouble publishedFigure() {
            return OptionalDouble.of(published);
        }

        @Override
        public Claim on(String brokers) {
            return new Shown(brokers + " " + id, statement + " (" + brokers + ")", published, decimals, measure.named(brokers + " " + id),
                why);
        }
    }

    /** A statement of ours that nobody published. */
    record Finding(String id, String statement, int decimals, Quantity measure, Bound bound, String basis) implements Bounded {
        public Finding(String id, String statement, Quantity measure, Bound bound) {
            this(id, statement, measure.decimals(), measure, bound, "");
        }

        @Override
        public Verdict judge(double measured) {
            return bound.holds(measured) ? new Verdict.Held(measured, holds())
                : new Verdict.NotHeld(measured, "it would hold if " + holds());
        }

        @Override
        public OptionalDouble publishedFigure() {
            return OptionalDouble.empty();
        }

        @Override
        public Claim on(String brokers) {
            return new Finding(brokers + " " + id, statement + " (" + brokers + ")", decimals, measure.named(brokers + " " + id), bound,
                basis);
        }
    }

    /** A limit that the user has set; its figure is computed from the run's metrics when it is judged. */
    record Threshold(FailIf condition) implements Bounded {
        @Override
        public String id() {
            return condition.text();
        }

        @Override
        public String statement() {
            return holds();
        }

        @Override
        public Quantity measure() {
            return switch (condition.figure()) {
                case FailIf.OfTiming _ -> new Quantity(id(), condition.subject(), Unit.MS, 3);
                case FailIf.OfCounter figure -> new Quantity(id(), condition.subject(),
                    figure == FailIf.OfCounter.RATE ? Unit.PER_SEC : Unit.COUNT, 0);
                case FailIf.OfMeasure _ -> new Quantity(id(), condition.subject(), Unit.COUNT, 2);
            };
        }

        @Override
        public int decimals() {
            return measure().decimals();
        }

        @Override
        public Bound bound() {
            return switch (condition.comparison()) {
                case ABOVE -> new Bound.AtMost(condition.limit());
                case AT_LEAST -> new Bound.Below(condition.limit());
                case BELOW -> new Bound.AtLeast(condition.limit());
                case AT_MOST -> new Bound.Above(condition.limit());
            };
        }

        @Override
        public String basis() {
            return "";
        }

        @Override
        public Verdict judge(Run run) {
            return switch (MetricReadings.of(run, condition)) {
                case Reading.Value(double figure) -> judge(figure);
                case Reading.Shown(double figure, var why) -> new Verdict.NotJudged(figure, why);
                case Reading.Missing(var why) -> new Verdict.NotJudged(null, why);
            };
        }

        @Override
        public Verdict judge(double measured) {
            return bound().holds(measured) ? new Verdict.Held(measured, holds())
                : new Verdict.NotHeld(measured, "the run fails if " + condition.text());
        }

        @Override
        public OptionalDouble publishedFigure() {
            return OptionalDouble.empty();
        }

        @Override
        public Claim on(String brokers) {
            return this;
        }
    }

    /** How it is judged, in one line of a plan. */
    default String explained() {
        return switch (this) {
            case Judged judged -> "published " + publishedText() + "; holds when " + judged.holds();
            case Shown shown -> "published " + publishedText() + "; not judged: " + shown.why();
            case Finding finding -> "a finding of ours; holds when " + finding.holds();
            case Threshold threshold -> "a threshold of yours; holds when " + threshold.holds();
        };
    }

    /** The published figure with its unit, in the document's form; empty if none was published. */
    default String publishedText() {
        return publishedFigure().stream().mapToObj(figure -> withUnit(rounded(figure, decimals()))).findFirst().orElse("");
    }

    /** Our figure with its unit and three significant digits; never rounded across a bound, so that it does not contradict the verdict. */
    default String measuredText(double figure) {
        return withUnit(measured(figure));
    }

    /** Two of our figures with their unit: {@code 2.04 to 2.30 s}. */
    default String measuredText(double from, double to) {
        return measured(from).toPlainString() + " to " + measuredText(to);
    }

    private BigDecimal measured(double figure) {
        int decimals = Digits.decimals(figure, decimals());
        while (decimals < MOST_DECIMALS && isInBounds(rounded(figure, decimals).doubleValue()) != isInBounds(figure)) decimals++;
        return rounded(figure, decimals);
    }

    private boolean isInBounds(double figure) {
        return switch (this) {
            case Bounded bounded -> bounded.bound().holds(figure);
            case Shown _ -> true;
        };
    }

    private String withUnit(BigDecimal figure) {
        return (figure.toPlainString() + " " + measure().unit().symbol()).stripTrailing();
    }

    private static BigDecimal rounded(double figure, int decimals) {
        return new BigDecimal(figure).setScale(decimals, RoundingMode.HALF_UP);
    }
}
