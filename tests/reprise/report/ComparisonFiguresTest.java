package reprise.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import reprise.judge.Reading;
import reprise.judge.Scenario;
import reprise.recorder.Unit;

/** Published figures that stand in a script, beside readings. */
final class ComparisonFiguresTest {
    private static final Scenario.Table RATES = Scenario.Table.of("size", "rate").row(10, 200).row(20, Double.NaN);

    @Test
    void table_ofAScript_hasItsFiguresByTheFirstColumn() {
        assertEquals(List.of("size", "rate"), RATES.columns());
        assertEquals(OptionalDouble.of(200), RATES.figure(10, "rate"));
        assertEquals(OptionalDouble.empty(), RATES.figure(20, "rate"), "NaN is no figure");
        assertEquals(OptionalDouble.empty(), RATES.figure(30, "rate"), "there is no such row");
    }

    /** Tables are constants: what they throw would end the JVM before the script runs. */
    @Test
    void row_withoutAFigureForEachColumn_isToldWithItsTable_andNotThrown() {
        var document = Scenario.of("mine", "Mine", "made up", "Nothing.").with("sound", RATES).with("rates", RATES.row(30).row(40, 5, 6));
        assertEquals(List.of(
            "scenario mine: table rates: the row [30] has 1 figures for the columns [size, rate]; give one for each, NaN for none",
            "scenario mine: table rates: the row [40, 5, 6] has 3 figures for the columns [size, rate]; give one for each, NaN for none"),
            document.wrongRows());
    }

    @Test
    void column_thatIsNot_isToldWithTheTablesName() {
        var document = Scenario.of("mine", "Mine", "made up", "Nothing.").with("rates", RATES);
        assertEquals("table rates: no column speed; there are [size, rate]", assertThrows(IllegalArgumentException.class,
            () -> document.table("rates").figure(10, "speed")).getMessage());
    }

    @Test
    void document_ofAScript_keepsItsTablesInOrder() {
        var document = Scenario.of("mine", "Mine", "made up", "Nothing.").with("b", RATES).with("a", RATES);
        assertEquals(List.of("b", "a"), List.copyOf(document.tables().keySet()));
        assertEquals(RATES.rows(), document.table("a").rows());
    }

    /** 100 of published 200 is a ratio of 0.5; a figure of ours alone is one cell more, and a missing one of either side no figure. */
    @Test
    void rows_havePublishedOursAndRatio_orOursAlone() {
        var compared = Comparison.by("size", List.of(10, 20), size -> size)
            .figure("rate", Unit.PER_SEC, 0, RATES, (_, _) -> new Reading.Value(100))
            .ours("median", Unit.MS, 2, (_, size) -> size == 10 ? new Reading.Value(3) : Reading.byRun("not measured"));
        var table = (Section.Table) compared.table("Sizes", null);
        assertEquals(5, table.columns().size());
        assertEquals(List.of(200.0, 100.0, 0.5, 3.0), figures(table, 0));
        assertEquals(List.of(Double.NaN, 100.0, Double.NaN, Double.NaN), figures(table, 1));
    }

    private static List<Double> figures(Section.Table table, int row) {
        return ((Section.Row) table.lines().get(row)).cells().stream().skip(1).map(cell -> ((Section.Number) cell).value()).toList();
    }
}
