package reprise.document;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import reprise.recorder.Digits;
import reprise.recorder.Unjudged;

/**
 * Something the document says that a run's measure speaks to. The verdict comes from our figures alone; the published one
 * stands beside it. {@code decimals} is how the document shows a figure of the claim, judging takes it as it is.
 */
public sealed interface Claim {
    int MOST_DECIMALS = 12;

    String id();

    String statement();

    double published();

    String unit();

    int decimals();

    /** The name of the run's measure. */
    String measure();

    Verdict judge(Map<String, Double> measures, Map<String, Unjudged> unmeasured);

    /** The same of a run on one of several kinds of broker, which its id, its statement and its measure name. */
    Claim on(String brokers);

    /** Holds when min ≤ measure ≤ max; {@code holds} says the same in words. */
    record Judged(String id, String statement, double published, String unit, int decimals, String measure, double min, double max,
                  String holds) implements Claim {
        public Judged {
            if (!(min <= max)) throw new IllegalArgumentException("claim " + id + ": min is " + min + ", max is " + max + "; min must not be above max");
        }

        @Override
        public Verdict judge(Map<String, Double> measures, Map<String, Unjudged> unmeasured) {
            var measured = measures.get(measure);
            if (measured == null) {
                return new Verdict.NotJudged(null, unmeasured.getOrDefault(measure, new Unjudged.ByRun("the run has no measure " + measure)));
            }
            if (holds(measured)) return new Verdict.Reproduced(measured, holds);
            return new Verdict.NotReproduced(measured, "it would hold if " + holds);
        }

        boolean holds(double measured) {
            return min <= measured && measured <= max;
        }

        @Override
        public Claim on(String brokers) {
            return new Judged(brokers + " " + id, statement + " (" + brokers + ")", published, unit, decimals, brokers + " " + id, min, max, holds);
        }
    }

    /** A property of somebody's hardware or runtime: shown beside ours, never judged. */
    record Shown(String id, String statement, double published, String unit, int decimals, String measure, String why) implements Claim {
        @Override
        public Verdict judge(Map<String, Double> measures, Map<String, Unjudged> unmeasured) {
            var measured = measures.get(measure);
            return new Verdict.NotJudged(measured, new Unjudged.ByDocument(measured == null && unmeasured.containsKey(measure) ? unmeasured.get(measure).why() : why));
        }

        @Override
        public Claim on(String brokers) {
            return new Shown(brokers + " " + id, statement + " (" + brokers + ")", published, unit, decimals, brokers + " " + id, why);
        }
    }

    /** The published figure with its unit, in the document's form. */
    default String publishedText() {
        return rounded(published(), decimals()).toPlainString() + " " + unit();
    }

    /** Our figure with its unit, with three digits that count; never rounded across a bound, so that it does not contradict its verdict. */
    default String measuredText(double figure) {
        int decimals = Digits.decimals(figure, decimals());
        if (this instanceof Judged judged) {
            while (decimals < MOST_DECIMALS && judged.holds(rounded(figure, decimals).doubleValue()) != judged.holds(figure)) decimals++;
        }
        return rounded(figure, decimals).toPlainString() + " " + unit();
    }

    private static BigDecimal rounded(double figure, int decimals) {
        return new BigDecimal(figure).setScale(decimals, RoundingMode.HALF_UP);
    }
}
