package reprise.report;

import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;
import reprise.recorder.Run;
import reprise.recorder.RunColumn;
import reprise.recorder.Timing;

/** A drawing with its place on the page. {@code file} is its name as a separate file, empty if it has none. */
public record Figure(String file, String heading, String text, boolean overTime, Drawing drawing)
    implements Section {
    /**
     * The distribution of a timing, raw and corrected, as HdrHistogram plots it. A run of any document can have it.
     *
     * @param what the timing's name in headings
     */
    public static Figure percentiles(Run run, Timing timing, String what) {
        var raw = run.histograms().get(timing.name());
        var corrected = run.histograms().get(timing.correctedKey());
        var traces = new ArrayList<Chart.Trace>();
        traces.add(distribution("as recorded", Palette.MEASURED, raw));
        if (corrected != null) traces.add(distribution("corrected", Palette.OTHER, corrected));
        double least = traces.stream().mapToDouble(each -> Series.smallestAboveZero(each.y())).min().orElse(1);
        double most = traces.stream().mapToDouble(each -> Series.largest(each.y())).max().orElse(1);
        long count = Math.max(raw.getTotalCount(), corrected == null ? 0 : corrected.getTotalCount());
        var panel = new Chart.Panel(Chart.Title.of(timing.name(), "ms, log scale"), Axis.logarithmic(least, Math.max(most, least)), 220,
            traces, List.of(), raw.getTotalCount() == 0 ? "nothing was recorded" : "");
        return new Figure("", what + " by percentile",
            "As recorded, a client that stands still records one long latency and nothing else."
            + (corrected == null ? ""
            : " Corrected, the sends that it could not make in that time are counted with what they would have taken."), false,
            new Chart(what + " by percentile", what + " of this run by percentile on two log scales, as recorded"
            + (corrected == null ? "." : " and corrected."), "percentile",
                width -> Axis.percentiles(count), List.of(panel)));
    }

    /** The same in a file of this name; otherwise it is named after the scenario and the heading. */
    public Figure inFile(String name) {
        return new Figure(name, heading, text, overTime, drawing);
    }

    public static Chart.Trace distribution(String name, Palette colour, Histogram histogram) {
        var x = new ArrayList<Double>();
        var y = new ArrayList<Double>();
        for (var step : histogram.percentiles(5)) {
            double share = step.getPercentileLevelIteratedTo() / 100;
            x.add(share < 1 ? 1 / (1 - share) : Math.max(10, histogram.getTotalCount()));
            y.add(step.getValueIteratedTo() / 1e6);
        }
        return new Chart.Trace(name, colour, Chart.Shape.LINE, x.stream().mapToDouble(each -> each).toArray(), y.stream()
            .mapToDouble(each -> each).toArray());
    }

    /** CPU and memory of each sampled process. */
    public static Figure usage(Run run) {
        var cpu = new ArrayList<Chart.Trace>();
        var memory = new ArrayList<Chart.Trace>();
        for (var process : RunColumn.processes(run.seconds())) {
            var colour = Palette.SERIES.get(cpu.size() % Palette.SERIES.size());
            cpu.add(Chart.Trace.perSecond(process, colour, Chart.Shape.LINE, Series.measured(run, RunColumn.cpu(process))));
            memory.add(Chart.Trace.perSecond(process, colour, Chart.Shape.LINE, Series.measured(run, RunColumn.memory(process))));
        }
        var panels = List.of(usagePanel(Chart.Title.of("CPU", "% of one core"), cpu),
            usagePanel(Chart.Title.of("memory (resident)", "MiB"), memory));
        int seconds = Series.count(run);
        return new Figure("", "CPU and memory", "Of the processes of this run. The document has no such figures.", true,
            new Chart("CPU and memory", "CPU and resident memory per second of each process of this run.", "time, s",
                width -> Axis.time(seconds, width), panels));
    }

    private static Chart.Panel usagePanel(Chart.Title title, List<Chart.Trace> traces) {
        double most = traces.stream().mapToDouble(each -> Series.largest(each.y())).max().orElse(0);
        return new Chart.Panel(title, Axis.linear(most, 4), 110, traces, List.of(), traces.isEmpty() ? "not sampled" : "");
    }
}
