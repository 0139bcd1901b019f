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
    public static boolean hasPublished(Scenario scenario) {
        return scenario.summary().stream().anyMatch(line -> published(scenario, line).isPresent());
    }

    /** The published figure of a line: of the document's summary, or of its claim on the measure of that id. */
    private static OptionalDouble published(Scenario scenario, SummaryLine line) {
        if (line.published().isPresent()) return line.published();
        return scenario.claims().stream().filter(claim -> claim.measure().id().equals(line.key()))
            .flatMapToDouble(claim -> claim.publishedFigure().stream()).findFirst();
    }

    /** This run's figure for a line: of its summary, or of the measure of that id; NaN for none. */
    static double figure(Run run, SummaryLine line) {
        return run.summary(line.key()).orElseGet(() -> run.measures().getOrDefault(line.key(), Double.NaN));
    }

    /** A line of the document's summary with the published figure, if the scenario has any, and ours; NaN for none. */
    public static Section.Line row(Scenario scenario, SummaryLine line, String label, List<Double> ours, Lengths lengths) {
        var cells = new ArrayList<Section.Cell>(List.of(new Section.Text(label)));
        if (hasPublished(scenario))
            cells.add(new Section.Number(published(scenario, line).orElse(Double.NaN), line.decimals()));
        ours.forEach(value -> cells.add(lengths.mark(line.key(), Section.Number.ours(value, line.decimals()))));
        return new Section.Row(cells);
    }

    /** The columns for such rows: the published figures and this run's. */
    public static List<Section.Column> columns(Section.Column label, boolean published) {
        var ours = new Section.Column.Ours("", "", Unit.COUNT, published ? OptionalInt.of(1) : OptionalInt.empty());
        return columns(label, published, List.of(Section.Column.of("this run", FIGURE).ours(ours)));
    }

    /** The columns for such rows with several runs' figures. */
    public static List<Section.Column> columnsOf(Section.Column label, boolean published, List<String> runs) {
        return columns(label, published, runs.stream().map(name -> Section.Column.of(name, FIGURE)).toList());
    }

    private static List<Section.Column> columns(Section.Column label, boolean published, List<Section.Column> measured) {
        var columns = new ArrayList<>(List.of(label));
        if (published) columns.add(Section.Column.of("published", FIGURE));
        columns.addAll(measured);
        return columns;
    }
}
