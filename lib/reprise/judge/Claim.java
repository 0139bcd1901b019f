package reprise.judge;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.OptionalDouble;
import reprise.recorder.Digits;
import reprise.recorder.Unjudged;

/**
 * Something that a run's measure speaks to: what the document says, or a finding of ours. The verdict comes from our figures alone;
 * the published one, where there is one, stands beside it. {@code decimals} is how the document shows a figure of the claim, judging takes
 * it as it is.
 */
public sealed interface Claim {
    int MOST_DECIMALS = 12;

    String id();

    String statement();

    /** Absent for what nobody published. */
    OptionalDouble publishedFigure();

    String unit();

    int decimals();

    /** The name of the run's measure. */
    String measure();

    /** A measure with a figure that is unmeasured all the same is shown, and is no answer. */
    Verdict judge(Map<String, Double> measures, Map<String, Unjudged> unmeasured);

    /** The same of a run on one of several kinds of broker, which its id, its statement and its measure name. */
    Claim on(String brokers);

    /**
     * Holds when min ≤ measure ≤ max; {@code holds} says the same in words.
     *
     * @param factor whether it is how many times one thing is another: bounded on one side alone it says which is more, and by how much
     *     stands beside
     */
    record Judged(String id, String statement, double published, String unit, int decimals, String measure, double min, double max,
                  String holds, boolean factor) implements Claim {
        /** A factor of at most twice and at least half the published one is of its size. */
        private static final double OF_ONE_SIZE = 2;

        public Judged(String id, String statement, double published, String unit, int decimals, String measure, double min, double max,
            String holds) {
            this(id, statement, published, unit, decimals, measure, min, max, holds, false);
        }

        public Judged {
            if (!(min <= max))
                throw new IllegalArgumentException("claim " + id + ": min is " + min + ", max is " + max + "; min must not be above max");
        }

        @Override
        public Verdict judge(Map<String, Double> measures, Map<String, Unjudged> unmeasured) {
            var measured = measures.get(measure);
            if (measured == null || unmeasured.containsKey(measure)) {
                return new Verdict.NotJudged(measured,
                    unmeasured.getOrDefault(measure, new Unjudged.ByRun("the run has no measure " + measure)));
            }
            if (!holds(measured)) return new Verdict.NotReproduced(measured, "it would hold if " + holds);
            return isOfAnotherSize(measured) ? new Verdict.InDirection(measured, published, holds)
                : new Verdict.Reproduced(measured, holds);
        }

        private boolean isOfAnotherSize(double measured) {
            boolean oneSided = min <= 0 || Double.isInfinite(max);
            return factor && oneSided && published > 0 && (measured > published * OF_ONE_SIZE || measured < published / OF_ONE_SIZE);
        }

        @Override
        public OptionalDouble publishedFigure() {
            return OptionalDouble.of(published);
        }

        boolean holds(double measured) {
            return min <= measured && measured <= max;
        }

        @Override
        public Claim on(String brokers) {
            return new Judged(brokers + " " + id, statement + " (" + brokers + ")", published, unit, decimals, brokers + " " + id, min, max,
                holds, factor);
        }
    }

    /** A property of somebody's hardware or runtime: shown beside ours, never judged. */
    record Shown(String id, String statement, double published, String unit, int decimals, String measure, String why) implements Claim {
        @Override
        public Verdict judge(Map<String, Double> measures, Map<String, Unjudged> unmeasured) {
            var measured = measures.get(measure);
            return new Verdict.NotJudged(measured,
                new Unjudged.ByDocument(measured == null && unmeasured.containsKey(measure) ? unmeasured.get(measure).why() : why));
        }

        @Override
        public OptionalDouble publishedFigure() {
            return OptionalDouble.of(published);
        }

        @Override
        public Claim on(String brokers) {
            return new Shown(brokers + " " + id, statement + " (" + brokers + ")", published, unit, decimals, brokers + " " + id, why);
        }
    }

    /** What we say, and nobody published: it held when min ≤ measure ≤ max, which {@code holds} says in words. */
    record Finding(String id, String statement, String unit, int decimals, String measure, double min, double max, String holds)
        implements Claim {
        public Finding {
            if (!(min <= max))
                throw new IllegalArgumentException("finding " + id + ": min is " + min + ", max is " + max + "; min must not be above max");
        }

        @Override
        public Verdict judge(Map<String, Double> measures, Map<String, Unjudged> unmeasured) {
            var measured = measures.get(measure);
            if (measured == null || unmeasured.containsKey(measure))
                return new Verdict.NotJudged(measured,
                    unmeasured.getOrDefault(measure, new Unjudged.ByRun("the run has no measure " + measure)));
            return holds(measured) ? new Verdict.Held(measured, holds) : new Verdict.NotHeld(measured, "it would hold if " + holds);
        }

        boolean holds(double measured) {
            return min <= measured && measured <= max;
        }

        @Override
        public OptionalDouble publishedFigure() {
            return OptionalDouble.empty();
        }

        @Override
        public Claim on(String brokers) {
            return new Finding(brokers + " " + id, statement + " (" + brokers + ")", unit, decimals, brokers + " " + id, min, max, holds);
        }
    }

    /** By what it is judged, in one line of a plan. */
    default String explained() {
        return switch (this) {
            case Judged judged -> "published " + publishedText() + "; holds when " + judged.holds();
            case Shown shown -> "published " + publishedText() + "; not judged: " + shown.why();
            case Finding finding -> "a finding of ours; holds when " + finding.holds();
        };
    }

    /** The published figure with its unit, in the document's form; empty where nobody published one. */
    default String publishedText() {
        return publishedFigure().stream().mapToObj(figure -> rounded(figure, decimals()).toPlainString() + " " + unit()).findFirst()
            .orElse("");
    }

    /** Our figure with its unit, with three digits that count; never rounded across a bound, so that it does not contradict its verdict. */
    default String measuredText(double figure) {
        int decimals = Digits.decimals(figure, decimals());
        while (decimals < MOST_DECIMALS && isInBounds(rounded(figure, decimals).doubleValue()) != isInBounds(figure)) decimals++;
        return rounded(figure, decimals).toPlainString() + " " + unit();
    }

    private boolean isInBounds(double figure) {
        return switch (this) {
            case Judged judged -> judged.holds(figure);
            case Finding finding -> finding.holds(figure);
            case Shown _ -> true;
        };
    }

    private static BigDecimal rounded(double figure, int decimals) {
        return new BigDecimal(figure).setScale(decimals, RoundingMode.HALF_UP);
    }
}
