package reprise.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import reprise.judge.Reading.Missing;
import reprise.judge.Reading.Shown;
import reprise.judge.Reading.Value;
import reprise.recorder.Unit;
import reprise.recorder.Unjudged;

/** A figure that is computed from a missing one is missing for the same reason. */
final class ReadingTest {
    private static final Reading BY_RUN = Reading.byRun("it broke off");
    private static final Reading BY_REQUEST = Reading.byRequest("--only");
    private static final Reading BY_DOCUMENT = Reading.byDocument("it speaks of two nodes");
    private static final Unjudged APART = new Unjudged.ByDocument("a hop more");

    @Test
    void figures_areDividedAndChanged() {
        assertEquals(new Value(1.5), new Value(3).over(new Value(2)));
        assertEquals(new Value(4), new Value(2).map(value -> value * value));
        assertEquals(Reading.byRun("it is a ratio to a figure of 0"), new Value(1).over(new Value(0)));
    }

    @Test
    void missingFigure_keepsItsReason() {
        assertSame(BY_REQUEST, BY_REQUEST.map(value -> value + 1));
        assertSame(BY_REQUEST, BY_REQUEST.over(new Value(2)));
        assertSame(BY_REQUEST, new Value(2).over(BY_REQUEST));
        assertSame(BY_REQUEST, BY_REQUEST.onlyShown(APART));
    }

    @Test
    void ofTwoReasons_theFirstIsKept_andTheRunsOwnBeforeAnother() {
        assertSame(BY_REQUEST, BY_REQUEST.over(BY_DOCUMENT));
        assertSame(BY_DOCUMENT, BY_DOCUMENT.over(BY_REQUEST));
        assertSame(BY_RUN, BY_REQUEST.over(BY_RUN));
        assertSame(BY_RUN, BY_RUN.over(Reading.byRun("another")));
    }

    @Test
    void figureThatIsOnlyShown_staysSo() {
        var shown = new Value(3).onlyShown(APART);
        assertEquals(new Shown(3, APART), shown);
        assertEquals(new Shown(6, APART), shown.map(value -> 2 * value));
        assertEquals(new Shown(1.5, APART), shown.over(new Value(2)));
        assertEquals(new Shown(2, APART), new Value(6).over(shown));
        assertSame(BY_REQUEST, shown.over(BY_REQUEST));
    }

    /** The run is 7; each measure is computed from it, in the order of the list. */
    @Test
    void readings_areTheRunsMeasuresAndWhatIsUnmeasured() {
        var readings = Readings.of(List.of(new Measure<Integer>("half", "half of it", Unit.SEC, 1, run -> new Value(run / 2.0)),
            new Measure<>("shown", "what is shown", Unit.SEC, 1, run -> new Shown(run, APART)),
            new Measure<>("none", "nothing", Unit.SEC, 1, _ -> BY_RUN)), 7);
        assertEquals(Map.of("half", 3.5, "shown", 7.0), readings.values());
        assertEquals(List.of("half", "shown"), List.copyOf(readings.values().keySet()));
        assertEquals(Map.of("shown", APART, "none", ((Missing) BY_RUN).why()), readings.unmeasured());
        var spoiled = new Unjudged.ByRun("the load was late");
        var left = readings.without(Set.of("shown", "none", "another"), spoiled);
        assertEquals(Map.of("half", 3.5), left.values());
        assertEquals(Map.of("shown", spoiled, "none", spoiled), left.unmeasured(), "and nothing that was not there");
        assertEquals(Map.of("half", 3.5, "more", 1.0), left.with("more", new Value(1)).values());
    }
}
