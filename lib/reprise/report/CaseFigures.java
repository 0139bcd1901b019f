package reprise.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.HdrHistogram.Histogram;
import reprise.recorder.Digits;
import reprise.recorder.Run;

/**
 * Charts of this run's cases, besides those of a {@link Comparison}.
 * {@snippet :
 * report.section(run -> CaseFigures.stacked("CPU of a request", "All processes.", "µs", ROWS, run, each -> cpuUs(run, each)))
 *     .section(run -> CaseFigures.percentiles("Latency", "Each nine is as wide as the last.", ROWS, run,
 *         each -> Phases.histogram(run, each.id(), HttpMetrics.SERVICE), List.of()));
 * }
 */
public final class CaseFigures {
    private static final List<Palette> COLOURS = List.of(Palette.MEASURED, Palette.OTHER, Palette.AXIS, Palette.ERRORS, Palette.MUTED);
    private static final long DRAWN_COUNT = 10_000; // to 99.99 %: the last steps are single values
    private static final int PLOT_HEIGHT = 96;

    private CaseFigures() {}

    /**
     * Parts of a whole, such as the processes' shares, as bars that are stacked into one.
     *
     * @param parts by their names, in the order of the legend; empty for a row without a bar
     */
    public static <K> Figure stacked(String heading, String text, String unit, Rows<K> rows, Run run,
                                     Function<K, Map<String, Double>> parts) {
        var keys = new ArrayList<BarChart.Key>();
        rows.all().stream().flatMap(row -> parts.apply(row).keySet().stream()).distinct()
            .forEach(part -> keys.add(new BarChart.Key(part, COLOURS.get(keys.size() % COLOURS.size()))));
        var groups = rows.groups(run, row -> {
            var its = parts.apply(row);
            var sum = Digits.of(its.values().stream().mapToDouble(value -> value).sum(), 1);
            return its.isEmpty() ? null : new BarChart.Row(rows.label().apply(row), keys.stream()
                .map(key -> new BarChart.Bar(key.colour(), its.getOrDefault(key.name(), Double.NaN), sum)).toList(), "");
        });
        return new Figure("", heading, text, false, new BarChart(heading, heading + " by " + rows.name() + " in parts, of this run.", unit,
            true, keys, groups.stream().map(group -> new BarChart.Group(group.title(), group.members())).toList()));
    }

    /**
     * Percentiles of each row that are known without a histogram.
     *
     * @param ms by percent; empty for a row without any
     */
    public record Dots<K>(String name, Palette colour, BiFunction<Run, K, Map<Double, Double>> ms) {}

    /** Small plots of the latency by percentile, ms, one for each row: this run's histograms as lines, and other percentiles as dots. */
    public static <K> Figure percentiles(String heading, String text, Rows<K> rows, Run run, Function<K, Histogram> recorded,
                                         List<Dots<K>> dots) {
        var keys = new ArrayList<Chart.Trace>();
        for (var each : dots) keys.add(trace(each.name(), each.colour(), Map.of()));
        keys.add(new Chart.Trace("this run, as recorded", Palette.MEASURED, Chart.Shape.LINE, new double[0], new double[0]));
        var groups = rows.groups(run, row -> {
            var traces = new ArrayList<Chart.Trace>();
            var values = recorded.apply(row);
            if (values.getTotalCount() > 0) traces.add(drawn(values));
            for (var each : dots) {
                var ms = each.ms().apply(run, row);
                if (!ms.isEmpty()) traces.add(trace(each.name(), each.colour(), ms));
            }
            return new Multiples.Plot(rows.label().apply(row), traces, traces.isEmpty() ? "not measured" : "");
        }).stream().map(group -> new Multiples.Group((group.title() + ", ms").replaceFirst("^, ", ""), axis(group.members()),
            group.members())).toList();
        return new Figure("", heading, text, false, new Multiples(heading, heading + " of each " + rows.name() + ".", "percentile",
            Axis.percentiles(DRAWN_COUNT), keys, groups, PLOT_HEIGHT));
    }

    private static Axis axis(List<Multiples.Plot> plots) {
        var values = plots.stream().flatMap(plot -> plot.traces().stream()).map(Chart.Trace::y).toArray(double[][]::new);
        return Axis.decades(Series.smallestAboveZero(values), Math.max(Series.largest(values), 0.001));
    }

    private static Chart.Trace trace(String name, Palette colour, Map<Double, Double> ms) {
        var sorted = new TreeMap<>(ms);
        return new Chart.Trace(name, colour, Chart.Shape.DOTS, sorted.keySet().stream().mapToDouble(percent -> 100 / (100 - percent))
            .toArray(), sorted.values().stream().mapToDouble(value -> value).toArray());
    }

    private static Chart.Trace drawn(Histogram histogram) {
        var all = Figure.distribution("recorded", Palette.MEASURED, histogram);
        int drawn = (int) Arrays.stream(all.x()).takeWhile(place -> place <= DRAWN_COUNT).count();
        return new Chart.Trace(all.name(), all.colour(), all.shape(), Arrays.copyOf(all.x(), drawn), Arrays.copyOf(all.y(), drawn));
    }
}
