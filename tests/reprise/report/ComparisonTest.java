package reprise.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import reprise.judge.Reading;
import reprise.judge.Scenario;
import reprise.recorder.Phases;
import reprise.recorder.Run;
import reprise.recorder.Unit;
import reprise.report.text.ConsoleReport;

final class ComparisonTest {
    private static final Scenario DOCUMENT = new Scenario("x", "X", "ours", "Sent.", List.of(), Map.of(), List.of());
    private static final Run RUN = Run.of("x", 1, Instant.EPOCH).details(new Phases(List.of(), Map.of())).build();

    /** Published 1000 and 4000; ours half of the first, nothing of the second. */
    private static Comparison<Integer> rates() {
        return Comparison.by("threads", List.of(50, 100), threads -> threads).figure("rate", Unit.PER_SEC, 1,
            threads -> OptionalDouble.of(threads == 50 ? 1000 : 4000),
            (_, threads) -> threads == 50 ? new Reading.Value(500) : Reading.byRun("not measured"));
    }

    private static String console(Comparison<Integer> compared) {
        return ConsoleReport.text(RUN, Report.of(DOCUMENT, List.of()).section(run -> compared.table("cmsm call", run)), false, 80);
    }

    @Test
    void table_hasPublishedOursAndTheirRatio_andADotWhereThereIsNone() {
        var lines = console(rates()).lines().map(line -> line.strip().replaceAll(" +", " ")).toList();
        int at = lines.indexOf("cmsm call");
        assertEquals(List.of("cmsm call", "rate, /s", "threads publ. ours ratio", "50 1000.0 500.0 0.500", "100 4000.0 . ."),
            lines.subList(at, at + 5));
    }

    /** Beside 9 columns for the steps, two figures of 25 fit into 80 (9, 9 and 7 with two blanks each), and three do not. */
    @Test
    void table_thatIsTooWideForTheConsole_isSetInParts_eachWithItsSteps() {
        var compared = rates();
        for (var name : List.of("b", "c", "d", "e", "f"))
            compared = compared.figure(name, Unit.COUNT, 1, _ -> OptionalDouble.of(12345.6), (_, _) -> new Reading.Value(12345.6));
        var console = console(compared);
        assertTrue(console.lines().allMatch(line -> line.length() <= 80), console);
        assertEquals(3, console.lines().filter(line -> line.startsWith("threads ")).count(), console);
        var figures = console.lines().filter(line -> line.startsWith("50 ")).flatMap(line -> Arrays.stream(line.split(" +")).skip(1));
        assertEquals(6 * 3, figures.count(), console);
    }

    @Test
    void chart_hasBothLines_withAGapWhereNothingWasMeasured() {
        var traces = ((Chart) rates().chart("cmsm call", "rate", RUN).drawing()).panels().getFirst().traces();
        assertEquals("[1000.0, 4000.0]", Arrays.toString(traces.getFirst().y()));
        assertEquals("[500.0, NaN]", Arrays.toString(traces.getLast().y()));
        assertEquals("[50.0, 100.0]", Arrays.toString(traces.getLast().x()));
    }

    /** 100 to 1,000,000 are four decades, so each tenfold step is a quarter of the width; 50 to 100 are less than two. */
    @Test
    void chart_ofStepsThatSpanDecades_hasALogarithmicScale() {
        var sizes = Comparison.by("bytes", List.of(100, 1000, 1_000_000), bytes -> bytes)
            .ours("rate", Unit.PER_SEC, 0, (_, _) -> new Reading.Value(1));
        var chart = (Chart) sizes.chart("sizes", "rate", RUN).drawing();
        assertEquals("bytes, log scale", chart.xLabel());
        var axis = chart.xAxis().apply(600);
        assertEquals(List.of(0L, 25L, 100L), Stream.of(100, 1000, 1_000_000).map(bytes -> Math.round(100 * axis.at(bytes))).toList());
        assertEquals("threads", ((Chart) rates().chart("cmsm call", "rate", RUN).drawing()).xLabel());
    }

    @Test
    void chart_ofAFigureThatIsNot_namesThoseThatAre() {
        assertEquals("comparison by threads: no figure speed; there are [rate]", assertThrows(IllegalArgumentException.class,
            () -> rates().chart("a", "speed", RUN)).getMessage());
    }
}
