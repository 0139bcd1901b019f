package reprise.document;

/** What our figures say of a claim. Every verdict says why, in a sentence that stands beside the claim. */
public sealed interface Verdict {
    String why();

    /** As run.json names it. */
    default String label() {
        return switch (this) {
            case Reproduced _ -> "reproduced";
            case NotReproduced _ -> "not-reproduced";
            case NotJudged _ -> "not-judged";
        };
    }

    record Reproduced(double measured, String why) implements Verdict {}

    record NotReproduced(double measured, String why) implements Verdict {}

    /** {@code measured} is null when the figure could not be had, and the figure when it is only shown. */
    record NotJudged(Double measured, String why) implements Verdict {}

    /** Null where there is none. */
    default Double measuredOrNull() {
        return switch (this) {
            case Reproduced reproduced -> reproduced.measured();
            case NotReproduced not -> not.measured();
            case NotJudged not -> not.measured();
        };
    }
}
