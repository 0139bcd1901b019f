package reprise.report;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import reprise.document.Claim;
import reprise.document.Scenario;
import reprise.document.Scenario.Outcome;
import reprise.document.Verdict;
import reprise.recorder.Run;

/** What became of the claims, in one line. */
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

    static Headline of(Run run, List<Outcome> outcomes) {
        long good = outcomes.stream().filter(outcome -> outcome.verdict() instanceof Verdict.Reproduced).count();
        long bad = outcomes.stream().filter(outcome -> outcome.verdict() instanceof Verdict.NotReproduced).count();
        long open = outcomes.stream().filter(outcome -> outcome.claim() instanceof Claim.Judged && outcome.verdict() instanceof Verdict.NotJudged).count();
        long judged = good + bad;
        var text = outcomes.isEmpty() ? Scenario.NOTHING_PUBLISHED : bad > 0 ? "Not reproduced: " + bad + " of " + claims(judged)
            : judged > 0 ? "Reproduced: " + (judged == 1 ? "the one judged claim" : "all " + claims(judged)) : "No claim could be judged";
        if (open > 0 && judged > 0) text += "; " + open + " more could not be judged";
        return new Headline(bad > 0 ? Mood.BAD : judged > 0 && open == 0 && !run.interrupted() ? Mood.GOOD : Mood.OPEN,
            (run.interrupted() ? "Interrupted. " : "") + text);
    }

    /** Totals of runs of different lengths must not be compared; empty if the lengths are alike. */
    static Optional<String> lengthRemark(Run run, Scenario scenario) {
        var published = scenario.summary().stream().filter(figure -> figure.key().equals("durationSec")).findFirst()
            .map(Scenario.Figure::published).orElse(OptionalDouble.empty());
        var measured = run.summary("durationSec");
        if (published.isEmpty() || measured.isEmpty() || Math.abs(measured.getAsDouble() / published.getAsDouble() - 1) < 0.02) return Optional.empty();
        return Optional.of("This run took " + Numbers.fixed(measured.getAsDouble(), 1) + " s, the published one "
            + Numbers.fixed(published.getAsDouble(), 1) + " s: compare rates and latencies, not totals.");
    }

    private static String claims(long count) {
        return count + " judged claim" + (count == 1 ? "" : "s");
    }

    static String words(Verdict verdict) {
        return verdict.label().replace('-', ' ');
    }

    /** A figure of a claim, or how the document writes that there is none. */
    static String measured(Outcome outcome, String none) {
        var measured = outcome.verdict().measuredOrNull();
        return measured == null ? none : outcome.claim().shown(measured);
    }
}
