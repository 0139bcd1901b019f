package reprise.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/** The timings of several groups by percentile, over each other. */
record GroupDistributions(List<RunGroup> groups) {
    private static final List<Palette> COLOURS = List.of(Palette.PUBLISHED, Palette.MEASURED, Palette.OTHER, Palette.ERRORS,
        Palette.FIFTH, Palette.SIXTH, Palette.SEVENTH, Palette.EIGHTH, Palette.NINTH);
    private static final int PANELS = 4; // more timings have small plots
    private static final int BESIDE = 2; // plots in a row

    /** Absent if nothing was timed. */
    Optional<Figure> figure() {
        var timings = new LinkedHashSet<String>();
        groups.forEach(group -> group.histograms().forEach((name, histogram) -> {
            if (histogram.getTotalCount() > 0) timings.add(name);
        }));
        if (timings.isEmpty()) return Optional.empty();
        long count = groups.stream().flatMap(group -> group.histograms().values().stream()).mapToLong(Histogram::getTotalCount).max()
            .orElse(1);
        var drawing = timings.size() <= PANELS ? panels(List.copyOf(timings), count) : plots(List.copyOf(timings), count);
        return Optional.of(new Figure("", "Latency by percentile", "All runs of a group together, as recorded.", false, drawing));
    }

    private List<Chart.Trace> traces(String timing) {
        var traces = new ArrayList<Chart.Trace>();
        for (int i = 0; i < groups.size(); i++) {
            var histogram = groups.get(i).histograms().get(timing);
            if (histogram != null && histogram.getTotalCount() > 0)
                traces.add(Figure.distribution(groups.get(i).name(), COLOURS.get(i % COLOURS.size()), histogram));
        }
        return traces;
    }

    private static Axis axis(List<Chart.Trace> traces) {
        double least = traces.stream().mapToDouble(each -> Series.smallestAboveZero(each.y())).min().orElse(1);
        double most = traces.stream().mapToDouble(each -> Series.largest(each.y())).max().orElse(1);
        return Axis.logarithmic(least, Math.max(most, least));
    }

    private Drawing panels(List<String> timings, long count) {
        var panels = timings.stream().map(timing -> new Chart.Panel(Chart.Title.of(timing, "ms, log scale"), axis(traces(timing)), 160,
            traces(timing), List.of(), "")).toList();
        return new Chart("Latency by percentile", "The timings of all groups by percentile on two log scales.", "percentile",
            _ -> Axis.percentiles(count), panels);
    }

    private Drawing plots(List<String> timings, long count) {
        var keys = new ArrayList<Chart.Trace>();
        for (int i = 0; i < groups.size(); i++)
            keys.add(new Chart.Trace(groups.get(i).name(), COLOURS.get(i % COLOURS.size()), Chart.Shape.LINE, new double[0],
                new double[0]));
        var plots = new ArrayList<Multiples.Group>();
        for (int from = 0; from < timings.size(); from += BESIDE) {
            var its = timings.subList(from, Math.min(from + BESIDE, timings.size()));
            plots.add(new Multiples.Group("", axis(its.stream().flatMap(timing -> traces(timing).stream()).toList()),
                its.stream().map(timing -> new Multiples.Plot(timing, traces(timing), "")).toList()));
        }
        return new Multiples("Latency by percentile", "The timings of all groups by percentile on two log scales, ms.", "percentile",
            Axis.percentiles(count), keys, plots, 96);
    }
}
