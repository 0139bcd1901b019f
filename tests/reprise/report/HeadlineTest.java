package reprise.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import reprise.document.Claim;
import reprise.document.Scenario.Outcome;
import reprise.document.Verdict;
import reprise.recorder.Run;
import reprise.recorder.Unjudged;
import reprise.report.Headline.Mood;

/** The one line that everybody reads: every claim that can be judged is in one of its counts. */
class HeadlineTest {
    private static final Verdict GOOD = new Verdict.Reproduced(1, "");
    private static final Verdict BAD = new Verdict.NotReproduced(2, "");
    private static final Verdict OPEN = new Verdict.NotJudged(null, new Unjudged.ByRun("the target was gone"));
    private static final Verdict LESS = new Verdict.NotJudged(null, new Unjudged.ByRequest("--only"));
    private static final Verdict BESIDE = new Verdict.NotJudged(null, new Unjudged.ByDocument("it speaks of two nodes"));

    private static Run run(boolean interrupted) {
        return new Run("x", 1, interrupted, Instant.EPOCH, Map.of(), Map.of(), Map.of(), Map.of(), Map.of(), List.of(), List.of(), Map.of(), List.of(), List.of());
    }

    private static Headline of(Verdict... verdicts) {
        var outcomes = new ArrayList<Outcome>();
        for (var verdict : verdicts) outcomes.add(new Outcome(new Claim.Judged("a", "A", 1, "s", 0, "m", 0, 1, "it is"), verdict));
        return Headline.of(run(false), outcomes, 0);
    }

    @Test
    void headline_ofClaimsThatAllWereJudged_saysSo() {
        assertEquals(new Headline(Mood.GOOD, "Reproduced: the one judged claim"), of(GOOD));
        assertEquals(new Headline(Mood.GOOD, "Reproduced: all 2 judged claims"), of(GOOD, GOOD));
        assertEquals(new Headline(Mood.BAD, "Not reproduced: 1 of 3 judged claims"), of(GOOD, BAD, GOOD));
    }

    @Test
    void headline_ofClaimsThatTheRunLeftOpen_doesNotBeginWithReproduced() {
        assertEquals(new Headline(Mood.OPEN, "Incomplete: 2 judged claims are reproduced; 1 more could not be judged because of the run"), of(GOOD, OPEN, GOOD));
        assertEquals(new Headline(Mood.BAD, "Not reproduced: 1 of 1 judged claim; 2 more could not be judged because of the run"), of(OPEN, BAD, OPEN));
        assertEquals(new Headline(Mood.OPEN, "No claim could be judged; 2 could not be judged because of the run"), of(OPEN, OPEN));
    }

    @Test
    void headline_ofClaimsThatNobodyAskedForOrThatDoNotApply_countsThemApart() {
        assertEquals(new Headline(Mood.OPEN, "Reproduced: the one judged claim; 2 more not asked for; 1 more does not apply to this run"), of(LESS, GOOD, BESIDE, LESS));
    }

    @Test
    void headline_ofARunThatCouldNotDoAll_countsWhatWasLeftOut() {
        var outcomes = List.of(new Outcome(new Claim.Judged("a", "A", 1, "s", 0, "m", 0, 1, "it is"), GOOD));
        assertEquals(new Headline(Mood.OPEN, "Reproduced: the one judged claim; 10 runs left out"), Headline.of(run(false), outcomes, 10));
        assertEquals(new Headline(Mood.OPEN, "Interrupted. Reproduced: the one judged claim; 1 run left out"), Headline.of(run(true), outcomes, 1));
    }

    /** What is shown beside ours is nobody's omission. */
    @Test
    void headline_ofAFigureThatIsOnlyShown_doesNotCountIt() {
        var shown = new Claim.Shown("b", "B", 1, "s", 0, "n", "a property of their hosts");
        var outcomes = List.of(new Outcome(shown, shown.judge(Map.of(), Map.of("n", new Unjudged.ByRun("the target was gone")))));
        assertEquals(new Headline(Mood.OPEN, "No claim could be judged"), Headline.of(run(false), outcomes, 0));
        assertEquals("the target was gone", outcomes.getFirst().verdict().why());
    }
}
