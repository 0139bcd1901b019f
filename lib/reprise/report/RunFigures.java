package reprise.report;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import reprise.judge.Better;
import reprise.judge.Quantity;
import reprise.recorder.Run;
import reprise.recorder.Unit;

/**
 * All figures of a run that its report shows, so that they can be compared with those of other runs: its measures, and our figures in the
 * tables of its page.
 */
public final class RunFigures {
    private static final String MEASURES = "Measures";

    /**
     * The same figure in several runs.
     *
     * @param section the heading that it stands below
     * @param name the measure's label, or the row's and the column's
     */
    public record Id(String section, String name, Unit unit) {
        /** The name with the unit, if that is known; of a ratio with what it is the ratio to. */
        public String label() {
            var words = unit.ending().isEmpty() ? unit.symbol() : unit.ending();
            return words.isEmpty() ? name : name + ", " + words;
        }
    }

    /**
     * @param decimals of the value
     * @param form decimals of the published one
     */
    public record Figure(double value, int decimals, OptionalDouble published, int form, Better better) {}

    private final Map<Id, Figure> figures = new LinkedHashMap<>();

    private RunFigures() {}

    /** In the report's order. */
    public static Map<Id, Figure> of(Run run, DocumentReport report) {
        var all = new RunFigures();
        for (var quantity : report.quantities()) all.measure(run, report, quantity);
        var heading = "";
        for (var section : report.sections(DocumentReport.Medium.PAGE, run)) {
            if (section instanceof reprise.report.Figure drawn) heading = drawn.heading(); // a table without one continues it
            if (!(section instanceof Section.Table table)) continue;
            if (!table.heading().isEmpty()) heading = table.heading();
            all.table(heading, table);
        }
        return all.figures;
    }

    private void measure(Run run, DocumentReport report, Quantity quantity) {
        var value = run.measures().get(quantity.id());
        if (value == null) return;
        var claim = report.scenario().claims().stream().filter(each -> each.measure().id().equals(quantity.id())).findFirst();
        int decimals = claim.map(each -> each.decimals()).orElse(quantity.decimals());
        put(new Id(MEASURES, quantity.label(), quantity.unit()), new Figure(value, decimals,
            claim.map(each -> each.publishedFigure()).orElse(OptionalDouble.empty()), decimals,
            claim.map(Better::of).orElseGet(() -> Better.of(quantity.unit()))));
    }

    private void table(String heading, Section.Table table) {
        var group = "";
        for (var line : table.lines()) {
            switch (line) {
                case Section.Group title -> group = title.title() + ": ";
                case Section.Row row -> row(heading, group, row, table);
            }
        }
    }

    private void row(String heading, String group, Section.Row row, Section.Table table) {
        if (!(row.cells().getFirst() instanceof Section.Text label)) return;
        for (int i = 0; i < row.cells().size(); i++) {
            var ours = table.columns().get(i).figures();
            if (ours.isEmpty() || !(row.cells().get(i) instanceof Section.Number figure) || Double.isNaN(figure.value())) continue;
            var published = ours.get().published().stream().mapToObj(at -> row.cells().get(at)).filter(Section.Number.class::isInstance)
                .map(cell -> (Section.Number) cell).filter(cell -> !Double.isNaN(cell.value())).findFirst();
            var unit = ours.get().unit();
            var name = ours.get().name().isEmpty() ? "" : ", " + ours.get().name();
            put(new Id(heading, group + ours.get().before() + label.text() + name, unit), new Figure(figure.value(), figure.decimals(),
                published.map(cell -> OptionalDouble.of(cell.value())).orElse(OptionalDouble.empty()),
                published.map(Section.Number::decimals).orElse(figure.decimals()), Better.of(unit)));
        }
    }

    private void put(Id id, Figure figure) {
        figures.putIfAbsent(id, figure);
    }
}
