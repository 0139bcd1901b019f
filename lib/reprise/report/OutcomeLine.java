package reprise.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import reprise.judge.Claim;
import reprise.judge.Scenario;
import reprise.judge.Scenario.Outcome;
import reprise.judge.Verdict;
import reprise.recorder.Run;

/** What became of the claims, in one line: those that were judged, and how many were not, by whose doing. */
public record OutcomeLine(Mood mood, String text) {
    /** How a verdict looks; its name in lower case is a class of the page. */
    public enum Mood {
        GOOD, BAD, OPEN;

        public static Mood of(Verdict verdict) {
            return switch (verdict) {
                case Verdict.Reproduced _, Verdict.InDirection _, Verdict.Held _ -> GOOD;
                case Verdict.NotReproduced _, Verdict.NotHeld _ -> BAD;
                case Verdict.NotJudged _ -> OPEN;
            };
        }

        public String cssClass() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @param leftOut runs that were asked for and could not be performed */
    public static OutcomeLine of(Run run, List<Outcome> outcomes, long leftOut) {
        long bad = count(outcomes, Run.Ending.NOT_REPRODUCED) + count(outcomes, Run.Ending.NOT_HELD);
        long good = count(outcomes, Run.Ending.REPRODUCED) + count(outcomes, Run.Ending.IN_DIRECTION) + count(outcomes, Run.Ending.HELD);
        long notJudged = count(outcomes, Run.Ending.BY_RUN) + count(outcomes, Run.Ending.BY_REQUEST)
            + count(outcomes, Run.Ending.BY_DOCUMENT);
        var text = outcomes.isEmpty() ? Scenario.NOTHING_PUBLISHED : told(outcomes);
        if (leftOut > 0) text += "; " + leftOut + (leftOut == 1 ? " run" : " runs") + " left out";
        return new OutcomeLine(bad > 0 ? Mood.BAD : good > 0 && notJudged + leftOut == 0 && !run.interrupted() ? Mood.GOOD : Mood.OPEN,
            (run.interrupted() ? "Interrupted. " : "") + text);
    }

    /** What only is shown is never judged, and nothing is missing then. */
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
        findings(outcomes).ifPresent(found ->
            parts.add(parts.isEmpty() ? found : found.substring(0, 1).toLowerCase(Locale.ROOT) + found.substring(1)));
        var more = parts.isEmpty() ? "" : " more";
        if (parts.isEmpty()) parts.add("No claim could be judged");
        if (open > 0) parts.add(open + more + " could not be judged because of the run");
        if (less > 0) parts.add(less + more + " not asked for");
        if (beside > 0) parts.add(beside + more + (beside == 1 ? " does" : " do") + " not apply to this run");
        return String.join("; ", parts);
    }

    /** Of ours, whose sentence is said where there is one alone. */
    private static Optional<String> findings(List<Outcome> outcomes) {
        var all = outcomes.stream()
            .filter(outcome -> outcome.verdict() instanceof Verdict.Held || outcome.verdict() instanceof Verdict.NotHeld).toList();
        long bad = count(outcomes, Run.Ending.NOT_HELD);
        if (all.isEmpty()) return Optional.empty();
        if (all.size() == 1) return Optional.of((bad > 0 ? "Not held: " : "Held: ") + all.getFirst().claim().statement());
        return Optional.of(bad > 0 ? "Not held: " + bad + " of " + all.size() + " findings of ours"
            : "Held: all " + all.size() + " findings of ours");
    }

    private static String claims(long count) {
        return count + " judged claim" + (count == 1 ? "" : "s");
    }

    public static String words(Verdict verdict) {
        return verdict.ending().word().replace('-', ' ');
    }

    /** With the size of what is reproduced in direction alone. */
    public static String fullWords(Verdict verdict) {
        return words(verdict)
            + (verdict instanceof Verdict.InDirection reproduced ? "; " + reproduced.size() + " of the published size" : "");
    }

    /** The document's claims, or the findings of ours, which a report keeps apart. */
    public static List<Outcome> of(List<Outcome> outcomes, boolean ours) {
        return outcomes.stream().filter(outcome -> outcome.claim() instanceof Claim.Finding == ours).toList();
    }

    /** A figure of a claim, or how the document writes that there is none. */
    public static String measured(Outcome outcome, String none) {
        var measured = outcome.verdict().measuredOrNull();
        return measured == null ? none : outcome.claim().measuredText(measured);
    }
}
