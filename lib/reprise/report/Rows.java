package reprise.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import reprise.judge.Scenario;
import reprise.recorder.Run;

/** Rows and columns out of the run file and the document's tables; NaN where there is no figure. */
public final class Rows {
    private Rows() {}

    static double[] measured(Run run, String key) {
        var column = new double[count(run)];
        Arrays.fill(column, Double.NaN);
        for (var row : run.seconds()) {
            var value = row.get(key);
            if (value != null) column[row.get("second").intValue()] = value;
        }
        return column;
    }

    /** Whether there is anything to stand in a column of published figures. */
    static boolean hasPublished(Scenario scenario) {
        return scenario.summary().stream().anyMatch(figure -> figure.published().isPresent());
    }

    /** A line of the document's summary with our figure beside it. */
    static Section.Line summary(Scenario.Figure figure, String label, Run run, Lengths lengths) {
        return summary(figure, label, true, List.of(run.summary(figure.key()).orElse(Double.NaN)), lengths);
    }

    /** A line of the document's summary, with its figure or, where nothing was published, without; and ours, NaN for none. */
    static Section.Line summary(Scenario.Figure figure, String label, boolean published, List<Double> ours, Lengths lengths) {
        var cells = new ArrayList<Section.Cell>(List.of(new Section.Text(label)));
        if (published) cells.add(new Section.Number(figure.published().orElse(Double.NaN), figure.decimals()));
        ours.forEach(value -> cells.add(lengths.mark(figure.key(), Section.Number.ours(value, figure.decimals()))));
        return new Section.Row(cells);
    }

    /** Of such lines. */
    static List<Section.Column> columns(boolean published, List<String> ours) {
        var columns = new ArrayList<>(List.of(Section.Column.of("attribute", 30)));
        if (published) columns.add(Section.Column.of("published", 13));
        ours.forEach(name -> columns.add(Section.Column.of(name, 13)));
        return columns;
    }

    /** Empty where no such table was published. */
    static double[] published(Scenario scenario, String table, int cell) {
        if (!scenario.tables().containsKey(table)) return new double[0];
        return scenario.tables().get(table).rows().stream().mapToDouble(row -> row[cell] == null ? Double.NaN : row[cell]).toArray();
    }

    /** A count that was not written down is a second in which nothing happened. */
    static double[] counts(double[] column) {
        return Arrays.stream(column).map(value -> Double.isNaN(value) ? 0 : value).toArray();
    }

    static int count(Run run) {
        return run.seconds().stream().mapToInt(row -> row.get("second").intValue() + 1).max().orElse(0);
    }

    static double at(double[] column, int second) {
        return second < column.length ? column[second] : Double.NaN;
    }

    public static double largest(double[]... columns) {
        return Arrays.stream(columns).flatMapToDouble(Arrays::stream).filter(Double::isFinite).max().orElse(0);
    }

    static double smallestAboveZero(double[]... columns) {
        return Arrays.stream(columns).flatMapToDouble(Arrays::stream).filter(value -> value > 0).min().orElse(1);
    }

    /** The processes that were sampled: what stands before CpuPercent in the rows. */
    static List<String> processes(Run run) {
        return run.seconds().stream().flatMap(row -> row.keySet().stream()).filter(key -> key.endsWith("CpuPercent"))
            .map(key -> key.substring(0, key.length() - "CpuPercent".length())).distinct().toList();
    }
}
