package reprise.report;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.DoubleStream;
import org.HdrHistogram.Histogram;
import reprise.recorder.Numbers;
import reprise.recorder.Run;
import reprise.recorder.Timing;
import reprise.recorder.Unit;

/** The percentiles of a timing in ms, below its chart: those that its values carry. */
public final class PercentileTable {
    private static final double[] PERCENTILES = {50, 90, 99, 99.9, 99.99};

    private PercentileTable() {}

    /** As recorded and, where the run has it, corrected. It continues the section above. */
    public static Section of(Run run, Timing timing) {
        var raw = run.histograms().get(timing.name());
        var corrected = run.histograms().get(timing.correctedKey());
        var shown = DoubleStream.of(PERCENTILES).filter(each -> Percentiles.isCarried(each, raw)).toArray();
        var columns = new ArrayList<>(List.of(Section.Column.of("ms", 0)));
        for (double each : shown) columns.add(column(Numbers.shortest(each) + " %"));
        columns.add(column("max"));
        var lines = new ArrayList<Section.Line>(List.of(row("as recorded", raw, shown)));
        if (corrected != null) lines.add(row("corrected", corrected, shown));
        return new Section.Table("", "", "", "", columns, lines, shown.length < PERCENTILES.length ? Percentiles.RULE : "");
    }

    private static Section.Column column(String name) {
        return Section.Column.of(name, 10).ours(new Section.Column.Ours("", name, Unit.MS, OptionalInt.empty()));
    }

    private static Section.Line row(String name, Histogram values, double[] shown) {
        var cells = new ArrayList<Section.Cell>(List.of(new Section.Text(name)));
        for (double each : shown) cells.add(Section.Number.ours(values.getValueAtPercentile(each) / 1e6, 2));
        cells.add(Section.Number.ours(values.getMaxValue() / 1e6, 2));
        return new Section.Row(cells);
    }
}
