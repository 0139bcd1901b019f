package reprise.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import reprise.judge.Bound;
import reprise.judge.Claim;
import reprise.judge.Quantity;
import reprise.judge.Scenario.Outcome;
import reprise.judge.Verdict;
import reprise.recorder.Run;
import reprise.recorder.RunDetails;
import reprise.recorder.Unit;
import reprise.recorder.Unjudged;
import reprise.report.OutcomeLine.Mood;

/** The summary line of a report: each claim that can be judged is in exactly one of its counts. */
class OutcomeLineTest {
    private static final Verdict GOOD = new Verdict.Reproduced(1, "");
    private static final Verdict BAD = new Verdict.NotReproduced(2, "");
    private static final Verdict OPEN = new Verdict.NotJudged(null, new Unjudged.ByRun("the target was gone"));
    private static final Verdict LESS = new Verdict.NotJudged(null, new Unjudged.ByRequest("--only"));
    private static final Verdict BESIDE = new Verdict.NotJudged(null, new Unjudged.ByDocument("it speaks of two nodes"));

    /** Requested runs that could not be performed. */
    private record LeftOut(long runsLeftOut) implements RunDetails {}

    private static final Quantity RATIO = new Quantity("m", "it", Unit.times("x"), 1);

    private static Claim claim() {
        return new Claim.Judged("a", "A", 1, 0, new Quantity("m", "it", Unit.SEC, 0), new Bound.AtMost(1));
    }

    private static Run run(boolean interrupted) {
        return run(interrupted, 0);
    }

    private static Run run(boolean interrupted, long runsLeftOut) {
        return Run.of("x", 1, Instant.EPOCH).interrupted(interrupted).details(new LeftOut(runsLeftOut)).build();
    }

    private static OutcomeLine of(Verdict... verdicts) {
        var outcomes = new ArrayList<Outcome>();
        for (var verdict : verdicts) outcomes.add(new Outcome(claim(), verdict));
        return OutcomeLine.of(run(false), outcomes);
    }

    @Test
    void headline_ofClaimsThatAllWereJudged_saysSo() {
        assertEquals(new OutcomeLine(Mood.GOOD, "Reproduced: the one judged claim"), of(GOOD));
        assertEquals(new OutcomeLine(Mood.GOOD, "Reproduced: all 2 judged claims"), of(GOOD, GOOD));
        assertEquals(new OutcomeLine(Mood.BAD, "Not reproduced: 1 of 3 judged claims"), of(GOOD, BAD, GOOD));
    }

    @Test
    void headline_ofClaimsThatTheRunLeftOpen_doesNotBeginWithReproduced() {
        assertEquals(new OutcomeLine(Mood.OPEN,
            "Incomplete: 2 judged claims are reproduced; 1 more could not be judged because of the run"), of(GOOD, OPEN, GOOD));
        assertEquals(new OutcomeLine(Mood.BAD, "Not reproduced: 1 of 1 judged claim; 2 more could not be judged because of the run"),
            of(OPEN, BAD, OPEN));
        assertEquals(new OutcomeLine(Mood.OPEN, "No claim could be judged; 2 could not be judged because of the run"), of(OPEN, OPEN));
    }

    @Test
    void headline_ofClaimsThatNobodyAskedForOrThatDoNotApply_countsThemApart() {
        assertEquals(new OutcomeLine(Mood.GOOD,
            "Reproduced: the one judged claim; 2 more not asked for; 1 more does not apply to this run"), of(LESS, GOOD, BESIDE, LESS));
        assertEquals(new OutcomeLine(Mood.OPEN, "No claim could be judged; 1 not asked for"), of(LESS), "nothing held");
    }

    private static Outcome finding(String statement, Verdict verdict) {
        return new Outcome(new Claim.Finding("f", statement, new Quantity("m", "it", Unit.MESSAGES, 0), new Bound.Exactly(0)), verdict);
    }

    @Test
    void headline_ofFindings_saysHeld_andNothingOfReproduced() {
        var held = finding("Nothing is lost", new Verdict.Held(0, ""));
        var not = finding("All is well", new Verdict.NotHeld(1, ""));
        var claim = new Outcome(claim(), GOOD);
        assertEquals(new OutcomeLine(Mood.GOOD, "Held: Nothing is lost"), OutcomeLine.of(run(false), List.of(held)));
        assertEquals(new OutcomeLine(Mood.BAD, "Not held: All is well"), OutcomeLine.of(run(false), List.of(not)));
        assertEquals(new OutcomeLine(Mood.BAD, "Not held: 1 of 2 findings of ours"), OutcomeLine.of(run(false), List.of(held, not)));
        assertEquals(new OutcomeLine(Mood.GOOD, "Reproduced: the one judged claim; held: all 2 findings of ours"),
            OutcomeLine.of(run(false), List.of(claim, held, held)));
        assertEquals(new OutcomeLine(Mood.OPEN, "Held: Nothing is lost; 1 more could not be judged because of the run"),
            OutcomeLine.of(run(false), List.of(held, finding("B", OPEN))));
    }

    /** 23 of 751 is 3.06 %, 0.5 of 751 is 0.07 %, 2,000 of 751 is 266 %. */
    @Test
    void factor_ofAnotherSizeThanPublished_isReproducedInDirectionAlone() {
        var factor = new Claim.Judged("a", "A", 751, 1, RATIO, new Bound.Above(10), "", true);
        var small = factor.judge(Map.of("m", 23.0), Map.of());
        assertEquals("reproduced in direction; 3.1 % of the published size", OutcomeLine.fullWords(small));
        assertEquals("reproduced in direction; 266 % of the published size",
            OutcomeLine.fullWords(factor.judge(Map.of("m", 2000.0), Map.of())));
        assertEquals(new Verdict.Reproduced(376, "it is above 10 times x"), factor.judge(Map.of("m", 376.0), Map.of()),
            "of the same size: at least half");
        assertEquals(new Verdict.Reproduced(1502, "it is above 10 times x"), factor.judge(Map.of("m", 1502.0), Map.of()), "at most twice");
        assertEquals(Run.Ending.NOT_REPRODUCED, factor.judge(Map.of("m", 10.0), Map.of()).ending());
        assertEquals(new OutcomeLine(Mood.GOOD, "Reproduced: the one judged claim in direction alone"), of(small));
        assertEquals(new OutcomeLine(Mood.GOOD, "Reproduced: all 2 judged claims, 1 of them in direction alone"), of(GOOD, small));
        assertEquals(new OutcomeLine(Mood.BAD, "Not reproduced: 1 of 2 judged claims, 1 of them in direction alone"), of(BAD, small));
        var bounded = new Claim.Judged("a", "A", 1, 1, RATIO, new Bound.Between(0.4, 2.6), "", true);
        assertEquals(Run.Ending.REPRODUCED, bounded.judge(Map.of("m", 0.45), Map.of()).ending(), "its bounds say how large");
        var count = new Claim.Judged("a", "A", 2, 1, new Quantity("m", "it", Unit.MESSAGES, 0), new Bound.AtMost(2));
        assertEquals(Run.Ending.REPRODUCED, count.judge(Map.of("m", 0.0), Map.of()).ending(), "it is no factor");
    }

    @Test
    void headline_ofARunThatCouldNotDoAll_countsWhatWasLeftOut() {
        var outcomes = List.of(new Outcome(claim(), GOOD));
        assertEquals(new OutcomeLine(Mood.OPEN, "Reproduced: the one judged claim; 10 runs left out"),
            OutcomeLine.of(run(false, 10), outcomes));
        assertEquals(new OutcomeLine(Mood.OPEN, "Interrupted. Reproduced: the one judged claim; 1 run left out"),
            OutcomeLine.of(run(true, 1), outcomes));
    }

    /** The user did not end it; of a process's output the first line is enough here. */
    @Test
    void headline_ofARunThatAnErrorEnded_saysWhatEndedIt() {
        var run = Run.of("x", 1, Instant.EPOCH).endedEarly(Optional.of("mine.java:7: it broke\nat once")).build();
        assertEquals(new OutcomeLine(Mood.OPEN, "Ended early: mine.java:7: it broke. Reproduced: the one judged claim"),
            OutcomeLine.of(run, List.of(new Outcome(claim(), GOOD))));
    }

    /** A figure that is only shown is not an omission. */
    @Test
    void headline_ofAFigureThatIsOnlyShown_doesNotCountIt() {
        var shown = new Claim.Shown("b", "B", 1, 0, new Quantity("n", "it", Unit.SEC, 0), "a property of their hosts");
        var outcomes = List.of(new Outcome(shown, shown.judge(Map.of(), Map.of("n", new Unjudged.ByRun("the target was gone")))));
        assertEquals(new OutcomeLine(Mood.OPEN, "No claim could be judged"), OutcomeLine.of(run(false), outcomes));
        assertEquals("the target was gone", outcomes.getFirst().verdict().why());
    }
}
