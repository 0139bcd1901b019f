package reprise.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.HdrHistogram.Histogram;
import reprise.judge.CallerRun;
import reprise.judge.CallerRuns;
import reprise.judge.CallerScenario;
import reprise.judge.CallerScenario.Attached;
import reprise.judge.CallerScenario.PlannedRun;
import reprise.peer.wrk.WrkFigures;
import reprise.recorder.Digits;
import reprise.recorder.Numbers;

/** The charts of rest-caller: throughput, what each way to attach a callee costs, latency by percentile, and CPU for a request. */
final class CallerCharts {
    private static final String PUBLISHED = "published";
    private static final String MEASURED = "measured";
    private static final List<BarChart.Key> BOTH =
        List.of(new BarChart.Key("published", PUBLISHED), new BarChart.Key("this run", MEASURED));
    private static final List<String> PROCESS_ROLES = List.of("measured", "other", "axis", "errors", "muted");
    private static final long DRAWN_COUNT = 10_000; // to 99.99 %: the last steps of a run are single requests
    private static final double[] WRK_PLACES = {2, 4, 10, 100}; // 1 / (1 - share) of 50, 75, 90 and 99 %

    private final CallerScenario document;
    private final CallerRuns runs;
    private final List<CallerLabels.Group> groups;

    CallerCharts(CallerScenario document, CallerRuns runs) {
        this.document = document;
        this.runs = runs;
        groups = CallerLabels.groups(document, runs);
    }

    List<Illustration> all() {
        return List.of(throughput(), cost(), latency(), cpu());
    }

    private Illustration throughput() {
        var bars = groups.stream().map(group -> new BarChart.Group(group.title(), group.runs().stream().map(this::throughput).toList()))
            .toList();
        return new Illustration("rest_caller_throughput.svg", "Throughput",
            "Requests per second of each run. The factor is this run to the published one;"
            + " a property of the machines, where the shape is the finding.", false,
            new BarChart("Throughput", "Requests per second by procedure and shape, published and this run.", "requests per second", false,
            BOTH, bars));
    }

    private BarChart.Row throughput(PlannedRun planned) {
        var published = planned.published().map(WrkFigures::requestsPerSec);
        var run = runs.run(planned.id());
        var ours = run.map(each -> each.wrk().requestsPerSec());
        var note = run.filter(each -> !each.spoiledBy().isEmpty()).isPresent() ? "not compared"
            : published.isPresent() && ours.isPresent() ? "×" + Digits.of(ours.get() / published.get(), 2) : "";
        return new BarChart.Row(CallerLabels.row(planned),
            List.of(bar(PUBLISHED, published, 0, "not published"), bar(MEASURED, ours, 0, "not performed")), note);
    }

    private static BarChart.Bar bar(String role, Optional<Double> value, int decimals, String none) {
        return new BarChart.Bar(role, value.orElse(Double.NaN), value.map(each -> Numbers.grouped(each, Digits.decimals(each, decimals)))
            .orElse(none));
    }

    /** The shared callees were reached over the network only: they are compared with the callee in the router over the same link. */
    private Illustration cost() {
        var means = new ArrayList<BarChart.Row>();
        var medians = new ArrayList<BarChart.Row>();
        for (var attached : List.of(Attached.WEBSOCKET_JSON, Attached.UNIX_MSGPACK, Attached.UNIX_JSON, Attached.SHARED_UNIX_MSGPACK)) {
            var found = document.runs().stream().filter(run -> run.attached() == attached && run.isSequential()).findFirst();
            if (found.isEmpty()) continue;
            var inRouter = document.runs().stream()
                .filter(run -> run.attached() == Attached.ROUTER && run.isSequential() && run.link() == found.get().link()).findFirst();
            if (inRouter.isEmpty()) continue;
            means.add(cost(found.get(), inRouter.get(), wrk -> 1e6 / wrk.requestsPerSec(), run -> 1e6 / run.wrk().requestsPerSec()));
            medians.add(cost(found.get(), inRouter.get(), wrk -> wrk.percentiles().p50Us(), run -> run.rawUs(50)));
        }
        return new Illustration("rest_caller_attachment_cost.svg", "What it costs to attach a callee outside the router",
            "Time of a request of one caller beyond that of the callee in the router, µs. The mean is the time between two requests; of "
            + "the medians"
            + " the published ones are as wrk prints them, ours as recorded.", false,
            new BarChart("What it costs to attach a callee outside the router",
            "Microseconds per request over the callee in the router, published and this run.",
                "µs more than in the router", false, BOTH,
                List.of(new BarChart.Group("mean time per request", means), new BarChart.Group("median", medians))));
    }

    private BarChart.Row cost(PlannedRun planned, PlannedRun inRouter, Function<WrkFigures, Double> published,
        Function<CallerRun, Double> ours) {
        var theirs = planned.published().flatMap(there -> inRouter.published().map(base -> published.apply(there) - published.apply(base)));
        var measured = clean(planned).flatMap(there -> clean(inRouter).map(base -> ours.apply(there) - ours.apply(base)));
        boolean emulated = runs.run(planned.id()).filter(run -> run.link() == CallerRun.Link.EMULATED).isPresent();
        return new BarChart.Row(planned.attached().words() + (planned.link() == CallerScenario.Link.NETWORK ? ", network" : ""),
            List.of(bar(PUBLISHED, theirs, 1, "not published"), bar(MEASURED, measured, 1, "not compared")), emulated ? "emulated" : "");
    }

    private Optional<CallerRun> clean(PlannedRun planned) {
        return runs.run(planned.id()).filter(run -> run.spoiledBy().isEmpty());
    }

    private Illustration latency() {
        var keys =
            List.of(new Chart.Series("published, as wrk prints 50, 75, 90 and 99 %", PUBLISHED, Chart.Shape.DOTS, new double[0],
            new double[0]),
            new Chart.Series("this run, as wrk prints them", MEASURED, Chart.Shape.DOTS, new double[0], new double[0]),
            new Chart.Series("this run, as recorded", MEASURED, Chart.Shape.LINE, new double[0], new double[0]));
        return new Illustration("rest_caller_latency.svg", "Latency by percentile",
            "Each nine is as wide as the last. wrk's figures are corrected after the"
            + " run: compare dots with dots, and read the line for what callers really waited.", false,
            new Multiples("Latency by percentile",
            "Latency of each run by percentile, published and this run, as wrk prints it and as recorded.",
                "percentile", Axis.percentiles(DRAWN_COUNT), keys, groups.stream().map(this::latency).toList(), 96));
    }

    private Multiples.Group latency(CallerLabels.Group group) {
        var plots = group.runs().stream().map(this::plot).toList();
        var values = plots.stream().flatMap(plot -> plot.series().stream()).map(Chart.Series::y).toArray(double[][]::new);
        return new Multiples.Group(group.title() + ", ms",
            Axis.decades(Rows.smallestAboveZero(values), Math.max(Rows.largest(values), 0.001)), plots);
    }

    private Multiples.Plot plot(PlannedRun planned) {
        var series = new ArrayList<Chart.Series>();
        var run = runs.run(planned.id());
        run.filter(each -> each.raw().getTotalCount() > 0).ifPresent(each -> series.add(recorded(each.raw())));
        planned.published().ifPresent(figures -> series.add(wrk(PUBLISHED, figures)));
        run.filter(each -> each.wrk().requests() > 0).ifPresent(each -> series.add(wrk(MEASURED, each.wrk())));
        return new Multiples.Plot(CallerLabels.row(planned), series, series.isEmpty() ? "not performed" : "");
    }

    private static Chart.Series wrk(String role, WrkFigures figures) {
        var percentiles = figures.percentiles();
        return new Chart.Series("wrk", role, Chart.Shape.DOTS, WRK_PLACES,
            new double[] {percentiles.p50Us() / 1e3, percentiles.p75Us() / 1e3,
            percentiles.p90Us() / 1e3, percentiles.p99Us() / 1e3});
    }

    /** Up to the last percentile that is drawn. */
    private static Chart.Series recorded(Histogram histogram) {
        var all = Illustration.distribution("recorded", MEASURED, histogram);
        int drawn = (int) Arrays.stream(all.x()).takeWhile(place -> place <= DRAWN_COUNT).count();
        return new Chart.Series("recorded", MEASURED, Chart.Shape.LINE, Arrays.copyOf(all.x(), drawn), Arrays.copyOf(all.y(), drawn));
    }

    private Illustration cpu() {
        var processes = runs.runs().stream().map(CallerRun::usage).map(Map::keySet).flatMap(java.util.Set::stream).distinct().toList();
        var keys = new ArrayList<BarChart.Key>();
        for (var process : processes) keys.add(new BarChart.Key(process, PROCESS_ROLES.get(keys.size() % PROCESS_ROLES.size())));
        var bars = groups.stream()
            .map(group -> new BarChart.Group(group.title(), group.runs().stream().flatMap(planned -> runs.run(planned.id()).stream())
            .map(run -> cpu(run, keys)).toList())).filter(group -> !group.rows().isEmpty()).toList();
        return new Illustration("rest_caller_cpu.svg", "CPU time for a request",
            "Of all processes of this run, user and kernel time. The document has no such figures.",
            false, new BarChart("CPU time for a request", "Microseconds of CPU time per request by process, of each run.",
            "µs of one core per request", true, keys, bars));
    }

    private static BarChart.Row cpu(CallerRun run, List<BarChart.Key> keys) {
        double sum = keys.stream().mapToDouble(key -> run.cpuUsPerRequest(key.name()).orElse(0)).sum();
        var bars = keys.stream()
            .map(key -> new BarChart.Bar(key.role(), run.cpuUsPerRequest(key.name()).orElse(Double.NaN), Digits.of(sum, 1))).toList();
        return new BarChart.Row(CallerLabels.row(run.planned()), bars, "");
    }
}
