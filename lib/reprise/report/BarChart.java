package reprise.report;

import java.util.List;

/**
 * Level bars by category, in groups one below the other on one scale from 0.
 *
 * @param xLabel what the scale counts
 * @param stacked whether a row's bars are parts of one
 * @param keys the legend, in order
 */
public record BarChart(String title, String description, String xLabel, boolean stacked, List<Key> keys, List<Group> groups)
    implements Drawing {
    /** {@code role} is a class of {@link Palette}. */
    public record Key(String name, String role) {}

    public record Group(String title, List<Row> rows) {}

    /** One category. {@code note} stands after its last bar. */
    public record Row(String label, List<Bar> bars, String note) {}

    /** NaN has no bar; {@code text} stands at the end of it, and is told then too. */
    public record Bar(String role, double value, String text) {}

    /** The largest end of a bar, or of the bars of a row on each other. */
    public double largest() {
        return groups.stream().flatMap(group -> group.rows().stream()).mapToDouble(row -> stacked
            ? row.bars().stream().mapToDouble(Bar::value).filter(Double::isFinite).sum()
            : row.bars().stream().mapToDouble(Bar::value).filter(Double::isFinite).max().orElse(0)).max().orElse(0);
    }
}
