package reprise.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reprise.recorder.Unit;
import reprise.recorder.Unjudged;

@Tag("waits")
final class ClaimTallyTest {
    private static final Claim GAP = new Claim.Judged("gap", "It stands still for two seconds", 2.05, 2,
        new Quantity("gap", "the gap", Unit.SEC, 2), new Bound.Between(1.5, 2.6));

    private static ClaimTally of(Object... figuresAndReasons) {
        var verdicts = new ArrayList<Verdict>();
        for (var each : figuresAndReasons) verdicts.add(each instanceof Double figure ? ((Claim.Judged) GAP).judge(figure)
            : new Verdict.NotJudged(null, (Unjudged) each));
        return new ClaimTally(GAP, verdicts);
    }

    @Test
    void claim_thatHeldInEachRun_isSteady() {
        var tally = of(2.0, 2.1, 2.0, 2.0, 1.9);
        assertEquals("5 of 5", tally.words());
        assertTrue(tally.isSteady() && tally.holds(1));
        assertEquals(2.0, tally.figures().median());
        assertTrue(tally.warning().isEmpty());
    }

    @Test
    void claim_thatHeldInSomeRuns_isNotSteady_andHoldsInTheirShare() {
        var tally = of(2.0, 4.0, 2.0, 4.1, 2.0);
        assertEquals("3 of 5: not steady", tally.words());
        assertFalse(tally.holds(1));
        assertTrue(tally.holds(0.6));
        assertFalse(tally.holds(0.61));
        assertEquals("0 of 2", of(4.0, 4.0).words());
    }

    /** A condition that some runs do not meet counts in none of them; what the run spoiled counts as not held. */
    @Test
    void claim_thatSomeRunsDoNotJudge_isCountedApart() {
        var tally = of(2.0, new Unjudged.ByDocument("they came back at two nodes"), 2.0, new Unjudged.ByRequest("--only"));
        assertEquals("2 of 2", tally.words());
        assertTrue(tally.holds(1));
        assertEquals("not judged in 2 of 4 runs: they came back at two nodes", tally.unjudged());
        var spoiled = of(2.0, new Unjudged.ByRun("the load was late"));
        assertEquals("1 of 2: not steady", spoiled.words());
        assertFalse(spoiled.holds(1));
        var never = of(new Unjudged.ByDocument("theirs"));
        assertEquals("not judged", never.words());
        assertEquals("theirs", never.unjudged());
        assertTrue(never.holds(1));
    }

    @Test
    void spread_thatIsLargerThanTheDistanceToTheBound_isWarnedOf() {
        var warning = of(2.5, 2.3, 2.55, 2.59, 2.2).warning().orElseThrow();
        assertTrue(warning.startsWith("the spread is 0.169 s, and the bound is only 0.100 s from the median"), warning);
        assertTrue(of(2.5).warning().isEmpty(), "one run has no spread");
    }
}
