package reprise.document;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import reprise.recorder.Unjudged;

/**
 * Something the document says that a run's measure speaks to. The verdict comes from our figures alone; the published one
 * stands beside it. {@code decimals} is how a figure of the claim is shown, judging takes it as it is.
 */
public sealed interface Claim {
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
            if (min <= measured && measured <= max) return new Verdict.Reproduced(measured, holds);
            return new Verdict.NotReproduced(measured, "it would hold if " + holds);
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

    /** A figure of this claim with its unit, rounded half up to its decimals. */
    default String shown(double figure) {
        return new BigDecimal(figure).setScale(decimals(), RoundingMode.HALF_UP).toPlainString() + " " + unit();
    }
}
