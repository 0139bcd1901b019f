package reprise.report;

import java.util.List;

/**
 * Horizontal bars by category, in groups one below the other, on one scale from 0.
 *
 * @param xLabel what the scale counts
 * @param stacked whether a row's bars are stacked into one
 * @param keys the legend, in order
 */
public record BarChart(String title, String description, String xLabel, boolean stacked, List<Key> keys, List<Group> groups)
    implements Drawing {
    public record Key(String name, Palette colour) {}

    public record Group(String title, List<Row> rows) {}

    /** One category. {@code note} follows its last bar. */
    public record Row(String label, List<Bar> bars, String note) {}

    /** NaN draws no bar. {@code text} stands at the bar's end, with NaN too. */
    public record Bar(Palette colour, double value, String text) {}

    /** The largest end of a bar, or of a row's stack. */
    public double largest() {
        return groups.stream().flatMap(group -> group.rows().stream()).mapToDouble(row -> stacked
            ? row.bars().stream().mapToDouble(Bar::value).filter(Double::isFinite).sum()
            : row.bars().stream().mapToDouble(Bar::value).filter(Double::isFinite).max().orElse(0)).max().orElse(0);
    }
}
