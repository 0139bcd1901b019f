package reprise.judge;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import reprise.recorder.Run;
import reprise.recorder.Unjudged;

/** The result of judging a claim by our figures. Every verdict gives its reason in a sentence. */
public sealed interface Verdict {
    String why();

    /** Its form in run.json. */
    default Run.Ending ending() {
        return switch (this) {
            case Reproduced _ -> Run.Ending.REPRODUCED;
            case InDirection _ -> Run.Ending.IN_DIRECTION;
            case NotReproduced _ -> Run.Ending.NOT_REPRODUCED;
            case Held _ -> Run.Ending.HELD;
            case NotHeld _ -> Run.Ending.NOT_HELD;
            case NotJudged(var _, var reason) -> switch (reason) {
                case Unjudged.ByDocument _ -> Run.Ending.BY_DOCUMENT;
                case Unjudged.ByRequest _ -> Run.Ending.BY_REQUEST;
                case Unjudged.ByRun _ -> Run.Ending.BY_RUN;
            };
        };
    }

    record Reproduced(double measured, String why) implements Verdict {}

    /** A factor within its bound, but of another size than the published one. */
    record InDirection(double measured, double published, String holds) implements Verdict {
        @Override
        public String why() {
            return "in direction; " + size() + " of the published size: " + holds;
        }

        /** Our effect as a share of the published factor, such as {@code 3 %}. */
        public String size() {
            double percent = 100 * measured / published;
            return new BigDecimal(percent).round(new MathContext(percent < 1 ? 1 : percent < 100 ? 2 : 3, RoundingMode.HALF_UP))
                .stripTrailingZeros().toPlainString() + " %";
        }
    }

    record NotReproduced(double measured, String why) implements Verdict {}

    /** A finding of ours that holds. */
    record Held(double measured, String why) implements Verdict {}

    record NotHeld(double measured, String why) implements Verdict {}

    /** {@code measured} is null if there is no figure; otherwise the figure is only shown. */
    record NotJudged(Double measured, Unjudged reason) implements Verdict {
        @Override
        public String why() {
            return reason.why();
        }
    }

    /** Null if there is no figure. */
    default Double measuredOrNull() {
        return switch (this) {
            case Reproduced reproduced -> reproduced.measured();
            case InDirection reproduced -> reproduced.measured();
            case NotReproduced not -> not.measured();
            case Held held -> held.measured();
            case NotHeld not -> not.measured();
            case NotJudged not -> not.measured();
        };
    }
}
