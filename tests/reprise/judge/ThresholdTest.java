package reprise.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import reprise.recorder.Counter;
import reprise.recorder.Facts;
import reprise.recorder.FailIf;
import reprise.recorder.LoopRecorder;
import reprise.recorder.Metrics;
import reprise.recorder.Origin;
import reprise.recorder.Phase;
import reprise.recorder.Phases;
import reprise.recorder.Run;
import reprise.recorder.RunDetails;
import reprise.recorder.Timing;
import reprise.recorder.Unit;
import reprise.recorder.Unjudged;

/** Thresholds of the user: their form, and their figures in runs of phases and in runs of one. */
final class ThresholdTest {
    private static final Metrics METRICS = new Metrics(List.of(new Counter("received", Unit.COUNT, 0)), List.of(new Timing("latency", 0)));
    private static final Scenario NOTHING = Scenario.of("x", "X", "none", "Sent.");

    private static Histogram times(int... ms) {
        var times = LoopRecorder.histogram();
        for (int each : ms) times.recordValue(each * 1_000_000L);
        return times;
    }

    private static Phase phase(String id, double sec, long received, Facts facts) {
        return new Phase(id, 0, sec, sec, Map.of("received", received), Map.of(), Optional.of(facts));
    }

    private static Run phases(Facts ofTheSecond, String... conditions) {
        return Run.of("x", 1, Instant.EPOCH).histograms(Map.of("a.latency", times(1, 2, 3, 4), "b.latency", times(10)))
            .details(new Phases(List.of(phase("a", 2, 600, Facts.NONE), phase("b", 4, 600, ofTheSecond)),
                Map.of("c", new Phases.LeftOut(Unjudged.By.REQUEST, "--only did not ask for it"))))
            .measures(Map.of("outage", 2.5), Map.of("loss", new Unjudged.ByRun("nothing was killed")))
            .origin(Origin.UNKNOWN.withThresholds(Stream.of(conditions).map(FailIf::of).toList())).build();
    }

    private static List<Run.Judgement> judged(Run run) {
        return NOTHING.judged(run).thresholds();
    }

    private static void figure(double expected, String subject) {
        var judged = judged(phases(Facts.NONE, subject + " > 1000" + (subject.contains("latency") ? "s" : ""))).getFirst();
        assertEquals(expected, judged.measured(), expected / 500, subject + ": " + judged.why());
    }

    @Test
    void figures_areThoseOfAPhase_orOfAllTogether() {
        figure(10, "max(latency)");
        figure(4, "mean(latency)");
        figure(3, "p50(latency)");
        figure(2, "p50(latency, a)");
        figure(10, "p99.9(latency,b)");
        figure(200, "rate(received)");
        figure(150, "rate(received, b)");
        figure(1200, "count(received)");
        figure(2.5, "outage");
    }

    @Test
    void limits_haveTheUnitsOfTheirMetrics_andTheVerdictIsTheOppositeOfTheCondition() {
        var crossed = judged(phases(Facts.NONE, "max(latency) > 9999us", "max(latency) >= 10ms", "rate(received) < 0.3k/s",
            "count(received) <= 1200", "outage > 2"));
        for (var each : crossed) assertEquals(Run.Ending.NOT_HELD, each.verdict(), each.toString());
        assertEquals("max(latency) is at most 9.999 ms", crossed.getFirst().statement());
        assertEquals("the run fails if max(latency) > 9999us", crossed.getFirst().why());
        for (var each : judged(phases(Facts.NONE, "max(latency) > 0.1s", "rate(received) < 200", "outage > 2.5")))
            assertEquals(Run.Ending.HELD, each.verdict(), each.toString());
    }

    @Test
    void runOfOnePhase_hasItsRowsAndItsLength() {
        var run = Run.of("x", 1, Instant.EPOCH).summary(Map.of(Run.DURATION_SEC, 2.5)).details(RunDetails.NONE)
            .seconds(List.of(Map.of("second", 0.0, "received", 10.0), Map.of("second", 1.0, "received", 20.0)))
            .histograms(Map.of("latency", times(5)))
            .origin(Origin.UNKNOWN.withThresholds(List.of(FailIf.of("rate(received) < 1"), FailIf.of("p99(latency) > 1s"),
                FailIf.of("p99(latency, a) > 1s")))).build();
        var judged = judged(run);
        assertEquals(12, judged.getFirst().measured(), 0.001);
        assertEquals(5, judged.get(1).measured(), 0.01);
        assertEquals("there is no phase a; the run has one, without a name", judged.getLast().why());
    }

    /** A threshold without a figure must not pass. */
    @Test
    void whatHasNoFigure_isNotJudged_andSaysWhy() {
        var failed = Facts.NONE.with(Phase.FAILED, "1 of 1 replies had a status above 399");
        var judged = judged(phases(failed, "p99(latency) > 1s", "p99(latency, d) > 1s", "rate(received, c) < 1", "loss > 0",
            "max(service) > 1s"));
        assertEquals(List.of(Run.Ending.BY_RUN, Run.Ending.BY_RUN, Run.Ending.BY_REQUEST, Run.Ending.BY_RUN, Run.Ending.BY_RUN),
            judged.stream().map(Run.Judgement::verdict).toList());
        assertEquals(List.of("the phase b failed: 1 of 1 replies had a status above 399", "there is no phase d; there are a, b",
            "the phase c was left out: --only did not ask for it", "nothing was killed", "the phase b failed: 1 of 1 replies had a "
            + "status above 399"), judged.stream().map(Run.Judgement::why).toList());
    }

    private static void refused(String text, String sentence) {
        var told = assertThrows(IllegalArgumentException.class, () -> FailIf.of(text)).getMessage();
        assertTrue(told.contains(sentence), told);
    }

    @Test
    void form_thatIsNone_isToldWithAnExample() {
        refused("p99(latency > 5ms", "is not FUNCTION(METRIC)");
        refused("p99(latency) = 5ms", "is not FUNCTION(METRIC)");
        refused("p99(latency) > 5", "without a unit; give ns, us, ms or s, for example p99(latency) > 5ms");
        refused("p101(latency) > 5ms", "there is no function p101; there are of a timing p50");
        refused("rate(received) < 5ms", "limits a rate by the unit ms");
        refused("outage > 5s", "leave it out");
    }

    @Test
    void names_thatARunDoesNotHave_areToldWithThoseThatItHas() {
        assertEquals(Optional.empty(), FailIf.of("p99(latency) > 5ms").problem(METRICS, List.of()));
        assertEquals(Optional.of("nothing here is called latnecy; there are the timings latency; the counters received"),
            FailIf.of("p99(latnecy) > 5ms").problem(METRICS, List.of("outage")));
        assertEquals(Optional.of("received is a counter, which has no p99; write rate(received) or count(received)"),
            FailIf.of("p99(received) > 5ms").problem(METRICS, List.of()));
        assertEquals(Optional.of("latency is a timing, which has no rate; write p99(latency), mean(latency) or max(latency)"),
            FailIf.of("rate(latency) > 5").problem(METRICS, List.of()));
        assertTrue(FailIf.of("outige > 5").problem(METRICS, List.of("outage")).orElseThrow().contains("the measures outage"));
    }
}
