package reprise.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;
import java.util.stream.IntStream;
import reprise.judge.Scenario;
import reprise.recorder.Run;
import reprise.recorder.RunColumn;

/**
 * A table with a row for each second: the document's columns unchanged, then ours. It has as many rows as the longer of the two.
 * {@snippet :
 * var sent = SecondsTable.of(document.table("sent")).counts("sent this run, msg", RpcMetrics.SENT)
 *     .times("latency this run, ms", RpcMetrics.LATENCY.mean(), 1);
 * report.only(Medium.RST, run -> List.of(sent.section(run)));
 * }
 */
public final class SecondsTable {
    private record Ours(String name, RunColumn column, DoubleFunction<Section.Cell> form) {}

    private final Scenario.Table published;
    private final List<Ours> ours;

    private SecondsTable(Scenario.Table published, List<Ours> ours) {
        this.published = published;
        this.ours = ours;
    }

    /** @param published with a row for each second; without rows the table has only our columns */
    public static SecondsTable of(Scenario.Table published) {
        return new SecondsTable(published, List.of());
    }

    private SecondsTable with(Ours column) {
        var more = new ArrayList<>(ours);
        more.add(column);
        return new SecondsTable(published, List.copyOf(more));
    }

    /** The same with a count of ours. */
    public SecondsTable counts(String name, RunColumn column) {
        return with(new Ours(name, column, value -> new Section.Number(value, 0)));
    }

    /** The same, where the document has no figure for a second with none. */
    public SecondsTable countsAboveZero(String name, RunColumn column) {
        return with(new Ours(name, column, value -> new Section.Number(value == 0 ? Double.NaN : value, 0)));
    }

    /** The same with a time of ours, ms; below 1 ms it has the digits that the document's form would round away. */
    public SecondsTable times(String name, RunColumn column, int decimals) {
        return with(new Ours(name, column,
            value -> value >= 1 ? new Section.Number(value, decimals) : Section.Number.ours(value, decimals)));
    }

    /** The table, without a heading of its own: it continues the section above. */
    public Section section(Run run) {
        var columns = new ArrayList<>(published.columns().stream().map(name -> Section.Column.of(name, 0)).toList());
        ours.forEach(each -> columns.add(Section.Column.of(each.name, 0)));
        var measured = ours.stream().map(each -> Series.measured(run, each.column)).toList();
        int[] decimals = IntStream.range(0, published.columns().size()).map(published::decimals).toArray(); // each looks at all rows
        var rows = new ArrayList<Section.Line>();
        for (int second = 0; second < Math.max(published.rows().size(), Series.count(run)); second++) {
            var cells = new ArrayList<Section.Cell>(List.of(new Section.Number(second, 0)));
            for (int i = 1; i < published.columns().size(); i++) {
                double value = second < published.rows().size() ? published.rows().get(second).get(i).orElse(Double.NaN) : Double.NaN;
                cells.add(new Section.Number(value, decimals[i]));
            }
            for (int i = 0; i < ours.size(); i++) cells.add(ours.get(i).form.apply(Series.at(measured.get(i), second)));
            rows.add(new Section.Row(cells));
        }
        return new Section.Table("", "", "", published.title(), columns, rows, "");
    }
}
