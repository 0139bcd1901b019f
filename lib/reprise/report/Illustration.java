package reprise.report;

import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;
import reprise.recorder.Run;

/** A drawing with its place on the page. {@code file} is its name as a file of its own, empty if it has none. */
public record Illustration(String file, String heading, String text, boolean overTime, Drawing drawing) {
    /** What a run of any document has: the distribution of a timing, raw and corrected, as HdrHistogram plots it. */
    static Illustration percentiles(Run run, String timing) {
        var raw = run.histograms().get(timing);
        var corrected = run.histograms().get(timing + "Corrected");
        var series = new ArrayList<Chart.Series>();
        series.add(distribution("as recorded", "measured", raw));
        if (corrected != null) series.add(distribution("corrected", "other", corrected));
        double least = series.stream().mapToDouble(each -> Rows.smallestAboveZero(each.y())).min().orElse(1);
        double most = series.stream().mapToDouble(each -> Rows.largest(each.y())).max().orElse(1);
        long count = Math.max(raw.getTotalCount(), corrected == null ? 0 : corrected.getTotalCount());
        var panel = new Chart.Panel(timing + ", ms, log scale", Axis.logarithmic(least, Math.max(most, least)), 220, series, List.of(),
            raw.getTotalCount() == 0 ? "nothing was recorded" : "");
        var what = timing.equals("latency") ? "Latency" : "Round trip";
        return new Illustration("", what + " by percentile",
            "As recorded, a client that stands still records one long latency and nothing else."
            + (corrected == null ? ""
            : " Corrected, the sends that it could not make in that time are counted with what they would have taken."), false,
            new Chart(what + " by percentile", what + " of this run by percentile on two log scales, as recorded"
            + (corrected == null ? "." : " and corrected."), "percentile",
                width -> Axis.percentiles(count), List.of(panel)));
    }

    static Chart.Series distribution(String name, String role, Histogram histogram) {
        var x = new ArrayList<Double>();
        var y = new ArrayList<Double>();
        for (var step : histogram.percentiles(5)) {
            double share = step.getPercentileLevelIteratedTo() / 100;
            x.add(share < 1 ? 1 / (1 - share) : Math.max(10, histogram.getTotalCount()));
            y.add(step.getValueIteratedTo() / 1e6);
        }
        return new Chart.Series(name, role, Chart.Shape.LINE, x.stream().mapToDouble(each -> each).toArray(), y.stream()
            .mapToDouble(each -> each).toArray());
    }

    /** CPU and memory of each process that was sampled. */
    static Illustration usage(Run run) {
        var cpu = new ArrayList<Chart.Series>();
        var memory = new ArrayList<Chart.Series>();
        var roles = List.of("measured", "other", "published", "errors");
        for (var process : Rows.processes(run)) {
            var role = roles.get(cpu.size() % roles.size());
            cpu.add(Chart.Series.perSecond(process, role, Chart.Shape.LINE, Rows.measured(run, process + "CpuPercent")));
            memory.add(Chart.Series.perSecond(process, role, Chart.Shape.LINE, Rows.measured(run, process + "RssMiB")));
        }
        var panels = List.of(usagePanel("CPU, % of one core", cpu), usagePanel("memory (resident), MiB", memory));
        int seconds = Rows.count(run);
        return new Illustration("", "CPU and memory", "Of the processes of this run. The document has no such figures.", true,
            new Chart("CPU and memory", "CPU and resident memory per second of each process of this run.", "time, s",
                width -> Axis.time(seconds, width), panels));
    }

    private static Chart.Panel usagePanel(String title, List<Chart.Series> series) {
        double most = series.stream().mapToDouble(each -> Rows.largest(each.y())).max().orElse(0);
        return new Chart.Panel(title, Axis.linear(most, 4), 110, series, List.of(), series.isEmpty() ? "not sampled" : "");
    }
}
