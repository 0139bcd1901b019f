package reprise.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import reprise.judge.Claim;
import reprise.judge.ClaimTally;
import reprise.judge.Scenario;
import reprise.judge.Scenario.Outcome;
import reprise.judge.Verdict;
import reprise.recorder.Run;

/** The claims' outcome in one line: the judged claims, and how many were not judged and why. */
public record OutcomeLine(Mood mood, String text) {
    /** How a verdict looks; its name in lower case is a CSS class of the page. */
    public enum Mood {
        GOOD, BAD, OPEN;

        public static Mood of(Verdict verdict) {
            return switch (verdict) {
                case Verdict.Reproduced _, Verdict.InDirection _, Verdict.Held _ -> GOOD;
                case Verdict.NotReproduced _, Verdict.NotHeld _ -> BAD;
                case Verdict.NotJudged _ -> OPEN;
            };
        }

        /** Green where it held in every run that should have answered it, red where it held in none, else open. */
        public static Mood of(ClaimTally tally) {
            return tally.judged() == 0 || !tally.isSteady() ? OPEN : tally.held() > 0 ? GOOD : BAD;
        }

        public String cssClass() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What a report keeps apart: the document's claims, our own findings, and the thresholds that the user has set. */
    public enum Kind {
        CLAIMS("Claims", "claim"), FINDINGS("Findings of ours", "finding"), THRESHOLDS("Thresholds", "threshold");

        private final String heading;
        private final String one;

        Kind(String heading, String one) {
            this.heading = heading;
            this.one = one;
        }

        public String heading() {
            return heading;
        }

        /** One of them, in a word. */
        public String one() {
            return one;
        }

        public static Kind of(Claim claim) {
            return switch (claim) {
                case Claim.Finding _ -> FINDINGS;
                case Claim.Threshold _ -> THRESHOLDS;
                case Claim.Judged _, Claim.Shown _ -> CLAIMS;
            };
        }

        /** Those of this kind. */
        public List<Outcome> in(List<Outcome> outcomes) {
            return outcomes.stream().filter(outcome -> of(outcome.claim()) == this).toList();
        }
    }

    /**
     * It is good where all that was judged held, and the run answered all that it should: what nobody asked for, or what does not apply to
     * the run, is counted in the text and leaves nothing open.
     */
    public static OutcomeLine of(Run run, List<Outcome> outcomes) {
        long leftOut = run.details().runsLeftOut();
        long bad = count(outcomes, Run.Ending.NOT_REPRODUCED) + count(outcomes, Run.Ending.NOT_HELD);
        long good = count(outcomes, Run.Ending.REPRODUCED) + count(outcomes, Run.Ending.IN_DIRECTION) + count(outcomes, Run.Ending.HELD);
        long open = count(outcomes, Run.Ending.BY_RUN) + leftOut;
        var text = outcomes.isEmpty() ? Scenario.NOTHING_PUBLISHED : told(outcomes);
        if (leftOut > 0) text += "; " + leftOut + (leftOut == 1 ? " run" : " runs") + " left out";
        return new OutcomeLine(bad > 0 ? Mood.BAD : good > 0 && open == 0 && !run.isCutShort() ? Mood.GOOD : Mood.OPEN,
            cutShort(run) + text);
    }

    /** Of an error's several lines, such as a process's output, the first. */
    private static String cutShort(Run run) {
        return run.interrupted() ? "Interrupted. "
            : run.endedEarly().flatMap(why -> why.lines().findFirst()).map(why -> "Ended early: " + why + ". ").orElse("");
    }

    /** A figure that is only shown is never judged and does not count as missing. */
    private static long count(List<Outcome> outcomes, Run.Ending ending) {
        return outcomes.stream().filter(outcome -> !(outcome.claim() instanceof Claim.Shown) && outcome.verdict().ending() == ending)
            .count();
    }

    private static String told(List<Outcome> outcomes) {
        long direction = count(outcomes, Run.Ending.IN_DIRECTION);
        long good = count(outcomes, Run.Ending.REPRODUCED) + direction;
        long bad = count(outcomes, Run.Ending.NOT_REPRODUCED);
        long open = count(outcomes, Run.Ending.BY_RUN);
        long less = count(outcomes, Run.Ending.BY_REQUEST);
        long beside = count(outcomes, Run.Ending.BY_DOCUMENT);
        long judged = good + bad;
        var parts = new ArrayList<String>();
        if (bad > 0) parts.add("Not reproduced: " + bad + " of " + claims(judged));
        else if (good > 0 && open > 0) parts.add("Incomplete: " + claims(good) + (good == 1 ? " is" : " are") + " reproduced");
        else if (good > 0) parts.add("Reproduced: " + (judged == 1 ? "the one judged claim" : "all " + claims(judged)));
        if (direction > 0)
            parts.set(0,
                parts.getFirst() + (bad == 0 && good == 1 ? " in direction alone" : ", " + direction + " of them in direction alone"));
        boolean crossed = count(Kind.THRESHOLDS.in(outcomes), Run.Ending.NOT_HELD) > 0;
        for (var kind : crossed ? List.of(Kind.THRESHOLDS, Kind.FINDINGS) : List.of(Kind.FINDINGS, Kind.THRESHOLDS)) {
            held(kind, outcomes).ifPresent(found ->
                parts.add(parts.isEmpty() ? found : found.substring(0, 1).toLowerCase(Locale.ROOT) + found.substring(1)));
        }
        var more = parts.isEmpty() ? "" : " more";
        if (parts.isEmpty()) parts.add("No claim could be judged");
        if (open > 0) parts.add(open + more + " could not be judged because of the run");
        if (less > 0) parts.add(less + more + " not asked for");
        if (beside > 0) parts.add(beside + more + (beside == 1 ? " does" : " do") + " not apply to this run");
        return String.join("; ", parts);
    }

    /** Findings, or thresholds; a single one is quoted. */
    private static Optional<String> held(Kind kind, List<Outcome> outcomes) {
        var all = kind.in(outcomes).stream()
            .filter(outcome -> outcome.verdict() instanceof Verdict.Held || outcome.verdict() instanceof Verdict.NotHeld).toList();
        long bad = count(all, Run.Ending.NOT_HELD);
        var many = kind == Kind.FINDINGS ? " findings of ours" : " thresholds";
        if (all.isEmpty()) return Optional.empty();
        if (all.size() == 1) return Optional.of((bad > 0 ? "Not held: " : "Held: ") + all.getFirst().claim().statement());
        return Optional.of(bad > 0 ? "Not held: " + bad + " of " + all.size() + many
            : "Held: all " + all.size() + many);
    }

    private static String claims(long count) {
        return count + " judged claim" + (count == 1 ? "" : "s");
    }

    public static String words(Verdict verdict) {
        return verdict.ending().word().replace('-', ' ');
    }

    /** Includes the size of an effect that is reproduced in direction only. */
    public static String fullWords(Verdict verdict) {
        return words(verdict)
            + (verdict instanceof Verdict.InDirection reproduced ? "; " + reproduced.size() + " of the published size" : "");
    }

    /** A claim's figure, or the document's notation for none. */
    public static String measured(Outcome outcome, String none) {
        var measured = outcome.verdict().measuredOrNull();
        return measured == null ? none : outcome.claim().measuredText(measured);
    }
}
