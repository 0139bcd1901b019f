package reprise.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import reprise.judge.Bound.Above;
import reprise.judge.Bound.AtLeast;
import reprise.judge.Bound.AtMost;
import reprise.judge.Bound.Below;
import reprise.judge.Bound.Between;
import reprise.judge.Bound.Exactly;
import reprise.judge.Bound.Within;
import reprise.recorder.InvalidFile;
import reprise.recorder.JsonFile;
import reprise.recorder.Unit;

/** A bound is exact to the last bit and has English words; a scenario's bound equals its text. */
final class BoundTest {
    private static final Quantity GAP = new Quantity("outageSec", "the longest gap", Unit.SEC, 2);
    private static final Quantity RATIO = new Quantity("ratio", "the ratio of a to b", Unit.ofRatio("of before"), 2);

    @Test
    void words_haveTheUnitAndEveryDigit() {
        assertEquals("between 1.5 and 2.6 s", new Between(1.5, 2.6).words(Unit.SEC));
        assertEquals("between 97 and 107 %", new Between(97, 107).words(Unit.PERCENT));
        assertEquals("at most 2 msg", new AtMost(2).words(Unit.MESSAGES));
        assertEquals("at least 100000000 B", new AtLeast(1e8).words(Unit.BYTES), "no exponent");
        assertEquals("below 0.0001 ms", new Below(0.0001).words(Unit.MS), "not rounded away");
        assertEquals("exactly 100 %", new Exactly(100).words(Unit.PERCENT));
        assertEquals("0 msg", new Exactly(0).words(Unit.MESSAGES), "of nothing, exactly says nothing");
    }

    @Test
    void words_ofARatio_sayToWhat_orNothingWhereTheLabelDoes() {
        assertEquals("above 1.2", new Above(1.2).words(Unit.ofRatio("times")));
        assertEquals("above 0.1 and below 10 times the queueing one's", new Within(0.1, 10).words(Unit.times("the queueing one's")));
        assertEquals("exactly 1", new Exactly(1).words(Unit.ofRatio("of replies")));
    }

    /** The nearest doubles on both sides of each limit. */
    @Test
    void limits_areInsideOrOutsideAsTheirWordsSay() {
        for (var inside : List.of(new Between(1, 2.6), new AtMost(2.6), new Exactly(2.6))) {
            assertTrue(inside.holds(2.6), inside.toString());
            assertFalse(inside.holds(Math.nextUp(2.6)), inside.toString());
        }
        for (var inside : List.of(new Between(1, 2.6), new AtLeast(1))) {
            assertTrue(inside.holds(1), inside.toString());
            assertFalse(inside.holds(Math.nextDown(1.0)), inside.toString());
        }
        for (var outside : List.of(new Within(1, 2.6), new Above(1))) {
            assertFalse(outside.holds(1), outside.toString());
            assertTrue(outside.holds(Math.nextUp(1.0)), outside.toString());
        }
        for (var outside : List.of(new Within(1, 2.6), new Below(2.6))) {
            assertFalse(outside.holds(2.6), outside.toString());
            assertTrue(outside.holds(Math.nextDown(2.6)), outside.toString());
        }
        assertFalse(new Exactly(0).holds(-1));
        for (var any : List.of(new Between(0, 1), new Within(0, 1), new AtLeast(0), new AtMost(1), new Above(0), new Below(1),
            new Exactly(0)))
            assertFalse(any.holds(Double.NaN), any.toString());
    }

    @Test
    void bounds_thatNothingCanMeet_areNone() {
        assertThrows(IllegalArgumentException.class, () -> new Between(3, 2.6));
        assertThrows(IllegalArgumentException.class, () -> new Within(3, 3));
    }

    @Test
    void claim_saysWhenItHolds_inOneSentenceFromItsMeasureAndBound() {
        var claim = new Claim.Judged("gap", "It stands still", 2, 2, GAP, new Between(1.5, 2.6), "as published", false);
        assertEquals("the longest gap is between 1.5 and 2.6 s (as published)", claim.holds());
        assertEquals("it would hold if the longest gap is between 1.5 and 2.6 s (as published)", claim.judge(3).why());
        assertEquals("published 2.00 s; holds when the longest gap is between 1.5 and 2.6 s (as published)", claim.explained());
        // never rounded across the bound, on either side of it
        assertEquals("2.6001 s", claim.measuredText(2.6001));
        assertEquals("1.4999 s", claim.measuredText(1.4999));
        var ratio = new Claim.Finding("f", "No worse", RATIO, new Below(1));
        assertEquals("0.9999 of before", ratio.measuredText(0.9999));
        assertEquals("1.00 of before", ratio.measuredText(1));
        assertEquals("embedded f", ratio.on("embedded").measure().id());
        assertEquals("a finding of ours; holds when the ratio of a to b is below 1", ratio.on("embedded").explained());
    }

    private static Claim.Judged read(String more) {
        var file = JsonFile.parse("x.json", ("{\"claims\": [{\"id\": \"a\", \"statement\": \"A\", \"published\": 2,\n" + more + "}]}")
            .getBytes(StandardCharsets.UTF_8));
        var claims = ClaimKeys.claims(file, "claims", file.bind(Keys.class).claims(), List.of(GAP, RATIO));
        file.orThrow();
        return (Claim.Judged) claims.getFirst();
    }

    record Keys(List<ClaimKeys> claims) {}

    private static String wrong(String more) {
        return assertThrows(InvalidFile.class, () -> read("\"measure\": \"outageSec\", " + more)).getMessage();
    }

    @Test
    void scenario_hasABoundByItsLimits() {
        var bounds = Map.of("\"exactly\": 0", new Exactly(0), "\"atLeast\": 1.5, \"atMost\": 2.6", new Between(1.5, 2.6), "\"atLeast\": 1",
            new AtLeast(1), "\"atMost\": 1", new AtMost(1), "\"above\": 1", new Above(1), "\"below\": 1", new Below(1),
            "\"above\": 0.1, \"below\": 10", new Within(0.1, 10));
        bounds.forEach((json, bound) -> assertEquals(bound, read("\"measure\": \"outageSec\", " + json).bound(), json));
        assertEquals(2, read("\"measure\": \"outageSec\", \"exactly\": 0").decimals(), "the measure's");
        assertEquals(0, read("\"measure\": \"outageSec\", \"exactly\": 0, \"decimals\": 0").decimals());
    }

    /** The form in scenario files of earlier versions. */
    @Test
    void scenario_ofAnEarlierVersion_stillReads() {
        var claim = read("\"unit\": \"s\", \"measure\": \"outageSec\", \"min\": 1.5, \"max\": 2.6, \"holds\": \"so it is\"");
        assertEquals("the longest gap is between 1.5 and 2.6 s", claim.holds());
        assertEquals(new Exactly(0), read("\"measure\": \"outageSec\", \"min\": 0, \"max\": 0, \"holds\": \"none\"").bound());
        // a minimum of 0 is no limit for a ratio: 0.6 is less than half of the published 2, so the size differs
        var factor = read("\"measure\": \"ratio\", \"min\": 0, \"max\": 1.5, \"holds\": \"so it is\", \"factor\": true");
        assertEquals(Verdict.InDirection.class, factor.judge(0.6).getClass());
    }

    @Test
    void bounds_thatMakeNoSense_areToldWithTheRemedy() {
        assertEquals("x.json: line 2: claims[0].atMost is 2.6; it must be at least atLeast, which is 3.0",
            wrong("\"atLeast\": 3, \"atMost\": 2.6"));
        assertEquals("x.json: line 1: claims[0].atMost is 2.6; it must be at least atLeast, which is 3.0",
            wrong("\"min\": 3, \"max\": 2.6"));
        assertEquals("x.json: line 2: claims[0].below is 3.0; it must be more than above, which is 3.0",
            wrong("\"above\": 3, \"below\": 3"));
        var bounds = "it must have exactly, or atLeast and atMost, or above and below (of two one is enough)";
        assertEquals("x.json: line 1: claims[0] has bounds that do not go together; " + bounds, wrong("\"atLeast\": 1, \"below\": 3"));
        assertEquals("x.json: line 1: claims[0] has bounds that do not go together; " + bounds, wrong("\"exactly\": 1, \"atMost\": 2"));
        assertEquals("x.json: line 1: claims[0] has no bound; " + bounds, wrong("\"decimals\": 0"));
    }

    @Test
    void keys_ofAnotherKindOfClaim_areTold() {
        assertEquals("x.json: line 1: claims[0].why is missing; what is not judged must have a reason, for example \"a property of their "
            + "hosts\"\nx.json: line 1: claims[0] has a bound and is not judged; leave one of the two out",
            wrong("\"judged\": false, \"exactly\": 0"));
        assertEquals("x.json: line 2: claims[0].why is there, and the claim is judged; leave it out, or add \"judged\": false",
            wrong("\"exactly\": 0, \"why\": \"so\""));
        assertEquals("x.json: line 1: claims[0].published is there, and the claim is ours; leave one of the two out",
            wrong("\"exactly\": 0, \"ours\": true"));
    }

    @Test
    void claim_onAMeasureThatIsNotThereOrOfAnotherUnit_isToldWithTheRemedy() {
        var other = assertThrows(InvalidFile.class, () -> read("\"measure\": \"outage\", \"exactly\": 0"));
        assertEquals("x.json: line 2: claims[0].measure is \"outage\"; it must be one of outageSec, ratio", other.getMessage());
        assertEquals("x.json: line 2: claims[0].unit is \"ms\"; it must be left out, or \"s\" as of its measure",
            wrong("\"unit\": \"ms\", \"atMost\": 1500"));
    }
}
