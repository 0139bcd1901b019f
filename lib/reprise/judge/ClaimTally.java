package reprise.judge;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import reprise.recorder.Run;

/**
 * A claim in several runs.
 *
 * @param verdicts one for each run, in their order
 */
public record ClaimTally(Claim claim, List<Verdict> verdicts) {
    public ClaimTally {
        verdicts = List.copyOf(verdicts);
    }

    /** The runs in which it held. */
    public long held() {
        return verdicts.stream().filter(verdict -> verdict.ending().isGood()).count();
    }

    /** The runs that should have answered it: it held, or did not, or the run left it open. */
    public long asked() {
        return verdicts.stream().filter(verdict -> isAnswered(verdict) || verdict.ending() == Run.Ending.BY_RUN).count();
    }

    /** The runs in which it was judged. */
    public long judged() {
        return verdicts.stream().filter(ClaimTally::isAnswered).count();
    }

    private static boolean isAnswered(Verdict verdict) {
        return verdict.ending().isGood() || verdict.ending().isBad();
    }

    /** Whether all runs that should have answered it agree. */
    public boolean isSteady() {
        return held() == 0 || held() == asked();
    }

    /** Whether it held in this share of the runs that should have answered it; also if none should. */
    public boolean holds(double share) {
        return held() >= share * asked() - 1e-9; // 0.7 of ten is seven
    }

    /** Such as {@code 5 of 5}, or {@code 3 of 5: not steady}; {@code not judged} if no run should have answered it. */
    public String words() {
        if (asked() == 0) return "not judged";
        return held() + " of " + asked() + (isSteady() ? "" : ": not steady");
    }

    /** Why some runs did not judge it; empty if each did. */
    public String unjudged() {
        long without = verdicts.size() - judged();
        var why = verdicts.stream().filter(verdict -> !isAnswered(verdict)).map(Verdict::why).findFirst();
        return why.isEmpty() ? "" : judged() == 0 ? why.get()
            : "not judged in " + without + " of " + verdicts.size() + " runs: " + why.get();
    }

    /** Our figures, of the runs that have one. One that was only shown is among them if the claim was judged in no run. */
    public Sample figures() {
        return new Sample(verdicts.stream().filter(verdict -> judged() == 0 || isAnswered(verdict)).map(Verdict::measuredOrNull)
            .filter(Objects::nonNull).toList());
    }

    /** That the figures spread further than the claim's bound is away, so that another run may end otherwise; absent if they do not. */
    public Optional<String> warning() {
        var figures = figures();
        if (judged() < 2 || !(claim instanceof Claim.Bounded bounded)) return Optional.empty();
        double distance = bounded.bound().distance(figures.median());
        return figures.spread() <= distance ? Optional.empty()
            : Optional.of("the spread is " + claim.measuredText(figures.spread()) + ", and the bound is only "
            + claim.measuredText(distance) + " from the median: another run may end otherwise");
    }
}
