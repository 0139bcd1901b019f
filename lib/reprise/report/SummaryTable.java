package reprise.report;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import reprise.judge.Scenario;
import reprise.judge.Scenario.SummaryLine;
import reprise.recorder.Run;
import reprise.recorder.Unit;

/** The parts of a table of the document's summary: one row per line, with the published figure and ours. */
public final class SummaryTable {
    private static final int FIGURE = 13;
    /** The first column of a document's summary. */
    public static final Section.Column ATTRIBUTE = Section.Column.of("attribute", 30);

    private SummaryTable() {}

    /** Whether the column of published figures would contain anything. */
    static boolean hasPublished(Scenario scenario) {
        return scenario.summary().stream().anyMatch(line -> published(scenario, line).isPresent());
    }

    /** The published figure of a line: of the document's summary, or of its claim on the measure of that id. */
    public static OptionalDouble published(Scenario scenario, SummaryLine line) {
        if (line.published().isPresent()) return line.published();
        return scenario.claims().stream().filter(claim -> claim.measure().id().equals(line.key()))
            .flatMapToDouble(claim -> claim.publishedFigure().stream()).findFirst();
    }

    /** This run's figure for a line: of its summary, or of the measure of that id; NaN for none. */
    static double figure(Run run, SummaryLine line) {
        return run.summary(line.key()).orElseGet(() -> run.measures().getOrDefault(line.key(), Double.NaN));
    }

    /** A line of the document's summary with the published figure, if the scenario has any, and ours; NaN for none. */
    static Section.Line row(Scenario scenario, SummaryLine line, String label, double ours, Lengths lengths) {
        var cells = new ArrayList<Section.Cell>(List.of(new Section.Text(label)));
        if (hasPublished(scenario))
            cells.add(new Section.Number(published(scenario, line).orElse(Double.NaN), line.decimals()));
        cells.add(lengths.mark(line.key(), Section.Number.ours(ours, line.decimals())));
        return new Section.Row(cells);
    }

    /** The columns for such rows: the published figures and this run's. */
    static List<Section.Column> columns(Section.Column label, boolean published) {
        var ours = new Section.Column.Ours("", "", Unit.COUNT, published ? OptionalInt.of(1) : OptionalInt.empty());
        var columns = new ArrayList<>(List.of(label));
        if (published) columns.add(Section.Column.of("published", FIGURE));
        columns.add(Section.Column.of("this run", FIGURE).ours(ours));
        return columns;
    }
}
