package reprise.document;

import reprise.recorder.Run;
import reprise.recorder.Unjudged;

/** What our figures say of a claim. Every verdict says why, in a sentence that stands beside the claim. */
public sealed interface Verdict {
    String why();

    /** As run.json keeps it. */
    default Run.Ending ending() {
        return switch (this) {
            case Reproduced _ -> Run.Ending.REPRODUCED;
            case NotReproduced _ -> Run.Ending.NOT_REPRODUCED;
            case NotJudged(var _, var reason) -> switch (reason) {
                case Unjudged.ByDocument _ -> Run.Ending.BY_DOCUMENT;
                case Unjudged.ByRequest _ -> Run.Ending.BY_REQUEST;
                case Unjudged.ByRun _ -> Run.Ending.BY_RUN;
            };
        };
    }

    record Reproduced(double measured, String why) implements Verdict {}

    record NotReproduced(double measured, String why) implements Verdict {}

    /** {@code measured} is null when the figure could not be had, and the figure when it is only shown. */
    record NotJudged(Double measured, Unjudged reason) implements Verdict {
        @Override
        public String why() {
            return reason.why();
        }
    }

    /** Null where there is none. */
    default Double measuredOrNull() {
        return switch (this) {
            case Reproduced reproduced -> reproduced.measured();
            case NotReproduced not -> not.measured();
            case NotJudged not -> not.measured();
        };
    }
}
