package reprise.report;

import java.util.List;
import java.util.Locale;
import reprise.document.Claim;
import reprise.document.Scenario;
import reprise.document.Scenario.Outcome;
import reprise.document.Verdict;
import reprise.recorder.Run;

/** What became of the claims, in one line: those that were judged, and how many were not, by whose doing. */
record Headline(Mood mood, String text) {
    /** How a verdict looks; its name in lower case is a class of the page. */
    enum Mood {
        GOOD, BAD, OPEN;

        static Mood of(Verdict verdict) {
            return switch (verdict) {
                case Verdict.Reproduced _ -> GOOD;
                case Verdict.NotReproduced _ -> BAD;
                case Verdict.NotJudged _ -> OPEN;
            };
        }

        String cssClass() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @param leftOut runs that were asked for and could not be performed */
    static Headline of(Run run, List<Outcome> outcomes, long leftOut) {
        long good = count(outcomes, Run.Ending.REPRODUCED);
        long bad = count(outcomes, Run.Ending.NOT_REPRODUCED);
        long open = count(outcomes, Run.Ending.BY_RUN);
        long less = count(outcomes, Run.Ending.BY_REQUEST);
        long beside = count(outcomes, Run.Ending.BY_DOCUMENT);
        var text = outcomes.isEmpty() ? Scenario.NOTHING_PUBLISHED : told(good, bad, open, less, beside);
        if (leftOut > 0) text += "; " + leftOut + (leftOut == 1 ? " run" : " runs") + " left out";
        return new Headline(bad > 0 ? Mood.BAD : good > 0 && open + less + beside + leftOut == 0 && !run.interrupted() ? Mood.GOOD : Mood.OPEN,
            (run.interrupted() ? "Interrupted. " : "") + text);
    }

    /** What only is shown is never judged, and nothing is missing then. */
    private static long count(List<Outcome> outcomes, Run.Ending ending) {
        return outcomes.stream().filter(outcome -> outcome.claim() instanceof Claim.Judged && outcome.verdict().ending() == ending).count();
    }

    private static String told(long good, long bad, long open, long less, long beside) {
        long judged = good + bad;
        var text = new StringBuilder(bad > 0 ? "Not reproduced: " + bad + " of " + claims(judged) : judged == 0 ? "No claim could be judged"
            : open > 0 ? "Incomplete: " + claims(good) + (good == 1 ? " is" : " are") + " reproduced"
            : "Reproduced: " + (judged == 1 ? "the one judged claim" : "all " + claims(judged)));
        var more = judged > 0 ? " more" : "";
        if (open > 0) text.append("; ").append(open).append(more).append(" could not be judged because of the run");
        if (less > 0) text.append("; ").append(less).append(more).append(" not asked for");
        if (beside > 0) text.append("; ").append(beside).append(more).append(beside == 1 ? " does" : " do").append(" not apply to this run");
        return text.toString();
    }

    private static String claims(long count) {
        return count + " judged claim" + (count == 1 ? "" : "s");
    }

    static String words(Verdict verdict) {
        return verdict.ending().word().replace('-', ' ');
    }

    /** A figure of a claim, or how the document writes that there is none. */
    static String measured(Outcome outcome, String none) {
        var measured = outcome.verdict().measuredOrNull();
        return measured == null ? none : outcome.claim().measuredText(measured);
    }
}
